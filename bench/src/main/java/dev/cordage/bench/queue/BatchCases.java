package dev.cordage.bench.queue;

import dev.cordage.bench.Case;
import dev.cordage.bench.Crowd;
import dev.cordage.bench.Load;
import dev.cordage.bench.Plan;
import dev.cordage.bench.Stopwatch;
import dev.cordage.bench.Workload;
import dev.cordage.queue.CloseableQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Many items at once beside one at a time: by one thread, of which only the call in question is timed, and by two. */
final class BatchCases {
    private static final int BATCH = 256;
    private static final int CAPACITY = 1024;
    private static final double TARGET = 2;
    private static final Traffic HAND_OVER = new Traffic(Crowd.PLATFORM, 1);
    private static final List<Integer> ITEMS = Items.first(BATCH);

    private BatchCases() {}

    static List<Case> of(Plan plan) {
        Supplier<Line> single = () -> new Ours(CloseableQueue.bounded(CAPACITY));
        Supplier<Line> batches = () -> new Batches(CloseableQueue.bounded(CAPACITY));
        return List.of(
                compare(plan, "drainTo of " + BATCH, TARGET, BatchCases::drain, "poll one by one", BatchCases::poll),
                compare(
                        plan,
                        "drainTo of " + BATCH,
                        null,
                        BatchCases::drain,
                        "ArrayBlockingQueue's drainTo",
                        BatchCases::drainArray),
                compare(plan, "putAll of " + BATCH, TARGET, BatchCases::putAll, "put one by one", BatchCases::put),
                compare(
                        plan,
                        "putAll and drainTo of " + BATCH + ", " + HAND_OVER,
                        null,
                        HAND_OVER.through(batches),
                        "put and take",
                        HAND_OVER.through(single)));
    }

    private static Case compare(
            Plan plan, String name, @Nullable Double target, Workload ours, String rivalName, Workload rival) {
        Load load = Load.of(plan);
        Case.Builder builder = Case.named(name).unit(BoundedCases.ITEMS).heap("256m");
        if (target != null) {
            builder.target(target);
        }
        return builder.compare(load.side(ours), rivalName, load.side(rival));
    }

    private static double drain(int operations) throws Exception {
        CloseableQueue<Integer> queue = CloseableQueue.bounded(CAPACITY);
        List<Integer> drained = new ArrayList<>(BATCH);
        double seconds = 0;
        for (int done = 0; done < operations; done += BATCH) {
            int _ = queue.putAll(ITEMS);
            long start = System.nanoTime();
            int count = queue.drainTo(drained, BATCH);
            seconds += (System.nanoTime() - start) / 1e9;
            Stopwatch.check(BATCH, count);
            drained.clear();
        }
        return seconds;
    }

    private static double poll(int operations) throws Exception {
        CloseableQueue<Integer> queue = CloseableQueue.bounded(CAPACITY);
        List<Integer> drained = new ArrayList<>(BATCH);
        double seconds = 0;
        for (int done = 0; done < operations; done += BATCH) {
            int _ = queue.putAll(ITEMS);
            long start = System.nanoTime();
            for (int i = 0; i < BATCH; i++) {
                drained.add(Objects.requireNonNull(queue.poll()));
            }
            seconds += (System.nanoTime() - start) / 1e9;
            Stopwatch.check(BATCH, drained.size());
            drained.clear();
        }
        return seconds;
    }

    private static double drainArray(int operations) {
        ArrayBlockingQueue<Integer> queue = new ArrayBlockingQueue<>(CAPACITY);
        List<Integer> drained = new ArrayList<>(BATCH);
        double seconds = 0;
        for (int done = 0; done < operations; done += BATCH) {
            queue.addAll(ITEMS);
            long start = System.nanoTime();
            int count = queue.drainTo(drained, BATCH);
            seconds += (System.nanoTime() - start) / 1e9;
            Stopwatch.check(BATCH, count);
            drained.clear();
        }
        return seconds;
    }

    private static double putAll(int operations) throws Exception {
        CloseableQueue<Integer> queue = CloseableQueue.bounded(CAPACITY);
        List<Integer> drained = new ArrayList<>(BATCH);
        double seconds = 0;
        for (int done = 0; done < operations; done += BATCH) {
            long start = System.nanoTime();
            int _ = queue.putAll(ITEMS);
            seconds += (System.nanoTime() - start) / 1e9;
            Stopwatch.check(BATCH, queue.drainTo(drained));
            drained.clear();
        }
        return seconds;
    }

    private static double put(int operations) throws Exception {
        CloseableQueue<Integer> queue = CloseableQueue.bounded(CAPACITY);
        List<Integer> drained = new ArrayList<>(BATCH);
        double seconds = 0;
        for (int done = 0; done < operations; done += BATCH) {
            long start = System.nanoTime();
            for (Integer item : ITEMS) {
                queue.put(item);
            }
            seconds += (System.nanoTime() - start) / 1e9;
            Stopwatch.check(BATCH, queue.drainTo(drained));
            drained.clear();
        }
        return seconds;
    }

    /** Puts in as many as are ready at once; takes one out, and with it what else is there. */
    private record Batches(CloseableQueue<Integer> queue) implements Line {
        @Override
        public void send(int count) throws InterruptedException {
            List<Integer> batch = new ArrayList<>(BATCH);
            for (int i = 0; i < count; i++) {
                batch.add(Items.get(i));
                if (batch.size() == BATCH || i == count - 1) {
                    int _ = queue.putAll(batch);
                    batch.clear();
                }
            }
        }

        @Override
        public long receive(int count) throws InterruptedException {
            List<Integer> batch = new ArrayList<>(BATCH);
            long sum = 0;
            for (int left = count; left > 0; left -= batch.size()) {
                batch.clear();
                batch.add(queue.take());
                int _ = queue.drainTo(batch, Math.min(BATCH, left) - 1);
                for (Integer item : batch) {
                    sum += item;
                }
            }
            return sum;
        }
    }
}
