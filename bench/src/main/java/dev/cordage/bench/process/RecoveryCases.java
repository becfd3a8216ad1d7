package dev.cordage.bench.process;

import dev.cordage.bench.Case;
import dev.cordage.bench.Stopwatch;
import dev.cordage.process.ProcessPool;
import dev.cordage.process.WorkerDiedException;
import dev.cordage.process.WorkerStatistics;
import dev.cordage.task.TaskFuture;
import dev.cordage.task.TaskOptions;
import dev.cordage.task.Work;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** How soon a pool goes on after a worker was killed, or a task was given up. */
final class RecoveryCases {
    private static final double LIMIT = 0.020;
    private static final Duration DEADLINE = Duration.ofMillis(200);
    private static final Duration GRACE = Duration.ofMillis(100);
    private static final long PATIENCE_NANOS = 30_000_000_000L;
    private static final String CANCEL = "cancel(true) of a running task to the next result";

    private RecoveryCases() {}

    static List<Case> of() {
        return List.of(
                Case.named("kill -9 of a busy worker to the next result, from a warm spare")
                        .cold()
                        .within(
                                LIMIT,
                                WarmPool.of(
                                        () -> ProcessPool.builder()
                                                .workers(1)
                                                .spares(1)
                                                .build(),
                                        RecoveryCases::takeover)),
                Case.named("deadline of a task that never stops to its failed future")
                        .cold()
                        .within(LIMIT, WarmPool.of(() -> withGrace(GRACE), RecoveryCases::deadline)),
                Case.named(CANCEL)
                        .cold()
                        .compare(
                                WarmPool.of(() -> ProcessPool.of(1), RecoveryCases::cancelSleeper),
                                "one that ignores it, grace 0: killed and replaced",
                                WarmPool.of(() -> withGrace(Duration.ZERO), RecoveryCases::cancelSpinner)),
                Case.named(CANCEL + ", of one that ignores it, grace 0")
                        .cold()
                        .compare(
                                WarmPool.of(() -> withGrace(Duration.ZERO), RecoveryCases::cancelSpinner),
                                "the first result of a cold pool",
                                ColdStartMain::firstResult));
    }

    private static ProcessPool withGrace(Duration grace) {
        return ProcessPool.builder().workers(1).grace(grace).build();
    }

    private static double takeover(ProcessPool pool) throws Exception {
        Stopwatch.check(1, pool.submit(() -> 1).get());
        await(() -> pids(pool, "spare").length == 1, pool);
        TaskFuture<Long> busy = begun(pool, RecoveryCases::spin);
        TaskFuture<Integer> next = pool.submit(() -> 1);
        ProcessHandle worker = ProcessHandle.of(pids(pool, "running")[0]).orElseThrow();
        double seconds = Stopwatch.seconds(() -> {
            boolean _ = worker.destroyForcibly();
            Stopwatch.check(1, next.get());
        });
        expect(WorkerDiedException.class, busy);
        return seconds;
    }

    private static long[] pids(ProcessPool pool, String state) {
        return pool.statistics().perWorker().stream()
                .filter(worker -> worker.state().equals(state))
                .mapToLong(WorkerStatistics::pid)
                .toArray();
    }

    /** What is beyond the deadline; that includes the trip to the worker. */
    private static double deadline(ProcessPool pool) throws Exception {
        Stopwatch.check(1, pool.submit(() -> 1).get());
        TaskOptions options = TaskOptions.named("a task that never stops").timeout(DEADLINE);
        double seconds =
                Stopwatch.seconds(() -> expect(TimeoutException.class, pool.submit(options, RecoveryCases::spin)));
        Stopwatch.check(1, pool.submit(() -> 1).get()); // the next sample shall find a worker
        return seconds - DEADLINE.toNanos() / 1e9;
    }

    private static double cancelSleeper(ProcessPool pool) throws Exception {
        return cancel(pool, begun(pool, RecoveryCases::sleep));
    }

    private static double cancelSpinner(ProcessPool pool) throws Exception {
        return cancel(pool, begun(pool, RecoveryCases::spin));
    }

    private static double cancel(ProcessPool pool, TaskFuture<Long> running) throws Exception {
        return Stopwatch.seconds(() -> {
            boolean _ = running.cancel(true);
            Stopwatch.check(1, pool.submit(() -> 1).get());
        });
    }

    /** Waits until the task itself has said that it runs: its future is a little early. */
    private static TaskFuture<Long> begun(ProcessPool pool, Work<Long> work) throws Exception {
        Path sign = Files.createTempFile("cordage-bench", ".begun");
        try {
            String name = sign.toString();
            TaskFuture<Long> future = pool.submit(() -> {
                Files.delete(Path.of(name));
                return work.call();
            });
            await(() -> Files.notExists(sign), pool);
            return future;
        } finally {
            boolean _ = Files.deleteIfExists(sign);
        }
    }

    private static void expect(Class<? extends Throwable> type, TaskFuture<?> future) throws InterruptedException {
        Throwable failure = future.failure();
        if (!type.isInstance(failure)) {
            throw new IllegalStateException("no " + type.getSimpleName(), failure);
        }
    }

    /** Between what is measured. */
    private static void await(BooleanSupplier condition, ProcessPool pool) throws InterruptedException {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > PATIENCE_NANOS) {
                throw new IllegalStateException("it takes too long: " + pool.statistics());
            }
            Thread.sleep(1);
        }
    }

    private static long sleep() throws InterruptedException {
        Thread.sleep(Duration.ofHours(1));
        return 0;
    }

    /** Never returns, and doesn't heed interrupts. */
    private static long spin() {
        long turns = 0;
        while (turns >= 0) {
            turns = (turns + 1) & Long.MAX_VALUE;
            Thread.onSpinWait();
        }
        return turns;
    }
}
