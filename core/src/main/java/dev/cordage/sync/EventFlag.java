package dev.cordage.sync;

import dev.cordage.observe.EventStatistics;
import java.time.Duration;
import java.util.Objects;

/**
 * A flag that threads can wait for. Clear at first; {@link #set} lets all waiting threads go, and all that come until
 * {@link #clear}. Those that wait at the moment of {@code set} are let go even if {@code clear} follows at once.
 *
 * <p><b>Happens-before.</b> {@code set} happens-before the return of any wait it ends, and before {@code isSet} that sees
 * it.
 */
public interface EventFlag {
    /** A clear flag. */
    static EventFlag create() {
        return new LocalEventFlag(null);
    }

    /**
     * A clear flag.
     *
     * @param name its name in logs, statistics and {@link dev.cordage.observe.Waits}
     */
    static EventFlag create(String name) {
        return new LocalEventFlag(Objects.requireNonNull(name, "name"));
    }

    /** Sets the flag and lets all waiting threads go. Setting it again does nothing. */
    void set();

    /** Clears the flag. Clearing it again does nothing. */
    void clear();

    /** Whether the flag is set. */
    boolean isSet();

    /**
     * Waits until the flag is set.
     *
     * @throws InterruptedException if the thread is interrupted before the call, or while it waits
     */
    void await() throws InterruptedException;

    /**
     * Waits until the flag is set, but not longer than the timeout. A timeout of zero or less doesn't wait.
     *
     * @param timeout the longest wait
     * @return true if the flag was set, false if the time ran out
     * @throws InterruptedException if the thread is interrupted before the call, or while it waits
     */
    boolean tryAwait(Duration timeout) throws InterruptedException;

    /** The name it was given, or one made up. */
    String name();

    /** State and waiters. */
    EventStatistics statistics();
}
