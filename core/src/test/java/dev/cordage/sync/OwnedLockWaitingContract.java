package dev.cordage.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.observe.LockStatistics;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** How threads wait for an {@link OwnedLock}, in which order they get it, and what ends the wait. */
public abstract class OwnedLockWaitingContract extends OwnedLockContract {
    private static final LockWay[] WAITING = {
        LockWay.LOCK,
        LockWay.LOCK_INTERRUPTIBLY,
        LockWay.TRY_LOCK_TIME_UNIT,
        LockWay.TRY_LOCK_DURATION,
        LockWay.HOLD,
        LockWay.TRY_HOLD_DURATION
    };

    // ---- the wait ------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void whoWaitsGetsItWhenItIsUnlocked(Fairness fairness) throws Exception {
        for (LockWay way : WAITING) {
            OwnedLock lock = newLock("busy", fairness);
            lock.lock();
            Caller<Boolean> waiter = queued(lock, way, lock::isHeldByCurrentThread);
            waiter.untilWaiting();
            assertFalse(waiter.isDone());
            assertTrue(lock.isHeldByCurrentThread());
            lock.unlock();
            assertTrue(waiter.result());
            assertFree(lock);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTimeThatRanOutIsNotALock(Fairness fairness) throws Exception {
        OwnedLock lock = newLock("busy", fairness);
        lock.lock();
        Duration time = Duration.ofMillis(2);
        Bounded.run(() -> {
            long start = System.nanoTime();
            assertFalse(lock.tryLock(time));
            assertFalse(lock.tryLock(2, TimeUnit.MILLISECONDS));
            assertNull(lock.tryHold(time));
            assertTrue(System.nanoTime() - start >= 3 * time.toNanos(), "not before the time ran out");
            assertFalse(lock.isHeldByCurrentThread());
        });
        LockStatistics statistics = lock.statistics();
        assertEquals(0, statistics.waiters());
        assertEquals(3, statistics.contended(), "they waited, if in vain");
        assertTrue(statistics.waited().compareTo(time) >= 0, statistics::toString);
        lock.unlock();
        assertFree(lock);
    }

    @ParameterizedTest
    @EnumSource
    void lockIsNotInterruptibleAndKeepsTheFlag(Fairness fairness) throws Exception {
        OwnedLock lock = newLock("busy", fairness);
        lock.lock();
        CountDownLatch begun = new CountDownLatch(1);
        Caller<Boolean> before = Caller.platform(() -> {
            Thread.currentThread().interrupt();
            begun.countDown();
            lock.lock();
            lock.unlock();
            return Thread.interrupted();
        });
        Bounded.await(begun);
        untilWaiters(lock, 1);
        Caller<Boolean> during = queued(lock, LockWay.LOCK, Thread::interrupted);
        during.untilWaiting().interrupt();
        during.untilWaiting();
        assertEquals(2, lock.statistics().waiters(), "both wait on");
        lock.unlock();
        assertTrue(before.result());
        assertTrue(during.result());
        assertFree(lock);
    }

    @ParameterizedTest
    @EnumSource
    void lockOfAFreeLockKeepsTheFlag(Fairness fairness) throws Exception {
        OwnedLock lock = newLock("free", fairness);
        assertTrue(Bounded.call(() -> {
            Thread.currentThread().interrupt();
            lock.lock();
            lock.unlock();
            return Thread.interrupted();
        }));
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptBeforeIsThrownEvenIfItIsFree(Fairness fairness) throws Exception {
        OwnedLock lock = newLock("free", fairness);
        for (LockWay way : WAITING) {
            if (way.isInterruptible()) {
                Bounded.run(() -> {
                    Thread.currentThread().interrupt();
                    assertThrows(InterruptedException.class, () -> way.take(lock));
                    assertFalse(Thread.currentThread().isInterrupted(), "the exception clears the flag");
                    assertFalse(lock.isHeldByCurrentThread());
                });
                assertFree(lock);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptEndsTheWaitAndNobodyElses(Fairness fairness) throws Exception {
        for (LockWay way : WAITING) {
            if (!way.isInterruptible()) {
                continue;
            }
            OwnedLock lock = newLock("busy", fairness);
            lock.lock();
            Caller<Integer> first = queued(lock, LockWay.LOCK, () -> 1);
            Caller<Integer> second = queued(lock, way, () -> 2);
            Caller<Integer> third = queued(lock, LockWay.LOCK, () -> 3);
            second.interrupt();
            assertThrows(InterruptedException.class, second::result);
            assertFalse(second.wasInterruptedAtEnd());
            assertEquals(2, lock.statistics().waiters());
            assertFalse(first.isDone() || third.isDone());
            lock.unlock();
            assertEquals(1, first.result());
            assertEquals(3, third.result());
            assertFree(lock);
        }
    }

    /** The first of the queue gets the lock or the interrupt, never both, and never neither. */
    @ParameterizedTest
    @CsvSource({"BARGING,PLATFORM", "BARGING,VIRTUAL", "FIFO,PLATFORM", "FIFO,VIRTUAL"})
    void noUnlockIsLostToAnInterruptedWaiter(Fairness fairness, ThreadKind kind) throws Exception {
        OwnedLock lock = newLock("busy", fairness);
        for (int round = 0; round < 200; round++) {
            lock.lock();
            Caller<Boolean> first = kind.call(() -> {
                try (Hold _ = lock.hold()) {
                    return true;
                } catch (InterruptedException e) {
                    assertFalse(lock.isHeldByCurrentThread());
                    return false;
                }
            });
            untilWaiters(lock, 1);
            Caller<Void> second = kind.call(() -> {
                lock.lock();
                lock.unlock();
                return null;
            });
            untilWaiters(lock, 2);
            CyclicBarrier together = new CyclicBarrier(2);
            Caller<Void> interrupter = Caller.platform(() -> {
                Bounded.await(together);
                first.interrupt();
                return null;
            });
            Bounded.await(together);
            lock.unlock();
            interrupter.result();
            first.result();
            second.result();
        }
        assertFree(lock);
    }

    @ParameterizedTest
    @CsvSource({"BARGING,PLATFORM", "BARGING,VIRTUAL", "FIFO,PLATFORM", "FIFO,VIRTUAL"})
    void noUnlockIsLostToAWaiterWhoseTimeRunsOut(Fairness fairness, ThreadKind kind) throws Exception {
        OwnedLock lock = newLock("busy", fairness);
        for (int round = 0; round < 200; round++) {
            lock.lock();
            Duration time = Duration.ofNanos(20_000 + round * 1_000);
            Caller<Boolean> first = kind.call(() -> {
                boolean taken = lock.tryLock(time);
                assertEquals(taken, lock.isHeldByCurrentThread());
                if (taken) {
                    lock.unlock();
                }
                return taken;
            });
            Caller<Void> second = kind.call(() -> {
                lock.lock();
                lock.unlock();
                return null;
            });
            Bounded.until("a waiter", () -> lock.statistics().waiters() > 0 || first.isDone());
            lock.unlock();
            first.result();
            second.result();
        }
        assertFree(lock);
    }

    // ---- the order -----------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void amongTheWaitersTheLongestWaitingIsFirst(Fairness fairness) throws Exception {
        OwnedLock lock = newLock("busy", fairness);
        List<Integer> order = new ArrayList<>();
        List<Caller<Boolean>> waiters = new ArrayList<>();
        lock.lock();
        for (int i = 0; i < 12; i++) {
            int index = i;
            waiters.add(queued(lock, WAITING[i % WAITING.length], () -> order.add(index)));
        }
        lock.unlock();
        for (Caller<Boolean> waiter : waiters) {
            waiter.result();
        }
        assertEquals(IntStream.range(0, 12).boxed().toList(), order);
    }

    @ParameterizedTest
    @EnumSource(
            value = LockWay.class,
            names = {"TRY_LOCK", "TRY_HOLD"},
            mode = EnumSource.Mode.EXCLUDE)
    void whoWaitsIsBeforeWhoComesIfItIsFifo(LockWay way) throws Exception {
        OwnedLock lock = newLock("fair", Fairness.FIFO);
        for (int round = 0; round < 100; round++) {
            AtomicBoolean passed = new AtomicBoolean();
            lock.lock();
            Caller<Void> waiter = queued(lock, LockWay.LOCK, () -> {
                passed.set(true);
                return null;
            });
            lock.unlock();
            assertTrue(way.take(lock));
            assertTrue(passed.get(), "the one that waited was first");
            lock.unlock();
            waiter.result();
        }
    }

    @ParameterizedTest
    @EnumSource
    void tryLockInTheMomentOfTheReleaseDoesNoHarm(Fairness fairness) throws Exception {
        OwnedLock lock = newLock("busy", fairness);
        for (int round = 0; round < 200; round++) {
            lock.lock();
            Caller<Integer> waiter = queued(lock, LockWay.LOCK, () -> 1);
            lock.unlock();
            boolean taken = lock.tryLock();
            assertEquals(taken, lock.isHeldByCurrentThread());
            if (taken) {
                lock.unlock();
            }
            assertEquals(1, waiter.result());
        }
        assertFree(lock);
    }

    @ParameterizedTest
    @CsvSource({"BARGING,PLATFORM", "BARGING,VIRTUAL", "FIFO,PLATFORM", "FIFO,VIRTUAL"})
    void whoWaitsGetsItInTheEndHoweverBusyItIs(Fairness fairness, ThreadKind kind) throws Exception {
        OwnedLock lock = newLock("busy", fairness);
        lock.lock();
        List<Caller<Void>> waiters = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            waiters.add(kind.call(() -> {
                lock.lockInterruptibly();
                lock.unlock();
                return null;
            }));
            untilWaiters(lock, i + 1);
        }
        long deadline = System.nanoTime() + Bounded.LONG.toNanos();
        while (!waiters.stream().allMatch(Caller::isDone)) {
            lock.unlock();
            lock.lock();
            assertTrue(System.nanoTime() < deadline, "they starve");
        }
        lock.unlock();
        for (Caller<Void> waiter : waiters) {
            waiter.result();
        }
        assertFree(lock);
    }

    // ---- figures -------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void theFiguresAreExactAtQuietMoments(Fairness fairness) throws Exception {
        OwnedLock lock = newLock("counted", fairness);
        lock.lock();
        LockStatistics held = lock.statistics();
        assertSame(Thread.currentThread(), held.owner());
        assertEquals(new LockStatistics("counted", held.owner(), 1, 0, 0, Duration.ZERO), held);

        Caller<Void> first = queued(lock, LockWay.LOCK, () -> null);
        Caller<Void> second = queued(lock, LockWay.TRY_HOLD_DURATION, () -> null);
        Caller<Void> third = queued(lock, LockWay.LOCK_INTERRUPTIBLY, () -> null);
        assertEquals(3, lock.statistics().waiters());
        third.interrupt();
        assertThrows(InterruptedException.class, third::result);
        assertEquals(2, lock.statistics().waiters());

        lock.unlock();
        first.result();
        second.result();
        LockStatistics quiet = lock.statistics();
        assertNull(quiet.owner());
        assertEquals(0, quiet.holds());
        assertEquals(0, quiet.waiters());
        assertEquals(3, quiet.contended());
        assertTrue(quiet.waited().isPositive(), quiet::toString);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsWaitedIsTheSumOfTheWaits(Fairness fairness) throws Exception {
        OwnedLock lock = newLock("counted", fairness);
        lock.lock();
        Caller<Void> first = queued(lock, LockWay.LOCK, () -> null);
        Caller<Void> second = queued(lock, LockWay.LOCK, () -> null);
        long from = System.nanoTime();
        Bounded.until("some time to pass", () -> System.nanoTime() - from > 5_000_000);
        lock.unlock();
        first.result();
        second.result();
        Duration waited = lock.statistics().waited();
        assertTrue(waited.compareTo(Duration.ofMillis(10)) >= 0, () -> "two waits of 5 ms: " + waited);
    }
}
