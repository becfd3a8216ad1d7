package dev.cordage.internal.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.sync.Fairness;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import dev.cordage.testing.LeakCheck;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A process without native access joins others that have it: all change to sockets, and nobody notices. */
@ExtendWith(LeakCheck.class)
class BellModeTest {
    @Test
    void whoCannotUseFutexesChangesTheModeForAllAndNobodyHangs() throws Exception {
        Assumptions.assumeTrue(Futex.isAvailable(), "needs --enable-native-access=ALL-UNNAMED");
        try (World world = new World(Bell.FUTEX)) {
            SharedEventFlag event = SharedEventFlag.create(world.a, "event");
            SharedMutex mutex = SharedMutex.create(world.a, "mutex", Fairness.FIFO);
            SharedMutex mutexOfB = World.open(world.b, mutex.base, SharedMutex.class);
            mutex.lock();
            Caller<Boolean> before = Caller.platform(() -> event.tryAwait(Bounded.LONG));
            Caller<Boolean> inLine = Caller.virtual(() -> {
                boolean locked = mutexOfB.tryLock(Bounded.LONG);
                mutexOfB.unlock();
                return locked;
            });
            Bounded.until(
                    "both to wait",
                    () -> event.statistics().waiters() == 1
                            && mutex.statistics().waiters() == 1);
            assertEquals(Bell.FUTEX, world.a.mode());
            try (Region without = Region.another(world.folder.path(), false)) {
                SharedEventFlag eventThere = World.open(without, event.base, SharedEventFlag.class);
                Caller<Boolean> there = Caller.platform(() -> eventThere.tryAwait(Bounded.LONG));
                Bounded.until("three to wait", () -> event.statistics().waiters() == 2);
                Bounded.until("the mode to change", () -> world.a.mode() == Bell.SOCKET);
                World.open(world.b, event.base, SharedEventFlag.class).set();
                mutex.unlock();
                assertTrue(before.result());
                assertTrue(inLine.result());
                assertTrue(there.result());
                event.clear();
                // From now on a call is a byte on a socket, whoever calls whom.
                for (int i = 0; i < 20; i++) {
                    Caller<Boolean> again = Caller.platform(() -> event.tryAwait(Bounded.LONG));
                    Bounded.until("one to wait", () -> event.statistics().waiters() == 1);
                    eventThere.set();
                    assertTrue(again.result());
                    event.clear();
                }
            }
        }
    }
}
