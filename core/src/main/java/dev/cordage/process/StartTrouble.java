package dev.cordage.process;

/**
 * What to do when workers cannot be started, or die before they have done anything. If the very first cannot be started,
 * no other will do better: the pool is broken, with the reason. Later ones are met with patience, twice as long each time,
 * and break the pool after the third in a row when no worker is left. A start that was ended from outside, by the system
 * for want of memory say, proves less: it takes ten of them. Guarded by the lock of the engine.
 */
final class StartTrouble {
    private static final int MOST_FAILURES = 3;
    private static final int MOST_FROM_OUTSIDE = 10;
    private static final long FIRST_PAUSE_NANOS = 100_000_000;

    private boolean everReady;

    /** In a row, since a worker has last done a task. */
    private int failures;

    /** A worker is ready; true if it is the first of all. */
    boolean isFirstReady() {
        boolean first = !everReady;
        everReady = true;
        return first;
    }

    /** A worker has done a task: all is well. */
    void isOver() {
        failures = 0;
    }

    /** A worker could not be started. How long to wait before the next is tried; -1 if there is no hope. */
    long again(boolean anyLeft, boolean fromOutside) {
        int most = fromOutside ? MOST_FROM_OUTSIDE : everReady ? MOST_FAILURES : 1;
        return failures + 1 >= most && !anyLeft ? -1 : pause();
    }

    /** How long to wait before another worker is started. */
    long pause() {
        failures++;
        return FIRST_PAUSE_NANOS << Math.min(failures, 6);
    }
}
