package dev.cordage.bench.task;

import dev.cordage.bench.Case;
import dev.cordage.bench.Python;
import dev.cordage.bench.Stopwatch;
import dev.cordage.bench.Unit;
import dev.cordage.task.Pool;
import dev.cordage.task.TaskFuture;
import dev.cordage.task.ThreadPool;
import dev.cordage.task.Work;
import java.util.ArrayList;
import java.util.List;

/** The same work on CPython's thread pool. */
final class PythonCases {
    private static final Unit TASKS = Unit.perSecond("tasks");
    private static final Unit ROUNDS = Unit.perSecond("rounds");
    private static final int OUR_TASKS = 200_000;
    private static final int THEIR_TASKS = 20_000;
    private static final int LOOP = 1_000_000;
    private static final int OUR_LOOPS = 100;
    private static final int THEIR_LOOPS = 4;

    private PythonCases() {}

    static List<Case> of(Python python) {
        String rival = python.version() + " ThreadPoolExecutor(2)";
        return List.of(
                Case.named("submit all, then result of all")
                        .unit(TASKS)
                        .compare(
                                PythonCases::burst,
                                rival,
                                () -> python.run(PythonCases.class, "submit.py", "burst", THEIR_TASKS)),
                Case.named("submit and result one by one")
                        .unit(TASKS)
                        .compare(
                                PythonCases::roundTrips,
                                rival,
                                () -> python.run(PythonCases.class, "submit.py", "trips", THEIR_TASKS)),
                Case.named("CPU-bound loop on 2 threads")
                        .unit(ROUNDS)
                        .compare(
                                PythonCases::loops,
                                rival,
                                () -> python.run(PythonCases.class, "loops.py", THEIR_LOOPS, LOOP)));
    }

    private static double burst() throws Exception {
        try (Pool pool = ThreadPool.of(2)) {
            Work<Integer> task = () -> 1;
            return Stopwatch.perSecond(OUR_TASKS, () -> {
                List<TaskFuture<Integer>> futures = new ArrayList<>(OUR_TASKS);
                for (int i = 0; i < OUR_TASKS; i++) {
                    futures.add(pool.submit(task));
                }
                long sum = 0;
                for (TaskFuture<Integer> future : futures) {
                    sum += future.result();
                }
                Stopwatch.check(OUR_TASKS, sum);
            });
        }
    }

    private static double roundTrips() throws Exception {
        try (Pool pool = ThreadPool.of(2)) {
            Work<Integer> task = () -> 1;
            return Stopwatch.perSecond(THEIR_TASKS, () -> {
                long sum = 0;
                for (int i = 0; i < THEIR_TASKS; i++) {
                    sum += pool.submit(task).result();
                }
                Stopwatch.check(THEIR_TASKS, sum);
            });
        }
    }

    private static double loops() throws Exception {
        try (Pool pool = ThreadPool.of(2)) {
            Work<Long> loop = () -> loop(LOOP);
            long expected = loop(LOOP);
            return Stopwatch.perSecond((long) OUR_LOOPS * LOOP, () -> {
                List<TaskFuture<Long>> futures = new ArrayList<>();
                for (int i = 0; i < OUR_LOOPS; i++) {
                    futures.add(pool.submit(loop));
                }
                for (TaskFuture<Long> future : futures) {
                    Stopwatch.check(expected, future.result());
                }
            });
        }
    }

    /** As in loops.py. */
    private static long loop(int rounds) {
        long sum = 0;
        for (long i = 0; i < rounds; i++) {
            sum = (sum + i * i) % 1_000_003;
        }
        return sum;
    }
}
