package dev.cordage.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.observe.LockStatistics;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import dev.cordage.testing.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Who owns an {@link OwnedLock}, and how it is given back. */
@ExtendWith(LeakCheck.class)
public abstract class OwnedLockContract {
    /** A free lock. */
    protected abstract OwnedLock newLock(String name, Fairness fairness);

    /** Starts a thread that queues for the lock, and returns when it does. The body runs with the lock held. */
    static <T> Caller<T> queued(OwnedLock lock, LockWay way, Callable<T> body) {
        int before = lock.statistics().waiters();
        Caller<T> caller = Caller.platform(() -> {
            assertTrue(way.take(lock));
            assertTrue(lock.isHeldByCurrentThread());
            try {
                return body.call();
            } finally {
                lock.unlock();
            }
        });
        untilWaiters(lock, before + 1);
        return caller;
    }

    static void untilWaiters(OwnedLock lock, int count) {
        Bounded.until(count + " waiters of " + lock, () -> lock.statistics().waiters() == count);
    }

    static void assertFree(OwnedLock lock) throws Exception {
        assertFalse(lock.isLocked());
        assertFalse(lock.isHeldByCurrentThread());
        LockStatistics statistics = lock.statistics();
        assertNull(statistics.owner());
        assertEquals(0, statistics.holds());
        assertEquals(0, statistics.waiters());
        assertTrue(isFreeForOthers(lock), "another thread can take it");
    }

    /** Whether another thread can take it, which gives it back. */
    static boolean isFreeForOthers(OwnedLock lock) throws Exception {
        return Bounded.call(() -> {
            boolean taken = lock.tryLock();
            if (taken) {
                lock.unlock();
            }
            return taken;
        });
    }

    private static void assertHeldByMe(OwnedLock lock) throws Exception {
        assertTrue(lock.isLocked());
        assertTrue(lock.isHeldByCurrentThread());
        assertSame(Thread.currentThread(), lock.statistics().owner());
        assertFalse(isFreeForOthers(lock), "another thread cannot take it");
    }

    private static void assertNames(Throwable failure, String... names) {
        String message = failure.getMessage();
        assertNotNull(message, "a message");
        for (String name : names) {
            assertTrue(message.contains(name), () -> "'" + name + "' in: " + message);
        }
    }

    // ---- taking it -----------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void isFreeAtFirst(Fairness fairness) throws Exception {
        OwnedLock lock = newLock("fresh", fairness);
        assertFree(lock);
        assertEquals(new LockStatistics("fresh", null, 0, 0, 0, Duration.ZERO), lock.statistics());
    }

    @ParameterizedTest
    @EnumSource
    void everyWayTakesAFreeLock(LockWay way) throws Exception {
        for (Fairness fairness : Fairness.values()) {
            for (ThreadKind kind : ThreadKind.values()) {
                OwnedLock lock = newLock("free", fairness);
                kind.call(() -> {
                            assertTrue(way.take(lock));
                            assertHeldByMe(lock);
                            assertEquals(1, lock.statistics().holds());
                            lock.unlock();
                            return null;
                        })
                        .result();
                assertFree(lock);
                assertEquals(0, lock.statistics().contended(), "nobody had to wait");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFreeLockIsTakenWithoutAnyTime(Fairness fairness) throws Exception {
        OwnedLock lock = newLock("free", fairness);
        assertTrue(lock.tryLock(Duration.ZERO));
        lock.unlock();
        assertTrue(lock.tryLock(Duration.ofSeconds(-1)));
        lock.unlock();
        assertTrue(lock.tryLock(0, TimeUnit.SECONDS));
        lock.unlock();
        assertTrue(lock.tryLock(Long.MIN_VALUE, TimeUnit.DAYS));
        lock.unlock();
        try (Hold hold = lock.tryHold(Duration.ZERO)) {
            assertNotNull(hold);
        }
        assertFree(lock);
    }

    @ParameterizedTest
    @EnumSource
    void whoDoesNotWaitIsToldThatItIsNotFree(Fairness fairness) throws Exception {
        OwnedLock lock = newLock("busy", fairness);
        lock.lock();
        Bounded.run(() -> {
            assertTrue(lock.isLocked());
            assertFalse(lock.isHeldByCurrentThread());
            assertFalse(lock.tryLock());
            assertNull(lock.tryHold());
            assertFalse(lock.tryLock(Duration.ZERO));
            assertFalse(lock.tryLock(Duration.ofNanos(-1)));
            assertFalse(lock.tryLock(0, TimeUnit.NANOSECONDS));
            assertFalse(lock.tryLock(-1, TimeUnit.DAYS));
            assertNull(lock.tryHold(Duration.ZERO));
            assertNull(lock.tryHold(Duration.ofDays(-1)));
        });
        assertHeldByMe(lock);
        assertEquals(0, lock.statistics().contended(), "nobody waited in the queue");
        lock.unlock();
        assertFree(lock);
    }

    @ParameterizedTest
    @EnumSource
    void theUntimedTryFormsAreNotInterruptible(Fairness fairness) throws Exception {
        OwnedLock lock = newLock("free", fairness);
        Bounded.run(() -> {
            Thread.currentThread().interrupt();
            assertTrue(lock.tryLock());
            assertTrue(Thread.currentThread().isInterrupted());
            lock.unlock();
            try (Hold hold = lock.tryHold()) {
                assertNotNull(hold);
            }
            assertTrue(Thread.currentThread().isInterrupted(), "the flag is kept");
        });
    }

    // ---- giving it back ------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void aFreeLockCannotBeUnlocked(Fairness fairness) throws Exception {
        OwnedLock lock = newLock("the-free-lock", fairness);
        Throwable failure = Caller.start(
                        ThreadKind.PLATFORM.named("the-caller"),
                        () -> assertThrows(IllegalMonitorStateException.class, lock::unlock))
                .result();
        assertNames(failure, "the-free-lock", "the-caller");
        assertFree(lock);
    }

    @ParameterizedTest
    @CsvSource({"BARGING,PLATFORM", "BARGING,VIRTUAL", "FIFO,PLATFORM", "FIFO,VIRTUAL"})
    void onlyTheOwnerUnlocks(Fairness fairness, ThreadKind kind) throws Exception {
        OwnedLock lock = newLock("the-lock", fairness);
        CountDownLatch taken = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Caller<Void> owner = kind.call("the-owner", () -> {
            lock.lock();
            taken.countDown();
            Bounded.await(end);
            lock.unlock();
            return null;
        });
        Bounded.await(taken);
        Throwable failure = kind.call(
                        "the-caller", () -> assertThrows(IllegalMonitorStateException.class, lock::unlock))
                .result();
        assertNames(failure, "the-lock", "the-owner", "the-caller");
        assertSame(owner.thread(), lock.statistics().owner(), "nothing changed");
        end.countDown();
        owner.result();
        assertFree(lock);
    }

    @ParameterizedTest
    @EnumSource
    void itCanBeTakenAndGivenBackAgainAndAgain(Fairness fairness) throws Exception {
        OwnedLock lock = newLock("reused", fairness);
        for (int i = 0; i < 10_000; i++) {
            lock.lock();
            lock.unlock();
        }
        assertFree(lock);
        assertEquals(Duration.ZERO, lock.statistics().waited());
    }

    @ParameterizedTest
    @EnumSource
    void whoEndsWithoutUnlockingStaysTheOwner(Fairness fairness) throws Exception {
        OwnedLock lock = newLock("forgotten", fairness);
        Bounded.run(lock::lock);
        assertTrue(lock.isLocked());
        assertFalse(lock.tryLock());
        assertThrows(IllegalMonitorStateException.class, lock::unlock);
    }

    // ---- holds ---------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void aHoldIsGivenBackAtTheEndOfTheBlock(Fairness fairness) throws Exception {
        OwnedLock lock = newLock("held", fairness);
        try (Hold _ = lock.hold()) {
            assertHeldByMe(lock);
        }
        assertFree(lock);
        try (Hold hold = lock.tryHold()) {
            assertNotNull(hold);
            assertHeldByMe(lock);
        }
        assertFree(lock);
        try (Hold hold = lock.tryHold(Duration.ofDays(1))) {
            assertNotNull(hold);
            assertHeldByMe(lock);
        }
        assertFree(lock);
    }

    @ParameterizedTest
    @EnumSource
    void aHoldIsGivenBackWhenTheBlockThrows(Fairness fairness) throws Exception {
        OwnedLock lock = newLock("held", fairness);
        ArithmeticException failure = new ArithmeticException();
        assertSame(failure, assertThrows(ArithmeticException.class, () -> {
            try (Hold _ = lock.hold()) {
                throw failure;
            }
        }));
        assertFree(lock);
    }

    @ParameterizedTest
    @EnumSource
    void closingAHoldAgainDoesNothing(Fairness fairness) throws Exception {
        OwnedLock lock = newLock("held", fairness);
        Hold hold = lock.hold();
        hold.close();
        assertFree(lock);
        hold.close();
        assertFree(lock);

        lock.lock();
        hold.close();
        assertHeldByMe(lock);
        lock.unlock();

        Hold second = lock.hold();
        hold.close();
        assertHeldByMe(lock);
        Bounded.run(hold::close);
        assertHeldByMe(lock);
        second.close();
        assertFree(lock);
    }

    @ParameterizedTest
    @EnumSource
    void aClosedHoldDoesNothingToTheNextOwner(Fairness fairness) throws Exception {
        OwnedLock lock = newLock("held", fairness);
        Hold hold = Bounded.call(() -> {
            Hold mine = lock.hold();
            mine.close();
            return mine;
        });
        lock.lock();
        hold.close();
        assertHeldByMe(lock);
        Bounded.run(hold::close);
        assertHeldByMe(lock);
        lock.unlock();
    }

    @ParameterizedTest
    @CsvSource({"BARGING,PLATFORM", "BARGING,VIRTUAL", "FIFO,PLATFORM", "FIFO,VIRTUAL"})
    void onlyTheOwnerClosesAHold(Fairness fairness, ThreadKind kind) throws Exception {
        OwnedLock lock = newLock("the-lock", fairness);
        for (boolean timed : new boolean[] {false, true}) {
            Hold hold = timed ? lock.tryHold(Duration.ofDays(1)) : lock.hold();
            Throwable failure = kind.call(
                            "the-caller", () -> assertThrows(IllegalMonitorStateException.class, hold::close))
                    .result();
            assertNames(failure, "the-lock", Thread.currentThread().getName(), "the-caller");
            assertHeldByMe(lock);
            hold.close();
            assertFree(lock);
        }
    }

    // ---- exclusion -----------------------------------------------------------------------------------------------

    /** Two plain fields that differ only while somebody is between them. */
    private static final class Account {
        private long left;
        private long right;

        void move() {
            assertEquals(left, right, "only one at a time");
            left++;
            if (left % 64 == 0) {
                Thread.yield();
            }
            right++;
        }
    }

    @ParameterizedTest
    @CsvSource({"BARGING,PLATFORM", "BARGING,VIRTUAL", "FIFO,PLATFORM", "FIFO,VIRTUAL"})
    void onlyOneThreadAtATimeHoldsIt(Fairness fairness, ThreadKind kind) throws Exception {
        OwnedLock lock = newLock("contended", fairness);
        Account account = new Account();
        List<LockWay> ways = List.of(LockWay.values());
        List<Caller<Integer>> callers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            int first = i;
            callers.add(kind.call(() -> {
                int done = 0;
                for (int round = 0; round < 1_000; round++) {
                    if (ways.get((first + round) % ways.size()).take(lock)) {
                        try {
                            account.move();
                            done++;
                        } finally {
                            lock.unlock();
                        }
                    }
                }
                return done;
            }));
        }
        long done = 0;
        for (Caller<Integer> caller : callers) {
            done += caller.result();
        }
        assertTrue(done >= 8 * 750, "only two of eight ways don't wait");
        lock.lock();
        assertEquals(done, account.left);
        assertEquals(done, account.right);
        lock.unlock();
        assertFree(lock);
    }

    // ---- what it says of itself ----------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void itsNameIsTheGivenOne(Fairness fairness) {
        OwnedLock lock = newLock("accounts", fairness);
        assertEquals("accounts", lock.name());
        assertEquals("accounts", lock.statistics().name());
    }

    @ParameterizedTest
    @EnumSource
    void itsTextShowsTheNameTheOwnerAndTheWaiters(Fairness fairness) throws Exception {
        OwnedLock lock = newLock("accounts", fairness);
        String free = lock.toString();
        assertTrue(free.contains("accounts"), free);

        CountDownLatch taken = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Caller<Void> owner = ThreadKind.VIRTUAL.call("the-owner", () -> {
            lock.lock();
            taken.countDown();
            Bounded.await(end);
            lock.unlock();
            return null;
        });
        Bounded.await(taken);
        String held = lock.toString();
        assertTrue(held.contains("accounts") && held.contains("the-owner"), held);

        Caller<Void> waiter = queued(lock, LockWay.LOCK, () -> null);
        assertNotEquals(held, lock.toString(), "it says that somebody waits");
        end.countDown();
        owner.result();
        waiter.result();
        assertFalse(lock.toString().contains("the-owner"), lock::toString);
    }

    @ParameterizedTest
    @EnumSource
    void everyConditionIsANewOne(Fairness fairness) {
        OwnedLock lock = newLock("accounts", fairness);
        assertNotSame(lock.newCondition(), lock.newCondition());
        assertTrue(lock.newCondition().toString().contains("accounts"), "a condition's text names its lock");
    }

    // ---- bad arguments -------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void nullIsRefusedBeforeAnyEffect(Fairness fairness) throws Exception {
        OwnedLock lock = newLock("free", fairness);
        assertThrows(NullPointerException.class, () -> lock.tryLock(null));
        assertThrows(NullPointerException.class, () -> lock.tryLock(1, null));
        assertThrows(NullPointerException.class, () -> lock.tryHold(null));
        assertFree(lock);
    }
}
