package dev.cordage.internal.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.sync.Fairness;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Supplier;

/** The scenarios of a semaphore with three permits, of which none may be lost or come from nowhere. */
abstract class SemaphoreScenarios extends Scenario {
    private static final int PERMITS = 3;
    private final Fairness fairness;
    SharedSemaphore semaphore;
    SharedSemaphore semaphoreOfB;

    private SemaphoreScenarios(Fairness fairness) {
        this.fairness = fairness;
    }

    static void addTo(Map<String, Supplier<Scenario>> all) {
        for (Fairness fairness : Fairness.values()) {
            String name = "semaphore-" + fairness + "-";
            all.put(name + "uncontended", () -> new Uncontended(fairness));
            all.put(name + "releases-for-others", () -> new ReleasesForOthers(fairness));
            all.put(name + "waits-and-is-called", () -> new WaitsAndIsCalled(fairness));
            all.put(name + "times-out", () -> new TimesOut(fairness));
        }
    }

    @Override
    long[] prepare(World world) throws Exception {
        semaphore = SharedSemaphore.create(world.a, PERMITS, true, "semaphore", fairness);
        isFresh(world, semaphore.base);
        semaphoreOfB = in(world.b, semaphore.base);
        return new long[] {semaphore.base};
    }

    static SharedSemaphore in(Region region, long base) {
        return World.open(region, base, SharedSemaphore.class);
    }

    @Override
    boolean isStatistic(int index) {
        return super.isStatistic(index) || index >= 13; // holders stay, with nothing in their hands
    }

    final Caller<Boolean> acquireAndRelease(Thread.Builder thread, SharedSemaphore semaphore, int permits) {
        return survivor(thread, () -> {
            boolean acquired = semaphore.tryAcquire(permits, Bounded.LONG.dividedBy(2));
            if (acquired) {
                semaphore.release(permits);
            }
            return acquired;
        });
    }

    final void untilInLine(int count, Victim victim) {
        Bounded.until(count + " in the line", () -> semaphore.statistics().waiters() >= count || victim.isDone());
    }

    @Override
    void after(World world, Ending ending) throws Exception {
        assertSurvivorsEnd(() -> "somebody waits for ever: " + semaphore);
        survivors.clear();
        acquireAndRelease(platform(), semaphore, PERMITS);
        acquireAndRelease(virtual(), semaphoreOfB, 2);
        acquireAndRelease(platform(), semaphoreOfB, 1);
        assertSurvivorsEnd(
                () -> "somebody waits for ever: " + semaphore + ", " + Arrays.toString(world.words(semaphore.base)));
        assertEquals(PERMITS, semaphore.availablePermits());
    }

    static final class Uncontended extends SemaphoreScenarios {
        Uncontended(Fairness fairness) {
            super(fairness);
        }

        @Override
        void victim(Region region, long[] slots) throws Exception {
            in(region, slots[0]).acquire(2);
            in(region, slots[0]).release(2);
        }
    }

    /** The victim holds all permits while two others wait. */
    static final class ReleasesForOthers extends SemaphoreScenarios {
        ReleasesForOthers(Fairness fairness) {
            super(fairness);
        }

        @Override
        void victim(Region region, long[] slots) throws Exception {
            SharedSemaphore mine = in(region, slots[0]);
            mine.acquire(PERMITS);
            Bounded.until("two to wait", () -> mine.statistics().waiters() == 2);
            mine.release();
            mine.release(2);
        }

        @Override
        void others(World world, Victim victim) {
            Bounded.until("the permits to be taken", () -> semaphore.availablePermits() == 0 || victim.isDone());
            acquireAndRelease(platform(), semaphore, 1);
            acquireAndRelease(virtual(), semaphoreOfB, 2);
        }
    }

    /** The victim waits for two permits, with another behind it; they come one by one, not from who took them. */
    static final class WaitsAndIsCalled extends SemaphoreScenarios {
        WaitsAndIsCalled(Fairness fairness) {
            super(fairness);
        }

        @Override
        long[] prepare(World world) throws Exception {
            long[] slots = super.prepare(world);
            semaphore.acquire(2);
            semaphoreOfB.acquire(1);
            return slots;
        }

        @Override
        void victim(Region region, long[] slots) throws Exception {
            in(region, slots[0]).acquire(2);
            in(region, slots[0]).release(2);
        }

        @Override
        void others(World world, Victim victim) {
            untilInLine(1, victim);
            acquireAndRelease(virtual(), semaphoreOfB, 1);
            untilInLine(2, victim);
            semaphoreOfB.release();
            semaphoreOfB.release();
            semaphore.release();
        }
    }

    /** The victim waits for some time only, with another behind it that could have what there is. */
    static final class TimesOut extends SemaphoreScenarios {
        TimesOut(Fairness fairness) {
            super(fairness);
        }

        @Override
        long[] prepare(World world) throws Exception {
            long[] slots = super.prepare(world);
            semaphore.acquire(2);
            return slots;
        }

        @Override
        void victim(Region region, long[] slots) throws Exception {
            boolean acquired = in(region, slots[0]).tryAcquire(2, Duration.ofMillis(15));
            assertTrue(!acquired);
        }

        @Override
        void others(World world, Victim victim) throws Exception {
            untilInLine(1, victim);
            Caller<Boolean> behind = acquireAndRelease(virtual(), semaphoreOfB, 1);
            Bounded.until("the victim to give up", victim::isDone);
            survivor(platform(), () -> {
                Bounded.until("the one behind to pass", behind::isDone);
                semaphore.release(2);
                return true;
            });
        }
    }
}
