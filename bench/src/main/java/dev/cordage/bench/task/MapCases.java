package dev.cordage.bench.task;

import dev.cordage.bench.Case;
import dev.cordage.bench.Plan;
import dev.cordage.bench.Stopwatch;
import dev.cordage.bench.Unit;
import dev.cordage.task.Pool;
import dev.cordage.task.TaskFuture;
import dev.cordage.task.ThreadPool;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Map of trivial items with automatic batches, beside submitting them one by one. */
final class MapCases {
    private static final Unit ITEMS = Unit.perSecond("items");
    private static final int COUNT = 1_000_000;
    private static final int ROUNDS = 5; // of what takes no time

    private MapCases() {}

    static List<Case> of(Plan plan) {
        String name = "map of " + Unit.grouped(COUNT) + " trivial items";
        return List.of(
                Case.named(name)
                        .unit(ITEMS)
                        .target(5)
                        .compare(() -> map(items()), "a submit loop on the same pool", () -> submitLoop(items())),
                Case.named(name)
                        .unit(ITEMS)
                        .target(5)
                        .compare(() -> map(items()), "a submit loop on newFixedThreadPool(2)", () -> jdkLoop(items())),
                FlatMemory.of());
    }

    private static List<Integer> items() {
        return IntStream.range(0, COUNT).boxed().toList();
    }

    /** One more than each item, all together. */
    private static void check(long sum) {
        Stopwatch.check(COUNT * (COUNT + 1L) / 2, sum);
    }

    private static double map(List<Integer> items) throws Exception {
        try (Pool pool = ThreadPool.of(2)) {
            return Stopwatch.perSecond(COUNT, ROUNDS, () -> {
                long sum = 0;
                for (int result : pool.map(item -> item + 1, items)) {
                    sum += result;
                }
                check(sum);
            });
        }
    }

    private static double submitLoop(List<Integer> items) throws Exception {
        try (Pool pool = ThreadPool.of(2)) {
            return Stopwatch.perSecond(COUNT, () -> {
                List<TaskFuture<Integer>> futures = new ArrayList<>(items.size());
                for (Integer item : items) {
                    futures.add(pool.submit(() -> item + 1));
                }
                long sum = 0;
                for (TaskFuture<Integer> future : futures) {
                    sum += future.get();
                }
                check(sum);
            });
        }
    }

    private static double jdkLoop(List<Integer> items) throws Exception {
        try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
            return Stopwatch.perSecond(COUNT, () -> {
                List<Future<Integer>> futures = new ArrayList<>(items.size());
                for (Integer item : items) {
                    futures.add(pool.submit(() -> item + 1));
                }
                long sum = 0;
                for (Future<Integer> future : futures) {
                    sum += future.get();
                }
                check(sum);
            });
        }
    }
}
