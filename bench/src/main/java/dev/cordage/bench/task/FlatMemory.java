package dev.cordage.bench.task;

import com.sun.management.GarbageCollectionNotificationInfo;
import dev.cordage.bench.Case;
import dev.cordage.bench.Plan;
import dev.cordage.bench.Samples;
import dev.cordage.bench.Stopwatch;
import dev.cordage.bench.Unit;
import dev.cordage.task.Pool;
import dev.cordage.task.ThreadPool;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/** A map of many items in a small heap. If it doesn't fit, the JVM fails, and so does the row. */
final class FlatMemory {
    private static final int COUNT = 10_000_000;
    private static final int MEGABYTES = 64;

    private FlatMemory() {}

    static Case of() {
        return Case.named("map of " + Unit.grouped(COUNT) + " trivial items, most heap used")
                .unit(Unit.BYTES)
                .target(1)
                .heap(MEGABYTES + "m")
                .measure("a heap of " + MEGABYTES + " MB", FlatMemory::measure);
    }

    private static Samples measure(Plan plan) throws Exception {
        AtomicLong live = new AtomicLong();
        AtomicLong collections = new AtomicLong();
        watchCollections(live, collections);
        AtomicLong used = new AtomicLong();
        Thread sampler = Thread.ofPlatform().daemon().start(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                used.accumulateAndGet(heapUsed(), Math::max);
                try {
                    Thread.sleep(1);
                } catch (InterruptedException _) {
                    return;
                }
            }
        });
        double rate = Stopwatch.perSecond(COUNT, FlatMemory::map);
        sampler.interrupt();
        sampler.join();
        return Samples.single(
                (double) used.get(),
                MEGABYTES << 20,
                String.format(
                        Locale.ROOT,
                        "%.1f M items/s; %d collections, at most %.1f MB left after one",
                        rate / 1e6,
                        collections.get(),
                        live.get() / (double) (1 << 20)));
    }

    private static void map() {
        try (Pool pool = ThreadPool.of(2)) {
            long sum = 0;
            for (int result :
                    pool.map(item -> item + 1, IntStream.range(0, COUNT).boxed())) {
                sum += result;
            }
            Stopwatch.check(COUNT * (COUNT + 1L) / 2, sum);
        }
    }

    private static long heapUsed() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static void watchCollections(AtomicLong live, AtomicLong collections) {
        ManagementFactory.getGarbageCollectorMXBeans().forEach(collector -> {
            if (collector instanceof NotificationEmitter emitter) {
                emitter.addNotificationListener(
                        (notification, _) -> {
                            var info =
                                    GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData());
                            collections.incrementAndGet();
                            live.accumulateAndGet(heapAfter(info), Math::max);
                        },
                        notification -> GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION.equals(
                                notification.getType()),
                        null);
            }
        });
    }

    private static long heapAfter(GarbageCollectionNotificationInfo info) {
        Map<String, MemoryUsage> usage = info.getGcInfo().getMemoryUsageAfterGc();
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(pool -> usage.get(pool.getName()))
                .filter(Objects::nonNull)
                .mapToLong(MemoryUsage::getUsed)
                .sum();
    }
}
