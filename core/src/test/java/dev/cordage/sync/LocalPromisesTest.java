package dev.cordage.sync;

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
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Promises that once were broken. */
@ExtendWith(LeakCheck.class)
class LocalPromisesTest {
    @Test
    void aTimedWaitForAFlagThatFlickersIsNotOverAtOnce() throws Exception {
        EventFlag flag = EventFlag.create("flicker");
        var stop = new AtomicBoolean();
        Thread flicker = Thread.ofPlatform().start(() -> {
            while (!stop.get()) {
                flag.set();
                flag.clear();
            }
        });
        try {
            Bounded.run(() -> {
                for (int i = 0; i < 1_000_000; i++) {
                    assertTrue(flag.tryAwait(Duration.ofHours(1)));
                }
            });
        } finally {
            stop.set(true);
            Bounded.join(flicker);
        }
    }

    @Test
    void aResetIsNotUndoneByTheFailureOfTheActionBeforeIt() throws Exception {
        var acting = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        Barrier barrier = Barrier.of(1, () -> {
            acting.countDown();
            try {
                Bounded.await(goOn);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            throw new IllegalStateException("the action failed");
        });
        var arrival = Bounded.Caller.platform(barrier::await);
        Bounded.await(acting);
        barrier.reset();
        goOn.countDown();
        assertThrows(IllegalStateException.class, arrival::result);
        assertFalse(barrier.isBroken());
    }

    @Test
    void manyMayWaitForALimiter() throws Exception {
        CapacityLimiter limiter = CapacityLimiter.of(0, "many");
        List<Thread> waiters = new ArrayList<>();
        for (int i = 0; i < 30_000; i++) {
            waiters.add(Thread.ofVirtual().start(() -> {
                try {
                    limiter.acquire();
                    limiter.release();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }));
        }
        limiter.resize(1);
        for (Thread waiter : waiters) {
            Bounded.join(waiter);
        }
        assertEquals(0, limiter.borrowed());
    }
}
