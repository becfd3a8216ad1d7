package dev.cordage.task;

import dev.cordage.observe.Progress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code map} in progress has to give back when it ends, in whatever way: by its last result, by a failure, by
 * {@code close}, or because its iterator was left and is garbage. It doesn't know the iterator.
 */
final class MapControl {
    private final Set<TaskFuture<?>> inFlight = ConcurrentHashMap.newKeySet();
    private final @Nullable Progress progress;
    private final boolean countsInWorkers;
    private final Runnable closeInputs;
    private volatile boolean closed;

    MapControl(@Nullable Progress progress, boolean countsInWorkers, Runnable closeInputs) {
        this.progress = progress;
        this.countsInWorkers = countsInWorkers;
        this.closeInputs = closeInputs;
    }

    @Nullable Progress progress() {
        return progress;
    }

    /** Whether workers count their items as they go; not where an item may end in the reader's eyes before it does. */
    boolean countsInWorkers() {
        return countsInWorkers;
    }

    boolean isClosed() {
        return closed;
    }

    boolean anyUnfinished() {
        return inFlight.stream().anyMatch(future -> !future.isDone());
    }

    void submitted(TaskFuture<?> future) {
        inFlight.add(future);
        if (closed) {
            future.cancel(true);
        }
    }

    void received(TaskFuture<?> future) {
        inFlight.remove(future);
    }

    /** Cancels what is in flight and closes what was opened. */
    void close() {
        boolean first;
        synchronized (this) {
            first = !closed;
            closed = true;
        }
        for (TaskFuture<?> future : inFlight) {
            future.cancel(true);
        }
        inFlight.clear();
        if (first) {
            if (progress != null) {
                progress.close();
            }
            closeInputs.run();
        }
    }
}
