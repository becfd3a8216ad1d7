package dev.cordage.sync;

import dev.cordage.observe.SemaphoreStatistics;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A number of permits, acquired and released by any threads. A bounded one refuses more releases than acquisitions.
 *
 * <pre>{@code
 * CountingSemaphore connections = CountingSemaphore.bounded(10, "connections");
 * try (Hold permit = connections.hold()) {
 *     // at most ten threads at a time
 * }
 * }</pre>
 *
 * <p><b>Waiting.</b> As {@link OwnedLock} says. Whoever asks for several permits gets them all at once or none. While the
 * longest waiting thread asks for more permits than there are, those behind it wait too, so that large requests are not
 * starved by small ones that queue behind them.
 *
 * <p><b>Happens-before.</b> A release happens-before any later successful acquisition.
 */
public interface CountingSemaphore {
    /**
     * An unbounded, barging semaphore.
     *
     * @param permits how many permits there are at first, at least 0
     * @throws IllegalArgumentException if there are fewer
     */
    static CountingSemaphore of(int permits) {
        return LocalSemaphore.unbounded(permits, null, Fairness.BARGING);
    }

    /**
     * An unbounded, barging semaphore.
     *
     * @param permits how many permits there are at first, at least 0
     * @param name its name in logs, statistics and {@link dev.cordage.observe.Waits}
     * @throws IllegalArgumentException if there are fewer
     */
    static CountingSemaphore of(int permits, String name) {
        return of(permits, name, Fairness.BARGING);
    }

    /**
     * An unbounded semaphore.
     *
     * @param permits how many permits there are at first, at least 0
     * @param name its name in logs, statistics and {@link dev.cordage.observe.Waits}
     * @param fairness in which order waiters are served
     * @throws IllegalArgumentException if there are fewer
     */
    static CountingSemaphore of(int permits, String name, Fairness fairness) {
        return LocalSemaphore.unbounded(permits, Objects.requireNonNull(name, "name"), fairness);
    }

    /**
     * A barging semaphore that never has more permits than at first. Waiting for a permit of one that has none is an
     * {@link IllegalArgumentException}, since it would last for ever.
     *
     * @param permits how many permits there are, at least 0
     * @throws IllegalArgumentException if there are fewer
     */
    static CountingSemaphore bounded(int permits) {
        return LocalSemaphore.bounded(permits, null, Fairness.BARGING);
    }

    /**
     * A barging semaphore that never has more permits than at first. Waiting for a permit of one that has none is an
     * {@link IllegalArgumentException}, since it would last for ever.
     *
     * @param permits how many permits there are, at least 0
     * @param name its name in logs, statistics and {@link dev.cordage.observe.Waits}
     * @throws IllegalArgumentException if there are fewer
     */
    static CountingSemaphore bounded(int permits, String name) {
        return bounded(permits, name, Fairness.BARGING);
    }

    /**
     * A semaphore that never has more permits than at first.
     *
     * @param permits how many permits there are, at least 0
     * @param name its name in logs, statistics and {@link dev.cordage.observe.Waits}
     * @param fairness in which order waiters are served
     * @throws IllegalArgumentException if there are fewer
     */
    static CountingSemaphore bounded(int permits, String name, Fairness fairness) {
        return LocalSemaphore.bounded(permits, Objects.requireNonNull(name, "name"), fairness);
    }

    /**
     * Waits for a permit.
     *
     * @throws InterruptedException if the thread is interrupted before or while it waits; it has no permit then
     */
    void acquire() throws InterruptedException;

    /**
     * Waits for so many permits at once.
     *
     * @param permits how many, at least 0
     * @throws InterruptedException if the thread is interrupted before or while it waits; it has no permit then
     * @throws IllegalArgumentException if the number is negative, or above the bound, which would wait for ever
     */
    void acquire(int permits) throws InterruptedException;

    /** Waits for a permit, not interruptibly. If the thread is interrupted meanwhile, its flag is set on return. */
    void acquireUninterruptibly();

    /**
     * Takes a permit if there is one, past any waiters, and never waits.
     *
     * @return whether it was acquired
     */
    boolean tryAcquire();

    /**
     * Takes so many permits if there are, past any waiters, and never waits.
     *
     * @param permits how many, at least 0
     * @return whether they were acquired
     * @throws IllegalArgumentException if the number is negative or above the bound
     */
    boolean tryAcquire(int permits);

    /**
     * Waits for a permit, but not longer than the timeout.
     *
     * @param timeout the longest wait
     * @return true if it was acquired, false if the time ran out
     * @throws InterruptedException if the thread is interrupted before or while it waits; it has no permit then
     */
    boolean tryAcquire(Duration timeout) throws InterruptedException;

    /**
     * Waits for so many permits at once, but not longer than the timeout.
     *
     * @param permits how many, at least 0
     * @param timeout the longest wait
     * @return true if they were acquired, false if the time ran out
     * @throws InterruptedException if the thread is interrupted before or while it waits; it has no permit then
     * @throws IllegalArgumentException if the number is negative or above the bound
     */
    boolean tryAcquire(int permits, Duration timeout) throws InterruptedException;

    /**
     * Adds a permit.
     *
     * @throws IllegalStateException if that were more than the bound, or than an int can count; nothing changes
     */
    void release();

    /**
     * Adds so many permits at once.
     *
     * @param permits how many, at least 0
     * @throws IllegalArgumentException if the number is negative
     * @throws IllegalStateException if that were more than the bound, or than an int can count; nothing changes
     */
    void release(int permits);

    /**
     * Waits for a permit, for try-with-resources. Any thread may close it.
     *
     * @return what to close to release the permit
     * @throws InterruptedException if the thread is interrupted before or while it waits; it has no permit then
     */
    Hold hold() throws InterruptedException;

    /**
     * Takes a permit if there is one, past any waiters, and never waits.
     *
     * @return what to close to release the permit, or null if there is none
     */
    @Nullable Hold tryHold();

    /**
     * Waits for a permit, but not longer than the timeout.
     *
     * @param timeout the longest wait
     * @return what to close to release the permit, or null if the time ran out
     * @throws InterruptedException if the thread is interrupted before or while it waits; it has no permit then
     */
    @Nullable Hold tryHold(Duration timeout) throws InterruptedException;

    /** How many permits are there now. Out of date as soon as it is known. */
    int availablePermits();

    /** The name it was given, or one made up. */
    String name();

    /** Permits, waiters and contention. */
    SemaphoreStatistics statistics();
}
