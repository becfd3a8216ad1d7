package dev.cordage.internal.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.observe.EventStatistics;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import dev.cordage.testing.LeakCheck;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an event flag keeps when processes share it, and die. */
@ExtendWith(LeakCheck.class)
class SharedEventFlagProcessesTest {
    private final SharedFixture shared = new SharedFixture();

    @AfterEach
    void close() {
        shared.close();
    }

    private SharedEventFlag flag() {
        return SharedEventFlag.create(shared.region(), "flag");
    }

    private static void untilWaiters(SharedEventFlag flag, int count) {
        Bounded.until(count + " waiters of " + flag, () -> flag.statistics().waiters() == count);
    }

    private static Void await(SharedEventFlag flag) throws InterruptedException {
        flag.await();
        return null;
    }

    @Test
    void aPulseLetsThoseOfAllProcessesGo() throws Exception {
        SharedEventFlag here = flag();
        try (PlayedProcess other = new PlayedProcess(shared)) {
            SharedEventFlag there = other.its(here);
            for (int round = 0; round < 20; round++) {
                List<Caller<Void>> waiters = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    waiters.add(Caller.platform(() -> await(here)));
                    waiters.add(other.call(() -> await(there)));
                }
                untilWaiters(here, 6);
                SharedEventFlag from = round % 2 == 0 ? here : there;
                from.set();
                from.clear();
                for (Caller<Void> waiter : waiters) {
                    waiter.result();
                }
                assertEquals(new EventStatistics("flag", false, 0), there.statistics());
            }
        }
    }

    @Test
    void whatOneProcessSetsAllSee() throws Exception {
        SharedEventFlag here = flag();
        try (PlayedProcess other = new PlayedProcess(shared)) {
            SharedEventFlag there = other.its(here);
            there.set();
            assertTrue(here.isSet());
            here.await();
            other.die();
            shared.region().sweepDead();
            assertTrue(here.isSet(), "it does not matter who set it");
            here.clear();
            assertFalse(here.isSet());
        }
    }

    @Test
    void thePulsesOfTwoProcessesTakeTurns() throws Exception {
        SharedEventFlag ping = flag();
        SharedEventFlag pong = flag();
        int rounds = 2_000;
        try (PlayedProcess other = new PlayedProcess(shared)) {
            SharedEventFlag itsPing = other.its(ping);
            SharedEventFlag itsPong = other.its(pong);
            Caller<Void> player = other.call(() -> {
                for (int i = 0; i < rounds; i++) {
                    itsPing.await();
                    itsPing.clear();
                    itsPong.set();
                }
                return null;
            });
            for (int i = 0; i < rounds; i++) {
                ping.set();
                assertTrue(pong.tryAwait(Bounded.LONG));
                pong.clear();
            }
            player.result();
        }
    }

    @Test
    void aWaiterThatDiedIsForgotten() throws Exception {
        SharedEventFlag here = flag();
        try (PlayedProcess other = new PlayedProcess(shared)) {
            SharedEventFlag there = other.its(here);
            Caller<Void> _ = other.call(() -> await(there));
            untilWaiters(here, 1);
            Caller<Void> waiter = Caller.platform(() -> await(here));
            untilWaiters(here, 2);
            other.die();
            untilWaiters(here, 1); // the waker of this process looks for the dead
            here.set();
            waiter.result();
        }
    }

    @Test
    void whoWaitsFailsWhenTheFabricIsClosed() throws Exception {
        SharedEventFlag here = flag();
        try (PlayedProcess other = new PlayedProcess(shared)) {
            SharedEventFlag there = other.its(here);
            Caller<Void> first = other.call(() -> await(there)).untilWaiting();
            Caller<Void> second = other.call(() -> await(there)).untilWaiting();
            untilWaiters(here, 2);
            other.close();
            assertThrows(IllegalStateException.class, first::result);
            assertThrows(IllegalStateException.class, second::result);
        }
    }

    /** It stored that the flag is set, and let nobody go. */
    @Test
    void theSettingOfAProcessThatDiedInItIsFinished() throws Exception {
        SharedEventFlag here = flag();
        try (PlayedProcess other = new PlayedProcess(shared)) {
            SharedEventFlag there = other.its(here);
            List<Caller<Void>> waiters = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                waiters.add(Caller.platform(() -> await(here)));
            }
            untilWaiters(here, 3);
            there.enter("set");
            there.put(0, 1);
            there.commit();
            other.die();
            for (Caller<Void> waiter : waiters) {
                waiter.result();
            }
            here.clear();
            assertEquals(new EventStatistics("flag", false, 0), here.statistics());
        }
    }

    @Test
    void itArrivesAsItself() throws Exception {
        SharedEventFlag here = flag();
        assertSame(here, Messages.sent(here));
    }
}
