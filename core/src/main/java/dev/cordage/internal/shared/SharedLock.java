package dev.cordage.internal.shared;

import static dev.cordage.internal.shared.Layout.NODE_SINCE;
import static dev.cordage.internal.shared.Layout.NODE_STATE;
import static dev.cordage.internal.shared.Layout.NODE_VALUE;
import static dev.cordage.internal.shared.Layout.WORD;

import dev.cordage.internal.waiting.Attempt;
import dev.cordage.internal.waiting.Durations;
import dev.cordage.internal.waiting.Names;
import dev.cordage.internal.waiting.Spin;
import dev.cordage.internal.waiting.Waiter;
import dev.cordage.observe.LockStatistics;
import dev.cordage.sync.Fairness;
import dev.cordage.sync.Hold;
import dev.cordage.sync.OwnedLock;
import dev.cordage.sync.WaitCondition;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A lock between threads of several processes: the owner, and a line of those that want to be. */
abstract class SharedLock extends Slot implements OwnedLock, Attempt {
    /*
     * The word OWNER, where C is the bit that says that there is a line:
     *
     *         0 <------ unlock ------- owner
     *         |------- lock ---------->  |
     *                                    | somebody enters the line
     *                                    v
     *         C <-- unlock, call first -- owner + C
     *         |--- take, in turn or not -->
     *
     * The upper row is one compare-and-set, without the guard: the word is open while C is not set. With C, all changes are
     * transactions. C changes by a compare-and-set under the guard, and is set whenever anybody is in the line.
     *
     * Who unlocks calls the first in the line, who takes the lock if it is still free, and waits on if not; it is not
     * called again before it has tried. Who was late twice stays called, and looks by itself every 50 microseconds, since
     * to be called again and again costs those that have the lock more than all the rest. Who was late for 10 ms reserves
     * it: newcomers then enter the line. In a FIFO lock they always do. So nobody starves.
     *
     * When the owner's process dies, sweep() unlocks in its name and sets ABANDONED, which the next owner's unlock clears.
     */
    private static final int OWNER = 0;

    /** The node of the one that nobody may pass; or 0. */
    private static final int RESERVED = 1;

    private static final int ABANDONED = 2;
    private static final int IS_FIFO = 3;
    private static final int LINE = 8;

    private static final long C = 1;
    private static final int LEASE_SHIFT = 32;
    private static final long THREAD_MASK = 0x7fff_ffffL;

    /** After how many nanoseconds in the line the lock is reserved. */
    private static final long PATIENCE = 10_000_000;

    /** How long one that was late twice sleeps before it looks again; nanoseconds. */
    private static final long NAP = 50_000;

    /** How often one that was called looks whether the lock is free before it waits again. */
    private static final int PAUSE = 1 << 9;

    private static final int SPINS = 1 << 11;

    private final boolean fifo;
    private final long ownerAddress;
    private final long abandonedAddress;
    private final Line line;
    private final long lease;
    private final Spin spin = new Spin(SPINS, 64);

    /**
     * The thread of this process that is the owner. Written by the owner alone: after the lock was taken, and before it is
     * given back. So a thread that reads itself there is the owner; others may read an old one.
     */
    private @Nullable Thread owner;

    /** Whether the owner got the lock from one that died. Written and read by the owner. */
    private boolean tookAbandoned;

    SharedLock(Region region, long base) {
        super(region, base);
        this.fifo = word(IS_FIFO) != 0;
        this.ownerAddress = Layout.word(base, OWNER);
        this.abandonedAddress = Layout.word(base, ABANDONED);
        this.line = new Line(this, base, LINE);
        this.lease = region.me() << LEASE_SHIFT;
    }

    static long allocate(Region region, Kind kind, String name, Fairness fairness) {
        boolean fifo = Objects.requireNonNull(fairness, "fairness") == Fairness.FIFO;
        return region.allocate(kind, name, base -> region.init(Layout.word(base, IS_FIFO), fifo ? 1L : 0L));
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
        if (tryAtOnce()) {
            return;
        }
        if (isHeldByCurrentThread()) {
            lockAgain("lock");
            return;
        }
        try {
            boolean _ = waitFor("lock", Long.MAX_VALUE, false);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public final void lockInterruptibly() throws InterruptedException {
        boolean _ = lockWithin("lockInterruptibly", Long.MAX_VALUE);
    }

    @Override
    public final boolean tryLock() {
        return tryTake() || (isHeldByCurrentThread() && tryLockAgain());
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

    /** What the owner word is if the current thread is the owner. */
    private long mine() {
        return lease | (Thread.currentThread().threadId() & THREAD_MASK) << 1;
    }

    private boolean tryAcquire() {
        region.checkAlive();
        if (compareAndSet(ownerAddress, 0, mine())) {
            acquired();
            return true;
        }
        return false;
    }

    private void acquired() {
        owner = Thread.currentThread();
        tookAbandoned = (long) WORD.get(memory, abandonedAddress) != 0;
    }

    /** Takes it if it is free and nobody is to be served first. */
    private boolean tryAtOnce() {
        return tryAcquire() || (read(ownerAddress) == C && !fifo && takePast(false));
    }

    /** Takes it if it is free, past those in the line. */
    private boolean tryTake() {
        boolean taken = tryAcquire();
        while (!taken && !isLocked()) { // not for ever: the line has come or gone meanwhile
            taken = takePast(true) || tryAcquire();
        }
        return taken;
    }

    private boolean takePast(boolean reserved) {
        enter("lock");
        try {
            if (read(ownerAddress) != C || (get(RESERVED) != 0 && !reserved)) {
                return false;
            }
            put(OWNER, mine() | C);
            commit();
            acquired();
            return true;
        } finally {
            leave();
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
        return nanos > 0 ? waitFor(operation, nanos, true) : !fifo && tryTake();
    }

    private void free() {
        region.checkAlive();
        if (tookAbandoned) {
            tookAbandoned = false;
            init(abandonedAddress, 0);
        }
        giveBack();
    }

    private void giveBack() {
        owner = null;
        if (!compareAndSet(ownerAddress, mine(), 0)) {
            enter("unlock");
            try {
                pass(read(ownerAddress)); // with C, unless the last in the line has left just now
            } finally {
                leave();
            }
        }
    }

    /** Frees the lock and calls the first in the line, if there is one. With the guard held. */
    private void pass(long word) {
        if (line.first() == 0) {
            boolean _ = compareAndSet(ownerAddress, word, 0);
        } else {
            put(OWNER, C);
            line.callFirst();
            commit();
        }
    }

    // --- waiting

    @Override
    public final boolean now() {
        return read(ownerAddress) == 0 && tryAcquire();
    }

    @Override
    public final boolean isMoreLeft() {
        return false;
    }

    /** Waits for the lock, and gets it, or the time is over. */
    private boolean waitFor(String operation, long nanos, boolean interruptible) throws InterruptedException {
        long start = System.nanoTime();
        if (!fifo && line.isEmpty() && spin.succeeds(this, true)) {
            return true;
        }
        try (Place place = new Place(operation, this)) {
            return enterLine(place) || waitInLine(place, start, nanos, interruptible);
        }
    }

    /** Whether the lock was taken on the way into the line. */
    private boolean enterLine(Place place) {
        enter(place.operation);
        try {
            for (; ; ) {
                long now = read(ownerAddress);
                if (now == 0) {
                    if (tryAcquire()) {
                        return true;
                    }
                } else if (now == C) {
                    if (line.first() == 0 || (!fifo && get(RESERVED) == 0)) {
                        put(OWNER, mine() | C);
                        commit();
                        acquired();
                        return true;
                    }
                    break;
                } else if ((now & C) != 0 || compareAndSet(ownerAddress, now, now | C)) {
                    break;
                }
            }
            line.append(place);
            put(place.node + NODE_VALUE, 0);
            commit();
            return false;
        } finally {
            leave();
        }
    }

    private boolean waitInLine(Place place, long start, long nanos, boolean interruptible) throws InterruptedException {
        boolean interrupted = false;
        boolean taken = false;
        boolean wasLate = false;
        try {
            for (; ; ) {
                if (place.isCalled() || (place.isOld() && checked() == C)) {
                    taken = takeInTurn(place, wasLate);
                    if (taken) {
                        return true;
                    }
                    wasLate = true;
                }
                if (Thread.interrupted()) {
                    if (interruptible) {
                        throw new InterruptedException();
                    }
                    interrupted = true;
                }
                long left = Durations.left(start, nanos);
                if (left == 0) {
                    return false;
                }
                if (place.isCalled()) {
                    Waiter.park(this, Math.min(left, NAP));
                } else {
                    place.await(Math.min(left, Place.LOOK));
                }
            }
        } finally {
            if (!taken) {
                leaveLine(place);
            }
            if (interrupted) {
                place.thread.interrupt();
            }
        }
    }

    /** The word, in which nonsense would let a thread in the line wait for ever. */
    private long checked() {
        long now = read(ownerAddress);
        boolean isSound = (now & C) != 0 && (now == C || region.leases.isTaken(now >>> LEASE_SHIFT));
        if (!isSound && read(ownerAddress) == now) {
            throw region.damaged("a lock with a line and the owner " + Long.toHexString(now));
        }
        return now;
    }

    /** For one that was called: takes the lock if it is still free. One that was late before stays called, for a while. */
    private boolean takeInTurn(Place place, boolean wasLate) {
        for (int i = PAUSE; i > 0 && read(ownerAddress) != C; i--) {
            Thread.onSpinWait();
        }
        enter(place.operation);
        try {
            if (read(ownerAddress) == C && line.isTurnOf(place.node)) {
                put(OWNER, mine() | C);
                line.remove(place.node);
                unreserve(place.node);
                put(place.node + NODE_STATE, Line.FREE);
                commit();
                acquired();
                clearIfNobodyWaits();
                return true;
            }
            boolean isPatient = System.nanoTime() - get(place.node + NODE_SINCE) < PATIENCE;
            if (read(ownerAddress) == C) { // and not its turn: of those that stand still, several came before it
                line.callFirst();
            } else if (!isPatient && get(RESERVED) == 0) {
                put(RESERVED, place.node);
            }
            if (!isPatient || !wasLate) {
                put(place.node + NODE_STATE, Line.WAITING);
            }
            commit();
            return false;
        } finally {
            leave();
        }
    }

    private void unreserve(long node) {
        if (get(RESERVED) == node) {
            put(RESERVED, 0);
        }
    }

    final void leaveLine(Place place) {
        enter(place.operation + " in vain");
        try {
            line.remove(place.node);
            unreserve(place.node);
            commit();
            settle();
        } finally {
            leave();
        }
    }

    /** After somebody left the line who may have been called, or have been the last. With the guard held. */
    private void settle() {
        if (read(ownerAddress) == C) {
            pass(C);
        } else {
            clearIfNobodyWaits();
        }
    }

    /** Makes the word open when the line is empty. With the guard held. */
    private void clearIfNobodyWaits() {
        long now = read(ownerAddress);
        if (line.first() == 0 && (now & C) != 0) {
            boolean _ = compareAndSet(ownerAddress, now, now & ~C);
        }
    }

    @Override
    final void sweep(long dead) {
        enter("sweep");
        try {
            if (isNodeOf(get(RESERVED), dead)) {
                put(RESERVED, 0);
                commit();
            }
            boolean left = forget(dead);
            long now = read(ownerAddress);
            if ((now & ~C) != 0 && now >>> LEASE_SHIFT == dead) {
                put(ABANDONED, 1);
                commit();
                pass(now);
            } else if (left || now == C) {
                settle();
            }
        } finally {
            leave();
        }
    }

    /**
     * Takes the nodes of a process out of the line, if there are any, each in a transaction of its own. One that came from a
     * condition had been signalled, and its thread never knew: the next there is signalled in its place.
     */
    private boolean forget(long dead) {
        boolean any = false;
        for (long node = line.firstOf(dead); node != 0; node = line.firstOf(dead)) {
            long condition = get(node + NODE_VALUE);
            line.remove(node);
            if (condition != 0) {
                SharedCondition.signalInItsPlace(this, condition);
            }
            commit();
            any = true;
        }
        return any;
    }

    // --- for conditions

    /** Gives back all levels, to wait for a signal; an abandoned lock stays one. The current thread is the owner. */
    final int freeAll() {
        region.checkAlive();
        int levels = dropLevels();
        tookAbandoned = false; // is read again
        giveBack();
        return levels;
    }

    /** Waits for the lock and restores the levels. */
    final void lockAll(Place place, boolean isInLine, int levels) {
        try {
            if (isInLine || (!tryAtOnce() && !enterLine(place))) {
                boolean _ = waitInLine(place, 0, Long.MAX_VALUE, false);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        restoreLevels(levels);
    }

    /** The line of those that wait for the lock. */
    final Line line() {
        return line;
    }

    /** Says that somebody will be in the line. With the guard held, by the owner. */
    final void contend() {
        long mine = mine();
        boolean _ = compareAndSet(ownerAddress, mine, mine | C);
    }

    final void checkOwner(String operation) {
        if (!isHeldByCurrentThread()) {
            throw notOwner(operation);
        }
    }

    private IllegalMonitorStateException notOwner(String operation) {
        return new IllegalMonitorStateException("%s by %s, which does not hold %s; it is %s"
                .formatted(operation, Names.of(Thread.currentThread()), name(), held()));
    }

    private String held() {
        return isLocked() ? "held by " + region.describe(read(ownerAddress) >>> LEASE_SHIFT, owner) : "free";
    }

    @Override
    public final WaitCondition newCondition() {
        return SharedCondition.create(this, "condition of " + name());
    }

    @Override
    public final WaitCondition newCondition(String name) {
        return SharedCondition.create(this, Objects.requireNonNull(name, "name"));
    }

    // --- holds

    @Override
    public final Hold hold() throws InterruptedException {
        boolean _ = lockWithin("hold", Long.MAX_VALUE);
        return new SharedHold(this::unlock);
    }

    @Override
    public final @Nullable Hold tryHold() {
        return tryLock() ? new SharedHold(this::unlock) : null;
    }

    @Override
    public final @Nullable Hold tryHold(Duration timeout) throws InterruptedException {
        return lockWithin("tryHold", Durations.nanos(timeout)) ? new SharedHold(this::unlock) : null;
    }

    // --- what it shows of itself

    @Override
    public final boolean wasAbandoned() {
        return isHeldByCurrentThread() && tookAbandoned;
    }

    @Override
    public final boolean isLocked() {
        long now = read(ownerAddress);
        if ((now & ~C) != 0 && region.isTimeToDoubt() && region.leases.isDead(now >>> LEASE_SHIFT)) {
            region.sweepDead();
            now = read(ownerAddress);
        }
        return (now & ~C) != 0;
    }

    @Override
    public final boolean isHeldByCurrentThread() {
        return owner == Thread.currentThread();
    }

    @Override
    public final List<Thread> owners() {
        Thread owner = owner();
        return owner == null ? List.of() : List.of(owner);
    }

    private @Nullable Thread owner() {
        return isLocked() ? owner : null;
    }

    /** What kind of lock this is. */
    abstract String kind();

    @Override
    public final LockStatistics statistics() {
        Thread owner = owner();
        int levels = !isLocked() ? 0 : owner == null ? 1 : Math.max(1, levels());
        return new LockStatistics(name(), owner, levels, line.length(), line.entered(), line.waited());
    }

    @Override
    final String describe() {
        int levels = levels();
        return Names.describe(
                kind(),
                name(),
                this,
                held() + (levels > 1 && owner() != null ? " " + levels + " times" : ""),
                line.length());
    }
}
