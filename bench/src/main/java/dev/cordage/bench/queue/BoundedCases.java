package dev.cordage.bench.queue;

import com.softwaremill.jox.Channel;
import dev.cordage.bench.Case;
import dev.cordage.bench.Case.Rival;
import dev.cordage.bench.Crowd;
import dev.cordage.bench.Load;
import dev.cordage.bench.Plan;
import dev.cordage.bench.Row;
import dev.cordage.bench.Summary;
import dev.cordage.bench.Unit;
import dev.cordage.bench.Workload;
import dev.cordage.queue.CloseableQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** First in, first out, with a bound. */
final class BoundedCases {
    static final Unit ITEMS = Unit.perSecond("items");
    private static final List<Integer> CAPACITIES = List.of(16, 1024);
    private static final double CELL_TARGET = 0.85;
    private static final double MEAN_TARGET = 1.1;
    private static final double JOX_TARGET = 1;
    private static final String NAME = "bounded ";
    private static final String ARRAY = "ArrayBlockingQueue";
    private static final String LINKED = "LinkedBlockingQueue";
    private static final String JOX = "Jox Channel";

    private BoundedCases() {}

    static List<Case> of(Plan plan) {
        List<Case> jdk = new ArrayList<>();
        List<Case> jox = new ArrayList<>();
        for (Traffic traffic : Traffic.all()) {
            for (int capacity : CAPACITIES) {
                jdk.add(jdk(plan, traffic, capacity));
                jox.add(jox(plan, traffic, capacity));
            }
        }
        List<Case> cases = new ArrayList<>();
        cases.add(noise(plan, new Traffic(Crowd.PLATFORM, 2), 1024));
        cases.addAll(jdk);
        cases.addAll(jox);
        return cases;
    }

    static List<Summary> summaries() {
        return List.of(
                Summary.geometricMean(
                        "bounded: geometric mean of its cells",
                        "the better of the JDK's two",
                        MEAN_TARGET,
                        row -> row.name().startsWith(NAME) && !isJox(row)),
                Summary.geometricMean(
                        "bounded: geometric mean of its cells",
                        JOX,
                        JOX_TARGET,
                        row -> row.name().startsWith(NAME) && isJox(row)));
    }

    private static boolean isJox(Row row) {
        return row.rivalName().startsWith(JOX);
    }

    private static Case.Builder named(Traffic traffic, int capacity) {
        return Case.named(NAME + capacity + ", " + traffic).unit(ITEMS).heap("256m");
    }

    private static Case noise(Plan plan, Traffic traffic, int capacity) {
        Load load = Load.of(plan);
        return Case.named("A/A: " + NAME + capacity + ", " + traffic)
                .unit(ITEMS)
                .heap("256m")
                .noise(ARRAY, load.side(array(traffic, capacity)));
    }

    private static Case jdk(Plan plan, Traffic traffic, int capacity) {
        Load load = Load.of(plan);
        return named(traffic, capacity)
                .target(CELL_TARGET)
                .compare(
                        load.side(ours(traffic, capacity)),
                        new Rival(ARRAY, load.side(array(traffic, capacity))),
                        new Rival(
                                LINKED,
                                load.side(traffic.through(
                                        () -> new Rivals.Linked(new LinkedBlockingQueue<>(capacity))))));
    }

    private static Case jox(Plan plan, Traffic traffic, int capacity) {
        Load load = Load.of(plan);
        return named(traffic, capacity)
                .compare(
                        load.side(ours(traffic, capacity)),
                        JOX,
                        load.side(traffic.through(() -> new Rivals.Jox(Channel.newBufferedChannel(capacity)))));
    }

    private static Workload ours(Traffic traffic, int capacity) {
        return traffic.through(() -> new Ours(CloseableQueue.bounded(capacity)));
    }

    private static Workload array(Traffic traffic, int capacity) {
        return traffic.through(() -> new Rivals.Array(new ArrayBlockingQueue<>(capacity)));
    }
}
