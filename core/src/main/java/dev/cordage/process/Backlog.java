package dev.cordage.process;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that no worker has yet, in their order, and how much of the bounds is used up. All guarded by the lock of the
 * engine.
 */
final class Backlog {
    private final Settings settings;

    /** In the order in which they were accepted, those that were put back included. */
    private final ArrayDeque<ProcessTask<?>> queue = new ArrayDeque<>();

    private long accepted;

    /** How many in the queue have ended meanwhile: they are skipped. */
    private int ended;

    /** How many tasks count against the bound, those that workers have included, and their bytes. */
    private int counted;

    private long countedBytes;

    Backlog(Settings settings) {
        this.settings = settings;
    }

    boolean hasSpaceFor(ProcessTask<?> task) {
        return counted < (long) settings.workers() + settings.queueBound()
                && (countedBytes == 0 || countedBytes + weight(task) <= settings.queueBytes());
    }

    private static long weight(ProcessTask<?> task) {
        return task.parcel == null ? 0 : task.parcel.weight();
    }

    /** How many tasks wait. */
    int size() {
        return queue.size() - ended;
    }

    /** Accepts a task. */
    void add(ProcessTask<?> task) {
        task.place = ++accepted;
        task.counts = true;
        counted++;
        countedBytes += weight(task);
        task.queued = true;
        queue.addLast(task);
    }

    /** Gives back the place of a task; false if that was done before. */
    boolean uncount(ProcessTask<?> task) {
        if (!task.counts) {
            return false;
        }
        task.counts = false;
        counted--;
        countedBytes -= weight(task);
        return true;
    }

    /** A task has ended while it waited. It may have been taken out meanwhile, since futures end without the lock. */
    void endedInQueue(ProcessTask<?> task) {
        if (task.queued && !task.skipped) {
            task.skipped = true;
            ended++;
        }
    }

    /** Whether the next task was accepted after this one. There is one. */
    boolean isNextAfter(ProcessTask<?> task) {
        return queue.element().place > task.place;
    }

    /** The next task that has not ended, or null. */
    @Nullable ProcessTask<?> poll() {
        for (ProcessTask<?> task; (task = queue.poll()) != null; ) {
            task.queued = false;
            if (task.skipped) {
                task.skipped = false;
                ended--;
            }
            if (!task.isDone()) {
                return task;
            }
        }
        return null;
    }

    /** Takes all tasks out that have not ended. */
    List<ProcessTask<?>> takeAll() {
        List<ProcessTask<?>> all = new ArrayList<>();
        for (ProcessTask<?> task; (task = poll()) != null; ) {
            all.add(task);
        }
        return all;
    }

    /** Puts back tasks that a worker was given and has not begun, or that may be run again; in their order. */
    void putBack(List<ProcessTask<?>> tasks) {
        ArrayDeque<ProcessTask<?>> first = new ArrayDeque<>();
        for (ProcessTask<?> task : tasks) {
            task.worker = null;
            if (!task.isDone()) {
                task.queued = true;
                while (!queue.isEmpty() && !isNextAfter(task)) {
                    first.addLast(queue.remove());
                }
                first.addLast(task);
            }
        }
        while (!first.isEmpty()) {
            queue.addFirst(first.removeLast());
        }
    }
}
