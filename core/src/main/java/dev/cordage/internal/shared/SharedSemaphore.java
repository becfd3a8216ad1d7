package dev.cordage.internal.shared;

import static dev.cordage.internal.shared.Layout.NODE_SINCE;
import static dev.cordage.internal.shared.Layout.NODE_STATE;
import static dev.cordage.internal.shared.Layout.NODE_VALUE;

import dev.cordage.internal.waiting.Attempt;
import dev.cordage.internal.waiting.Durations;
import dev.cordage.internal.waiting.Names;
import dev.cordage.internal.waiting.Spin;
import dev.cordage.observe.SemaphoreStatistics;
import dev.cordage.sync.CountingSemaphore;
import dev.cordage.sync.Fairness;
import dev.cordage.sync.Hold;
import java.io.ObjectStreamException;
import java.io.Serial;
import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A semaphore between threads of several processes. It counts how many permits each process holds, and when one dies, they
 * come back. Who releases need not be who acquired: what a process releases is taken off its own count first, then off
 * those of others, and only what is left then adds to the permits that there were at first.
 */
public final class SharedSemaphore extends Slot implements CountingSemaphore, Serializable {
    @Serial
    private static final long serialVersionUID = 1L;

    /*
     * All words change in transactions, with the guard held. Between two of them, and so after any kill:
     *
     *   AVAILABLE + the sum of HOLDERS == BOUND, if there is a bound, and never more than an int can count.
     *   If the first in LINE could have what it wants, it is CALLED.
     *
     * LINE is that of the threads that wait, with the number that each wants in its NODE_VALUE. Only the first is called.
     * It takes its permits if they are still there, and calls the next; if not, it waits on. Once the first has waited for
     * 10 ms it is RESERVED: then newcomers enter the line as well, as they always do in a FIFO semaphore. So nobody
     * starves, a large request among small ones neither.
     *
     * An unbounded semaphore is for signals, which are used up when they are taken. A bounded one lends its permits:
     * HOLDERS has a node for each process that ever held a permit, with the number in its NODE_VALUE. No thread waits at
     * it, and it stays in its line, at 0, until the process is swept. So to acquire and to release change two words each.
     */
    private static final int AVAILABLE = 0;

    /** The most permits there may be, or -1. */
    private static final int BOUND = 1;

    private static final int IS_FIFO = 2;

    /** The node of the one that newcomers may not pass; or 0. */
    private static final int RESERVED = 3;

    private static final int LINE = 8;
    private static final int HOLDERS = LINE + Line.WORDS;

    /** After how many nanoseconds in the line the first is not passed any more. */
    private static final long PATIENCE = 10_000_000;

    private static final int SPINS = 1 << 11;

    /** Of how many holders permits are taken back in one transaction. */
    private static final int HOLDERS_AT_ONCE = 16;

    private final transient boolean fifo;
    private final transient boolean isBounded;
    private final transient int bound;
    private final transient Line line;
    private final transient Line holders;
    private final transient Spin spin = new Spin(SPINS, 64);

    /** The node of this process in the line of holders; 0 before it ever wanted a permit. Written once, under this. */
    private transient volatile long holding;

    SharedSemaphore(Region region, long base) {
        super(region, base);
        this.fifo = word(IS_FIFO) != 0;
        this.isBounded = word(BOUND) >= 0;
        this.bound = isBounded ? (int) word(BOUND) : Integer.MAX_VALUE;
        this.line = new Line(this, base, LINE);
        this.holders = new Line(this, base, HOLDERS);
    }

    /**
     * A semaphore of which nothing is held.
     *
     * @param permits how many permits there are at first, at least 0
     * @param bounded whether there may never be more
     */
    public static SharedSemaphore create(Region region, int permits, boolean bounded, String name, Fairness fairness) {
        if (permits < 0) {
            throw new IllegalArgumentException("a semaphore needs at least 0 permits, not " + permits);
        }
        boolean fifo = Objects.requireNonNull(fairness, "fairness") == Fairness.FIFO;
        long base = region.allocate(Kind.SEMAPHORE, name, slot -> {
            region.init(Layout.word(slot, AVAILABLE), permits);
            region.init(Layout.word(slot, BOUND), bounded ? permits : -1);
            region.init(Layout.word(slot, IS_FIFO), fifo ? 1 : 0);
        });
        return region.slot(base, () -> new SharedSemaphore(region, base));
    }

    // --- acquire

    @Override
    public void acquire() throws InterruptedException {
        acquireWithin("acquire", 1, Long.MAX_VALUE);
    }

    @Override
    public void acquire(int permits) throws InterruptedException {
        acquireWithin("acquire", permits, Long.MAX_VALUE);
    }

    @Override
    public void acquireUninterruptibly() {
        check(1);
        if (!take(1, false)) {
            try {
                boolean _ = waitFor("acquireUninterruptibly", 1, Long.MAX_VALUE, false);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Override
    public boolean tryAcquire() {
        return tryTake(1);
    }

    @Override
    public boolean tryAcquire(int permits) {
        check(permits);
        return tryTake(permits);
    }

    private boolean tryTake(int wanted) {
        return take(wanted, true) || (looksForTheDead() && take(wanted, true));
    }

    @Override
    public boolean tryAcquire(Duration timeout) throws InterruptedException {
        return acquireWithin("tryAcquire", 1, Durations.nanos(timeout));
    }

    @Override
    public boolean tryAcquire(int permits, Duration timeout) throws InterruptedException {
        return acquireWithin("tryAcquire", permits, Durations.nanos(timeout));
    }

    private boolean acquireWithin(String operation, int wanted, long nanos) throws InterruptedException {
        check(wanted);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (take(wanted, false)) {
            return true;
        }
        return nanos > 0 ? waitFor(operation, wanted, nanos, true) : looksForTheDead() && take(wanted, false);
    }

    private void check(int wanted) {
        if (wanted < 0) {
            throw new IllegalArgumentException("%d permits of %s: a negative number".formatted(wanted, name()));
        }
        if (wanted > bound) {
            throw new IllegalArgumentException(
                    "%d permits of %s, which never has more than %d".formatted(wanted, name(), bound));
        }
    }

    /** Whether the dead have been looked for, and what they held has come back, because that was not done for a while. */
    private boolean looksForTheDead() {
        if (region.isTimeToDoubt()) {
            region.sweepDead();
            return true;
        }
        return false;
    }

    /**
     * Takes permits if there are so many.
     *
     * @param past whether to pass any waiters
     */
    private boolean take(int wanted, boolean past) {
        if (wanted == 0) {
            return true;
        }
        if (word(AVAILABLE) < wanted || (!past && wouldPass())) {
            return false;
        }
        prepare();
        enter("acquire");
        try {
            if (get(AVAILABLE) < wanted || (!past && wouldPass())) {
                return false;
            }
            putTaken(wanted);
            commit();
            return true;
        } finally {
            leave();
        }
    }

    /** Whether there is somebody in the line whom a newcomer may not pass. */
    private boolean wouldPass() {
        return fifo ? !line.isEmpty() : word(RESERVED) != 0;
    }

    private void putTaken(int wanted) {
        put(AVAILABLE, get(AVAILABLE) - wanted);
        if (isBounded) {
            long mine = holding();
            put(mine + NODE_VALUE, get(mine + NODE_VALUE) + wanted);
        }
    }

    /** Has a node for what this process will hold. Not with the guard held, since that may take a while. */
    private void prepare() {
        if (isBounded && holding == 0) {
            synchronized (this) {
                if (holding == 0) {
                    long node = region.takeNode();
                    init(node + NODE_STATE, Line.FREE);
                    holding = node;
                }
            }
        }
    }

    /** The node of this process, put into the line of holders if it is not there. With the guard held. */
    private long holding() {
        long node = holding;
        if (!holders.holds(node)) {
            init(node + NODE_VALUE, 0);
            holders.append(node);
        }
        return node;
    }

    // --- waiting

    private boolean waitFor(String operation, int wanted, long nanos, boolean interruptible)
            throws InterruptedException {
        long start = System.nanoTime();
        if (line.isEmpty() && spin.succeeds(new Request(wanted), true)) {
            return true;
        }
        try (Place place = new Place(operation, this)) {
            init(place.node + NODE_VALUE, wanted);
            return enterLine(place, wanted) || waitInLine(place, wanted, start, nanos, interruptible);
        }
    }

    private final class Request implements Attempt {
        private final int wanted;

        Request(int wanted) {
            this.wanted = wanted;
        }

        @Override
        public boolean now() {
            return word(AVAILABLE) >= wanted && take(wanted, false);
        }

        @Override
        public boolean isMoreLeft() {
            return false;
        }
    }

    /** Whether the permits were taken on the way into the line. */
    private boolean enterLine(Place place, int wanted) {
        prepare();
        enter(place.operation);
        try {
            boolean taken = get(AVAILABLE) >= wanted && !wouldPass();
            if (taken) {
                putTaken(wanted);
            } else {
                line.append(place);
            }
            commit();
            return taken;
        } finally {
            leave();
        }
    }

    private boolean waitInLine(Place place, int wanted, long start, long nanos, boolean interruptible)
            throws InterruptedException {
        boolean interrupted = false;
        boolean taken = false;
        try {
            for (; ; ) {
                if (place.isCalled() || place.isHeldUp()) {
                    taken = takeInTurn(place, wanted);
                    if (taken) {
                        return true;
                    }
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
                place.await(left);
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

    /** For one that was called: takes the permits if they are still there. */
    private boolean takeInTurn(Place place, int wanted) {
        enter(place.operation);
        try {
            boolean taken = line.isTurnOf(place.node) && get(AVAILABLE) >= wanted;
            if (taken) {
                putTaken(wanted);
                putGone(place.node);
                put(place.node + NODE_STATE, Line.FREE);
            } else {
                put(place.node + NODE_STATE, Line.WAITING);
                putCall(); // of those that stand still, several may have come before this
                putReserved();
            }
            commit();
            return taken;
        } finally {
            leave();
        }
    }

    private void leaveLine(Place place) {
        enter(place.operation + " in vain");
        try {
            putGone(place.node);
            commit();
        } finally {
            leave();
        }
    }

    /** Takes a node out of the line, and calls the first of the rest if it can go on. */
    private void putGone(long node) {
        line.remove(node);
        if (get(RESERVED) == node) {
            put(RESERVED, 0);
        }
        putCall();
    }

    /** Calls the first in the line if there are permits enough. */
    private void putCall() {
        long first = line.firstInTime();
        if (first != 0 && get(AVAILABLE) >= get(first + NODE_VALUE)) {
            line.callFirst();
        }
    }

    /** Keeps newcomers from passing the first in the line if it has waited for long. */
    private void putReserved() {
        long first = line.first();
        if (first != 0 && get(RESERVED) == 0 && System.nanoTime() - get(first + NODE_SINCE) > PATIENCE) {
            put(RESERVED, first);
        }
    }

    // --- release

    @Override
    public void release() {
        release(1);
    }

    @Override
    public void release(int permits) {
        if (permits < 0) {
            throw new IllegalArgumentException("release(%d) of %s: a negative number".formatted(permits, name()));
        }
        enter("release");
        try {
            long now = get(AVAILABLE);
            if (permits > bound - now) {
                throw new IllegalStateException("release(%d) of %s, which has %d permits and never more than %d"
                        .formatted(permits, name(), now, bound));
            }
            long added = isBounded ? takeBack(permits) : permits;
            if (permits != 0) {
                put(AVAILABLE, get(AVAILABLE) + added);
            }
            putCall();
            putReserved();
            commit();
        } finally {
            leave();
        }
    }

    /**
     * Takes permits off the counts of the holders, this process first.
     *
     * @return how many are still to be added to those available
     */
    private long takeBack(long permits) {
        long left = permits;
        if (holding != 0 && holders.holds(holding)) {
            left -= takeBackFrom(holding, left);
        }
        long pending = permits - left;
        int holdersTouched = 1;
        int steps = 0;
        for (long node = holders.first(); left > 0 && node != 0; node = holders.next(node)) {
            long part = takeBackFrom(node, left);
            left -= part;
            pending += part;
            if (part > 0 && ++holdersTouched == HOLDERS_AT_ONCE) { // the log is not for any number
                put(AVAILABLE, get(AVAILABLE) + pending);
                commit();
                pending = 0;
                holdersTouched = 0;
            }
            if (++steps > Layout.MOST_LEASES) {
                throw region.damaged("more holders of " + name() + " than there can be processes");
            }
        }
        return pending + left;
    }

    private long takeBackFrom(long node, long most) {
        long held = get(node + NODE_VALUE);
        long part = Math.max(0, Math.min(held, most));
        if (part > 0) {
            put(node + NODE_VALUE, held - part);
        }
        return part;
    }

    // --- deaths

    /** A release by several transactions may have ended before the first in the line was called. */
    @Override
    void repair() {
        putCall();
        commit();
    }

    @Override
    void sweep(long dead) {
        enter("sweep");
        try {
            if (isNodeOf(get(RESERVED), dead)) {
                put(RESERVED, 0);
                commit();
            }
            boolean _ = line.forget(dead);
            for (long node = holders.firstOf(dead); node != 0; node = holders.firstOf(dead)) {
                put(AVAILABLE, get(AVAILABLE) + get(node + NODE_VALUE));
                put(node + NODE_VALUE, 0);
                holders.remove(node);
                commit();
            }
            putCall();
            commit();
        } finally {
            leave();
        }
    }

    // --- holds

    @Override
    public Hold hold() throws InterruptedException {
        acquireWithin("hold", 1, Long.MAX_VALUE);
        return new SharedHold(this::release);
    }

    @Override
    public @Nullable Hold tryHold() {
        return tryAcquire() ? new SharedHold(this::release) : null;
    }

    @Override
    public @Nullable Hold tryHold(Duration timeout) throws InterruptedException {
        return acquireWithin("tryHold", 1, Durations.nanos(timeout)) ? new SharedHold(this::release) : null;
    }

    // --- what it shows of itself

    @Override
    public int availablePermits() {
        if (isBounded && word(AVAILABLE) < bound) {
            boolean _ = looksForTheDead();
        }
        return (int) word(AVAILABLE);
    }

    @Override
    public SemaphoreStatistics statistics() {
        return new SemaphoreStatistics(
                name(),
                availablePermits(),
                isBounded ? OptionalInt.of(bound) : OptionalInt.empty(),
                line.length(),
                line.entered(),
                line.waited());
    }

    @Override
    String describe() {
        String state = availablePermits() + (isBounded ? " of " + bound : "") + " free";
        return Names.describe("CountingSemaphore", name(), this, state, line.length());
    }

    @Serial
    private Object writeReplace() throws ObjectStreamException {
        return Handle.of(this, Kind.SEMAPHORE);
    }
}
