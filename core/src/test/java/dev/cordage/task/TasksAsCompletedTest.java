package dev.cordage.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.Bounded;
import dev.cordage.testing.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class TasksAsCompletedTest {

    private static <F> List<F> listOf(Iterable<F> futures) {
        List<F> list = new ArrayList<>();
        futures.forEach(list::add);
        return list;
    }

    @Test
    void givesFuturesInTheOrderInWhichTheyEnd() {
        Promise<Integer> first = Promise.create();
        Promise<Integer> second = Promise.create();
        Promise<Integer> third = Promise.create();
        Iterator<Promise<Integer>> iterator =
                Tasks.asCompleted(List.of(first, second, third)).iterator();
        third.succeed(3);
        assertSame(third, iterator.next());
        first.fail(new Exception());
        second.cancel(true);
        assertSame(first, iterator.next());
        assertSame(second, iterator.next());
        assertFalse(iterator.hasNext());
        assertThrows(NoSuchElementException.class, iterator::next);
    }

    @Test
    void takesFuturesOfEveryKind() throws Exception {
        FutureTask<Integer> foreign = new FutureTask<>(() -> 1);
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        Promise<Integer> promise = Promise.create();
        FutureTask<Integer> failing = new FutureTask<>(() -> {
            throw new Exception("part of a test");
        });
        FutureTask<Integer> cancelled = new FutureTask<>(() -> 1);
        Iterator<Future<Integer>> iterator = Tasks.<Future<Integer>>asCompleted(
                        List.of(foreign, stage, promise, failing, cancelled))
                .iterator();
        for (Future<Integer> next : List.of(stage, failing, promise, cancelled, foreign)) {
            var caller = Bounded.Caller.platform(iterator::next).untilWaiting();
            switch (next) {
                case CompletableFuture<Integer> s -> s.completeExceptionally(new Exception());
                case Promise<Integer> p -> p.succeed(1);
                case FutureTask<Integer> t when t == cancelled -> t.cancel(true);
                case FutureTask<Integer> t -> t.run();
                default -> throw new AssertionError(next);
            }
            assertSame(next, caller.result());
        }
        assertFalse(iterator.hasNext());
    }

    @Test
    void aFutureGivenTwiceComesOnce() {
        Promise<Integer> one = Promise.create();
        Promise<Integer> two = Promise.create();
        two.succeed(2);
        one.succeed(1);
        assertEquals(List.of(one, two), listOf(Tasks.asCompleted(List.of(one, two, one, two, two))));
    }

    @Test
    void ofNoFuturesThereAreNone() {
        assertEquals(List.of(), listOf(Tasks.asCompleted(List.of())));
        assertEquals(List.of(), listOf(Tasks.asCompleted(List.<Future<?>>of(), Duration.ZERO)));
    }

    @Test
    void refusesNullAtTheCall() {
        Promise<Integer> promise = Promise.create();
        assertThrows(NullPointerException.class, () -> Tasks.asCompleted(null));
        assertThrows(NullPointerException.class, () -> Tasks.asCompleted(List.of(promise), null));
        String message = assertThrows(
                        NullPointerException.class, () -> Tasks.asCompleted(Arrays.asList(promise, promise, null)))
                .getMessage();
        assertTrue(message.contains("2"), () -> "should name the position, 2: " + message);
        assertEquals(0, FutureHooks.count(promise));
    }

    @Test
    void readsTheCollectionAtTheCall() {
        Promise<Integer> promise = Promise.create();
        promise.succeed(1);
        List<Promise<Integer>> given = new ArrayList<>(List.of(promise));
        Iterable<Promise<Integer>> completed = Tasks.asCompleted(given);
        given.clear();
        assertEquals(List.of(promise), listOf(completed));
    }

    @Test
    void iteratingAgainStartsAnew() {
        Promise<Integer> promise = Promise.create();
        promise.succeed(1);
        Iterable<Promise<Integer>> completed = Tasks.asCompleted(List.of(promise));
        assertEquals(List.of(promise), listOf(completed));
        assertEquals(List.of(promise), listOf(completed));
    }

    @Test
    void whenTimeIsUpWhatHasEndedComesFirstAndThenTheCount() {
        List<Promise<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            futures.add(Promise.create());
        }
        futures.get(1).succeed(1);
        futures.get(3).fail(new Exception());
        for (Duration timeout : List.of(Duration.ZERO, Duration.ofNanos(-5), Duration.ofMillis(20))) {
            Iterator<Promise<Integer>> iterator =
                    Tasks.asCompleted(futures, timeout).iterator();
            assertSame(futures.get(1), iterator.next());
            assertSame(futures.get(3), iterator.next());
            assertTrue(iterator.hasNext());
            CompletionException e = assertThrows(CompletionException.class, iterator::next);
            assertTrue(e.getCause() instanceof TimeoutException, e::toString);
            assertTrue(e.getMessage().contains("2 of 4"), e::getMessage);
            assertThrows(CompletionException.class, iterator::next);
        }
        assertEquals(0, FutureHooks.count(futures.get(0)));
        assertEquals(0, FutureHooks.count(futures.get(2)));
    }

    @Test
    void theClockStartsWithTheIteration() {
        Promise<Integer> promise = Promise.create();
        Iterable<Promise<Integer>> completed = Tasks.asCompleted(List.of(promise), Duration.ofMillis(200));
        long start = System.nanoTime();
        Bounded.until("the limit to be over", () -> System.nanoTime() - start > 250_000_000);
        Iterator<Promise<Integer>> iterator = completed.iterator();
        Thread.startVirtualThread(() -> {
            LockSupport.parkNanos(1_000_000);
            promise.succeed(1);
        });
        assertSame(promise, iterator.next());
    }

    @Test
    void aHugeTimeoutIsNone() throws Exception {
        Promise<Integer> promise = Promise.create();
        var caller = Bounded.Caller.platform(
                () -> listOf(Tasks.asCompleted(List.of(promise), Duration.ofSeconds(Long.MAX_VALUE))));
        caller.untilWaiting();
        promise.succeed(1);
        assertEquals(List.of(promise), caller.result());
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
        Iterator<Promise<Integer>> iterator =
                Tasks.asCompleted(List.of(promise), Bounded.LONG.dividedBy(2)).iterator();
        var ender = Bounded.Caller.platform(() -> promise.trySucceed(1)).untilWaiting();
        try {
            assertTrue(promise.isDone());
            assertSame(promise, iterator.next());
        } finally {
            block.countDown();
            ender.result();
        }
    }

    @Test
    void theFutureIsReadableWhenItComes() throws Exception {
        try (ThreadPool pool = ThreadPool.of(2)) {
            List<TaskFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 20_000; i++) {
                int value = i;
                futures.add(pool.submit(() -> value));
            }
            HashSet<Integer> values = new HashSet<>();
            for (TaskFuture<Integer> future : Tasks.asCompleted(futures)) {
                assertTrue(values.add(future.resultNow()));
            }
            assertEquals(20_000, values.size());
        }
    }

    @Test
    void manyForeignFuturesNeedNoPlatformThreads() {
        List<FutureTask<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            futures.add(new FutureTask<>(() -> 1));
        }
        Iterator<FutureTask<Integer>> iterator = Tasks.asCompleted(futures).iterator();
        futures.reversed().forEach(FutureTask::run);
        HashSet<FutureTask<Integer>> ended = new HashSet<>();
        iterator.forEachRemaining(ended::add);
        assertEquals(2_000, ended.size());
    }

    /** A method of its own, so that no frame holds on to the iterator. */
    private static void leaveAtOnce(List<Future<Integer>> futures, Future<Integer> first) {
        for (Future<Integer> next : Tasks.asCompleted(futures)) {
            assertSame(first, next);
            break;
        }
    }

    @Test
    void aLoopThatIsLeftLeavesNothingForEver() {
        Promise<Integer> pending = Promise.create();
        Promise<Integer> ended = Promise.create();
        ended.succeed(1);
        for (int i = 0; i < 1_000; i++) {
            leaveAtOnce(List.of(pending, ended), ended);
        }
        Bounded.until("the loops that were left to let go of the future", () -> {
            System.gc();
            return FutureHooks.count(pending) == 0;
        });
    }

    @Test
    void aLoopThatIsLeftLeavesNoThreadForEver() {
        FutureForeign<Integer> foreign = new FutureForeign<>();
        Promise<Integer> ended = Promise.create();
        ended.succeed(1);
        try {
            leaveAtOnce(List.of(foreign, ended), ended);
            foreign.awaitFirstWaiter();
            Bounded.until("the thread that waited for a future of another kind to go", () -> {
                System.gc();
                return foreign.waiting() == 0;
            });
        } finally {
            foreign.end(1);
        }
    }
}
