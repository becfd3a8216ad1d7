package dev.cordage.sync;

import dev.cordage.internal.waiting.Durations;
import dev.cordage.internal.waiting.Names;
import dev.cordage.internal.waiting.OfThisJvm;
import dev.cordage.internal.waiting.WaitLine;
import dev.cordage.internal.waiting.Waiter;
import dev.cordage.observe.ConditionStatistics;
import java.time.Duration;
import java.util.Date;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A condition of a {@link LocalLock}. A signal moves the waiter to the line of the lock, where unlocking wakes it. */
final class LocalCondition implements WaitCondition, OfThisJvm {
    private final LocalLock lock;
    private final @Nullable String givenName;
    private final WaitLine line = WaitLine.of(this);

    LocalCondition(LocalLock lock, @Nullable String name) {
        this.lock = lock;
        this.givenName = name;
    }

    @Override
    public void await() throws InterruptedException {
        waitWithin("await", Long.MAX_VALUE);
    }

    @Override
    public void awaitUninterruptibly() {
        check("awaitUninterruptibly");
        try {
            waitHere("awaitUninterruptibly", Long.MAX_VALUE, false);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public long awaitNanos(long nanos) throws InterruptedException {
        long start = System.nanoTime();
        waitWithin("awaitNanos", nanos);
        return Math.max(0, nanos) - (System.nanoTime() - start);
    }

    @Override
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        check("await");
        return waitWithin("await", unit.toNanos(time));
    }

    @Override
    @SuppressWarnings("JavaUtilDate") // the interface asks for it
    public boolean awaitUntil(Date deadline) throws InterruptedException {
        check("awaitUntil");
        long now = System.currentTimeMillis();
        long millis = deadline.getTime() <= now ? 0 : deadline.getTime() - now;
        return waitWithin("awaitUntil", millis < 0 ? Long.MAX_VALUE : TimeUnit.MILLISECONDS.toNanos(millis));
    }

    @Override
    public boolean tryAwait(Duration timeout) throws InterruptedException {
        check("tryAwait");
        return waitWithin("tryAwait", Durations.nanos(timeout));
    }

    @Override
    public void awaitUntil(BooleanSupplier predicate) throws InterruptedException {
        waitFor(predicate, Long.MAX_VALUE);
    }

    @Override
    public boolean awaitUntil(BooleanSupplier predicate, Duration timeout) throws InterruptedException {
        check("awaitUntil");
        return waitFor(predicate, Durations.nanos(timeout));
    }

    private void check(String operation) {
        lock.checkOwner(givenName == null ? operation : operation + " of " + givenName);
    }

    private boolean waitFor(BooleanSupplier predicate, long nanos) throws InterruptedException {
        check("awaitUntil");
        Objects.requireNonNull(predicate, "predicate");
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        long start = System.nanoTime();
        while (!predicate.getAsBoolean()) {
            long left = Durations.left(start, nanos);
            if (left == 0) {
                return false;
            }
            waitWithin("awaitUntil", left);
        }
        return true;
    }

    private boolean waitWithin(String operation, long nanos) throws InterruptedException {
        check(operation);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return waitHere(operation, nanos, true);
    }

    /** Whether it was signalled. */
    private boolean waitHere(String operation, long nanos, boolean interruptible) throws InterruptedException {
        long start = nanos == Long.MAX_VALUE ? 0 : System.nanoTime();
        boolean interrupted = false;
        boolean left = false;
        Waiter waiter = line.enter(operation);
        int levels = lock.freeAll();
        while (!left && !waiter.isReleased()) {
            long rest = Durations.left(start, nanos);
            if (Thread.interrupted()) {
                interrupted = true;
                left = interruptible && line.leave(waiter);
            } else if (rest == 0) {
                left = line.leave(waiter);
            } else {
                waiter.await(this, rest);
            }
        }
        if (left) {
            lock.lockAll(operation, levels);
        } else {
            lock.lockAll(waiter, levels);
        }
        if (interrupted) {
            if (left) {
                throw new InterruptedException();
            }
            Thread.currentThread().interrupt();
        }
        return !left;
    }

    @Override
    public void signal() {
        check("signal");
        line.moveTo(lock.line(), 1);
    }

    @Override
    public void signal(int count) {
        check("signal");
        if (count < 0) {
            throw new IllegalArgumentException("signal of a negative number of waiters: " + count);
        }
        line.moveTo(lock.line(), count);
    }

    @Override
    public void signalAll() {
        check("signalAll");
        line.moveTo(lock.line(), Integer.MAX_VALUE);
    }

    @Override
    public String name() {
        return givenName == null ? Names.madeUp("WaitCondition", this) : givenName;
    }

    @Override
    public ConditionStatistics statistics() {
        return new ConditionStatistics(name(), lock.name(), line.length());
    }

    @Override
    public String toString() {
        String state = "of " + lock.kind() + " " + lock.name();
        return Names.describe("WaitCondition", givenName, this, state, line.length());
    }
}
