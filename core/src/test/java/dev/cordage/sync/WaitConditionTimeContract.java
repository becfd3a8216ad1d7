package dev.cordage.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** How the end of the time and interrupts end the wait on a condition, and that no signal is lost by either. */
public abstract class WaitConditionTimeContract extends ConditionFixture {

    // ---- time ----------------------------------------------------------------------------------------------------

    @Test
    void withoutTimeThereIsNoWait() throws Exception {
        Bounded.run(() -> {
            lock.lock();
            assertTrue(condition.awaitNanos(0) <= 0);
            assertTrue(condition.awaitNanos(-1) <= 0);
            assertTrue(condition.awaitNanos(Long.MIN_VALUE) <= 0);
            assertFalse(condition.await(0, TimeUnit.DAYS));
            assertFalse(condition.await(Long.MIN_VALUE, TimeUnit.DAYS));
            assertFalse(condition.tryAwait(Duration.ZERO));
            assertFalse(condition.tryAwait(Duration.ofSeconds(Long.MIN_VALUE)));
            assertFalse(condition.awaitUntil(new Date()));
            assertFalse(condition.awaitUntil(new Date(0)));
            assertFalse(condition.awaitUntil(new Date(-1)));
            assertFalse(condition.awaitUntil(new Date(Long.MIN_VALUE)));
            assertFalse(condition.awaitUntil(() -> false, Duration.ZERO));
            assertFalse(condition.awaitUntil(() -> false, Duration.ofSeconds(Long.MIN_VALUE)));
            assertTrue(lock.isHeldByCurrentThread());
            lock.unlock();
        });
    }

    @ParameterizedTest
    @EnumSource
    void theTimeRunsOutNotBeforeItIsOver(ThreadKind kind) throws Exception {
        Duration time = Duration.ofMillis(3);
        kind.call(() -> {
                    lock.lock();
                    long start = System.nanoTime();
                    assertTrue(condition.awaitNanos(time.toNanos()) <= 0);
                    assertFalse(condition.await(3, TimeUnit.MILLISECONDS));
                    assertFalse(condition.tryAwait(time));
                    assertFalse(condition.awaitUntil(() -> false, time));
                    assertTrue(System.nanoTime() - start >= 4 * time.toNanos());
                    Date deadline = new Date(System.currentTimeMillis() + 5);
                    assertFalse(condition.awaitUntil(deadline));
                    // Two clocks, of which one may have been set by a moment.
                    assertTrue(System.currentTimeMillis() >= deadline.getTime() - 1);
                    assertTrue(lock.isHeldByCurrentThread());
                    lock.unlock();
                    return null;
                })
                .result();
        assertFalse(lock.isLocked());
    }

    @Test
    void awaitNanosReturnsWhatIsLeft() throws Exception {
        long given = TimeUnit.DAYS.toNanos(1);
        Caller<long[]> waiter = waiting(() -> {
            long start = System.nanoTime();
            long left = condition.awaitNanos(given);
            return new long[] {left, System.nanoTime() - start};
        });
        long from = System.nanoTime();
        Bounded.until("some time to pass", () -> System.nanoTime() - from > 2_000_000);
        locked(condition::signal);
        long[] result = waiter.result();
        long left = result[0];
        assertTrue(left <= given - 2_000_000, "what was waited is taken off: " + left);
        assertTrue(left >= given - result[1], "and no more than that: " + left + ", " + result[1]);
    }

    @Test
    void theTimeOfAPredicateIsOneForAllSignals() throws Exception {
        Duration time = Duration.ofMillis(50);
        AtomicInteger asked = new AtomicInteger();
        Caller<Long> waiter = waiting(() -> {
            long start = System.nanoTime();
            assertFalse(condition.awaitUntil(
                    () -> {
                        asked.incrementAndGet();
                        return false;
                    },
                    time));
            return System.nanoTime() - start;
        });
        // Were the time to begin again with each signal, this would never end.
        Bounded.until("the time to run out", () -> {
            locked(condition::signalAll);
            return waiter.isDone();
        });
        assertTrue(waiter.result() >= time.toNanos());
        assertTrue(asked.get() > 1);
    }

    @Test
    void theResultIsTheLastValueOfThePredicate() throws Exception {
        boolean[] value = {false};
        boolean[] last = {false};
        Caller<Boolean> waiter = waiting(() -> condition.awaitUntil(() -> last[0] = value[0], Duration.ofMillis(30)));
        locked(() -> value[0] = true);
        boolean result = waiter.result();
        assertEquals(last[0], result);
    }

    @ParameterizedTest
    @EnumSource
    void whoRanOutOfTimeTakesTheLockAgainHoweverLongThatLasts(ThreadKind kind) throws Exception {
        // Longer each time, until the wait lasts till this thread has the lock.
        for (Duration time = Duration.ofMillis(10); ; time = time.multipliedBy(2)) {
            Duration limit = time;
            Caller<Boolean> waiter = waiting(kind, () -> condition.tryAwait(limit));
            lock.lock();
            boolean inTime = !waiter.isDone();
            if (inTime) {
                OwnedLockContract.untilWaiters(lock, 1);
                assertFalse(waiter.isDone());
            }
            lock.unlock();
            assertFalse(waiter.result());
            if (inTime) {
                return;
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoIsSignalledInTimeIsNotLateHoweverLongTheLockIsHeld(ThreadKind kind) throws Exception {
        // Longer each time, until the signal comes in time.
        for (Duration time = Duration.ofMillis(20); ; time = time.multipliedBy(2)) {
            Duration limit = time;
            long start = System.nanoTime();
            List<Caller<Boolean>> waiters = List.of(
                    waiting(kind, () -> condition.tryAwait(limit)),
                    waiting(kind, () -> condition.await(limit.toNanos(), TimeUnit.NANOSECONDS)));
            lock.lock();
            condition.signalAll();
            boolean inTime = System.nanoTime() - start < limit.toNanos();
            Bounded.until("the time to be over", () -> System.nanoTime() - start > 2 * limit.toNanos());
            lock.unlock();
            for (Caller<Boolean> waiter : waiters) {
                boolean signalled = waiter.result();
                assertTrue(signalled || !inTime, "signalled before its time ran out");
            }
            if (inTime) {
                return;
            }
        }
    }

    // ---- interrupts ----------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void anInterruptEndsTheWaitWithTheLockHeld(Way way) throws Exception {
        if (way == Way.UNINTERRUPTIBLY) {
            return;
        }
        for (ThreadKind kind : ThreadKind.values()) {
            Caller<Boolean> waiter = waiting(kind, () -> way.await(condition));
            waiter.interrupt();
            assertThrows(InterruptedException.class, waiter::result);
            assertFalse(waiter.wasInterruptedAtEnd(), "the exception clears the flag");
            assertFalse(lock.isLocked());
        }
    }

    @Test
    void whoIsInterruptedTakesTheLockAgainBeforeItThrows() throws Exception {
        Caller<Boolean> waiter = waiting(() -> Way.AWAIT.await(condition));
        lock.lock();
        waiter.interrupt();
        OwnedLockContract.untilWaiters(lock, 1);
        assertFalse(waiter.isDone());
        lock.unlock();
        assertThrows(InterruptedException.class, waiter::result);
    }

    @ParameterizedTest
    @EnumSource
    void uninterruptiblyMeansThatTheFlagIsKept(ThreadKind kind) throws Exception {
        Caller<Boolean> before = waiting(kind, () -> {
            Thread.currentThread().interrupt();
            return Way.UNINTERRUPTIBLY.await(condition);
        });
        Caller<Boolean> during = waiting(kind, () -> Way.UNINTERRUPTIBLY.await(condition));
        during.interrupt();
        during.untilWaiting();
        locked(() -> {
            assertEquals(0, lock.statistics().waiters(), "it waits for the signal, not for the lock");
            assertFalse(before.isDone() || during.isDone());
        });
        finish(List.of(before, during));
        assertTrue(before.wasInterruptedAtEnd());
        assertTrue(during.wasInterruptedAtEnd());
    }

    @ParameterizedTest
    @EnumSource
    void whoIsInterruptedAfterTheSignalReturnsNormally(Way way) throws Exception {
        for (ThreadKind kind : ThreadKind.values()) {
            Caller<Boolean> first = waiting(kind, () -> way.await(condition));
            Caller<Boolean> second = waiting(() -> Way.AWAIT.await(condition));
            lock.lock();
            condition.signal();
            first.interrupt();
            lock.unlock();
            assertTrue(first.result());
            assertTrue(first.wasInterruptedAtEnd(), "the flag is kept");
            second.untilWaiting();
            assertFalse(second.isDone(), "there was one signal only");
            finish(List.of(second));
        }
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void aPredicateThatHoldsAfterTheSignalBeatsTheInterrupt(boolean timed) throws Exception {
        boolean[] holds = {false};
        Caller<Boolean> waiter = waiting(() -> {
            if (timed) {
                return condition.awaitUntil(() -> holds[0], FOR_EVER);
            }
            condition.awaitUntil(() -> holds[0]);
            return true;
        });
        lock.lock();
        holds[0] = true;
        condition.signal();
        waiter.interrupt();
        lock.unlock();
        assertTrue(waiter.result());
        assertTrue(waiter.wasInterruptedAtEnd());
    }

    /** Were they to spin, nothing could run where they do: there are more of them than carriers. */
    @ParameterizedTest
    @EnumSource
    void whoIsSignalledParksWhileTheLockIsNotFree(Fairness fairness) throws Exception {
        use(fairness);
        List<Caller<Boolean>> waiters = new ArrayList<>();
        for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
            waiters.add(waiting(ThreadKind.VIRTUAL, () -> Way.AWAIT.await(condition)));
        }
        lock.lock();
        try {
            condition.signalAll();
            // The interrupts only wake them for a look: they have been signalled.
            waiters.forEach(Caller::interrupt);
            for (int i = 0; i < 100; i++) {
                assertEquals(
                        i,
                        ThreadKind.VIRTUAL
                                .call("passer-by", List.of(i)::getFirst)
                                .result());
            }
        } finally {
            lock.unlock();
        }
        for (Caller<Boolean> waiter : waiters) {
            assertTrue(waiter.result());
        }
    }

    // ---- no signal is lost ---------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({"BARGING,PLATFORM", "BARGING,VIRTUAL", "FIFO,PLATFORM", "FIFO,VIRTUAL"})
    void aSignalAndAnInterruptAtOnceWakeOneEach(Fairness fairness, ThreadKind kind) throws Exception {
        use(fairness);
        for (int round = 0; round < 200; round++) {
            Caller<Boolean> first = waiting(kind, () -> {
                try {
                    condition.await();
                    return true;
                } catch (InterruptedException e) {
                    return false;
                }
            });
            Caller<Boolean> second = waiting(kind, () -> Way.AWAIT.await(condition));
            CyclicBarrier together = new CyclicBarrier(2);
            Caller<Void> interrupter = Caller.platform(() -> {
                Bounded.await(together);
                first.interrupt();
                return null;
            });
            lock.lock();
            Bounded.await(together);
            condition.signal();
            lock.unlock();
            interrupter.result();
            if (first.result()) {
                assertFalse(second.isDone(), "the first had the signal");
                finish(List.of(second));
            }
            assertTrue(second.result(), "who fails with the interrupt has not used up the signal");
        }
    }

    @ParameterizedTest
    @CsvSource({"BARGING,PLATFORM", "BARGING,VIRTUAL", "FIFO,PLATFORM", "FIFO,VIRTUAL"})
    void aSignalAndTheEndOfTheTimeAtOnceWakeOneEach(Fairness fairness, ThreadKind kind) throws Exception {
        use(fairness);
        for (int round = 0; round < 200; round++) {
            Duration time = Duration.ofNanos(100_000 + round * 5_000);
            Caller<Boolean> first = waiting(kind, () -> condition.tryAwait(time));
            Caller<Boolean> second = waiting(kind, () -> Way.AWAIT.await(condition));
            locked(condition::signal);
            if (first.result()) {
                assertFalse(second.isDone(), "the first had the signal");
                finish(List.of(second));
            }
            assertTrue(second.result(), "who ran out of time has not used up the signal");
        }
    }
}
