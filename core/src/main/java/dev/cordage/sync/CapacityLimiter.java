package dev.cordage.sync;

import dev.cordage.observe.LimiterStatistics;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A number of tokens of which each borrower may have one, after the class of that name in Trio. It differs from a
 * {@link CountingSemaphore} in that it knows who has borrowed, so that a second acquisition by the same borrower and a
 * release by another are errors; and in that the number of tokens can be changed at any time.
 *
 * <p>A borrower is the current thread, or any object in the {@code onBehalfOf} forms, compared by identity. First come,
 * first served; only {@code tryAcquire()} may go past the waiters. If the total is reduced below what is borrowed,
 * nothing is taken away, and nothing lent until enough is back.
 *
 * <p><b>Waiting, happens-before</b>: as {@link CountingSemaphore}.
 */
public interface CapacityLimiter {
    /**
     * A limiter.
     *
     * @param total how many tokens there are, at least 0
     * @throws IllegalArgumentException if there are fewer
     */
    static CapacityLimiter of(int total) {
        return new LocalLimiter(total, null);
    }

    /**
     * A limiter.
     *
     * @param total how many tokens there are, at least 0
     * @param name its name in logs, statistics and {@link dev.cordage.observe.Waits}
     * @throws IllegalArgumentException if there are fewer
     */
    static CapacityLimiter of(int total, String name) {
        return new LocalLimiter(total, Objects.requireNonNull(name, "name"));
    }

    /**
     * Waits for a token for the current thread.
     *
     * @throws InterruptedException if the thread is interrupted before or while it waits; it has no token then
     * @throws IllegalStateException if the thread has a token already
     */
    void acquire() throws InterruptedException;

    /**
     * Waits for a token for a borrower.
     *
     * @param borrower who gets the token
     * @throws InterruptedException if the thread is interrupted before or while it waits; there is no token then
     * @throws IllegalStateException if the borrower has a token already, or waits for one
     */
    void acquireOnBehalfOf(Object borrower) throws InterruptedException;

    /**
     * Takes a token for the current thread if there is one, past any waiters, and never waits.
     *
     * @return whether it was acquired
     * @throws IllegalStateException if the thread has a token already
     */
    boolean tryAcquire();

    /**
     * Waits for a token for the current thread, but not longer than the timeout.
     *
     * @param timeout the longest wait
     * @return true if it was acquired, false if the time ran out
     * @throws InterruptedException if the thread is interrupted before or while it waits; it has no token then
     * @throws IllegalStateException if the thread has a token already
     */
    boolean tryAcquire(Duration timeout) throws InterruptedException;

    /**
     * Takes a token for a borrower if there is one, past any waiters, and never waits.
     *
     * @param borrower who gets the token
     * @return whether it was acquired
     * @throws IllegalStateException if the borrower has a token already, or waits for one
     */
    boolean tryAcquireOnBehalfOf(Object borrower);

    /**
     * Waits for a token for a borrower, but not longer than the timeout.
     *
     * @param borrower who gets the token
     * @param timeout the longest wait
     * @return true if it was acquired, false if the time ran out
     * @throws InterruptedException if the thread is interrupted before or while it waits; there is no token then
     * @throws IllegalStateException if the borrower has a token already, or waits for one
     */
    boolean tryAcquireOnBehalfOf(Object borrower, Duration timeout) throws InterruptedException;

    /**
     * Gives back the token of the current thread.
     *
     * @throws IllegalStateException if it has none; nothing changes
     */
    void release();

    /**
     * Gives back the token of a borrower. Any thread may do that.
     *
     * @param borrower who has the token
     * @throws IllegalStateException if the borrower has none; nothing changes
     */
    void releaseOnBehalfOf(Object borrower);

    /**
     * Waits for a token for the current thread, for try-with-resources.
     *
     * @return what to close to give the token back; any thread may do that
     * @throws InterruptedException if the thread is interrupted before or while it waits; it has no token then
     * @throws IllegalStateException if the thread has a token already
     */
    Hold hold() throws InterruptedException;

    /**
     * Waits for a token for a borrower, for try-with-resources.
     *
     * @param borrower who gets the token
     * @return what to close to give the token back; any thread may do that
     * @throws InterruptedException if the thread is interrupted before or while it waits; there is no token then
     * @throws IllegalStateException if the borrower has a token already, or waits for one
     */
    Hold holdOnBehalfOf(Object borrower) throws InterruptedException;

    /**
     * Takes a token for the current thread if there is one, past any waiters, and never waits.
     *
     * @return what to close to give the token back, or null if there is none
     * @throws IllegalStateException if the thread has a token already
     */
    @Nullable Hold tryHold();

    /**
     * Waits for a token for the current thread, but not longer than the timeout.
     *
     * @param timeout the longest wait
     * @return what to close to give the token back, or null if the time ran out
     * @throws InterruptedException if the thread is interrupted before or while it waits; it has no token then
     * @throws IllegalStateException if the thread has a token already
     */
    @Nullable Hold tryHold(Duration timeout) throws InterruptedException;

    /** How many tokens there are in all, lent or not. */
    int total();

    /**
     * Changes how many tokens there are in all.
     *
     * @param total how many, at least 0
     * @throws IllegalArgumentException if there are fewer
     */
    void resize(int total);

    /** How many tokens are lent now. */
    int borrowed();

    /** How many tokens can be lent now; 0 where more are lent than there should be. */
    int available();

    /** The name it was given, or one made up. */
    String name();

    /** Tokens, borrowers, waiters and contention. */
    LimiterStatistics statistics();
}
