package dev.cordage.bench.shared;

import dev.cordage.bench.Case;
import dev.cordage.bench.Plan;
import dev.cordage.bench.Python;
import dev.cordage.bench.Side;
import dev.cordage.bench.Unit;
import java.util.ArrayList;
import java.util.List;

/** Items from process to process. */
final class QueueCases {
    private static final Unit ITEMS = Unit.perSecond("items");
    private static final double PYTHON_TARGET = 20;
    private static final double AGRONA_TARGET = 0.2;
    private static final int CAPACITY = 1024;
    private static final int PRODUCERS = 4;
    private static final int BATCH = 64;
    private static final int SMALL = 64;
    private static final int LARGE = 1 << 20;
    private static final int FEW = 16;
    private static final int MANY = 16_384; // about as many as there is room for in the ring buffer
    private static final Cargo.Points POINTS = new Cargo.Points();

    private QueueCases() {}

    static List<Case> of(Plan plan) {
        int items = plan.choose(1_000_000, 100_000);
        List<Case> cases = new ArrayList<>();
        Python.find().ifPresent(python -> cases.addAll(besidePython(plan, python, items)));
        cases.add(named("CloseableQueue, putAll and drainTo of " + BATCH + ", 1 process to 1", plan)
                .compare(ours(1, POINTS, items, BATCH), "put and take", ours(1, POINTS, items, 1)));
        cases.add(besideAgrona(plan, "", items, 1));
        if (!plan.isQuick()) {
            cases.add(besideAgrona(plan, "putAll and drainTo of " + BATCH + ", ", items, BATCH));
        }
        return cases;
    }

    private static List<Case> besidePython(Plan plan, Python python, int items) {
        int theirs = plan.choose(100_000, 10_000);
        String rival = python.version() + " multiprocessing.Queue";
        return List.of(
                named("CloseableQueue, small records, 1 process to 1", plan)
                        .target(PYTHON_TARGET)
                        .compare(
                                ours(1, POINTS, items, 1),
                                rival + ", tuples",
                                () -> python.run(QueueCases.class, "items.py", 1, CAPACITY, theirs, 0)),
                named("CloseableQueue, small records, " + PRODUCERS + " processes to 1", plan)
                        .compare(
                                ours(PRODUCERS, POINTS, items, 1),
                                rival + ", tuples",
                                () -> python.run(QueueCases.class, "items.py", PRODUCERS, CAPACITY, theirs, 0)),
                named("CloseableQueue, arrays of 1 MB, 1 process to 1", plan)
                        .compare(
                                Session.side(() ->
                                        new Transfer<>(1, FEW, new Cargo.Messages(LARGE), plan.choose(1_000, 80), 1)),
                                rival + ", bytes",
                                () -> python.run(QueueCases.class, "items.py", 1, FEW, plan.choose(400, 50), LARGE)));
    }

    private static Case besideAgrona(Plan plan, String how, int items, int batch) {
        Case.Builder builder = named("CloseableQueue, " + SMALL + "-byte arrays, " + how + "1 process to 1", plan)
                .options(AgronaRing.OPTIONS);
        if (batch == 1) {
            builder.target(AGRONA_TARGET);
        }
        return builder.compare(
                Session.side(() -> new Transfer<>(1, MANY, new Cargo.Messages(SMALL), items, batch)),
                "Agrona's ManyToOneRingBuffer, spinning",
                Session.side(() -> new AgronaRing(plan.choose(10_000_000, 1_000_000), SMALL)));
    }

    private static Case.Builder named(String name, Plan plan) {
        return Case.named(name).unit(ITEMS).heap("256m").atMost(plan.choose(Integer.MAX_VALUE, 4));
    }

    private static Side ours(int producers, Cargo<?> cargo, int items, int batch) {
        return Session.side(() -> new Transfer<>(producers, CAPACITY, cargo, items, batch));
    }
}
