package dev.cordage.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.Bounded;
import dev.cordage.testing.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Many wait for one future, and leave nothing behind. */
@ExtendWith(LeakCheck.class)
class FutureWaitersTest {

    @Test
    void theEndWakesAThousandVirtualAndFiftyPlatformThreads() throws Exception {
        Promise<String> promise = Promise.create();
        List<Bounded.Caller<String>> waiters = new ArrayList<>();
        for (int i = 0; i < 1_050; i++) {
            waiters.add(Bounded.Caller.start(
                    i < 50 ? Thread.ofPlatform().daemon() : Thread.ofVirtual(), () -> promise.result()));
        }
        Bounded.until("1,050 waiters", () -> FutureHooks.count(promise) == 1_050);
        waiters.forEach(Bounded.Caller::untilWaiting);
        promise.succeed("value");
        for (Bounded.Caller<String> waiter : waiters) {
            assertEquals("value", waiter.result());
        }
    }

    @Test
    void wavesOfWaitersAllSeeTheEnd() throws Exception {
        for (int round = 0; round < 300; round++) {
            Promise<Integer> promise = Promise.create();
            List<Bounded.Caller<Integer>> waiters = new ArrayList<>();
            CountDownLatch half = new CountDownLatch(10);
            for (int i = 0; i < 20; i++) {
                boolean timed = i % 3 == 0;
                waiters.add(Bounded.Caller.virtual(() -> {
                    half.countDown();
                    return timed ? promise.result(Bounded.LONG) : promise.result();
                }));
            }
            Bounded.await(half);
            promise.succeed(round);
            for (Bounded.Caller<Integer> waiter : waiters) {
                assertEquals(round, waiter.result());
            }
        }
    }

    @Test
    void aWaitThatTimesOutLeavesNothingOnTheFuture() throws Exception {
        Promise<String> promise = Promise.create();
        for (int i = 0; i < 10_000; i++) {
            assertFalse(promise.tryAwait(Duration.ofNanos(1)));
            assertFalse(promise.tryAwait(Duration.ZERO));
        }
        assertEquals(0, FutureHooks.count(promise));
    }

    @Test
    void anInterruptedWaitLeavesNothingOnTheFuture() throws Exception {
        Promise<String> promise = Promise.create();
        List<Bounded.Caller<Object>> waiters = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            waiters.add(Bounded.Caller.virtual(() -> assertThrows(InterruptedException.class, promise::await)));
        }
        waiters.forEach(Bounded.Caller::untilWaiting);
        for (Bounded.Caller<Object> waiter : waiters) {
            waiter.interrupt();
        }
        for (Bounded.Caller<Object> waiter : waiters) {
            waiter.result();
        }
        // Lost races between those that leave may keep a dead hook for a while: the next to leave takes it along.
        assertFalse(promise.tryAwait(Duration.ofNanos(1)));
        assertEquals(0, FutureHooks.count(promise));
    }

    @Test
    void callbacksStayWhereWaitersComeAndGo() throws Exception {
        Promise<String> promise = Promise.create();
        List<Integer> calls = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            int number = i;
            promise.onDone(_ -> calls.add(number));
            assertFalse(promise.tryAwait(Duration.ofNanos(1)));
        }
        assertEquals(100, FutureHooks.count(promise));
        promise.succeed("value");
        assertEquals(100, calls.size());
        assertTrue(calls.equals(calls.stream().sorted().toList()));
    }

    @Test
    void waitersThatTimeOutWhileTheFutureEndsSeeOneOrTheOther() throws Exception {
        int threads = 4;
        try (ThreadPool pool = ThreadPool.of(threads)) {
            for (int round = 0; round < 2_000; round++) {
                Promise<Integer> promise = Promise.create();
                List<TaskFuture<Boolean>> waiting = new ArrayList<>();
                for (int t = 0; t < threads; t++) {
                    waiting.add(pool.submit(() -> promise.tryAwait(
                            Duration.ofNanos(ThreadLocalRandom.current().nextInt(50_000)))));
                }
                promise.succeed(round);
                for (TaskFuture<Boolean> waiter : waiting) {
                    Bounded.get(waiter);
                }
                assertTrue(promise.tryAwait(Duration.ZERO));
                assertEquals(round, promise.resultNow());
            }
        }
    }
}
