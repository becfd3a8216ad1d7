package dev.cordage.internal.shared;

import dev.cordage.internal.waiting.Durations;
import dev.cordage.internal.waiting.Names;
import dev.cordage.observe.ConditionStatistics;
import dev.cordage.sync.WaitCondition;
import java.io.ObjectStreamException;
import java.io.Serial;
import java.io.Serializable;
import java.time.Duration;
import java.util.Date;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A condition of a {@link SharedLock}. A signal moves the waiter to the line of the lock, where unlocking calls it. All is
 * done in transactions of the lock.
 */
public final class SharedCondition extends Slot implements WaitCondition, Serializable {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final int LOCK = 0;
    private static final int LINE = 8;

    private final transient SharedLock lock;
    private final transient Line line;

    SharedCondition(Region region, long base) {
        super(region, base);
        long home = word(LOCK);
        this.lock = switch (region.kind(home)) {
            case MUTEX -> region.slot(home, () -> new SharedMutex(region, home));
            case RLOCK -> region.slot(home, () -> new SharedRLock(region, home));
            default -> throw region.damaged("a condition of a lock at " + home);
        };
        this.line = line(lock, base);
    }

    /** The line of a condition of a lock. */
    static Line line(SharedLock lock, long base) {
        if (lock.region.kind(base) != Kind.CONDITION || lock.read(Layout.word(base, LOCK)) != lock.base) {
            throw lock.region.damaged("a condition of " + lock.name() + " at " + base);
        }
        return new Line(lock, base, LINE);
    }

    /** Signals the first, if there is one, in the place of one that died. With the guard of the lock held; to be committed. */
    static void signalInItsPlace(SharedLock lock, long base) {
        Line from = line(lock, base);
        long first = from.first();
        if (first != 0) {
            from.move(first, lock.line());
        }
    }

    static SharedCondition create(SharedLock lock, String name) {
        Region region = lock.region;
        long base = region.allocate(Kind.CONDITION, name, slot -> region.init(Layout.word(slot, LOCK), lock.base));
        return region.slot(base, () -> new SharedCondition(region, base));
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
        lock.checkOwner(operation + " of " + name());
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
        try (Place place = new Place(operation, this)) {
            lock.enter(operation);
            try {
                line.append(place.node);
                lock.commit();
                place.line = lock.line(); // where a signal will move it
            } finally {
                lock.leave();
            }
            int levels = lock.freeAll();
            // Called is only who was signalled and moved to the line of the lock.
            while (!left && !place.isCalled()) {
                long rest = Durations.left(start, nanos);
                if (Thread.interrupted()) {
                    interrupted = true;
                    left = interruptible && leave(place);
                } else if (rest == 0) {
                    left = leave(place);
                    nanos = Long.MAX_VALUE;
                } else if (place.isHeldUp() && hasMoved(place)) {
                    break;
                } else {
                    await(place, rest);
                }
            }
            lock.lockAll(place, !left, levels);
        }
        if (interrupted) {
            if (left) {
                throw new InterruptedException();
            }
            Thread.currentThread().interrupt();
        }
        return !left;
    }

    /** Whether it was signalled, though it was not called yet. */
    private boolean hasMoved(Place place) {
        lock.enter(place.operation);
        try {
            return !line.holds(place.node);
        } finally {
            lock.leave();
        }
    }

    private void await(Place place, long nanos) {
        try {
            place.await(nanos);
        } catch (RuntimeException | Error e) {
            if (!leave(place)) {
                lock.leaveLine(place);
            }
            throw e;
        }
    }

    /** Whether it was still in the line, and is not any more. */
    private boolean leave(Place place) {
        lock.enter(place.operation + " in vain");
        try {
            if (!line.holds(place.node)) {
                lock.line().checkHas(place.node); // or it would wait for a call that can't come
                return false;
            }
            line.remove(place.node);
            lock.commit();
            return true;
        } finally {
            lock.leave();
        }
    }

    @Override
    public void signal() {
        check("signal");
        signal(1, "signal");
    }

    @Override
    public void signal(int count) {
        check("signal");
        if (count < 0) {
            throw new IllegalArgumentException("signal of a negative number of waiters: " + count);
        }
        signal(count, "signal");
    }

    @Override
    public void signalAll() {
        check("signalAll");
        signal(Integer.MAX_VALUE, "signalAll");
    }

    /** Moves so many to the line of the lock. */
    private void signal(int count, String operation) {
        lock.enter(operation);
        try {
            long first = line.first();
            if (first != 0 && count > 0) {
                lock.contend();
            }
            int most = Math.min(count, line.length()); // a line that was damaged may have no end
            for (int i = 0; i < most && first != 0; i++) {
                line.move(first, lock.line());
                lock.commit();
                first = line.first();
            }
        } finally {
            lock.leave();
        }
    }

    @Override
    void sweep(long dead) {
        lock.enter("sweep condition");
        try {
            boolean _ = line.forget(dead);
        } finally {
            lock.leave();
        }
        lock.sweep(dead); // to whose line a signal may have moved somebody since it was swept
    }

    @Override
    public ConditionStatistics statistics() {
        return new ConditionStatistics(name(), lock.name(), line.length());
    }

    @Override
    String describe() {
        String state = "of " + lock.kind() + " " + lock.name();
        return Names.describe("WaitCondition", name(), this, state, line.length());
    }

    @Serial
    private Object writeReplace() throws ObjectStreamException {
        return Handle.of(this, Kind.CONDITION);
    }
}
