package dev.cordage.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.Bounded;
import dev.cordage.testing.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(LeakCheck.class)
class TasksAwaitTest {
    private static final Duration HUGE = Duration.ofSeconds(Long.MAX_VALUE);

    private static List<Promise<Integer>> promises(int count) {
        List<Promise<Integer>> promises = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            promises.add(Promise.create("p" + i));
        }
        return promises;
    }

    @ParameterizedTest
    @EnumSource
    void ofNoFuturesThereIsNothingToWaitFor(Until until) throws Exception {
        Bounded.run(() -> {
            assertEquals(new Awaited<>(Set.of(), Set.of()), Tasks.await(List.of(), until));
            assertEquals(new Awaited<>(Set.of(), Set.of()), Tasks.await(List.of(), until, Duration.ZERO));
        });
    }

    @ParameterizedTest
    @EnumSource
    void timeThatRunsOutThrowsNothing(Until until) throws Exception {
        List<Promise<Integer>> futures = promises(3);
        for (Duration timeout : List.of(Duration.ZERO, Duration.ofNanos(-1), Duration.ofMillis(5))) {
            Awaited<Promise<Integer>> awaited = Tasks.await(futures, until, timeout);
            assertEquals(Set.of(), awaited.done());
            assertEquals(futures, List.copyOf(awaited.pending()));
        }
        assertNothingLeftOn(futures);
    }

    private static void assertNothingLeftOn(Collection<? extends TaskFuture<?>> futures) {
        for (TaskFuture<?> future : futures) {
            if (!future.isDone()) {
                assertEquals(0, FutureHooks.count(future), () -> "hooks left on " + future);
            }
        }
    }

    @Test
    void anyWaitsForTheFirstHoweverItEnds() throws Exception {
        for (int kind = 0; kind < 3; kind++) {
            List<Promise<Integer>> futures = promises(5);
            var caller = Bounded.Caller.platform(() -> Tasks.await(futures, Until.ANY, HUGE));
            caller.untilWaiting();
            Promise<Integer> first = futures.get(2);
            switch (kind) {
                case 0 -> first.succeed(null);
                case 1 -> first.fail(new Exception());
                default -> first.cancel(false);
            }
            assertEquals(Set.of(first), caller.result().done());
            assertEquals(4, caller.result().pending().size());
            assertNothingLeftOn(futures);
        }
    }

    @Test
    void firstFailureIsNotContentWithValuesOrCancellations() throws Exception {
        List<Promise<Integer>> futures = promises(5);
        futures.get(0).cancel(true);
        var caller = Bounded.Caller.platform(() -> Tasks.await(futures, Until.FIRST_FAILURE));
        caller.untilWaiting();
        futures.get(1).succeed(1);
        futures.get(2).cancel(true);
        caller.untilWaiting();
        futures.get(3).fail(new Exception());
        assertEquals(Set.copyOf(futures.subList(0, 4)), caller.result().done());
        assertEquals(Set.of(futures.get(4)), caller.result().pending());
        assertNothingLeftOn(futures);
    }

    @Test
    void firstFailureEndsWhenAllHaveEndedWithout() throws Exception {
        List<Promise<Integer>> futures = promises(3);
        var caller = Bounded.Caller.platform(() -> Tasks.await(futures, Until.FIRST_FAILURE));
        caller.untilWaiting();
        futures.get(0).cancel(true);
        futures.get(1).succeed(1);
        caller.untilWaiting();
        futures.get(2).cancel(false);
        assertEquals(futures, List.copyOf(caller.result().done()));
    }

    @Test
    void aFailureThatIsThereAlreadyIsSeenAtOnce() throws Exception {
        List<Promise<Integer>> futures = promises(3);
        futures.get(2).fail(new Exception());
        Awaited<Promise<Integer>> awaited = Bounded.call(() -> Tasks.await(futures, Until.FIRST_FAILURE));
        assertEquals(Set.of(futures.get(2)), awaited.done());
        assertNothingLeftOn(futures);
    }

    @Test
    void allWaitsForAll() throws Exception {
        List<Promise<Integer>> futures = promises(3);
        var caller = Bounded.Caller.virtual(() -> Tasks.await(futures, Until.ALL));
        caller.untilWaiting();
        futures.get(1).fail(new Exception());
        futures.get(2).succeed(1);
        caller.untilWaiting();
        futures.get(0).cancel(true);
        assertEquals(futures, List.copyOf(caller.result().done()));
        assertEquals(Set.of(), caller.result().pending());
    }

    @Test
    void waitsForFuturesOfEveryKind() throws Exception {
        FutureTask<Integer> foreign = new FutureTask<>(() -> 1);
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        Promise<Integer> promise = Promise.create();
        List<Future<Integer>> futures = List.of(foreign, stage, promise);
        for (Until until : List.of(Until.ANY, Until.FIRST_FAILURE)) {
            assertEquals(
                    3,
                    Tasks.await(futures, until, Duration.ofMillis(1)).pending().size());
        }
        var caller = Bounded.Caller.platform(() -> Tasks.await(futures, Until.ALL));
        caller.untilWaiting();
        foreign.run();
        stage.cancel(true);
        caller.untilWaiting();
        promise.succeed(1);
        assertEquals(futures, List.copyOf(caller.result().done()));
    }

    @Test
    void anInterruptedForeignTaskIsNotTakenForAFailureOfTheWait() throws Exception {
        FutureTask<Integer> failing = new FutureTask<>(() -> {
            throw new IllegalStateException("part of a test");
        });
        FutureTask<Integer> cancelled = new FutureTask<>(() -> 1);
        FutureTask<Integer> pending = new FutureTask<>(() -> 1);
        var caller =
                Bounded.Caller.platform(() -> Tasks.await(List.of(failing, cancelled, pending), Until.FIRST_FAILURE));
        caller.untilWaiting();
        cancelled.cancel(true);
        caller.untilWaiting();
        failing.run();
        assertEquals(Set.of(failing, cancelled), caller.result().done());
    }

    @Test
    void aFutureGivenTwiceCountsOnce() throws Exception {
        Promise<Integer> promise = Promise.create();
        var caller = Bounded.Caller.platform(() -> Tasks.await(List.of(promise, promise, promise), Until.ALL));
        caller.untilWaiting();
        promise.succeed(1);
        assertEquals(Set.of(promise), caller.result().done());
    }

    @Test
    void refusesNull() {
        Promise<Integer> promise = Promise.create();
        List<Promise<Integer>> futures = List.of(promise);
        assertThrows(NullPointerException.class, () -> Tasks.await(null, Until.ALL));
        assertThrows(NullPointerException.class, () -> Tasks.await(futures, Until.ALL, null));
        assertThrows(NullPointerException.class, () -> Tasks.await(Arrays.asList(promise, null), Until.ALL));
        assertThrows(NullPointerException.class, () -> Tasks.await(futures, null, Duration.ZERO));
        assertEquals(0, FutureHooks.count(promise));
    }

    @Test
    void theAnswerCannotBeChanged() throws Exception {
        Awaited<Promise<Integer>> awaited = Tasks.await(promises(2), Until.ALL, Duration.ZERO);
        assertThrows(
                UnsupportedOperationException.class, () -> awaited.pending().clear());
        assertThrows(UnsupportedOperationException.class, () -> awaited.done().add(Promise.create()));
    }

    @Test
    void aBlockingCallbackHoldsUpNobody() throws Exception {
        Promise<Integer> promise = Promise.create();
        CountDownLatch block = new CountDownLatch(1);
        promise.onDone(_ -> {
            try {
                Bounded.await(block);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        // It waits before the end and so is told of it; that somebody blocks there must not matter.
        var awaiting = Bounded.Caller.platform(() -> Tasks.await(List.of(promise), Until.ALL));
        awaiting.untilWaiting();
        var ender = Bounded.Caller.platform(() -> promise.trySucceed(1));
        try {
            ender.untilWaiting();
            assertTrue(promise.isDone());
            assertTrue(awaiting.thread().join(Bounded.LONG.dividedBy(2)), "still waits for a future that has ended");
        } finally {
            block.countDown();
            ender.result();
        }
    }

    // ---- nothing stays -------------------------------------------------------------------------------------------

    @Test
    void tenThousandWaitsForPendingFuturesDoNotGrowThem() throws Exception {
        List<Promise<Integer>> pending = promises(50);
        List<CompletableFuture<Integer>> stages = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            stages.add(new CompletableFuture<>());
        }
        List<Future<Integer>> futures = new ArrayList<>(pending);
        futures.addAll(stages);
        for (int i = 0; i < 10_000; i++) {
            Tasks.await(futures, Until.ANY, Duration.ofNanos(1));
        }
        assertNothingLeftOn(pending);
        for (CompletableFuture<Integer> stage : stages) {
            // One bridge stays while the stage is pending, however often it was waited for.
            assertTrue(stage.getNumberOfDependents() <= 1, () -> stage.getNumberOfDependents() + " dependents");
        }
    }

    @Test
    void waitsThatEndWithAnotherFutureLeaveNothing() throws Exception {
        List<Promise<Integer>> pending = promises(10);
        for (int i = 0; i < 1_000; i++) {
            Promise<Integer> first = Promise.create();
            List<Promise<Integer>> futures = new ArrayList<>(pending);
            futures.add(5, first);
            var caller = Bounded.Caller.virtual(() -> Tasks.await(futures, Until.ANY));
            first.succeed(1);
            assertEquals(Set.of(first), caller.result().done());
        }
        assertNothingLeftOn(pending);
    }

    @Test
    void noThreadStaysThatWaitedForAForeignFuture() throws Exception {
        List<FutureForeign<Integer>> foreign = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            foreign.add(new FutureForeign<>());
        }
        for (int i = 0; i < 50; i++) {
            Tasks.await(foreign, Until.ANY, Duration.ofNanos(1));
        }
        var caller = Bounded.Caller.platform(() -> Tasks.await(foreign, Until.ANY));
        for (FutureForeign<Integer> future : foreign) {
            future.awaitFirstWaiter();
        }
        foreign.get(3).end(1);
        assertEquals(Set.of(foreign.get(3)), caller.result().done());
        Bounded.until(
                "the watching threads to go",
                () -> foreign.stream().mapToInt(FutureForeign::waiting).sum() == 0);
    }

    @Test
    void waitersOfTheSameFuturesDoNotDisturbEachOther() throws Exception {
        for (int round = 0; round < 300; round++) {
            List<Promise<Integer>> futures = promises(4);
            List<Bounded.Caller<Awaited<Promise<Integer>>>> callers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Until until = Until.values()[i % 3];
                callers.add(Bounded.Caller.virtual(() -> i(until, futures)));
            }
            futures.get(0).succeed(0);
            futures.get(1).cancel(true);
            futures.get(2).fail(new Exception());
            futures.get(3).succeed(3);
            for (int i = 0; i < 8; i++) {
                Awaited<Promise<Integer>> awaited = callers.get(i).result();
                assertEquals(4, awaited.done().size() + awaited.pending().size());
                if (Until.values()[i % 3] == Until.ALL) {
                    assertEquals(Set.of(), awaited.pending());
                }
            }
        }
    }

    private static Awaited<Promise<Integer>> i(Until until, List<Promise<Integer>> futures)
            throws InterruptedException {
        return Tasks.await(futures, until);
    }
}
