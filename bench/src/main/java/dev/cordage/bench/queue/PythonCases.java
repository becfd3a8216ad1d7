package dev.cordage.bench.queue;

import dev.cordage.bench.Case;
import dev.cordage.bench.Crowd;
import dev.cordage.bench.Load;
import dev.cordage.bench.Plan;
import dev.cordage.bench.Python;
import dev.cordage.queue.CloseableQueue;

/** The same hand-over in CPython. */
final class PythonCases {
    private static final int CAPACITY = 1024;
    private static final double TARGET = 10;
    private static final Traffic TRAFFIC = new Traffic(Crowd.PLATFORM, 1);

    private PythonCases() {}

    static Case of(Plan plan, Python python) {
        int theirs = plan.choose(100_000, 40_000);
        return Case.named("hand-over, bounded " + CAPACITY + ", " + TRAFFIC)
                .unit(BoundedCases.ITEMS)
                .heap("256m")
                .target(TARGET)
                .compare(
                        Load.of(plan).side(TRAFFIC.through(() -> new Ours(CloseableQueue.bounded(CAPACITY)))),
                        python.version() + " queue.Queue",
                        () -> python.run(PythonCases.class, "handover.py", CAPACITY, theirs));
    }
}
