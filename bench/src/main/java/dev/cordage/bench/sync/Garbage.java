package dev.cordage.bench.sync;

import com.sun.management.ThreadMXBean;
import dev.cordage.bench.Workload;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;

/** Work of one thread, and how many bytes it allocates for an operation. */
final class Garbage implements Workload {
    private static final ThreadMXBean THREADS = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

    private final String name;
    private final Workload work;

    /** Of the last run. */
    private double bytes;

    Garbage(String name, Workload work) {
        this.name = name;
        this.work = work;
    }

    @Override
    public double seconds(int operations) throws Exception {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        double seconds = work.seconds(operations);
        bytes = (THREADS.getCurrentThreadAllocatedBytes() - before) / (double) operations;
        return seconds;
    }

    @Override
    public List<String> remarks() {
        return List.of(String.format(Locale.ROOT, "%s allocates %.2f bytes an operation", name, bytes));
    }
}
