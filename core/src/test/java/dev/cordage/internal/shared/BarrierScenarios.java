package dev.cordage.internal.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** The scenarios of a barrier for three, of whom two are survivors. */
abstract class BarrierScenarios extends Scenario {
    private static final int PARTIES = 3;
    SharedBarrier barrier;
    SharedBarrier barrierOfB;

    private BarrierScenarios() {}

    static void addTo(Map<String, Supplier<Scenario>> all) {
        all.put("barrier-arrives-first", ArrivesFirst::new);
        all.put("barrier-arrives-last", ArrivesLast::new);
        all.put("barrier-times-out", TimesOut::new);
        all.put("barrier-aborts-and-resets", AbortsAndResets::new);
    }

    @Override
    long[] prepare(World world) throws Exception {
        barrier = SharedBarrier.create(world.a, PARTIES, null, "barrier");
        isFresh(world, barrier.base);
        barrierOfB = in(world.b, barrier.base);
        return new long[] {barrier.base};
    }

    static SharedBarrier in(Region region, long base) {
        return World.open(region, base, SharedBarrier.class);
    }

    @Override
    boolean isStatistic(int index) {
        return super.isStatistic(index)
                || index == 4
                || index == 5
                || index == 16
                || index == 17; // reset, while an action runs; rounds; the line of newcomers
    }

    /** A thread that arrives; its value is what came of it. */
    final Caller<String> arrival(Thread.Builder thread, SharedBarrier barrier) {
        return survivor(thread, () -> {
            try {
                return "passed as " + barrier.await(Bounded.LONG);
            } catch (BrokenBarrierException _) {
                return "broken";
            } catch (TimeoutException e) {
                throw new AssertionError("waits for ever: " + barrier, e);
            }
        });
    }

    final void untilWaiting(int count, Victim victim) {
        Bounded.until(count + " at the barrier", () -> barrier.waiting() >= count || victim.isDone());
    }

    @Override
    void after(World world, Ending ending) throws Exception {
        Bounded.until("no dead to be waited for", () -> {
            world.a.sweepDead();
            long alive =
                    survivors.stream().filter(survivor -> !survivor.isDone()).count();
            return world.leftovers().isEmpty() && (barrier.isBroken() || barrier.waiting() <= alive);
        });
        barrier.abort();
        assertSurvivorsEnd(() -> "somebody waits for ever: " + barrier);
        barrierOfB.reset();
        survivors.clear();
        Caller<String> first = arrival(platform(), barrier);
        Caller<String> second = arrival(virtual(), barrierOfB);
        Caller<String> third = arrival(platform(), barrierOfB);
        String all = first.result() + second.result() + third.result();
        for (int i = 0; i < PARTIES; i++) {
            assertTrue(all.contains("passed as " + i), all);
        }
        assertEquals(0, barrier.waiting());
    }

    static final class ArrivesFirst extends BarrierScenarios {
        @Override
        void victim(Region region, long[] slots) throws Exception {
            try {
                int _ = in(region, slots[0]).await();
            } catch (BrokenBarrierException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        void others(World world, Victim victim) {
            untilWaiting(1, victim);
            arrival(platform(), barrier);
            arrival(virtual(), barrierOfB);
        }
    }

    static final class ArrivesLast extends BarrierScenarios {
        @Override
        long[] prepare(World world) throws Exception {
            long[] slots = super.prepare(world);
            arrival(platform(), barrier);
            arrival(virtual(), barrierOfB);
            Bounded.until("two to wait", () -> barrier.waiting() == 2);
            return slots;
        }

        @Override
        void victim(Region region, long[] slots) throws Exception {
            int _ = in(region, slots[0]).await();
        }
    }

    static final class TimesOut extends BarrierScenarios {
        @Override
        void victim(Region region, long[] slots) throws Exception {
            try {
                int _ = in(region, slots[0]).await(Duration.ofMillis(15));
                throw new AssertionError("nobody else came");
            } catch (TimeoutException | BrokenBarrierException _) {
                // As it should be.
            }
        }

        @Override
        void others(World world, Victim victim) {
            untilWaiting(1, victim);
            arrival(platform(), barrier);
            Bounded.until("the victim to give up", victim::isDone);
        }
    }

    static final class AbortsAndResets extends BarrierScenarios {
        @Override
        long[] prepare(World world) throws Exception {
            long[] slots = super.prepare(world);
            arrival(platform(), barrier);
            arrival(virtual(), barrierOfB);
            Bounded.until("two to wait", () -> barrier.waiting() == 2);
            return slots;
        }

        @Override
        void victim(Region region, long[] slots) {
            in(region, slots[0]).abort();
            in(region, slots[0]).reset();
        }
    }
}
