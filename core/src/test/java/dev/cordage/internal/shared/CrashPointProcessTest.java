package dev.cordage.internal.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.internal.shared.Scenario.Ending;
import dev.cordage.internal.shared.Scenario.Point;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What {@link CrashPointsTest} does with regions of one JVM, with processes that really end. */
class CrashPointProcessTest {
    private static final long SEED = Long.getLong("cordage.seed", System.nanoTime());
    private static final int SECONDS = Integer.getInteger("cordage.crashpoints.seconds", 12);

    /** One death. */
    private record Case(String scenario, boolean futex, Point death) {}

    @Test
    void processesDieAtSomePointsOfAllScenarios() throws Exception {
        System.out.println("seed " + SEED);
        List<Case> cases = cases();
        Collections.shuffle(cases, new Random(SEED));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        int died = 0;
        for (Case one : cases) {
            if (System.nanoTime() - end > 0) {
                break;
            }
            died += die(one) ? 1 : 0;
        }
        System.out.println(died + " of " + cases.size() + " deaths");
        assertTrue(died > 0);
    }

    @Test
    @Tag("soak")
    @Timeout(value = 1, unit = TimeUnit.DAYS)
    void processesDieAtAllPointsOfAllScenarios() throws Exception {
        int died = 0;
        List<Case> cases = cases();
        for (Case one : cases) {
            died += die(one) ? 1 : 0;
        }
        assertTrue(died > cases.size() * 3 / 4, () -> "of " + cases.size());
    }

    /** All points of all scenarios, as a victim passes them in this JVM. */
    private static List<Case> cases() throws Exception {
        List<Case> cases = new ArrayList<>();
        try (World world = new World(Bell.SOCKET)) {
            for (String name : Scenario.ALL.keySet()) {
                Scenario scenario = Scenario.ALL.get(name).get();
                if (!scenario.isAboutJoining()) {
                    long[] slots = scenario.prepare(world);
                    VictimThread victim = new VictimThread(world, scenario, slots, null, () -> {});
                    scenario.others(world, victim);
                    Ending ending = victim.ending();
                    scenario.after(world, ending);
                    for (Point point : Point.chosenOf(ending.passed())) {
                        cases.add(new Case(name, true, point));
                        cases.add(new Case(name, false, point));
                    }
                }
            }
        }
        return cases;
    }

    /** Whether the victim died; the way to its point depends on who is quicker. */
    private static boolean die(Case one) throws Exception {
        try (World world = new World(one.futex ? Bell.FUTEX : Bell.SOCKET)) {
            Scenario scenario = Scenario.ALL.get(one.scenario).get();
            List<String> arguments = new ArrayList<>();
            arguments.add(world.folder.path().toString());
            arguments.add(one.scenario);
            arguments.add(one.death.name());
            arguments.add(Integer.toString(one.death.occurrence()));
            for (long slot : scenario.prepare(world)) {
                arguments.add(Long.toString(slot));
            }
            try (Child child =
                    Child.start(CrashPointVictim.class, one.futex, arguments, "-Ddev.cordage.crashpoints=armed")) {
                scenario.others(world, () -> !child.isAlive());
                int code = child.join();
                String said = child.output();
                boolean died = code == CrashPointVictim.DIED;
                assertEquals(died ? CrashPointVictim.DIED : 0, code, said);
                long owned = died ? Long.parseLong(said.strip().replaceAll("(?s).*owned ", "")) : 0;
                scenario.after(world, new Ending(died ? one.death.name() : null, owned, List.of()));
                world.untilForgotten();
                return died;
            }
        } catch (Exception | AssertionError e) {
            throw new AssertionError(one + ": " + e.getMessage(), e);
        }
    }
}
