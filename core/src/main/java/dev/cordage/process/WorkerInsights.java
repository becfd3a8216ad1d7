package dev.cordage.process;

import java.time.Duration;
import java.time.Instant;

/** What is noted about a worker. All guarded by the lock of the engine. */
final class WorkerInsights {
    final String name;
    final Instant started = Instant.now();
    final long startedNanos = System.nanoTime();
    long pid = -1;
    long startNanos;
    long initNanos;
    long workNanos;
    long exitNanos;
    long tasks;
    long readyAt;

    WorkerInsights(String name) {
        this.name = name;
    }

    WorkerStatistics snapshot(String state) {
        long waited = readyAt == 0 ? 0 : Math.max(0, System.nanoTime() - readyAt - workNanos);
        return new WorkerStatistics(
                name,
                pid,
                state,
                started,
                tasks,
                Duration.ofNanos(startNanos),
                Duration.ofNanos(initNanos),
                Duration.ofNanos(waited),
                Duration.ofNanos(workNanos),
                Duration.ofNanos(exitNanos),
                -1,
                Duration.ZERO);
    }
}
