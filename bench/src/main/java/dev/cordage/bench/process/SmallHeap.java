package dev.cordage.bench.process;

import dev.cordage.bench.Case;
import dev.cordage.bench.Samples;
import dev.cordage.bench.Stopwatch;
import dev.cordage.bench.Unit;
import dev.cordage.process.ProcessPool;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** A map of many items in a small heap. If it doesn't fit, the JVM fails, and so does the row. */
final class SmallHeap {
    private static final int MEGABYTES = 256;
    private static final int COUNT = 10_000_000;
    private static final int WORKERS = 2;

    private SmallHeap() {}

    static Case of() {
        return Case.named("map of " + Unit.grouped(COUNT) + " tiny tasks, most heap used by the parent")
                .unit(Unit.BYTES)
                .target(1)
                .heap(MEGABYTES + "m")
                .measure("a heap of " + MEGABYTES + " MB", _ -> measure());
    }

    private static Samples measure() throws Exception {
        AtomicLong used = new AtomicLong();
        Thread sampler = Thread.ofPlatform().daemon().start(() -> {
            Runtime runtime = Runtime.getRuntime();
            while (!Thread.currentThread().isInterrupted()) {
                long now = runtime.totalMemory() - runtime.freeMemory();
                used.accumulateAndGet(now, Math::max);
                try {
                    Thread.sleep(1);
                } catch (InterruptedException _) {
                    return;
                }
            }
        });
        double seconds = Stopwatch.seconds(() -> map());
        sampler.interrupt();
        sampler.join();
        return Samples.single(
                (double) used.get(),
                MEGABYTES << 20,
                String.format(Locale.ROOT, "it took %.1f s, %.2f M items/s", seconds, COUNT / seconds / 1e6));
    }

    private static void map() {
        try (ProcessPool pool = ProcessPool.of(WORKERS)) {
            long sum = 0;
            for (int result :
                    pool.map(item -> item + 1, IntStream.range(0, COUNT).boxed())) {
                sum += result;
            }
            MapCases.check(COUNT, sum);
        }
    }
}
