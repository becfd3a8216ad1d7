package dev.cordage.internal.threads;

import org.jspecify.annotations.Nullable;

/**
 * Whether the task that a worker process runs was told to end. Work made of several steps asks, since the interrupt that
 * says so may have been used up by one of them.
 */
public final class EndSignal {
    /** The task that runs in this worker process; null in every other JVM. Written before the first task. */
    private static volatile @Nullable EndSignal ofThisWorker;

    private final Thread thread;
    private volatile boolean given;

    /** Makes the signal of this worker process, whose tasks run in the calling thread. */
    public EndSignal() {
        this.thread = Thread.currentThread();
        ofThisWorker = this;
    }

    /** Says it to the task that runs. */
    public void give() {
        given = true;
    }

    /** The next task was told nothing. */
    public void clear() {
        given = false;
    }

    /** Whether the task of the current thread was told to end. */
    public static boolean isGiven() {
        EndSignal signal = ofThisWorker;
        return signal != null && signal.given && Thread.currentThread() == signal.thread;
    }
}
