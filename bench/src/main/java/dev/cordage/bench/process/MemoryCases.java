package dev.cordage.bench.process;

import dev.cordage.bench.Case;
import dev.cordage.bench.Plan;
import dev.cordage.bench.Stopwatch;
import dev.cordage.bench.Unit;
import dev.cordage.process.ProcessPool;
import java.util.List;
import java.util.stream.IntStream;

/** What a worker holds, and what large arguments cost. */
final class MemoryCases {
    private static final double RSS_LIMIT = 60L << 20;
    private static final int LENGTH = 10_000_000;
    private static final double COPY_TARGET = 1 / 4.0;
    private static final int ROUNDS = 4;

    private MemoryCases() {}

    static List<Case> of(Plan plan) {
        int tasks = plan.choose(100_000, 20_000);
        return List.of(
                rss("its first task", 1),
                rss(Unit.grouped(tasks) + " tasks", tasks),
                Case.named("a double[] of 80 MB there and back")
                        .target(COPY_TARGET)
                        .heap("2g")
                        .compare(
                                WarmPool.of(() -> ProcessPool.of(1), MemoryCases::thereAndBack),
                                "a plain copy of it, twice",
                                MemoryCases::copies));
    }

    private static Case rss(String after, int tasks) {
        return Case.named("memory of an idle worker (RSS) after " + after)
                .unit(Unit.BYTES)
                .cold()
                .atMost(ROUNDS)
                .within(RSS_LIMIT, () -> rss(tasks));
    }

    /** Of a new worker of a pool with nothing set. */
    private static double rss(int tasks) throws Exception {
        try (ProcessPool pool = ProcessPool.of(1)) {
            for (int i = 0; i < tasks; i++) {
                Stopwatch.check(1, pool.submit(() -> 1).get());
            }
            long rss = pool.statistics().perWorker().getFirst().rss();
            if (rss <= 0) {
                throw new IllegalStateException("this system doesn't say what memory a process holds");
            }
            return rss;
        }
    }

    private static double thereAndBack(ProcessPool pool) throws Exception {
        double[] there = array();
        return Stopwatch.seconds(() -> {
            double[] back = pool.submit(() -> marked(there)).get();
            check(back);
        });
    }

    private static double copies() throws Exception {
        double[] there = array();
        return Stopwatch.seconds(() -> check(marked(there.clone()).clone()));
    }

    private static double[] array() {
        return IntStream.range(0, LENGTH).asDoubleStream().toArray();
    }

    private static double[] marked(double[] array) {
        array[0] = -1;
        return array;
    }

    private static void check(double[] array) {
        Stopwatch.check(LENGTH, array.length);
        Stopwatch.check(-1, (long) array[0]);
        Stopwatch.check(LENGTH - 1, (long) array[LENGTH - 1]);
    }
}
