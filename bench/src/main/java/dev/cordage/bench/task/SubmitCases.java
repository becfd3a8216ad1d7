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

/** Submit and get of trivial tasks on two platform threads. */
final class SubmitCases {
    private static final Unit TASKS = Unit.perSecond("tasks");
    private static final int BURST = 1_000_000;
    private static final int ROUNDS = 3;
    private static final double TARGET = 1.5;
    private static final String RIVAL = "newFixedThreadPool(2)";

    private SubmitCases() {}

    static List<Case> of(Plan plan) {
        int trips = plan.choose(100_000, 30_000);
        int sited = plan.choose(200_000, 50_000);
        return List.of(
                Case.named("A/A: " + Unit.grouped(BURST) + " tasks, submit all then get all")
                        .unit(TASKS)
                        .noise(RIVAL, SubmitCases::jdkBurst),
                Case.named(Unit.grouped(BURST) + " tasks, submit all then get all")
                        .unit(TASKS)
                        .target(TARGET)
                        .compare(() -> burst(ThreadPool.of(2), BURST), RIVAL, SubmitCases::jdkBurst),
                Case.named(Unit.grouped(trips) + " tasks, submit and get one by one")
                        .unit(TASKS)
                        .target(TARGET)
                        .compare(() -> roundTrips(trips), RIVAL, () -> jdkRoundTrips(trips)),
                Case.named(Unit.grouped(sited) + " tasks, submit sites on")
                        .unit(TASKS)
                        .compare(
                                () -> burst(withSites(), sited),
                                "submit sites off",
                                () -> burst(ThreadPool.of(2), sited)));
    }

    private static Pool withSites() {
        return ThreadPool.builder().threads(2).submitSites(true).build();
    }

    private static double burst(Pool opened, int tasks) throws Exception {
        try (Pool pool = opened) {
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

    private static double jdkBurst() throws Exception {
        try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
            Callable<Integer> task = () -> 1;
            Future<?>[] futures = new Future<?>[BURST];
            return Stopwatch.perSecond(BURST, ROUNDS, () -> {
                for (int i = 0; i < BURST; i++) {
                    futures[i] = pool.submit(task);
                }
                long sum = 0;
                for (Future<?> future : futures) {
                    sum += (Integer) future.get();
                }
                Stopwatch.check(BURST, sum);
            });
        }
    }

    private static double roundTrips(int trips) throws Exception {
        try (Pool pool = ThreadPool.of(2)) {
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
        try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
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
