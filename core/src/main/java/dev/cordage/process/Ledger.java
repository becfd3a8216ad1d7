package dev.cordage.process;

import dev.cordage.process.ProcessPoolStatistics.SlowTask;
import dev.cordage.process.ProcessPoolStatistics.WorkerDeath;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What a pool remembers of its tasks and workers. All guarded by the lock of the engine. */
final class Ledger {
    private static final int KEPT = 32;
    private static final int SLOWEST = 5;

    long completed;
    long retried;

    /** How long tasks run, in nanoseconds, the latest counting an eighth; 0 while nobody knows. */
    private double usualNanos;

    private final List<SlowTask> slowest = new ArrayList<>();
    private long slowestEntry;
    private final ArrayDeque<WorkerStatistics> gone = new ArrayDeque<>();
    private final ArrayDeque<WorkerDeath> deaths = new ArrayDeque<>();

    void ran(String task, String worker, long nanos) {
        completed++;
        usualNanos = usualNanos == 0 ? nanos : usualNanos + (nanos - usualNanos) / 8;
        if (slowest.size() < SLOWEST || nanos > slowestEntry) {
            slowest.add(new SlowTask(task, worker, Duration.ofNanos(nanos)));
            slowest.sort(Comparator.comparing(SlowTask::time).reversed());
            if (slowest.size() > SLOWEST) {
                slowest.removeLast();
            }
            slowestEntry = slowest.getLast().time().toNanos();
        }
    }

    /** How many tasks a worker should have at a time: one where they are long, more where the trip is longer than the work. */
    int depth() {
        if (usualNanos == 0 || usualNanos > 500_000) {
            return 1;
        }
        return (int) Math.clamp(1_000_000 / (usualNanos + 1), 2, 128);
    }

    void left(WorkerStatistics worker) {
        keep(gone, worker);
    }

    void died(Death death, String during) {
        keep(deaths, new WorkerDeath(death.worker(), death.pid(), Instant.now(), death.cause(), during));
    }

    private static <T> void keep(ArrayDeque<T> list, T entry) {
        list.addLast(entry);
        if (list.size() > KEPT) {
            list.removeFirst();
        }
    }

    ProcessPoolStatistics statistics(String name, int running, int queued, List<WorkerStatistics> perWorker) {
        return new ProcessPoolStatistics(
                name,
                perWorker.size(),
                running,
                queued,
                completed,
                retried,
                perWorker,
                List.copyOf(gone),
                List.copyOf(slowest),
                List.copyOf(deaths));
    }
}
