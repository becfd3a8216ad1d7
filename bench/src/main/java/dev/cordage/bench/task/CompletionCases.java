package dev.cordage.bench.task;

import dev.cordage.bench.Case;
import dev.cordage.bench.Stopwatch;
import dev.cordage.bench.Unit;
import dev.cordage.task.Pool;
import dev.cordage.task.TaskFuture;
import dev.cordage.task.Tasks;
import dev.cordage.task.ThreadPool;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Futures in the order in which they end. Both sides submit, then take all. */
final class CompletionCases {
    private static final Unit FUTURES = Unit.perSecond("futures");
    private static final int COUNT = 100_000;
    private static final int ROUNDS = 5;
    private static final double TARGET = 1 / 1.3;
    private static final String RIVAL = "ExecutorCompletionService, ";

    private CompletionCases() {}

    static List<Case> of() {
        String name = "asCompleted, " + Unit.grouped(COUNT) + " futures";
        return List.of(
                Case.named(name)
                        .unit(FUTURES)
                        .target(TARGET)
                        .compare(
                                CompletionCases::asCompleted,
                                RIVAL + "newFixedThreadPool(2)",
                                () -> completionService(Executors.newFixedThreadPool(2))),
                Case.named(name)
                        .unit(FUTURES)
                        .target(TARGET)
                        .compare(
                                CompletionCases::asCompleted,
                                RIVAL + "our pool",
                                () -> completionService(ThreadPool.of(2))),
                Case.named(name + ", all pending at first")
                        .unit(FUTURES)
                        .target(TARGET)
                        .compare(
                                CompletionCases::asCompletedPending,
                                RIVAL + "newFixedThreadPool(2)",
                                CompletionCases::completionServicePending));
    }

    private static double asCompleted() throws Exception {
        try (Pool pool = ThreadPool.of(2)) {
            return Stopwatch.perSecond(COUNT, ROUNDS, () -> {
                List<TaskFuture<Integer>> futures = new ArrayList<>(COUNT);
                for (int i = 0; i < COUNT; i++) {
                    futures.add(pool.submit(() -> 1));
                }
                long sum = 0;
                for (TaskFuture<Integer> future : Tasks.asCompleted(futures)) {
                    sum += future.resultNow();
                }
                Stopwatch.check(COUNT, sum);
            });
        }
    }

    private static double completionService(ExecutorService opened) throws Exception {
        try (ExecutorService pool = opened) {
            return Stopwatch.perSecond(COUNT, ROUNDS, () -> {
                ExecutorCompletionService<Integer> service = new ExecutorCompletionService<>(pool);
                for (int i = 0; i < COUNT; i++) {
                    Future<Integer> _ = service.submit(() -> 1);
                }
                long sum = 0;
                for (int i = 0; i < COUNT; i++) {
                    sum += service.take().resultNow();
                }
                Stopwatch.check(COUNT, sum);
            });
        }
    }

    private static double asCompletedPending() throws Exception {
        try (Pool pool = ThreadPool.of(2)) {
            return Stopwatch.perSecond(COUNT, ROUNDS, () -> {
                CountDownLatch gate = new CountDownLatch(1);
                for (int i = 0; i < 2; i++) {
                    TaskFuture<?> _ = pool.submitChecked(gate::await);
                }
                List<TaskFuture<Integer>> futures = new ArrayList<>(COUNT);
                for (int i = 0; i < COUNT; i++) {
                    futures.add(pool.submit(() -> 1));
                }
                Iterator<TaskFuture<Integer>> ended = Tasks.asCompleted(futures).iterator();
                gate.countDown();
                long sum = 0;
                while (ended.hasNext()) {
                    sum += ended.next().resultNow();
                }
                Stopwatch.check(COUNT, sum);
            });
        }
    }

    private static double completionServicePending() throws Exception {
        try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
            return Stopwatch.perSecond(COUNT, ROUNDS, () -> {
                CountDownLatch gate = new CountDownLatch(1);
                for (int i = 0; i < 2; i++) {
                    Future<?> _ = pool.submit(() -> {
                        gate.await();
                        return 1;
                    });
                }
                ExecutorCompletionService<Integer> service = new ExecutorCompletionService<>(pool);
                for (int i = 0; i < COUNT; i++) {
                    Future<Integer> _ = service.submit(() -> 1);
                }
                gate.countDown();
                long sum = 0;
                for (int i = 0; i < COUNT; i++) {
                    sum += service.take().resultNow();
                }
                Stopwatch.check(COUNT, sum);
            });
        }
    }
}
