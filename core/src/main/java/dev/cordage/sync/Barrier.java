package dev.cordage.sync;

import dev.cordage.observe.BarrierStatistics;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;

/**
 * A point where a number of threads wait for each other. When the last has arrived, it runs the action, if there is one,
 * and all go on; the barrier can then be used again.
 *
 * <p>If a waiting thread is interrupted or runs out of time, or the action throws, or somebody calls {@link #abort}, the
 * barrier breaks: all that wait and all that come get a {@link BrokenBarrierException}, until {@link #reset}.
 *
 * <p><b>Happens-before.</b> What each thread did before it arrived happens-before the action, which happens-before the
 * return of each.
 */
public interface Barrier {
    /**
     * A barrier.
     *
     * @param parties how many threads must arrive, at least 1
     * @throws IllegalArgumentException if there are fewer
     */
    static Barrier of(int parties) {
        return new LocalBarrier(parties, null, null);
    }

    /**
     * A barrier.
     *
     * @param parties how many threads must arrive, at least 1
     * @param name its name in logs, statistics and {@link dev.cordage.observe.Waits}
     * @throws IllegalArgumentException if there are fewer
     */
    static Barrier of(int parties, String name) {
        return new LocalBarrier(parties, null, Objects.requireNonNull(name, "name"));
    }

    /**
     * A barrier with an action.
     *
     * @param parties how many threads must arrive, at least 1
     * @param action what the last to arrive runs before any goes on
     * @throws IllegalArgumentException if there are fewer
     */
    static Barrier of(int parties, Runnable action) {
        return new LocalBarrier(parties, Objects.requireNonNull(action, "action"), null);
    }

    /**
     * A barrier with an action.
     *
     * @param parties how many threads must arrive, at least 1
     * @param action what the last to arrive runs before any goes on
     * @param name its name in logs, statistics and {@link dev.cordage.observe.Waits}
     * @throws IllegalArgumentException if there are fewer
     */
    static Barrier of(int parties, Runnable action, String name) {
        return new LocalBarrier(
                parties, Objects.requireNonNull(action, "action"), Objects.requireNonNull(name, "name"));
    }

    /**
     * Arrives, and waits for the others. If this is the last to arrive, it runs the action; what that throws is thrown
     * here, and breaks the barrier for the others.
     *
     * @return the order of arrival: 0 for the first, {@code parties() - 1} for the last (the other way round than
     *     {@link java.util.concurrent.CyclicBarrier} counts)
     * @throws InterruptedException if the thread is interrupted before or while it waits, which breaks the barrier
     * @throws BrokenBarrierException if the barrier is broken, or breaks or is reset meanwhile
     */
    int await() throws InterruptedException, BrokenBarrierException;

    /**
     * Arrives, and waits for the others, but not longer than the timeout.
     *
     * @param timeout the longest wait; zero or less: breaks the barrier unless this is the last to arrive
     * @return the order of arrival, see {@link #await()}
     * @throws InterruptedException if the thread is interrupted before or while it waits, which breaks the barrier
     * @throws BrokenBarrierException if the barrier is broken, or breaks or is reset meanwhile
     * @throws TimeoutException if the time ran out, which breaks the barrier
     */
    int await(Duration timeout) throws InterruptedException, BrokenBarrierException, TimeoutException;

    /** Breaks the barrier, until it is reset. */
    void abort();

    /**
     * Makes the barrier as new. Threads that wait get a {@link BrokenBarrierException}. While the action runs, which is
     * no longer a wait for others, this does not end it; the round it belongs to is over when it returns.
     */
    void reset();

    /** Whether the barrier is broken. */
    boolean isBroken();

    /** How many threads must arrive. */
    int parties();

    /** How many have arrived and wait now. */
    int waiting();

    /** The name it was given, or one made up. */
    String name();

    /** State and waiters. */
    BarrierStatistics statistics();
}
