package dev.cordage.bench.task;

import dev.cordage.bench.Case;
import dev.cordage.bench.Plan;
import dev.cordage.bench.Samples;
import dev.cordage.bench.Samples.Round;
import dev.cordage.bench.Stopwatch;
import dev.cordage.bench.Unit;
import dev.cordage.task.Pool;
import dev.cordage.task.TaskFuture;
import dev.cordage.task.Tasks;
import dev.cordage.task.ThreadPool;
import dev.cordage.task.Until;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * Whether a wait leaves something behind: {@code await(ANY)} over the same futures again and again. None of them ends and
 * each wait runs out of time at once, so that every call hooks on to every future and off again.
 */
final class AwaitAnyCases {
    private static final int FUTURES = 10_000;
    private static final double TARGET = 0.8;
    private static final int BLOCKS = 10;
    private static final Duration AT_ONCE = Duration.ofNanos(1);

    private AwaitAnyCases() {}

    static List<Case> of(Plan plan) {
        int calls = plan.choose(10_000, 2_000);
        int part = calls / 10;
        String name = "await(ANY) over " + Unit.grouped(FUTURES) + " futures, " + Unit.grouped(calls) + " times: ";
        return List.of(
                Case.named(name + "a call")
                        .target(TARGET)
                        .measure("its first " + Unit.grouped(part) + " calls beside the last", _ -> time(calls, part)),
                Case.named(name + "live heap").unit(Unit.BYTES).target(TARGET).measure("before", _ -> heap(calls)));
    }

    /** Ten blocks of calls from the beginning, ten from the end. */
    private static Samples time(int calls, int part) throws Exception {
        try (Pending pending = new Pending()) {
            pending.await(part);
            int block = part / BLOCKS;
            List<Double> first = blocks(pending, block);
            pending.await(calls - 2 * part);
            List<Double> last = blocks(pending, block);
            List<Round> rounds = new ArrayList<>();
            for (int i = 0; i < BLOCKS; i++) {
                rounds.add(new Round(last.get(i), first.get(i)));
            }
            return new Samples(rounds);
        }
    }

    private static List<Double> blocks(Pending pending, int calls) throws Exception {
        System.gc();
        List<Double> seconds = new ArrayList<>();
        for (int i = 0; i < BLOCKS; i++) {
            seconds.add(Stopwatch.seconds(() -> pending.await(calls)) / calls);
        }
        return seconds;
    }

    private static Samples heap(int calls) throws Exception {
        try (Pending pending = new Pending()) {
            pending.await(1);
            long before = liveHeap();
            pending.await(calls);
            return Samples.single((double) liveHeap(), (double) before);
        }
    }

    private static long liveHeap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /** Futures of tasks that are queued behind one that doesn't end. */
    private static final class Pending implements AutoCloseable {
        private final Pool pool = ThreadPool.of(1);
        private final CountDownLatch gate = new CountDownLatch(1);
        private final List<TaskFuture<Integer>> futures = new ArrayList<>();

        Pending() {
            TaskFuture<?> _ = pool.submitChecked(gate::await);
            for (int i = 0; i < FUTURES; i++) {
                futures.add(pool.submit(() -> 1));
            }
        }

        void await(int calls) throws InterruptedException {
            for (int i = 0; i < calls; i++) {
                Stopwatch.check(
                        FUTURES,
                        Tasks.await(futures, Until.ANY, AT_ONCE).pending().size());
            }
        }

        @Override
        public void close() {
            gate.countDown();
            pool.close();
        }
    }
}
