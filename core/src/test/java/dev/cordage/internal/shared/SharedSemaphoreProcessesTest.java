package dev.cordage.internal.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.sync.Fairness;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import dev.cordage.testing.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a semaphore keeps when processes share it, and die. */
@ExtendWith(LeakCheck.class)
class SharedSemaphoreProcessesTest {
    private final SharedFixture shared = new SharedFixture();

    @AfterEach
    void close() {
        shared.close();
    }

    private SharedSemaphore bounded(int permits) {
        return SharedSemaphore.create(shared.region(), permits, true, "permits", Fairness.BARGING);
    }

    private SharedSemaphore unbounded(int permits) {
        return SharedSemaphore.create(shared.region(), permits, false, "permits", Fairness.BARGING);
    }

    private static void untilWaiters(SharedSemaphore semaphore, int count) {
        Bounded.until(
                count + " waiters of " + semaphore, () -> semaphore.statistics().waiters() == count);
    }

    private static Void acquire(SharedSemaphore semaphore, int permits) throws InterruptedException {
        semaphore.acquire(permits);
        return null;
    }

    // ---- the living ----------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void aReleaseEndsTheWaitsOfOtherProcesses(Fairness fairness) throws Exception {
        SharedSemaphore here = SharedSemaphore.create(shared.region(), 0, false, "signals", fairness);
        try (PlayedProcess other = new PlayedProcess(shared)) {
            SharedSemaphore there = other.its(here);
            for (int round = 0; round < 20; round++) {
                Caller<Void> waiter = other.call(() -> acquire(there, 2));
                untilWaiters(here, 1);
                here.release();
                here.release();
                waiter.result();
                Caller<Void> back = Caller.platform(() -> acquire(here, 1));
                untilWaiters(there, 1);
                there.release();
                back.result();
            }
            assertEquals(0, here.availablePermits());
        }
    }

    @Test
    void whoReleasesNeedNotBeOfTheProcessThatAcquired() throws Exception {
        SharedSemaphore here = bounded(3);
        try (PlayedProcess other = new PlayedProcess(shared)) {
            SharedSemaphore there = other.its(here);
            there.acquire(2);
            here.acquire();
            here.release(3);
            assertEquals(3, there.availablePermits());
            assertThrows(IllegalStateException.class, there::release);
            other.die();
            shared.region().sweepDead();
            assertEquals(3, here.availablePermits(), "what was released for it does not come back again");
            assertThrows(IllegalStateException.class, here::release);
        }
    }

    @Test
    void aReleaseTakesFromItsOwnProcessFirst() throws Exception {
        SharedSemaphore here = bounded(4);
        try (PlayedProcess other = new PlayedProcess(shared)) {
            SharedSemaphore there = other.its(here);
            there.acquire(2);
            here.acquire(2);
            here.release(2);
            other.die();
            shared.region().sweepDead();
            assertEquals(4, here.availablePermits());
        }
    }

    /** More than one transaction can change. */
    @Test
    void oneReleasesForManyProcesses() throws Exception {
        int count = 40;
        SharedSemaphore here = bounded(count);
        List<PlayedProcess> others = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                PlayedProcess other = new PlayedProcess(shared);
                others.add(other);
                other.its(here).acquire();
            }
            assertEquals(0, here.availablePermits());
            here.release(count - 1);
            assertEquals(count - 1, here.availablePermits());
            others.forEach(PlayedProcess::die);
            shared.region().sweepDead();
            assertEquals(count, here.availablePermits());
        } finally {
            others.forEach(PlayedProcess::close);
        }
    }

    /** Somebody who always takes the next permit before the last is released, which leaves no moment for two. */
    @Test
    void aLargeRequestIsNotStarvedByThoseWhoPassIt() throws Exception {
        SharedSemaphore here = bounded(2);
        try (PlayedProcess other = new PlayedProcess(shared)) {
            SharedSemaphore there = other.its(here);
            here.acquire();
            Caller<Void> large = other.call(() -> acquire(there, 2));
            untilWaiters(here, 1);
            Bounded.run(() -> {
                while (!large.isDone() && here.tryAcquire(Duration.ZERO)) {
                    here.release();
                }
                here.release();
            });
            large.result();
        }
    }

    // ---- the dead ------------------------------------------------------------------------------------------------

    /** Or else whoever takes the place of a consumer would do its work again. */
    @Test
    void signalsThatAProcessTookDoNotReturn() throws Exception {
        SharedSemaphore here = unbounded(0);
        try (PlayedProcess other = new PlayedProcess(shared)) {
            here.release(3);
            other.its(here).acquire(2);
            other.die();
            shared.region().sweepDead();
            assertEquals(1, here.availablePermits());
        }
    }

    @Test
    void whatAProcessHeldReturnsToThoseWhoWait() throws Exception {
        SharedSemaphore here = bounded(5);
        try (PlayedProcess other = new PlayedProcess(shared)) {
            other.its(here).acquire(3);
            assertFalse(here.tryAcquire(3));
            Caller<Void> waiter = Caller.platform(() -> acquire(here, 5));
            untilWaiters(here, 1);
            other.die();
            waiter.result();
            assertEquals(0, here.availablePermits());
            here.release(5);
            assertEquals(5, here.availablePermits());
        }
    }

    @Test
    void whatAProcessHeldReturnsToThoseWhoDoNotWait() throws Exception {
        SharedSemaphore here = bounded(2);
        try (PlayedProcess other = new PlayedProcess(shared)) {
            other.its(here).acquire(2);
            other.die();
            Bounded.until("the permits of the dead", here::tryAcquire);
            assertTrue(here.tryAcquire(1, Duration.ZERO));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theRequestOfADeadProcessHoldsNobodyUp(Fairness fairness) throws Exception {
        SharedSemaphore here = SharedSemaphore.create(shared.region(), 0, false, "permits", fairness);
        try (PlayedProcess other = new PlayedProcess(shared)) {
            SharedSemaphore there = other.its(here);
            Caller<Void> large = other.call(() -> acquire(there, 5));
            untilWaiters(here, 1);
            Caller<Void> small = Caller.platform(() -> acquire(here, 1));
            untilWaiters(here, 2);
            here.release(2);
            assertFalse(large.isDone() || small.isDone());
            other.die();
            small.result();
            untilWaiters(here, 0);
            assertEquals(1, here.availablePermits());
        }
    }

    /** It was called, and died before it came to take its permits. */
    @Test
    void theCallOfADeadProcessGoesToTheNext() throws Exception {
        SharedSemaphore here = unbounded(0);
        try (PlayedProcess other = new PlayedProcess(shared)) {
            SharedSemaphore there = other.its(here);
            long node = other.region().takeNode();
            there.enter("acquire");
            there.put(node + Layout.NODE_VALUE, 1);
            new Line(there, there.base, 8).append(node);
            there.commit();
            there.leave();
            Caller<Void> next = Caller.platform(() -> acquire(here, 1));
            untilWaiters(here, 2);
            here.release();
            assertEquals(1, here.availablePermits());
            other.die();
            next.result();
            assertEquals(0, here.availablePermits());
        }
    }

    @Test
    void aProcessThatDiesTwiceOverGivesBackOnce() throws Exception {
        SharedSemaphore here = bounded(3);
        try (PlayedProcess other = new PlayedProcess(shared)) {
            other.its(here).acquire(2);
            long lease = other.region().me();
            other.die();
            here.sweep(lease);
            here.sweep(lease);
            shared.region().sweepDead();
            assertEquals(3, here.availablePermits());
        }
    }

    // ---- in messages ---------------------------------------------------------------------------------------------

    @Test
    void itArrivesAsItself() throws Exception {
        SharedSemaphore here = bounded(3);
        assertSame(here, Messages.sent(here));
    }
}
