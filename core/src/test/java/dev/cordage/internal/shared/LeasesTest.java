package dev.cordage.internal.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.sync.Fairness;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import dev.cordage.testing.LeakCheck;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakCheck.class)
class LeasesTest {
    /** It has to look for the dead before it has a lease itself. */
    @ParameterizedTest
    @ValueSource(longs = {Bell.FUTEX, Bell.SOCKET})
    void oneThatComesWhenAllPlacesBelongToTheDeadIsLikeAnyOther(long mode) throws Exception {
        try (World world = new World(mode)) {
            SharedMutex mutex = SharedMutex.create(world.a, "mutex", Fairness.BARGING);
            SharedCondition condition = SharedCondition.create(mutex, "condition");
            List<Region> dead = new ArrayList<>();
            for (int i = 2; i < Layout.MOST_LEASES; i++) {
                dead.add(world.join());
            }
            SharedMutex theirs = World.open(dead.getLast(), mutex.base, SharedMutex.class);
            theirs.lock();
            Caller<Boolean> waiter = Caller.platform(() -> {
                mutex.lock();
                try {
                    return mutex.wasAbandoned();
                } finally {
                    mutex.unlock();
                }
            });
            Bounded.until("one to wait", () -> mutex.statistics().waiters() == 1);
            world.look(false);
            dead.forEach(Region::die);
            try (Region late = world.join()) {
                assertTrue(waiter.result());
                SharedMutex his = World.open(late, mutex.base, SharedMutex.class);
                his.lock();
                assertTrue(world.a.leases.isTaken(late.me()));
                assertFalse(mutex.tryLock());
                Caller<Void> signalled = Caller.platform(() -> {
                    mutex.lock();
                    try {
                        condition.await();
                    } finally {
                        mutex.unlock();
                    }
                    return null;
                });
                Bounded.until("one to wait", () -> mutex.statistics().waiters() == 1);
                his.unlock();
                Bounded.until(
                        "one to wait for a signal", () -> condition.statistics().waiters() == 1);
                his.lock();
                World.open(late, condition.base, SharedCondition.class).signal();
                his.unlock();
                assertEquals(null, signalled.result());
                his.lock();
            }
            world.look(true);
            assertTrue(mutex.tryLock(Bounded.LONG), "what a process leaves that has closed is free");
            dead.forEach(Region::close);
        }
    }

    /** Stopped, for instance. What it holds the others up in is this one thing. */
    @ParameterizedTest
    @ValueSource(longs = {Bell.FUTEX, Bell.SOCKET})
    void oneThatStandsStillWithAGuardKeepsNobodyFromWhatTheDeadLeft(long mode) throws Exception {
        try (World world = new World(mode)) {
            SharedMutex stuck = SharedMutex.create(world.a, "stuck", Fairness.FIFO);
            SharedMutex mutex = SharedMutex.create(world.a, "mutex", Fairness.FIFO);
            Region dead = world.join();
            World.open(dead, mutex.base, SharedMutex.class).lock();
            Caller<Boolean> waiter = Caller.platform(() -> mutex.tryLock(Bounded.LONG));
            Bounded.until("one to wait", () -> mutex.statistics().waiters() == 1);
            SharedMutex still = World.open(world.b, stuck.base, SharedMutex.class);
            still.enter("stands still");
            try {
                dead.die();
                assertTrue(waiter.result());
                assertFalse(world.leftovers().isEmpty(), "somebody comes back to it");
            } finally {
                still.leave();
            }
            world.untilForgotten();
            dead.close();
        }
    }
}
