package dev.cordage.internal.shared;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.sync.Fairness;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import dev.cordage.testing.LeakCheck;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Steps of two threads that meet in the most awkward order, which crash points arrange. */
@ExtendWith(LeakCheck.class)
class SharedLockRacesTest {
    @Test
    void theLastWaiterGivesUpJustWhenTheOwnerUnlocks() throws Exception {
        try (World world = new World(Bell.SOCKET)) {
            SharedMutex mutex = SharedMutex.create(world.a, "mutex", Fairness.BARGING);
            CountDownLatch locked = new CountDownLatch(1);
            CountDownLatch unlock = new CountDownLatch(1);
            Caller<Boolean> owner = Caller.platform(() -> {
                mutex.lock();
                locked.countDown();
                Bounded.await(unlock);
                mutex.unlock();
                return true;
            });
            Bounded.await(locked);
            Caller<Boolean> waiter = Caller.platform(() -> {
                CrashPoint.probe(point -> {
                    if (point.endsWith("in vain: guard taken")) {
                        // The bit that says that somebody waits is still set, so the owner has to wait for this guard.
                        unlock.countDown();
                        Bounded.until("the owner to wait for the guard", () -> isIn(owner.thread(), "enterSlowly"));
                    }
                });
                try {
                    return mutex.tryLock(Duration.ofMillis(5));
                } finally {
                    CrashPoint.probe(null);
                }
            });
            assertFalse(waiter.result());
            assertTrue(owner.result());
            assertFalse(mutex.isLocked(), mutex::toString);
        }
    }

    /** They are called, one after the other, and do nothing. */
    @Test
    void whoWaitsBehindTwoThatStandStillGetsTheLock() throws Exception {
        try (World world = new World(Bell.FUTEX)) {
            SharedMutex mutex = SharedMutex.create(world.a, "mutex", Fairness.FIFO);
            SharedMutex theirs = World.open(world.b, mutex.base, SharedMutex.class);
            mutex.lock();
            for (int i = 0; i < 2; i++) {
                Place still = new Place("lock", theirs);
                mutex.enter("stands still");
                try {
                    mutex.contend();
                    mutex.line().append(still.node);
                    mutex.commit();
                } finally {
                    mutex.leave();
                }
            }
            Caller<Boolean> behind = Caller.platform(() -> {
                mutex.lock();
                return true;
            });
            Bounded.until("all to wait", () -> mutex.statistics().waiters() == 3);
            mutex.unlock();
            assertTrue(behind.result());
        }
    }

    private static boolean isIn(Thread thread, String method) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            if (frame.getMethodName().equals(method)) {
                return true;
            }
        }
        return false;
    }
}
