package dev.cordage.bench.task;

import dev.cordage.bench.Case;
import dev.cordage.bench.Plan;
import dev.cordage.bench.Stopwatch;
import dev.cordage.bench.Unit;
import dev.cordage.task.Pool;
import dev.cordage.task.TaskFuture;
import dev.cordage.task.ThreadPool;
import dev.cordage.task.Work;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Submit and get of trivial tasks, each on a new virtual thread. */
final class VirtualCases {
    private static final Unit TASKS = Unit.perSecond("tasks");
    private static final int ROUNDS = 3;
    private static final double TARGET = 0.95;
    private static final String RIVAL = "newVirtualThreadPerTaskExecutor()";

    private VirtualCases() {}

    static List<Case> of(Plan plan) {
        int burst = plan.choose(1_000_000, 300_000);
        int trips = plan.choose(100_000, 30_000);
        return List.of(
                Case.named(Unit.grouped(burst) + " virtual tasks, submit all then get all")
                        .unit(TASKS)
                        .target(TARGET)
                        .compare(() -> burst(burst), RIVAL, () -> jdkBurst(burst)),
                Case.named(Unit.grouped(trips) + " virtual tasks, submit and get one by one")
                        .unit(TASKS)
                        .target(TARGET)
                        .compare(() -> roundTrips(trips), RIVAL, () -> jdkRoundTrips(trips)));
    }

    private static double burst(int tasks) throws Exception {
        try (Pool pool = ThreadPool.virtual()) {
            Work<Integer> task = () -> 1;
            TaskFuture<?>[] futures = new TaskFuture<?>[tasks];
            return Stopwatch.perSecond(tasks, ROUNDS, () -> {
                for (int i = 0; i < tasks; i++) {
                    futures[i] = pool.submit(task);
                }
                long sum = 0;
                for (TaskFuture<?> future : futures) {
                    sum += (Integer) future.get();
                }
                Stopwatch.check(tasks, sum);
            });
        }
    }

    private static double jdkBurst(int tasks) throws Exception {
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Integer> task = () -> 1;
            Future<?>[] futures = new Future<?>[tasks];
            return Stopwatch.perSecond(tasks, ROUNDS, () -> {
                for (int i = 0; i < tasks; i++) {
                    futures[i] = pool.submit(task);
                }
                long sum = 0;
                for (Future<?> future : futures) {
                    sum += (Integer) future.get();
                }
                Stopwatch.check(tasks, sum);
            });
        }
    }

    private static double roundTrips(int trips) throws Exception {
        try (Pool pool = ThreadPool.virtual()) {
            Work<Integer> task = () -> 1;
            return Stopwatch.perSecond(trips, () -> {
                long sum = 0;
                for (int i = 0; i < trips; i++) {
                    sum += pool.submit(task).get();
                }
                Stopwatch.check(trips, sum);
            });
        }
    }

    private static double jdkRoundTrips(int trips) throws Exception {
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Integer> task = () -> 1;
            return Stopwatch.perSecond(trips, () -> {
                long sum = 0;
                for (int i = 0; i < trips; i++) {
                    sum += pool.submit(task).get();
                }
                Stopwatch.check(trips, sum);
            });
        }
    }
}
