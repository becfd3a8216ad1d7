package dev.cordage.sync;

import java.util.Objects;

/**
 * A lock that one thread holds at a time, once. Locking a mutex one holds already can only be a mistake, and would hang:
 * {@code lock()}, {@code lockInterruptibly()}, {@code hold()} and the timed forms fail at once with an
 * {@link IllegalMonitorStateException} that says so. The untimed {@code tryLock()} and {@code tryHold()} report that it
 * is not free. For a lock that may be taken again by its holder, see {@link RLock}; for one that another thread may
 * release, {@link CountingSemaphore#bounded(int) CountingSemaphore.bounded(1)}.
 *
 * @see OwnedLock
 */
public interface Mutex extends OwnedLock {
    /** A barging mutex. */
    static Mutex create() {
        return new LocalMutex(null, Fairness.BARGING);
    }

    /**
     * A barging mutex.
     *
     * @param name its name in logs, statistics and {@link dev.cordage.observe.Waits}
     */
    static Mutex create(String name) {
        return create(name, Fairness.BARGING);
    }

    /**
     * A mutex.
     *
     * @param name its name in logs, statistics and {@link dev.cordage.observe.Waits}
     * @param fairness in which order waiters get it
     */
    static Mutex create(String name, Fairness fairness) {
        return new LocalMutex(Objects.requireNonNull(name, "name"), Objects.requireNonNull(fairness, "fairness"));
    }
}
