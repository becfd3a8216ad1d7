package dev.cordage.internal.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.internal.shared.Scenario.Ending;
import dev.cordage.internal.shared.Scenario.Point;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import dev.cordage.testing.LeakCheck;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A process dies right after any of its stores to shared memory, and the others find everything whole. The processes are
 * regions of this JVM; {@link CrashPointProcessTest} does the same with real ones.
 */
@ExtendWith(LeakCheck.class)
class CrashPointsTest {
    /** Most of the time is spent with waiting for threads that look for the dead now and then. */
    private static final int AT_A_TIME = 6;

    private static final Runnable NOTHING = () -> {};

    /** How many deaths of each scenario are followed by those of so many that sweep. */
    private static final int FIRST_DEATHS = Integer.getInteger("cordage.crashpoints.first", 2);

    private static final int SECOND_DEATHS = Integer.getInteger("cordage.crashpoints.second", 8);

    /** Chooses among the deaths. */
    private static final long SEED = Long.getLong("cordage.seed", System.nanoTime());

    static Stream<Arguments> scenarios() {
        Pattern only = Pattern.compile(System.getProperty("cordage.scenario", ".*"));
        return Scenario.ALL.keySet().stream()
                .filter(name -> only.matcher(name).matches())
                .flatMap(name -> Stream.of(Arguments.of(name, "futex"), Arguments.of(name, "sockets")));
    }

    private static long mode(String mode) {
        return mode.equals("futex") ? Bell.FUTEX : Bell.SOCKET;
    }

    // --- one death

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("scenarios")
    void whoeverDiesAnywhereLeavesEverythingWhole(String name, String mode) throws Exception {
        List<String> points;
        try (World world = new World(mode(mode))) {
            Ending ending = run(world, name, null);
            points = ending.passed();
        }
        assertTrue(points.size() > 2, () -> "only " + points);
        List<Point> deaths = Point.chosenOf(points);
        AtomicInteger died = new AtomicInteger();
        atATime(mode(mode), deaths, (world, death) -> {
            if (run(world, name, death).diedAt() != null) {
                died.incrementAndGet();
            }
        });
        System.out.println(name + ", " + mode + ": died at " + died + " of " + points.size() + " points");
        // Which way a victim takes depends on who is quicker, so not every point is on it every time.
        assertTrue(died.get() > deaths.size() / 3, () -> "died only " + died + " times of " + deaths.size());
    }

    // --- another death, in the middle of what is done for the first

    static Stream<Arguments> sweptScenarios() {
        return scenarios().filter(arguments -> !arguments.get()[0].toString().startsWith("RLOCK"));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("sweptScenarios")
    void whoeverDiesWhileSweepingLeavesTheRestToTheNext(String name, String mode) throws Exception {
        List<Point> deaths;
        try (World world = new World(mode(mode))) {
            deaths = Point.chosenOf(run(world, name, null).passed());
        }
        Random random = new Random(SEED ^ name.hashCode());
        Point last = deaths.removeLast(); // always tried, since those who die early may leave nothing to sweep
        Collections.shuffle(deaths, random);
        deaths.addFirst(last);
        AtomicInteger died = new AtomicInteger();
        atATime(mode(mode), deaths.subList(0, Math.min(FIRST_DEATHS, deaths.size())), (world, first) -> {
            Supplier<Scenario> sweeping =
                    () -> new Sweeping(Scenario.ALL.get(name).get(), first);
            String both = name + " swept after " + first;
            List<Point> seconds =
                    Point.chosenOf(run(world, both, sweeping.get(), null).passed());
            Collections.shuffle(seconds, random);
            for (Point second : seconds.subList(0, Math.min(SECOND_DEATHS, seconds.size()))) {
                if (run(world, both, sweeping.get(), second).diedAt() != null) {
                    died.incrementAndGet();
                }
            }
        });
        System.out.println(name + ", " + mode + ": died " + died + " times while sweeping, seed " + SEED);
        assertTrue(died.get() > 0);
    }

    /** One process has died in a scenario, and another one, the victim, sweeps it. */
    private static final class Sweeping extends Scenario {
        private final Scenario scenario;
        private final Point first;
        private @Nullable Ending ending;

        Sweeping(Scenario scenario, Point first) {
            this.scenario = scenario;
            this.first = first;
        }

        @Override
        long[] prepare(World world) throws Exception {
            long[] slots = scenario.prepare(world);
            fresh.putAll(scenario.fresh);
            world.look(false);
            VictimThread dead = new VictimThread(world, scenario, slots, first, NOTHING);
            scenario.others(world, dead);
            ending = dead.ending();
            return slots;
        }

        @Override
        void victim(Region region, long[] slots) {
            region.sweepDead();
        }

        @Override
        boolean isStatistic(int index) {
            return scenario.isStatistic(index);
        }

        @Override
        void after(World world, Ending ofTheSweeper) throws Exception {
            world.look(true);
            scenario.after(world, ending);
        }
    }

    // --- the framework itself

    @ParameterizedTest
    @ValueSource(strings = {"MUTEX-FIFO-uncontended", "joins-and-makes", "leaves-holding"})
    void everyStoreIsACrashPoint(String name) throws Exception {
        try (World world = new World(Bell.SOCKET)) {
            Scenario scenario = Scenario.ALL.get(name).get();
            Stores stores = new Stores(world);
            VictimThread victim = new VictimThread(world, scenario, scenario.prepare(world), null, stores::look);
            scenario.others(world, victim);
            Ending ending = victim.ending();
            assertTrue(ending.passed().size() > 2);
            assertEquals(List.of(), stores.unseen);
        }
    }

    /** Looks what has changed since the last crash point: that must be one word, or the name of a slot. */
    private static final class Stores {
        private final World world;
        private long[] before = new long[0];
        final List<String> unseen = new ArrayList<>();

        Stores(World world) {
            this.world = world;
        }

        void look() {
            int blocks = 0;
            for (int block = 1; block < Layout.BLOCKS; block++) {
                if (world.word(Layout.BLOCK_TABLE + (long) block * Layout.WORD_SIZE) != 0) {
                    blocks = block;
                }
            }
            long[] now = world.a.memory.asSlice(0, (blocks + 2) * Layout.BLOCK).toArray(ValueLayout.JAVA_LONG);
            List<Integer> changed = new ArrayList<>();
            for (int i = 0; i < Math.min(before.length, now.length); i++) {
                if (now[i] != before[i] && !isName(i)) {
                    changed.add(i * Layout.WORD_SIZE);
                }
            }
            if (changed.size() > 1) {
                unseen.add("stores to " + changed);
            }
            before = now;
        }

        private static boolean isName(int word) {
            int inSlot = word * Layout.WORD_SIZE % Layout.SLOT_SIZE;
            return inSlot > Layout.NAME && inSlot < Layout.LOG;
        }
    }

    private static Ending run(World world, String name, @Nullable Point deathAt) throws Exception {
        return run(world, name, Scenario.ALL.get(name).get(), deathAt);
    }

    private static Ending run(World world, String name, Scenario scenario, @Nullable Point deathAt) throws Exception {
        String diedAt = "no point";
        try {
            long[] slots = scenario.prepare(world);
            VictimThread victim = new VictimThread(world, scenario, slots, deathAt, NOTHING);
            scenario.others(world, victim);
            Ending ending = victim.ending();
            diedAt = ending.diedAt();
            scenario.after(world, ending);
            assertLeftNothing(world, scenario);
            return ending;
        } catch (Exception | AssertionError e) {
            throw new AssertionError(
                    name + ", to die at " + deathAt + ", died at " + diedAt + ": " + e.getMessage(), e);
        }
    }

    private static void assertLeftNothing(World world, Scenario scenario) {
        var _ = SharedCounter.create(world.a, "the guard of the header can be taken");
        world.untilForgotten();
        scenario.fresh.forEach((slot, before) -> {
            long[] now = world.words(slot);
            for (int word = 0; word < now.length; word++) {
                if (!scenario.isStatistic(word)) {
                    assertEquals(before[word], now[word], "word " + word + " of the " + world.a.kind(slot));
                }
            }
            assertIsFree(world, slot);
        });
        assertIsFree(world, Layout.HEADER_SLOT);
    }

    private static void assertIsFree(World world, long slot) {
        // A survivor may be looking for the dead just now.
        Bounded.until("the guard of " + slot + " to be free", () -> world.word(slot + Layout.GUARD) == 0);
        assertEquals(0, world.word(slot + Layout.LOGGED), "logged");
    }

    private interface Trial {
        void run(World world, Point death) throws Exception;
    }

    private static void atATime(long mode, List<Point> deaths, Trial trial) throws Exception {
        AtomicInteger next = new AtomicInteger();
        List<Caller<Void>> callers = new ArrayList<>();
        for (int i = 0; i < Math.min(AT_A_TIME, deaths.size()); i++) {
            callers.add(Caller.platform(() -> {
                try (World world = new World(mode)) {
                    for (int at = next.getAndIncrement(); at < deaths.size(); at = next.getAndIncrement()) {
                        trial.run(world, deaths.get(at));
                    }
                }
                return null;
            }));
        }
        for (Caller<Void> caller : callers) {
            caller.result();
        }
    }
}
