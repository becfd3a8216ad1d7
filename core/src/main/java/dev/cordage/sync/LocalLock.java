package dev.cordage.sync;

import dev.cordage.internal.waiting.Attempt;
import dev.cordage.internal.waiting.Durations;
import dev.cordage.internal.waiting.Names;
import dev.cordage.internal.waiting.OfThisJvm;
import dev.cordage.internal.waiting.Owned;
import dev.cordage.internal.waiting.WaitLine;
import dev.cordage.internal.waiting.Waiter;
import dev.cordage.observe.LockStatistics;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import org.jspecify.annotations.Nullable;

/**
 * A lock between the threads of this JVM: the owner, and a line of those that want to be. It is one of the JDK's ownable
 * synchronizers, so that the JVM's own thread dumps and deadlock detection know it too, for platform threads.
 */
abstract class LocalLock extends AbstractOwnableSynchronizer implements OwnedLock, Owned, Attempt, OfThisJvm {
    private static final long serialVersionUID = 1;

    private static final VarHandle HELD;
    private static final VarHandle LINE;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            HELD = lookup.findVarHandle(LocalLock.class, "held", boolean.class);
            LINE = lookup.findVarHandle(LocalLock.class, "line", WaitLine.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final transient @Nullable String givenName;
    private final boolean fifo;

    /**
     * Taken by compare-and-set, given back by a volatile write. The superclass's owner is written by the owner alone: after
     * the lock was taken, and before it is given back. So a thread that reads itself there is the owner; others may read an
     * old one.
     */
    private volatile boolean held;

    /** Whether only the first in the line may take it. Written by that one. */
    private volatile boolean reserved;

    /** Made when somebody has to wait for the first time. */
    private transient volatile @Nullable WaitLine line;

    LocalLock(@Nullable String name, Fairness fairness) {
        this.givenName = name;
        this.fifo = fairness == Fairness.FIFO;
    }

    /** What to do when the owner locks again. */
    abstract void lockAgain(String operation);

    /** The same for the untimed try forms. */
    abstract boolean tryLockAgain();

    /** Whether there is another level to give back before the lock is free. */
    abstract boolean unlockLevel();

    /** How many levels the owner has, which then are none; to be restored by {@link #restoreLevels}. */
    abstract int dropLevels();

    /** Gives the owner so many levels. */
    abstract void restoreLevels(int levels);

    /** How many levels there are; only roughly right unless the current thread is the owner. */
    abstract int levels();

    // --- lock and unlock

    @Override
    public final void lock() {
        if (!tryAtOnce()) {
            lockSlowly();
        }
    }

    @Override
    public final void lockInterruptibly() throws InterruptedException {
        lockWithin("lockInterruptibly", Long.MAX_VALUE);
    }

    @Override
    public final boolean tryLock() {
        return tryAcquire() || (isHeldByCurrentThread() && tryLockAgain());
    }

    @Override
    public final boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        return lockWithin("tryLock", unit.toNanos(time));
    }

    @Override
    public final boolean tryLock(Duration timeout) throws InterruptedException {
        return lockWithin("tryLock", Durations.nanos(timeout));
    }

    @Override
    public final void unlock() {
        if (!isHeldByCurrentThread()) {
            throw notOwner("unlock");
        }
        if (!unlockLevel()) {
            free();
        }
    }

    private boolean tryAcquire() {
        if (HELD.compareAndSet(this, false, true)) {
            setExclusiveOwnerThread(Thread.currentThread());
            return true;
        }
        return false;
    }

    /** Takes it if it is free and nobody is to be served first. */
    private boolean tryAtOnce() {
        return !(fifo ? somebodyWaits() : reserved) && tryAcquire();
    }

    private boolean somebodyWaits() {
        WaitLine line = this.line;
        return line != null && !line.isEmpty();
    }

    private void lockSlowly() {
        if (isHeldByCurrentThread()) {
            lockAgain("lock");
        } else {
            line().awaitUninterruptibly("lock", this);
        }
    }

    private boolean lockWithin(String operation, long nanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (tryAtOnce()) {
            return true;
        }
        if (isHeldByCurrentThread()) {
            lockAgain(operation);
            return true;
        }
        return nanos > 0 && line().await(operation, this, nanos);
    }

    @Override
    public final boolean now() {
        return !held && tryAcquire();
    }

    @Override
    public final boolean isMoreLeft() {
        return false;
    }

    @Override
    public final void reserve(boolean reserved) {
        this.reserved = reserved;
    }

    @Override
    public final boolean isReserved() {
        return reserved;
    }

    private void free() {
        setExclusiveOwnerThread(null);
        held = false;
        WaitLine line = this.line;
        if (line != null) {
            line.wake();
        }
    }

    // --- for conditions

    /** The line of those that wait for the lock. */
    final WaitLine line() {
        WaitLine line = this.line;
        if (line == null) {
            WaitLine made = fifo ? WaitLine.inTurn(this) : WaitLine.pausing(this);
            line = (WaitLine) LINE.compareAndExchange(this, null, made);
            return line == null ? made : line;
        }
        return line;
    }

    /** Gives back all levels. The current thread is the owner. */
    final int freeAll() {
        int levels = dropLevels();
        free();
        return levels;
    }

    /** Waits for the lock and restores the levels. */
    final void lockAll(String operation, int levels) {
        if (!tryAtOnce()) {
            line().awaitUninterruptibly(operation, this);
        }
        restoreLevels(levels);
    }

    /** The same for a thread that is in the line already. */
    final void lockAll(Waiter waiter, int levels) {
        line().awaitUninterruptibly(waiter, this);
        restoreLevels(levels);
    }

    final void checkOwner(String operation) {
        if (!isHeldByCurrentThread()) {
            throw notOwner(operation);
        }
    }

    private IllegalMonitorStateException notOwner(String operation) {
        Thread owner = owner();
        return new IllegalMonitorStateException("%s by %s, which does not hold %s; %s"
                .formatted(
                        operation,
                        Names.of(Thread.currentThread()),
                        name(),
                        owner == null ? "it is free" : "it is held by " + Names.of(owner)));
    }

    @Override
    public final WaitCondition newCondition() {
        return new LocalCondition(this, null);
    }

    @Override
    public final WaitCondition newCondition(String name) {
        return new LocalCondition(this, Objects.requireNonNull(name, "name"));
    }

    // --- holds

    @Override
    public final Hold hold() throws InterruptedException {
        lockWithin("hold", Long.MAX_VALUE);
        return new LockHold(this);
    }

    @Override
    public final @Nullable Hold tryHold() {
        return tryLock() ? new LockHold(this) : null;
    }

    @Override
    public final @Nullable Hold tryHold(Duration timeout) throws InterruptedException {
        return lockWithin("tryHold", Durations.nanos(timeout)) ? new LockHold(this) : null;
    }

    private static final class LockHold extends OnceHold {
        private final LocalLock lock;

        LockHold(LocalLock lock) {
            this.lock = lock;
        }

        @Override
        void giveBack() {
            lock.unlock();
        }
    }

    // --- what it shows of itself

    @Override
    public final boolean isLocked() {
        return held;
    }

    @Override
    public final boolean isHeldByCurrentThread() {
        return getExclusiveOwnerThread() == Thread.currentThread();
    }

    @Override
    public final List<Thread> owners() {
        Thread owner = owner();
        return owner == null ? List.of() : List.of(owner);
    }

    private @Nullable Thread owner() {
        return held ? getExclusiveOwnerThread() : null;
    }

    /** What kind of lock this is. */
    abstract String kind();

    @Override
    public final String name() {
        return givenName == null ? Names.madeUp(kind(), this) : givenName;
    }

    @Override
    public final LockStatistics statistics() {
        Thread owner = owner();
        int levels = owner == null ? 0 : Math.max(1, levels());
        WaitLine line = this.line;
        return line == null
                ? new LockStatistics(name(), owner, levels, 0, 0, Duration.ZERO)
                : new LockStatistics(name(), owner, levels, line.length(), line.entered(), line.waited());
    }

    @Override
    public final String toString() {
        LockStatistics now = statistics();
        return Names.describe(
                kind(),
                givenName,
                this,
                now.owner() == null
                        ? "free"
                        : "held by " + Names.of(now.owner()) + (now.holds() > 1 ? " " + now.holds() + " times" : ""),
                now.waiters());
    }

    /** The superclass is serialisable; a lock of this JVM means nothing elsewhere. */
    private void writeObject(ObjectOutputStream out) throws NotSerializableException {
        throw new NotSerializableException(kind() + " " + name() + ", which is a lock of this JVM only");
    }
}
