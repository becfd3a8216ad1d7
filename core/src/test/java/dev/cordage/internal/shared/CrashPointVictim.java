package dev.cordage.internal.shared;

import dev.cordage.internal.shared.Scenario.Point;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A victim of a {@link Scenario} that is a process of its own, and ends at once at a crash point. */
public final class CrashPointVictim {
    static final int DIED = 77;

    private CrashPointVictim() {}

    /** The folder, the scenario, the name of the point and its occurrence, and what the victim is told. */
    public static void main(String[] arguments) throws Exception {
        Scenario scenario = Scenario.ALL.get(arguments[1]).get();
        Point death = new Point(arguments[2], Integer.parseInt(arguments[3]));
        long[] slots = new long[arguments.length - 4];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = Long.parseLong(arguments[i + 4]);
        }
        Region region = Region.attach(Path.of(arguments[0]));
        List<String> passed = new ArrayList<>();
        CrashPoint.probe(point -> {
            passed.add(point);
            if (point.equals(death.name()) && Collections.frequency(passed, point) == death.occurrence()) {
                System.out.println("owned " + scenario.owned(region, slots));
                System.out.flush();
                Runtime.getRuntime().halt(DIED);
            }
        });
        scenario.victim(region, slots);
        CrashPoint.probe(null);
        region.close();
    }
}
