package dev.cordage.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.Bounded;
import dev.cordage.testing.LeakCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whoever ends a future first has ended it, for everybody. */
@ExtendWith(LeakCheck.class)
class FutureCancelRaceTest {
    private static final int ROUNDS = 100_000;

    /** Two threads walk along the promises, one completes, one cancels, at nearly the same time. */
    @Test
    void cancelRacingCompletionHasOneWinner() throws Exception {
        AtomicReferenceArray<Promise<Integer>> promises = new AtomicReferenceArray<>(ROUNDS);
        int[] calls = new int[ROUNDS]; // each written by the one thread that won, read after both have ended
        boolean[] completed = new boolean[ROUNDS];
        boolean[] cancelled = new boolean[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            Promise<Integer> promise = Promise.create();
            int number = i;
            promise.onDone(_ -> calls[number]++);
            promises.set(i, promise);
        }
        Pace pace = new Pace();
        var completing = Bounded.Caller.platform(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                pace.first(i);
                completed[i] = i % 3 == 0
                        ? promises.get(i).tryFail(new Marker(i))
                        : promises.get(i).trySucceed(i);
            }
            return null;
        });
        var cancelling = Bounded.Caller.platform(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                pace.second(i);
                cancelled[i] = promises.get(i).cancel(i % 2 == 0);
            }
            return null;
        });
        completing.result();
        cancelling.result();
        int wins = 0;
        for (int i = 0; i < ROUNDS; i++) {
            Promise<Integer> promise = promises.get(i);
            assertTrue(completed[i] ^ cancelled[i], "one winner in round " + i);
            assertEquals(cancelled[i], promise.isCancelled());
            assertEquals(1, calls[i], "callbacks in round " + i);
            assertEquals(completed[i] ? i : -1, outcomeOf(promise));
            wins += completed[i] ? 1 : 0;
        }
        assertTrue(wins > 0 && wins < ROUNDS, "the race was none: " + wins + " of " + ROUNDS);
    }

    /** Keeps two threads within one step of each other. */
    private static final class Pace {
        private volatile int first;
        private volatile int second;

        void first(int step) {
            first = step + 1;
            for (int looks = 0; second < step; looks++) {
                spin(looks);
            }
        }

        private static void spin(int looks) {
            if (looks < 500) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }

        void second(int step) {
            second = step + 1;
            for (int looks = 0; first < step; looks++) {
                spin(looks);
            }
        }
    }

    private static final class Marker extends Exception {
        private static final long serialVersionUID = 1L;
        final int number;

        Marker(int number) {
            super(null, null, false, false);
            this.number = number;
        }
    }

    private static int outcomeOf(Future<Integer> future) throws InterruptedException {
        try {
            return future.get();
        } catch (CancellationException e) {
            return -1;
        } catch (ExecutionException e) {
            return ((Marker) e.getCause()).number;
        }
    }

    @Test
    void cancelRacingThePoolHasOneWinner() throws Exception {
        race(ThreadPool.of(1));
    }

    @Test
    void cancelRacingThePoolOfVirtualThreadsHasOneWinner() throws Exception {
        race(ThreadPool.virtual());
    }

    private static void race(ThreadPool pool) throws Exception {
        AtomicInteger callbacks = new AtomicInteger();
        try (pool) {
            int burst = 100;
            for (int round = 0; round < ROUNDS / burst; round++) {
                List<TaskFuture<Integer>> futures = new ArrayList<>();
                for (int i = 0; i < burst; i++) {
                    int value = i;
                    TaskFuture<Integer> future = pool.submit(() -> value);
                    future.onDone(_ -> callbacks.incrementAndGet());
                    futures.add(future);
                }
                boolean[] cancelled = new boolean[burst];
                for (int i = 0; i < burst; i++) {
                    cancelled[i] = futures.get(i).cancel(i % 2 == 0);
                }
                for (int i = 0; i < burst; i++) {
                    assertEquals(cancelled[i] ? -1 : i, outcomeOf(futures.get(i)));
                    assertEquals(cancelled[i], futures.get(i).isCancelled());
                }
            }
        }
        assertEquals(ROUNDS, callbacks.get());
    }

    /** An interrupt that is meant for one task never reaches the next on the same thread. */
    @Test
    void interruptsStayWithTheirTask() throws Exception {
        try (ThreadPool pool = ThreadPool.of(1)) {
            for (int round = 0; round < 20_000; round++) {
                CountDownLatch started = new CountDownLatch(1);
                TaskFuture<?> victim = pool.submit(() -> started.countDown());
                TaskFuture<Boolean> next = pool.submit(() -> {
                    for (int i = 0; i < 50; i++) {
                        if (Thread.currentThread().isInterrupted()) {
                            return true;
                        }
                        Thread.onSpinWait();
                    }
                    return false;
                });
                if (round % 2 == 0) {
                    Bounded.await(started);
                }
                victim.cancel(true);
                assertEquals(false, Bounded.get(next), "interrupted in round " + round);
            }
        }
    }
}
