package dev.cordage.internal.shared;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.Bounded;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/** The scenarios of an event, for which three survivors wait. */
abstract class EventScenarios extends Scenario {
    SharedEventFlag event;
    SharedEventFlag eventOfB;

    private EventScenarios() {}

    static void addTo(Map<String, Supplier<Scenario>> all) {
        all.put("event-sets-and-clears", SetsAndClears::new);
        all.put("event-waits", Waits::new);
        all.put("event-times-out", TimesOut::new);
    }

    @Override
    long[] prepare(World world) throws Exception {
        event = SharedEventFlag.create(world.a, "event");
        isFresh(world, event.base);
        eventOfB = in(world.b, event.base);
        waiter(platform(), event);
        waiter(virtual(), eventOfB);
        waiter(platform(), eventOfB);
        Bounded.until("three to wait", () -> event.statistics().waiters() == 3);
        return new long[] {event.base};
    }

    static SharedEventFlag in(Region region, long base) {
        return World.open(region, base, SharedEventFlag.class);
    }

    final void waiter(Thread.Builder thread, SharedEventFlag event) {
        survivor(thread, () -> event.tryAwait(Bounded.LONG));
    }

    @Override
    void after(World world, Ending ending) throws Exception {
        // Who waited when it was set is let go, whatever becomes of who set it.
        if (ending.diedAt() != null && !event.isSet() && ending.owned() == 0) {
            eventOfB.set();
        }
        assertSurvivorsEnd(() -> "somebody waits for ever: " + event);
        eventOfB.set();
        assertTrue(event.tryAwait(Bounded.LONG));
        event.clear();
    }

    static final class SetsAndClears extends EventScenarios {
        /** Whether it came back from setting. Used by the victim. */
        private boolean isSet;

        @Override
        void victim(Region region, long[] slots) {
            in(region, slots[0]).set();
            isSet = true;
            in(region, slots[0]).clear();
        }

        @Override
        long owned(Region region, long[] slots) {
            return isSet ? 1 : 0;
        }
    }

    static final class Waits extends EventScenarios {
        @Override
        void victim(Region region, long[] slots) throws Exception {
            in(region, slots[0]).await();
        }

        @Override
        void others(World world, Victim victim) {
            Bounded.until("all to wait", () -> event.statistics().waiters() == 4 || victim.isDone());
            event.set();
        }
    }

    static final class TimesOut extends EventScenarios {
        @Override
        void victim(Region region, long[] slots) throws Exception {
            boolean _ = in(region, slots[0]).tryAwait(Duration.ofMillis(15));
        }

        @Override
        void others(World world, Victim victim) {
            Bounded.until("the victim to give up", victim::isDone);
            event.set();
        }
    }
}
