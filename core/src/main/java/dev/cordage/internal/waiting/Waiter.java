package dev.cordage.internal.waiting;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A thread's place in a {@link WaitLine}. Made and used by that thread, except where a field says otherwise. */
public final class Waiter {
    final Thread thread = Thread.currentThread();
    final String operation;

    /** When it entered its line, by {@link System#nanoTime}. */
    // @GuardedBy("guard of the line it is in")
    long since;

    // @GuardedBy("guard of the line it is in")
    @Nullable Waiter previous;

    // @GuardedBy("guard of the line it is in")
    @Nullable Waiter next;

    /**
     * The line it is in, or null before it entered, after it left, and after it was released. Written under the guard of
     * the line it leaves and, if there is one, of the line it enters.
     */
    volatile @Nullable WaitLine line;

    /** Told to try again. Set by whoever wakes it, cleared by itself; both under the guard of its line. */
    volatile boolean notified;

    /** Let go for good. Set once, under the guard of the line it was in. */
    volatile boolean released;

    Waiter(String operation) {
        this.operation = operation;
    }

    /** Whether there is anything to do but to wait. */
    public boolean isCalled() {
        return notified || released;
    }

    /** Whether it was let go, and is in no line any more. */
    public boolean isReleased() {
        return released;
    }

    /**
     * Waits until called, or interrupted, or the time is over, or for no reason.
     *
     * @param blocker what debuggers show
     * @param nanos how long at most; {@link Long#MAX_VALUE} is for ever
     */
    public void await(Object blocker, long nanos) {
        if (!isCalled()) {
            park(blocker, nanos);
        }
    }

    /** Lets some time pass for the current thread, whatever interrupts. */
    public static void pause(long nanos) {
        boolean interrupted = false;
        long start = System.nanoTime();
        for (long left = nanos; left > 0; left = nanos - (System.nanoTime() - start)) {
            interrupted |= Thread.interrupted(); // or it would not park
            LockSupport.parkNanos(left);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Parks the current thread: until unparked, interrupted, or the time is over, or for no reason. */
    public static void park(Object blocker, long nanos) {
        if (nanos == Long.MAX_VALUE) {
            LockSupport.park(blocker);
        } else {
            LockSupport.parkNanos(blocker, nanos);
        }
    }
}
