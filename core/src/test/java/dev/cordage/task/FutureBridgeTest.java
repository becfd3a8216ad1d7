package dev.cordage.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.Bounded;
import dev.cordage.testing.LeakCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Futures from {@link CompletableFuture}s and back, with failures and cancellation both ways. */
@ExtendWith(LeakCheck.class)
class FutureBridgeTest {
    private final Exception failure = new Exception("original");

    @Test
    void takesOverStagesThatHaveEnded() throws Exception {
        assertEquals(
                "value",
                TaskFuture.of(CompletableFuture.completedFuture("value")).result());
        assertNull(TaskFuture.of(CompletableFuture.completedFuture(null)).result());
        TaskFuture<Object> failed = TaskFuture.of(CompletableFuture.failedFuture(failure));
        assertSame(failure, failed.failure());
        CompletableFuture<String> cancelled = new CompletableFuture<>();
        cancelled.cancel(false);
        assertTrue(TaskFuture.of(cancelled).isCancelled());
    }

    @Test
    void takesOverMinimalStages() throws Exception {
        assertEquals(
                "value",
                TaskFuture.of(CompletableFuture.completedStage("value")).result());
        assertSame(
                failure, TaskFuture.of(CompletableFuture.failedStage(failure)).failure());
        CompletableFuture<String> source = new CompletableFuture<>();
        TaskFuture<String> future = TaskFuture.of(source.minimalCompletionStage());
        assertFalse(future.isDone());
        source.complete("value");
        assertEquals("value", future.resultNow());
    }

    @Test
    void takesTheOriginalFailureOutOfDependentStages() throws Exception {
        CompletableFuture<String> source = new CompletableFuture<>();
        CompletionStage<Integer> dependent = source.thenApply(String::length).thenApply(n -> n + 1);
        TaskFuture<Integer> future = TaskFuture.of(dependent);
        source.completeExceptionally(failure);
        assertSame(failure, future.failure());
        assertSame(failure, assertThrows(Exception.class, future::result));
    }

    @Test
    void takesTheOriginalFailureOutOfAnyCompletionExceptionsAroundIt() throws Exception {
        CompletionException nested = new CompletionException(new CompletionException(failure));
        assertSame(
                failure, TaskFuture.of(CompletableFuture.failedFuture(nested)).failure());
    }

    @Test
    void keepsACompletionExceptionWithoutACause() throws Exception {
        CompletionException bare = new CompletionException("nothing inside", null);
        assertSame(bare, TaskFuture.of(CompletableFuture.failedFuture(bare)).failure());
    }

    @Test
    void aStageThatFailsByANestedCancellationIsCancelled() {
        CompletableFuture<String> source = new CompletableFuture<>();
        TaskFuture<Integer> future = TaskFuture.of(source.thenApply(String::length));
        source.cancel(true);
        assertEquals(Future.State.CANCELLED, future.state());
        assertThrows(CancellationException.class, future::result);
    }

    @Test
    void cancellingTheStageCancelsTheFuture() {
        CompletableFuture<String> stage = new CompletableFuture<>();
        TaskFuture<String> future = TaskFuture.of(stage);
        List<Object> calls = new ArrayList<>();
        future.onDone(f -> calls.add(f.state()));
        stage.cancel(false);
        assertTrue(future.isCancelled());
        assertEquals(List.of(Future.State.CANCELLED), calls);
    }

    @Test
    void cancellingTheFutureCancelsTheStage() {
        CompletableFuture<String> stage = new CompletableFuture<>();
        TaskFuture<String> future = TaskFuture.of(stage);
        List<Object> calls = new ArrayList<>();
        future.onDone(f -> calls.add(f.state()));
        assertTrue(future.cancel(true));
        assertTrue(stage.isCancelled());
        assertEquals(List.of(Future.State.CANCELLED), calls);
        assertFalse(future.cancel(true));
    }

    @Test
    void aFutureOnAStageIsNeverRunning() {
        TaskFuture<String> future = TaskFuture.of(new CompletableFuture<>());
        assertFalse(future.isRunning());
        assertFalse(future.name().isEmpty());
        assertTrue(future.submitSite().isEmpty());
    }

    @Test
    void survivesTheWayThereAndBack() throws Exception {
        Promise<String> promise = Promise.create();
        TaskFuture<String> back = TaskFuture.of(promise.toCompletableFuture());
        promise.fail(failure);
        assertSame(failure, back.failure());

        Promise<String> other = Promise.create();
        TaskFuture<String> cancelling = TaskFuture.of(other.toCompletableFuture());
        assertTrue(cancelling.cancel(true));
        assertTrue(other.isCancelled());

        CompletableFuture<String> stage = new CompletableFuture<>();
        CompletableFuture<String> twice = TaskFuture.of(stage).toCompletableFuture();
        assertTrue(twice.cancel(true));
        assertTrue(stage.isCancelled());
    }

    @Test
    void theStageOfAnEndedFutureHasEnded() {
        Promise<String> promise = Promise.create();
        promise.succeed("value");
        assertEquals("value", promise.toCompletableFuture().resultNow());
        Promise<String> failed = Promise.create();
        failed.fail(failure);
        assertSame(failure, failed.toCompletableFuture().exceptionNow());
    }

    @Test
    void dependentsOfTheStageSeeTheFailureAsTheJdkWrapsIt() {
        Promise<String> promise = Promise.create();
        CompletableFuture<Integer> dependent = promise.toCompletableFuture().thenApply(String::length);
        promise.fail(failure);
        CompletionException wrapper = assertThrows(CompletionException.class, dependent::join);
        assertSame(failure, wrapper.getCause());
    }

    @Test
    void aStageThatTimesOutByItselfLeavesTheFutureAlone() throws Exception {
        Promise<String> promise = Promise.create();
        CompletableFuture<String> stage = promise.toCompletableFuture().orTimeout(1, TimeUnit.MILLISECONDS);
        assertTrue(Bounded.failureOf(stage) instanceof java.util.concurrent.TimeoutException);
        assertEquals(Future.State.RUNNING, promise.state());
    }

    @Test
    void everyCallMakesAStageOfItsOwn() {
        Promise<String> promise = Promise.create();
        CompletableFuture<String> first = promise.toCompletableFuture();
        CompletableFuture<String> second = promise.toCompletableFuture();
        assertTrue(first.complete("by hand"));
        assertFalse(second.isDone());
        promise.succeed("own");
        assertEquals("own", second.resultNow());
        assertEquals("by hand", first.resultNow());
    }

    @Test
    void refusesNull() {
        assertThrows(NullPointerException.class, () -> TaskFuture.of(null));
    }

    @Test
    void cancellingBothSidesAtOnceEnds() throws Exception {
        for (int round = 0; round < 2_000; round++) {
            Promise<String> promise = Promise.create();
            CompletableFuture<String> stage = promise.toCompletableFuture();
            TaskFuture<String> back = TaskFuture.of(stage);
            var one = Bounded.Caller.virtual(() -> promise.cancel(true));
            var two = Bounded.Caller.virtual(() -> back.cancel(true));
            stage.cancel(true);
            one.result();
            two.result();
            assertTrue(promise.isCancelled() && stage.isCancelled() && back.isCancelled());
        }
    }
}
