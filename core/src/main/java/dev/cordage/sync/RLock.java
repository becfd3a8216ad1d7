package dev.cordage.sync;

import java.util.Objects;

/**
 * A lock that its holder may take again: it is free when it has been unlocked as often as locked. Waiting on one of its
 * conditions gives back all levels, and restores them.
 *
 * @see OwnedLock
 */
public interface RLock extends OwnedLock {
    /** A barging lock. */
    static RLock create() {
        return new LocalRLock(null, Fairness.BARGING);
    }

    /**
     * A barging lock.
     *
     * @param name its name in logs, statistics and {@link dev.cordage.observe.Waits}
     */
    static RLock create(String name) {
        return create(name, Fairness.BARGING);
    }

    /**
     * A lock.
     *
     * @param name its name in logs, statistics and {@link dev.cordage.observe.Waits}
     * @param fairness in which order waiters get it
     */
    static RLock create(String name, Fairness fairness) {
        return new LocalRLock(Objects.requireNonNull(name, "name"), Objects.requireNonNull(fairness, "fairness"));
    }

    /** How often the current thread has locked it and not yet unlocked it; 0 if it does not hold it. */
    int holdCount();
}
