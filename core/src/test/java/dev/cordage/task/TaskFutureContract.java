package dev.cordage.task;

import static java.util.concurrent.Future.State.CANCELLED;
import static java.util.concurrent.Future.State.FAILED;
import static java.util.concurrent.Future.State.RUNNING;
import static java.util.concurrent.Future.State.SUCCESS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.Bounded;
import dev.cordage.testing.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What every {@link TaskFuture} keeps, whoever makes it. */
@ExtendWith(LeakCheck.class)
abstract class TaskFutureContract {
    private final List<FutureSubject> subjects = new ArrayList<>();

    /** A future that has not ended; if something runs it, it runs. */
    abstract FutureSubject makeRunning();

    /** A future that has not ended and is not run; only cancelling can be tried on it. */
    abstract FutureSubject makePending();

    /** Lets go of what the makers made beside the futures. */
    void releaseAll() {}

    final FutureSubject running() {
        FutureSubject subject = makeRunning();
        subjects.add(subject);
        return subject;
    }

    final FutureSubject pending() {
        FutureSubject subject = makePending();
        subjects.add(subject);
        return subject;
    }

    @AfterEach
    void release() {
        subjects.forEach(FutureSubject::release);
        releaseAll();
    }

    private static final class Odd extends Throwable {
        private static final long serialVersionUID = 1L;
    }

    // ---- states --------------------------------------------------------------------------------------------------

    @Test
    void pendingIsTrueInEveryView() {
        TaskFuture<Object> future = pending().future();
        assertFalse(future.isRunning());
        assertUnended(future);
        assertTrue(future.toString().contains("pending"), future::toString);
    }

    @Test
    void runningIsTrueInEveryView() {
        FutureSubject subject = running();
        TaskFuture<Object> future = subject.future();
        assertEquals(subject.isRun(), future.isRunning());
        assertUnended(future);
        assertTrue(future.toString().contains(subject.isRun() ? "running" : "pending"), future::toString);
    }

    private static void assertUnended(TaskFuture<Object> future) {
        assertEquals(RUNNING, future.state());
        assertFalse(future.isDone());
        assertFalse(future.isCancelled());
        assertThrows(IllegalStateException.class, future::resultNow);
        assertThrows(IllegalStateException.class, future::exceptionNow);
    }

    @Test
    void successIsTrueInEveryView() throws Exception {
        assertSucceeded("value", running().succeeded("value").future());
    }

    @Test
    void nullIsAValueLikeAnyOther() throws Exception {
        assertSucceeded(null, running().succeeded(null).future());
    }

    @Test
    void valuesThatLookLikeSomethingElseAreValues() throws Exception {
        List<Object> values = List.of(
                new IllegalStateException("a value, not a failure"),
                new OutOfMemoryError("as is this"),
                new CancellationException("this too"),
                Thread.currentThread(),
                new FutureTask<>(() -> 1),
                CompletableFuture.failedFuture(new Odd()),
                Promise.create("nested"),
                new ThreadRunner(),
                (Runnable) () -> {});
        for (Object value : values) {
            assertSucceeded(value, running().succeeded(value).future());
        }
    }

    private static void assertSucceeded(Object value, TaskFuture<Object> future) throws Exception {
        assertEquals(SUCCESS, future.state());
        assertTrue(future.isDone());
        assertFalse(future.isCancelled());
        assertFalse(future.isRunning());
        assertSame(value, future.resultNow());
        assertThrows(IllegalStateException.class, future::exceptionNow);
        assertSame(value, future.get());
        assertSame(value, future.get(0, TimeUnit.SECONDS));
        assertSame(value, future.result());
        assertSame(value, future.result(Duration.ZERO));
        assertSame(value, future.result(Duration.ofSeconds(-1)));
        assertNull(future.failure());
        future.await();
        assertTrue(future.tryAwait(Duration.ZERO));
        assertFalse(future.cancel(true));
        assertEquals(SUCCESS, future.state());
    }

    @Test
    void failureIsTrueInEveryView() throws Exception {
        for (Throwable failure : List.of(
                new Exception("checked"),
                new IllegalArgumentException("unchecked"),
                new AssertionError("error"),
                new StackOverflowError("machine"),
                new InterruptedException("not ours"),
                new TimeoutException("not ours"),
                new ExecutionException("not ours", new Exception()))) {
            TaskFuture<Object> future = running().failed(failure).future();
            assertFailed(failure, future);
            assertSame(failure, assertThrows(Throwable.class, future::result));
            assertSame(failure, assertThrows(Throwable.class, () -> future.result(Duration.ZERO)));
        }
    }

    @Test
    void aFailureThatIsNeitherExceptionNorErrorComesWrapped() throws Exception {
        Odd odd = new Odd();
        TaskFuture<Object> future = running().failed(odd).future();
        assertFailed(odd, future);
        assertSame(odd, assertThrows(ExecutionException.class, future::result).getCause());
        assertSame(
                odd,
                assertThrows(ExecutionException.class, () -> future.result(Duration.ofDays(1)))
                        .getCause());
    }

    private static void assertFailed(Throwable failure, TaskFuture<Object> future) throws Exception {
        assertEquals(FAILED, future.state());
        assertTrue(future.isDone());
        assertFalse(future.isCancelled());
        assertFalse(future.isRunning());
        assertSame(failure, future.exceptionNow());
        assertSame(
                failure,
                assertThrows(IllegalStateException.class, future::resultNow).getCause());
        assertSame(failure, assertThrows(ExecutionException.class, future::get).getCause());
        assertSame(
                failure,
                assertThrows(ExecutionException.class, () -> future.get(1, TimeUnit.DAYS))
                        .getCause());
        assertSame(failure, future.failure());
        future.await();
        assertTrue(future.tryAwait(Duration.ofNanos(-1)));
        assertFalse(future.cancel(false));
        assertEquals(FAILED, future.state());
        assertTrue(future.toString().contains("failed"), future::toString);
    }

    @Test
    void theWrapperShowsWhereTheCallerWaitedAndTheCauseWhereTheTaskFailed() {
        Exception failure = new Exception("there");
        StackTraceElement[] there = failure.getStackTrace();
        TaskFuture<Object> future = running().failed(failure).future();
        ExecutionException wrapper = assertThrows(ExecutionException.class, future::get);
        assertTrue(List.of(wrapper.getStackTrace()).stream()
                .anyMatch(frame -> frame.getClassName().equals(TaskFutureContract.class.getName())));
        assertEquals(List.of(there), List.of(failure.getStackTrace()));
    }

    @Test
    void cancellationOfAPendingOneIsTrueInEveryView() throws Exception {
        TaskFuture<Object> future = pending().future();
        assertTrue(future.cancel(false));
        assertCancelled(future);
    }

    @Test
    void cancellationOfARunningOneIsTrueInEveryView() throws Exception {
        FutureSubject subject = running();
        assertTrue(subject.future().cancel(true));
        assertCancelled(subject.future());
        subject.succeed("too late");
        assertCancelled(subject.future());
    }

    private static void assertCancelled(TaskFuture<Object> future) throws Exception {
        assertEquals(CANCELLED, future.state());
        assertTrue(future.isDone());
        assertTrue(future.isCancelled());
        assertFalse(future.isRunning());
        assertThrows(IllegalStateException.class, future::resultNow);
        assertThrows(IllegalStateException.class, future::exceptionNow);
        CancellationException e = assertThrows(CancellationException.class, future::get);
        assertTrue(e.getMessage().contains(future.name()), e::getMessage);
        assertThrows(CancellationException.class, () -> future.get(0, TimeUnit.SECONDS));
        assertThrows(CancellationException.class, future::result);
        assertThrows(CancellationException.class, () -> future.result(Duration.ZERO));
        assertThrows(CancellationException.class, future::failure);
        future.await();
        assertTrue(future.tryAwait(Duration.ZERO));
        assertFalse(future.cancel(true));
        assertTrue(future.toString().contains("cancelled"), future::toString);
    }

    @Test
    void aTaskThatThrowsCancellationHasFailedAndIsNotCancelled() throws Exception {
        if (makesCancelledOfCancellationExceptions()) {
            return;
        }
        CancellationException own = new CancellationException("of the task's own");
        TaskFuture<Object> future = running().failed(own).future();
        assertEquals(FAILED, future.state());
        assertFalse(future.isCancelled());
        assertSame(own, future.failure());
        assertSame(own, assertThrows(ExecutionException.class, future::get).getCause());
    }

    /** A {@link CompletableFuture} knows no difference. */
    boolean makesCancelledOfCancellationExceptions() {
        return false;
    }

    @Test
    void hasANameThatItsMessagesUse() {
        TaskFuture<Object> future = running().future();
        assertFalse(future.name().isEmpty());
        assertTrue(future.toString().contains(future.name()), future::toString);
        assertNotNull(future.submitSite());
    }

    // ---- waiting -------------------------------------------------------------------------------------------------

    @Test
    void timeoutsNameTheTaskAndTheLimit() {
        TaskFuture<Object> future = running().future();
        Duration limit = Duration.ofMillis(3);
        String message =
                assertThrows(TimeoutException.class, () -> future.result(limit)).getMessage();
        assertTrue(message.contains(future.name()), message);
        assertTrue(message.contains("PT0.003S"), message);
        message = assertThrows(TimeoutException.class, () -> future.get(3, TimeUnit.MILLISECONDS))
                .getMessage();
        assertTrue(message.contains(future.name()), message);
        assertTrue(message.contains("PT0.003S"), message);
        assertEquals(RUNNING, future.state());
    }

    @Test
    void zeroAndNegativeTimeoutsDoNotWait() throws Exception {
        TaskFuture<Object> future = running().future();
        Bounded.run(() -> {
            for (Duration none : List.of(Duration.ZERO, Duration.ofNanos(-1), Duration.ofSeconds(Long.MIN_VALUE))) {
                assertThrows(TimeoutException.class, () -> future.result(none));
                assertFalse(future.tryAwait(none));
            }
            assertThrows(TimeoutException.class, () -> future.get(0, TimeUnit.DAYS));
            assertThrows(TimeoutException.class, () -> future.get(Long.MIN_VALUE, TimeUnit.DAYS));
        });
    }

    @Test
    void hugeTimeoutsWaitForTheEnd() throws Exception {
        FutureSubject subject = running();
        TaskFuture<Object> future = subject.future();
        Duration huge = Duration.ofSeconds(Long.MAX_VALUE);
        var callers = List.of(
                Bounded.Caller.platform(() -> future.result(huge)),
                Bounded.Caller.virtual(() -> future.result(huge)),
                Bounded.Caller.platform(() -> future.get(Long.MAX_VALUE, TimeUnit.DAYS)),
                Bounded.Caller.platform(() -> future.get(Long.MAX_VALUE - 1, TimeUnit.NANOSECONDS)),
                Bounded.Caller.platform(() -> future.tryAwait(huge) ? future.resultNow() : "not ended"));
        for (Bounded.Caller<Object> caller : callers) {
            caller.untilWaiting();
        }
        subject.succeed("value");
        for (Bounded.Caller<Object> caller : callers) {
            assertEquals("value", caller.result());
        }
    }

    @Test
    void waitersOfEveryKindAreWokenByTheEnd() throws Exception {
        FutureSubject subject = running();
        TaskFuture<Object> future = subject.future();
        Exception failure = new Exception("the end");
        List<Bounded.Caller<Throwable>> callers = new ArrayList<>();
        for (Thread.Builder builder : List.of(Thread.ofPlatform().daemon(), Thread.ofVirtual())) {
            callers.add(Bounded.Caller.start(
                    builder,
                    () -> assertThrows(ExecutionException.class, future::get).getCause()));
            callers.add(Bounded.Caller.start(builder, () -> assertThrows(Exception.class, future::result)));
            callers.add(Bounded.Caller.start(builder, future::failure));
            callers.add(Bounded.Caller.start(builder, () -> {
                future.await();
                return future.exceptionNow();
            }));
        }
        callers.forEach(Bounded.Caller::untilWaiting);
        subject.fail(failure);
        for (Bounded.Caller<Throwable> caller : callers) {
            assertSame(failure, caller.result());
        }
    }

    @Test
    void waitersAreWokenByCancellation() throws Exception {
        TaskFuture<Object> future = running().future();
        var caller = Bounded.Caller.platform(() -> assertThrows(CancellationException.class, future::get));
        caller.untilWaiting();
        assertTrue(future.cancel(true));
        assertNotNull(caller.result());
    }

    @Test
    void anEndedOneAnswersAnInterruptedThreadAndLeavesItsFlag() throws Exception {
        TaskFuture<Object> future = running().succeeded("value").future();
        Thread.currentThread().interrupt();
        try {
            assertEquals("value", future.get());
            assertEquals("value", future.get(1, TimeUnit.DAYS));
            assertEquals("value", future.result());
            assertEquals("value", future.result(Duration.ofDays(1)));
            assertNull(future.failure());
            future.await();
            assertTrue(future.tryAwait(Duration.ofDays(1)));
        } finally {
            assertTrue(Thread.interrupted());
        }
    }

    @Test
    void refusesNull() {
        TaskFuture<Object> future = running().future();
        assertThrows(NullPointerException.class, () -> future.onDone(null));
        assertThrows(NullPointerException.class, () -> future.result(null));
        assertThrows(NullPointerException.class, () -> future.tryAwait(null));
        assertThrows(NullPointerException.class, () -> future.get(1, null));
    }

    // ---- cancelling ----------------------------------------------------------------------------------------------

    @Test
    void cancelWithInterruptionInterruptsTheRunner() throws Exception {
        if (running() instanceof FutureSubject.Steered subject) {
            assertTrue(subject.future().cancel(true));
            Bounded.await(subject.steering.interrupted);
        }
    }

    @Test
    void cancelWithoutInterruptionLetsTheRunnerGoOn() throws Exception {
        if (running() instanceof FutureSubject.Steered subject) {
            assertTrue(subject.future().cancel(false));
            assertTrue(subject.future().isCancelled());
            subject.succeed("unheard");
            Bounded.await(subject.steering.left);
            assertEquals(1, subject.steering.interrupted.getCount());
            assertThrows(CancellationException.class, subject.future()::get);
        }
    }

    // ---- calling back --------------------------------------------------------------------------------------------

    @Test
    void callbacksRunInOrderAndSeeTheEnd() {
        for (int kind = 0; kind < 3; kind++) {
            FutureSubject subject = running();
            TaskFuture<Object> future = subject.future();
            List<Object> calls = Collections.synchronizedList(new ArrayList<>());
            for (int i = 0; i < 20; i++) {
                int number = i;
                future.onDone(f -> calls.add(f == future && f.isDone() ? number : f));
            }
            switch (kind) {
                case 0 -> subject.succeed("value");
                case 1 -> subject.fail(new Exception());
                default -> future.cancel(true);
            }
            Bounded.until("20 callbacks", () -> calls.size() >= 20);
            assertEquals(numbers(20), List.copyOf(calls));
        }
    }

    private static List<Object> numbers(int count) {
        List<Object> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            numbers.add(i);
        }
        return numbers;
    }

    @Test
    void aCallbackAfterTheEndRunsAtOnceInTheCaller() throws Exception {
        FutureSubject subject = running();
        TaskFuture<Object> future = subject.future();
        CountDownLatch drained = new CountDownLatch(1);
        future.onDone(_ -> drained.countDown());
        subject.succeed("value");
        Bounded.await(drained);
        // The last callback has begun, not returned; from the first that runs here on, all do.
        Bounded.until("callbacks to run in the caller", () -> {
            Thread[] ran = new Thread[1];
            future.onDone(_ -> ran[0] = Thread.currentThread());
            return ran[0] == Thread.currentThread();
        });
        List<Thread> ran = new ArrayList<>();
        future.onDone(_ -> ran.add(Thread.currentThread()));
        assertEquals(List.of(Thread.currentThread()), ran);
    }

    @Test
    void aFailingCallbackIsReportedAndTheOthersRun() {
        FutureSubject subject = running();
        TaskFuture<Object> future = subject.future();
        List<Object> calls = Collections.synchronizedList(new ArrayList<>());
        List<Throwable> reported = Collections.synchronizedList(new ArrayList<>());
        List<Throwable> failures = List.of(new RuntimeException("first"), new StackOverflowError("second"), new Odd());
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((_, failure) -> reported.add(failure));
        try {
            for (Throwable failure : failures) {
                future.onDone(_ -> calls.add(failure));
                future.onDone(_ -> FutureSubject.<RuntimeException>sneaky(failure));
            }
            future.onDone(_ -> calls.add("last"));
            subject.succeed("value");
            Bounded.until("the last callback", () -> calls.contains("last"));
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        assertEquals(failures, List.copyOf(reported));
        assertEquals(4, calls.size());
    }

    @Test
    void aBlockingCallbackHoldsUpNobodyWhoWaits() throws Exception {
        FutureSubject subject = running();
        TaskFuture<Object> future = subject.future();
        CountDownLatch block = new CountDownLatch(1);
        CountDownLatch blocks = new CountDownLatch(1);
        future.onDone(_ -> {
            blocks.countDown();
            try {
                Bounded.await(block);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        var waiting = Bounded.Caller.platform(() -> future.result()).untilWaiting();
        var ender = Bounded.Caller.platform(() -> {
            subject.succeed("value");
            return null;
        });
        Bounded.await(blocks);
        assertEquals("value", waiting.result());
        assertEquals("value", future.get());
        block.countDown();
        ender.result();
    }

    // ---- to the JDK ----------------------------------------------------------------------------------------------

    @Test
    void becomesACompletableFuture() throws Exception {
        FutureSubject good = running();
        CompletableFuture<Object> stage = good.future().toCompletableFuture();
        assertFalse(stage.isDone());
        good.succeed("value");
        assertEquals("value", Bounded.get(stage));

        FutureSubject bad = running();
        Exception failure = new Exception("original");
        stage = bad.future().toCompletableFuture();
        bad.fail(failure);
        assertSame(failure, Bounded.failureOf(stage));
        assertSame(failure, stage.exceptionNow());

        TaskFuture<Object> cancelled = running().future();
        stage = cancelled.toCompletableFuture();
        cancelled.cancel(true);
        assertTrue(stage.isCancelled());
        assertTrue(cancelled.toCompletableFuture().isCancelled());
    }

    @Test
    void cancellingTheCompletableFutureCancelsThis() throws Exception {
        FutureSubject subject = running();
        assertTrue(subject.future().toCompletableFuture().cancel(false));
        assertTrue(subject.future().isCancelled());
        if (subject instanceof FutureSubject.Steered steered) {
            Bounded.await(steered.steering.interrupted);
        }
    }

    @Test
    void completingTheCompletableFutureByHandLeavesThisAsItIs() {
        FutureSubject subject = running();
        CompletableFuture<Object> stage = subject.future().toCompletableFuture();
        assertTrue(stage.complete("by hand"));
        assertEquals(RUNNING, subject.future().state());
        CompletableFuture<Object> other = subject.future().toCompletableFuture();
        assertTrue(other.completeExceptionally(new Exception("by hand")));
        assertEquals(RUNNING, subject.future().state());
        assertEquals("own", subject.succeeded("own").future().resultNow());
        assertEquals("by hand", stage.resultNow());
    }
}
