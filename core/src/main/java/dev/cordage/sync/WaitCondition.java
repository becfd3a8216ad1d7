package dev.cordage.sync;

import dev.cordage.observe.ConditionStatistics;
import java.time.Duration;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.function.BooleanSupplier;

/**
 * A condition of an {@link OwnedLock}: to wait, with the lock given back, for something the lock guards to change.
 *
 * <pre>{@code
 * try (Hold held = lock.hold()) {
 *     notEmpty.awaitUntil(() -> !items.isEmpty());
 *     return items.removeFirst();
 * }
 * }</pre>
 *
 * <p>All methods that wait or signal demand that the current thread holds the lock, and throw an {@link IllegalMonitorStateException} if it
 * does not, before any effect. Waiters are signalled in the order in which they began to wait. There are no spurious
 * wake-ups, but between the signal and the return others may have had the lock.
 *
 * <p>However a wait ends, the lock is held again, with as many levels as before. Who is interrupted after it was
 * signalled returns normally and keeps the flag, so that no signal is lost.
 */
public interface WaitCondition extends Condition {
    @Override
    void await() throws InterruptedException;

    @Override
    void awaitUninterruptibly();

    @Override
    long awaitNanos(long nanos) throws InterruptedException;

    @Override
    boolean await(long time, TimeUnit unit) throws InterruptedException;

    @Override
    boolean awaitUntil(Date deadline) throws InterruptedException;

    /**
     * Waits to be signalled, but not longer than the timeout.
     *
     * @param timeout the longest wait; taking the lock again afterwards can take longer
     * @return true if signalled, false if the time ran out
     * @throws InterruptedException if the thread is interrupted before or while it waits, and was not signalled
     */
    boolean tryAwait(Duration timeout) throws InterruptedException;

    /**
     * Waits until the predicate holds. It is evaluated with the lock held, first of all at once, then after each signal.
     * What it throws is thrown, with the lock held.
     *
     * @param predicate what to wait for
     * @throws InterruptedException if the thread is interrupted before or while it waits, even where the predicate holds
     */
    void awaitUntil(BooleanSupplier predicate) throws InterruptedException;

    /**
     * Waits until the predicate holds, but not longer than the timeout, which counts for all the wait, however often
     * the thread is signalled meanwhile.
     *
     * @param predicate what to wait for
     * @param timeout the longest wait
     * @return the last value of the predicate: true if it holds, false if the time ran out
     * @throws InterruptedException if the thread is interrupted before or while it waits, even where the predicate holds
     */
    boolean awaitUntil(BooleanSupplier predicate, Duration timeout) throws InterruptedException;

    /** Wakes the longest waiting thread, if any. */
    @Override
    void signal();

    /**
     * Wakes the so many longest waiting threads, or all if there are fewer.
     *
     * @param count how many, at least 0
     * @throws IllegalArgumentException if the count is negative
     */
    void signal(int count);

    /** Wakes all waiting threads. */
    @Override
    void signalAll();

    /** The name it was given, or one made up. */
    String name();

    /** Waiters. May be called without the lock. */
    ConditionStatistics statistics();
}
