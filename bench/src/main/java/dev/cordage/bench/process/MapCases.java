package dev.cordage.bench.process;

import dev.cordage.bench.Case;
import dev.cordage.bench.Plan;
import dev.cordage.bench.Python;
import dev.cordage.bench.Side;
import dev.cordage.bench.Stopwatch;
import dev.cordage.bench.Unit;
import dev.cordage.process.ProcessPool;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Map of trivial items on two workers. */
final class MapCases {
    private static final Unit ITEMS = Unit.perSecond("items");
    private static final int WORKERS = 2;
    private static final int ALL = Integer.MAX_VALUE;
    private static final int QUICK_ROUNDS = 6;
    private static final double EXECUTOR_TARGET = 30;
    private static final double POOL_TARGET = 10;
    private static final double AUTOMATIC_TARGET = 1;

    private MapCases() {}

    static List<Case> of(Plan plan) {
        List<Case> cases = new ArrayList<>();
        Python.find().ifPresent(python -> cases.addAll(besidePython(plan, python)));
        cases.add(SmallHeap.of());
        return cases;
    }

    private static List<Case> besidePython(Plan plan, Python python) {
        int ones = plan.choose(200_000, 20_000);
        int batched = plan.choose(2_000_000, 1_000_000);
        return List.of(
                Case.named("map, chunk 1")
                        .unit(ITEMS)
                        .atMost(plan.choose(ALL, QUICK_ROUNDS))
                        .target(EXECUTOR_TARGET)
                        .compare(
                                oneByOne(ones),
                                python.version() + " ProcessPoolExecutor(2).map, chunksize 1",
                                () -> python.run(
                                        MapCases.class, "executor.py", "map", WORKERS, plan.choose(10_000, 3_000))),
                Case.named("map, chunk 1")
                        .unit(ITEMS)
                        .atMost(plan.choose(ALL, QUICK_ROUNDS))
                        .target(POOL_TARGET)
                        .compare(
                                oneByOne(ones),
                                python.version() + " Pool(2).map, chunksize 1",
                                () -> python.run(MapCases.class, "pool.py", WORKERS, plan.choose(40_000, 10_000), 1)),
                Case.named("map of " + Unit.grouped(batched) + ", automatic chunks")
                        .unit(ITEMS)
                        .atMost(plan.choose(ALL, QUICK_ROUNDS))
                        .target(AUTOMATIC_TARGET)
                        .compare(
                                batched(batched),
                                python.version() + " Pool(2).map, automatic chunks",
                                () -> python.run(MapCases.class, "pool.py", WORKERS, batched, 0)));
    }

    private static Side oneByOne(int count) {
        List<Integer> items = items(count);
        return WarmPool.of(
                () -> ProcessPool.of(WORKERS),
                pool -> Stopwatch.perSecond(count, () -> {
                    long sum = 0;
                    for (int result : pool.map(item -> item + 1, items).chunk(1)) {
                        sum += result;
                    }
                    check(count, sum);
                }));
    }

    /** All results in a list, as Pool.map does. */
    private static Side batched(int count) {
        List<Integer> items = items(count);
        return WarmPool.of(
                () -> ProcessPool.of(WORKERS),
                pool -> Stopwatch.perSecond(count, () -> {
                    long sum = 0;
                    for (int result : pool.map(item -> item + 1, items).toList()) {
                        sum += result;
                    }
                    check(count, sum);
                }));
    }

    private static List<Integer> items(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    /** One more than each item, all together. */
    static void check(int count, long sum) {
        Stopwatch.check(count * (count + 1L) / 2, sum);
    }
}
