package dev.cordage.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an {@link RLock} keeps, beside what every {@link OwnedLock} does. */
public abstract class RLockContract extends OwnedLockWaitingContract {
    /** A free lock. */
    protected abstract RLock newRLock(String name, Fairness fairness);

    @Override
    protected final OwnedLock newLock(String name, Fairness fairness) {
        return newRLock(name, fairness);
    }

    private static void assertLevels(int levels, RLock lock) {
        assertEquals(levels, lock.holdCount());
        assertEquals(levels, lock.statistics().holds());
        assertEquals(levels > 0, lock.isHeldByCurrentThread());
    }

    @ParameterizedTest
    @EnumSource
    void everyWayTakesItAgain(Fairness fairness) throws Exception {
        for (ThreadKind kind : ThreadKind.values()) {
            RLock lock = newRLock("mine", fairness);
            kind.call(() -> {
                        int levels = 0;
                        for (LockWay way : LockWay.values()) {
                            assertLevels(levels, lock);
                            assertTrue(way.take(lock));
                            levels++;
                        }
                        assertTrue(lock.tryLock(Duration.ZERO));
                        assertTrue(lock.tryLock(-1, TimeUnit.DAYS));
                        assertNotNull(lock.tryHold(Duration.ofSeconds(Long.MIN_VALUE)));
                        for (levels += 3; levels > 0; levels--) {
                            assertLevels(levels, lock);
                            assertFalse(isFreeForOthers(lock));
                            lock.unlock();
                        }
                        assertLevels(0, lock);
                        assertThrows(IllegalMonitorStateException.class, lock::unlock);
                        return null;
                    })
                    .result();
            assertFree(lock);
            assertEquals(0, lock.statistics().contended());
        }
    }

    @ParameterizedTest
    @EnumSource
    void itIsFreeWhenUnlockedAsOftenAsLocked(Fairness fairness) throws Exception {
        RLock lock = newRLock("deep", fairness);
        for (int i = 0; i < 100_000; i++) {
            lock.lock();
        }
        assertLevels(100_000, lock);
        for (int i = 1; i < 100_000; i++) {
            lock.unlock();
        }
        assertLevels(1, lock);
        assertFalse(isFreeForOthers(lock));
        lock.unlock();
        assertFree(lock);
    }

    @ParameterizedTest
    @EnumSource
    void theCountIsTheCurrentThreadsOwn(Fairness fairness) throws Exception {
        RLock lock = newRLock("mine", fairness);
        lock.lock();
        lock.lock();
        assertEquals(0, Bounded.call(lock::holdCount));
        assertEquals(2, Bounded.call(() -> lock.statistics().holds()), "the owner's, whoever asks");
        lock.unlock();
        lock.unlock();
        assertEquals(0, lock.holdCount());
    }

    @ParameterizedTest
    @EnumSource
    void itsHolderTakesItAgainPastTheWaiters(Fairness fairness) throws Exception {
        RLock lock = newRLock("busy", fairness);
        lock.lock();
        Caller<Integer> waiter = queued(lock, LockWay.LOCK, lock::holdCount);
        for (LockWay way : LockWay.values()) {
            assertTrue(way.take(lock));
            lock.unlock();
        }
        assertFalse(waiter.isDone());
        lock.unlock();
        assertEquals(1, waiter.result());
        assertEquals(1, lock.statistics().contended(), "the holder never waited");
    }

    @ParameterizedTest
    @EnumSource
    void everyHoldIsALevelOfItsOwn(Fairness fairness) throws Exception {
        RLock lock = newRLock("nested", fairness);
        Hold outer = lock.hold();
        Hold inner = lock.hold();
        outer.close();
        outer.close();
        outer.close();
        assertLevels(1, lock);
        assertThrows(IllegalMonitorStateException.class, () -> Bounded.run(inner::close));
        assertLevels(1, lock);
        inner.close();
        assertLevels(0, lock);
        lock.lock();
        inner.close();
        outer.close();
        assertLevels(1, lock);
        lock.unlock();
        assertFree(lock);
    }

    @ParameterizedTest
    @EnumSource
    void takingItAgainIsInterruptibleAsEver(Fairness fairness) throws Exception {
        RLock lock = newRLock("mine", fairness);
        Bounded.run(() -> {
            lock.lock();
            for (LockWay way : LockWay.values()) {
                if (way.isInterruptible()) {
                    Thread.currentThread().interrupt();
                    assertThrows(InterruptedException.class, () -> way.take(lock));
                    assertFalse(Thread.currentThread().isInterrupted());
                    assertLevels(1, lock);
                }
            }
            lock.unlock();
        });
        assertFree(lock);
    }

    /** The ways a wait on a condition ends. */
    enum WaitEnd {
        SIGNAL,
        SIGNAL_UNINTERRUPTIBLE,
        SIGNAL_PREDICATE,
        TIMEOUT,
        INTERRUPT,
        PREDICATE_THROWS
    }

    @ParameterizedTest
    @EnumSource
    void aConditionGivesBackAllLevelsAndRestoresThem(WaitEnd end) throws Exception {
        for (Fairness fairness : Fairness.values()) {
            RLock lock = newRLock("deep", fairness);
            WaitCondition condition = lock.newCondition();
            boolean[] go = {false};
            CountDownLatch locked = new CountDownLatch(1);
            Caller<Void> waiter = Caller.platform(() -> {
                for (int i = 0; i < 5; i++) {
                    lock.lock();
                }
                locked.countDown();
                switch (end) {
                    case SIGNAL -> condition.await();
                    case SIGNAL_UNINTERRUPTIBLE -> condition.awaitUninterruptibly();
                    case SIGNAL_PREDICATE ->
                        condition.awaitUntil(() -> {
                            assertEquals(5, lock.holdCount(), "with all levels held");
                            return go[0];
                        });
                    case TIMEOUT -> assertFalse(condition.tryAwait(Duration.ofMillis(20)));
                    case INTERRUPT -> assertThrows(InterruptedException.class, condition::await);
                    case PREDICATE_THROWS ->
                        assertThrows(
                                ArithmeticException.class,
                                () -> condition.awaitUntil(() -> {
                                    if (go[0]) {
                                        throw new ArithmeticException();
                                    }
                                    return false;
                                }));
                }
                assertLevels(5, lock);
                for (int i = 0; i < 5; i++) {
                    lock.unlock();
                }
                assertLevels(0, lock);
                return null;
            });
            Bounded.await(locked);
            assertTrue(Bounded.call(() -> {
                boolean taken = lock.tryLock(Bounded.LONG);
                go[0] = true;
                if (end.name().startsWith("SIGNAL") || end == WaitEnd.PREDICATE_THROWS) {
                    condition.signal();
                }
                lock.unlock();
                return taken;
            }));
            if (end == WaitEnd.INTERRUPT) {
                waiter.interrupt();
            }
            waiter.result();
            assertFree(lock);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anotherWaiterMayHoldOtherLevelsMeanwhile(Fairness fairness) throws Exception {
        RLock lock = newRLock("deep", fairness);
        WaitCondition condition = lock.newCondition();
        List<Caller<Integer>> waiters = new ArrayList<>();
        for (int levels = 1; levels <= 4; levels++) {
            int mine = levels;
            CountDownLatch locked = new CountDownLatch(1);
            waiters.add(Caller.platform(() -> {
                for (int i = 0; i < mine; i++) {
                    lock.lock();
                }
                locked.countDown();
                condition.await();
                int held = lock.holdCount();
                for (int i = 0; i < mine; i++) {
                    lock.unlock();
                }
                return held;
            }));
            Bounded.await(locked);
        }
        lock.lock();
        condition.signalAll();
        assertSame(Thread.currentThread(), lock.statistics().owner());
        lock.unlock();
        for (int levels = 1; levels <= 4; levels++) {
            assertEquals(levels, waiters.get(levels - 1).result());
        }
        assertFree(lock);
    }

    @ParameterizedTest
    @EnumSource
    void unlockingTooOftenChangesNothing(Fairness fairness) throws Exception {
        RLock lock = newRLock("mine", fairness);
        lock.lock();
        lock.lock();
        lock.unlock();
        lock.unlock();
        assertThrows(IllegalMonitorStateException.class, lock::unlock);
        assertFree(lock);
        lock.lock();
        assertLevels(1, lock);
        lock.unlock();
    }
}
