package dev.cordage.sync;

import dev.cordage.observe.LockStatistics;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * A lock that knows its owner: what {@link Mutex} and {@link RLock} have in common. The owner is a thread, platform or
 * virtual, and only the owner may unlock.
 *
 * <pre>{@code
 * Mutex accounts = Mutex.create("accounts");
 * try (Hold held = accounts.hold()) {
 *     // ...
 * }
 * }</pre>
 *
 * <p><b>Waiting.</b> {@link #lockInterruptibly} and {@link #hold} can be interrupted before and while they wait;
 * {@link #lock} cannot, and keeps the flag. {@code tryX()} never waits, {@code tryX(Duration)} waits at most that long; a
 * duration of zero or less doesn't wait, and one that does not fit into a long of nanoseconds is for ever. Who is
 * interrupted or runs out of time has not got the lock, and no wake-up is lost by it. Virtual threads wait without a
 * carrier.
 *
 * <p><b>Happens-before.</b> As {@link Lock} demands: an unlock happens-before any later successful lock.
 */
public interface OwnedLock extends Lock {
    /**
     * Waits for the lock, not interruptibly. If the thread is interrupted meanwhile, its flag is set on return.
     *
     * @throws IllegalMonitorStateException see {@link Mutex}
     */
    @Override
    void lock();

    /**
     * Waits for the lock.
     *
     * @throws InterruptedException if the thread is interrupted before or while it waits; the lock is not held then
     * @throws IllegalMonitorStateException see {@link Mutex}
     */
    @Override
    void lockInterruptibly() throws InterruptedException;

    /**
     * Takes the lock if it is free, past any waiters, and never waits.
     *
     * @return true if the current thread now holds it
     */
    @Override
    boolean tryLock();

    @Override
    boolean tryLock(long time, TimeUnit unit) throws InterruptedException;

    /**
     * Waits for the lock, but not longer than the timeout.
     *
     * @param timeout the longest wait
     * @return true if the current thread now holds it, false if the time ran out
     * @throws InterruptedException if the thread is interrupted before or while it waits; the lock is not held then
     * @throws IllegalMonitorStateException see {@link Mutex}
     */
    boolean tryLock(Duration timeout) throws InterruptedException;

    /**
     * Gives the lock back.
     *
     * @throws IllegalMonitorStateException if the current thread does not hold it; nothing changes
     */
    @Override
    void unlock();

    /** A condition of this lock; any number can be made, with queues of their own. */
    @Override
    WaitCondition newCondition();

    /**
     * A condition of this lock; any number can be made, with queues of their own.
     *
     * @param name its name in logs, statistics and {@link dev.cordage.observe.Waits}
     */
    WaitCondition newCondition(String name);

    /**
     * Waits for the lock, for try-with-resources.
     *
     * @return what to close to unlock
     * @throws InterruptedException if the thread is interrupted before or while it waits; the lock is not held then
     * @throws IllegalMonitorStateException see {@link Mutex}
     */
    Hold hold() throws InterruptedException;

    /**
     * Takes the lock if it is free, past any waiters, and never waits. A null resource is fine in try-with-resources:
     *
     * <pre>{@code
     * try (Hold held = mutex.tryHold()) {
     *     if (held == null) {
     *         return "busy";
     *     }
     *     // ...
     * }
     * }</pre>
     *
     * @return what to close to unlock, or null if the lock is not free
     */
    @Nullable Hold tryHold();

    /**
     * Waits for the lock, but not longer than the timeout.
     *
     * @param timeout the longest wait
     * @return what to close to unlock, or null if the time ran out
     * @throws InterruptedException if the thread is interrupted before or while it waits; the lock is not held then
     * @throws IllegalMonitorStateException see {@link Mutex}
     */
    @Nullable Hold tryHold(Duration timeout) throws InterruptedException;

    /** Whether any thread holds it. Out of date as soon as it is known, unless the current thread does. */
    boolean isLocked();

    /** Whether the current thread holds it. */
    boolean isHeldByCurrentThread();

    /**
     * Whether the current thread holds it and got it from a process that died while it held it, so that what the lock guards
     * may be half changed. Its next unlock ends that. Always false within one JVM, whose locks die with it.
     */
    default boolean wasAbandoned() {
        return false;
    }

    /** The name it was given, or one made up. */
    String name();

    /** Owner, waiters and contention. Doesn't take the lock. */
    LockStatistics statistics();
}
