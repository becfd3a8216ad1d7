package dev.cordage.internal.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.internal.shared.Hammer.Thing;
import dev.cordage.sync.Fairness;
import dev.cordage.testing.Bounded;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Four processes use every primitive with several threads, and five times a second one of them is killed, and replaced. They
 * look themselves whether what they share is as it should be ({@link Hammer}); here is seen to that all go on, and that
 * nothing is lost in the end.
 */
class KillingSuiteTest {
    private static final int PROCESSES = 4;
    private static final int BETWEEN_KILLS_MS = 200;
    private static final long SEED = Long.getLong("cordage.seed", System.nanoTime());

    /** For both waiting modes together. */
    private static final int SECONDS = Integer.getInteger("cordage.kill.seconds", 60);

    @ParameterizedTest
    @ValueSource(strings = {"futex", "sockets"})
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void whoeverIsKilledTheOthersGoOn(String mode) throws Exception {
        run(mode, (SECONDS + 1) / 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"futex", "sockets"})
    @Tag("soak")
    @Timeout(value = 1, unit = TimeUnit.DAYS)
    void whoeverIsKilledTheOthersGoOnForALongTime(String mode) throws Exception {
        run(mode, Integer.getInteger("cordage.soak", 600));
    }

    private static void run(String mode, int seconds) throws Exception {
        System.out.println("seed " + SEED);
        Random random = new Random(SEED);
        boolean futex = mode.equals("futex");
        try (World world = new World(futex ? Bell.FUTEX : Bell.SOCKET)) {
            List<String> arguments = things(world);
            List<Child> children = new ArrayList<>();
            try {
                for (int i = 0; i < PROCESSES; i++) {
                    children.add(Child.start(Hammer.class, futex, arguments));
                }
                for (Child child : children) {
                    child.untilSays("ready");
                }
                int kills = kill(world, children, () -> Child.start(Hammer.class, futex, arguments), random, seconds);
                System.out.println(mode + ": " + kills + " kills; " + progress(world));
                // Before their end the last ones prove once more that all goes on.
                Map<Thing, Long> before = progress(world);
                for (Thing thing : Thing.values()) {
                    Bounded.until(thing + " to go on", () -> {
                        children.forEach(Child::check);
                        return progress(world).get(thing) > before.get(thing) + 100;
                    });
                }
            } finally {
                for (Child child : children) {
                    child.close();
                }
            }
            assertNothingLost(world);
        }
    }

    private interface Starter {
        Child start() throws IOException;
    }

    private static int kill(World world, List<Child> children, Starter starter, Random random, int seconds)
            throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        int kills = 0;
        while (System.nanoTime() - end < 0) {
            long next = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(BETWEEN_KILLS_MS);
            while (System.nanoTime() - next < 0) {
                LockSupport.parkNanos(next - System.nanoTime());
            }
            children.forEach(Child::check);
            int victim = random.nextInt(PROCESSES);
            children.get(victim).close();
            children.set(victim, starter.start());
            kills++;
        }
        return kills;
    }

    /** Makes all things, and gives what a hammer is to be told. */
    private static List<String> things(World world) throws Exception {
        List<String> arguments = new ArrayList<>();
        arguments.add(world.folder.path().toString());
        for (Thing thing : Thing.values()) {
            Region region = world.a;
            long base = switch (thing) {
                case FIFO -> SharedMutex.create(region, "fifo", Fairness.FIFO).base;
                case BARGING -> SharedMutex.create(region, "barging", Fairness.BARGING).base;
                case RLOCK -> SharedRLock.create(region, "rlock", Fairness.BARGING).base;
                case HAND_OVER ->
                    SharedCondition.create(SharedMutex.create(region, "lock", Fairness.BARGING), "condition").base;
                case SEMAPHORE ->
                    SharedSemaphore.create(region, Hammer.PERMITS, true, "semaphore", Fairness.BARGING).base;
                case EVENT -> SharedEventFlag.create(region, "event").base;
                case BARRIER -> SharedBarrier.create(region, Hammer.PARTIES, null, "barrier").base;
                case QUEUE -> {
                    var _ = SharedQueue.create(region, Hammer.CAPACITY, "queue");
                    yield world.find(Kind.QUEUE_PUTS, "queue");
                }
            };
            arguments.add(Long.toString(base));
            arguments.add(Long.toString(SharedCounter.create(region, thing.name()).base));
        }
        return arguments;
    }

    private static Map<Thing, Long> progress(World world) {
        Map<Thing, Long> progress = new EnumMap<>(Thing.class);
        for (Thing thing : Thing.values()) {
            progress.put(thing, counter(world, thing).get());
        }
        return progress;
    }

    private static SharedCounter counter(World world, Thing thing) {
        return World.open(world.a, world.find(Kind.COUNTER, thing.name()), SharedCounter.class);
    }

    private static void assertNothingLost(World world) throws Exception {
        world.untilForgotten();
        for (String name : List.of("fifo", "barging", "lock")) {
            assertLockable(World.open(world.b, world.find(Kind.MUTEX, name), SharedLock.class));
        }
        assertLockable(World.open(world.b, world.find(Kind.RLOCK, "rlock"), SharedLock.class));
        SharedSemaphore semaphore = World.open(world.b, world.find(Kind.SEMAPHORE, "semaphore"), SharedSemaphore.class);
        assertEquals(Hammer.PERMITS, semaphore.availablePermits());
        SharedQueue<Object> queue = QueueScenarios.in(world.b, world.find(Kind.QUEUE_PUTS, "queue"));
        int size = queue.size();
        int taken = 0;
        while (queue.poll() != null) {
            taken++;
        }
        assertEquals(size, taken);
    }

    private static void assertLockable(SharedLock lock) throws Exception {
        assertTrue(lock.tryLock(Bounded.LONG), lock::toString);
        lock.unlock();
        assertEquals(0, lock.statistics().waiters());
    }
}
