package dev.cordage.internal.shared;

import dev.cordage.internal.waiting.Durations;
import dev.cordage.internal.waiting.Names;
import dev.cordage.observe.BarrierStatistics;
import dev.cordage.sync.Barrier;
import java.io.NotSerializableException;
import java.io.ObjectStreamException;
import java.io.Serial;
import java.io.Serializable;
import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A barrier between threads of several processes. It breaks when a process dies that waits at it, or that runs its action.
 * The action goes with the handle: each process has its own copy, and the last thread to arrive runs that of its process.
 */
public final class SharedBarrier extends Slot implements Barrier, Serializable {
    @Serial
    private static final long serialVersionUID = 1L;

    /*
     * There is a round to arrive at, and there may be the one before, whose action still runs:
     *
     *   ACTOR  BROKEN   the round to arrive at       who is in LINE          who is in NEWCOMERS
     *   0      0        is open, ARRIVED have come   those ARRIVED           nobody
     *   0      1        is broken until reset        nobody                  nobody
     *   lease  0        is open, nobody may arrive   those of the one before who will arrive at it
     *   lease  1        is broken until reset        those of the one before nobody
     *
     * What happens, and how LINE is let go; NEWCOMERS always are, and try again:
     *
     *   the last arrives, no action    ARRIVED = 0, ROUNDS + 1                LINE: RELEASED
     *   the last arrives, an action    ARRIVED = 0, ACTOR = its lease
     *     it has run                   ACTOR = 0, ROUNDS + 1                  LINE: RELEASED
     *     it failed, or its process    ACTOR = 0, BROKEN = 1 unless RESET     LINE: BROKEN
     *   abort, a time out, an          BROKEN = 1, ARRIVED = 0                LINE: BROKEN, unless ACTOR
     *     interrupt, a death in LINE
     *   reset                          BROKEN = 0, ARRIVED = 0, RESET = 1     LINE: BROKEN, unless ACTOR
     *
     * All words change in transactions. Letting go takes one for each node, so the transaction of the change itself also
     * stores in ENDING how to let go, and the last one clears it. Nobody leaves the guard in between; if somebody dies in
     * between, who takes the guard over goes on. So with the guard held, ENDING is 0.
     */
    private static final int PARTIES = 0;

    private static final int ARRIVED = 1;
    private static final int BROKEN = 2;

    /** The lease of the process that runs the action, or 0. */
    private static final int ACTOR = 3;

    /** Whether there was a reset while the action runs. */
    private static final int RESET = 4;

    private static final int ROUNDS = 5;

    /** The state that nodes of the line are to be given, or that there are newcomers to be let go; 0: nobody is. */
    private static final int ENDING = 6;

    private static final int LINE = 8;
    private static final int NEWCOMERS = LINE + Line.WORDS;

    /** For {@link #ENDING}: only the newcomers are let go. */
    private static final long ONLY_NEWCOMERS = Line.CALLED;

    private static final String OPERATION = "await";

    /** Instead of an order of arrival. */
    private static final int IS_LAST = -2;

    private final transient int parties;

    /** Those that have arrived, and wait for the others, or for the action. */
    private final transient Line line;

    /** Those that have come while the action of a round runs, and will arrive at the next. */
    private final transient Line newcomers;

    /** Null if there is none, or this handle was made without. Written once. */
    private transient volatile @Nullable Runnable action;

    SharedBarrier(Region region, long base, @Nullable Runnable action) {
        super(region, base);
        this.parties = (int) word(PARTIES);
        this.action = action;
        this.line = new Line(this, base, LINE);
        this.newcomers = new Line(this, base, NEWCOMERS);
    }

    /**
     * A barrier.
     *
     * @param parties how many threads must arrive, at least 1
     * @param action what the last to arrive runs; must be serialisable if the barrier is to be sent to other processes
     */
    public static SharedBarrier create(Region region, int parties, @Nullable Runnable action, String name) {
        if (parties < 1) {
            throw new IllegalArgumentException("a barrier needs at least 1 party, not " + parties);
        }
        long base = region.allocate(Kind.BARRIER, name, slot -> region.init(Layout.word(slot, PARTIES), parties));
        return region.slot(base, () -> new SharedBarrier(region, base, action));
    }

    // --- arriving

    @Override
    public int await() throws InterruptedException, BrokenBarrierException {
        try {
            return await(Long.MAX_VALUE);
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public int await(Duration timeout) throws InterruptedException, BrokenBarrierException, TimeoutException {
        return await(Durations.nanos(timeout));
    }

    private int await(long nanos) throws InterruptedException, BrokenBarrierException, TimeoutException {
        long start = System.nanoTime();
        Runnable action = this.action;
        int index;
        try (Place place = new Place(OPERATION, this)) {
            index = arrive(place, start, nanos, action != null);
            while (index < 0) {
                awaitAction(place, start, nanos);
                index = arrive(place, start, nanos, action != null);
            }
            if (index < parties - 1) {
                awaitEnd(place, start, nanos);
            }
        }
        if (index == parties - 1 && action != null) {
            act(action);
        }
        return index;
    }

    /**
     * Tries to arrive.
     *
     * @return the order of arrival, the last of which must run the action; or -1 if the thread has to wait for the action
     *     of the round before
     */
    private int arrive(Place place, long start, long nanos, boolean hasAction)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        int index = arrive(place, start, nanos, hasAction, parties == 1);
        if (index == IS_LAST) {
            region.sweepDead(); // the last to arrive must not go on with the dead
            index = arrive(place, start, nanos, hasAction, true);
        }
        return index;
    }

    /** The same; if the others have not been looked after, the last does not arrive, but is told so. */
    private int arrive(Place place, long start, long nanos, boolean hasAction, boolean swept)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        enter(OPERATION);
        try {
            if (get(BROKEN) != 0) {
                throw broken();
            }
            if (Thread.interrupted()) {
                breakRound();
                throw new InterruptedException();
            }
            if (get(ACTOR) != 0) {
                if (Durations.left(start, nanos) == 0) {
                    breakRound();
                    throw timeout(nanos);
                }
                newcomers.append(place.node);
                commit();
                return -1;
            }
            int index = (int) get(ARRIVED);
            if (index < 0 || index >= parties) {
                throw region.damaged(index + " threads at a barrier for " + parties);
            }
            if (index < parties - 1) {
                line.append(place.node);
                put(ARRIVED, index + 1);
                commit();
                return index;
            }
            if (!swept) {
                return IS_LAST;
            }
            put(ARRIVED, 0);
            if (hasAction) {
                put(RESET, 0);
                put(ACTOR, region.me());
                commit();
            } else {
                put(ROUNDS, get(ROUNDS) + 1);
                end(Line.RELEASED);
            }
            return parties - 1;
        } finally {
            leave();
        }
    }

    /** Waits until the action has run, or there is a reason not to wait, which to find is left to the next attempt. */
    private void awaitAction(Place place, long start, long nanos) {
        try {
            while (place.state() == Line.WAITING && !place.thread.isInterrupted() && Durations.left(start, nanos) > 0) {
                place.await(Durations.left(start, nanos));
            }
        } finally {
            leaveLine(newcomers, place);
        }
    }

    private void leaveLine(Line line, Place place) {
        enter(OPERATION + " in vain");
        try {
            if (line.holds(place.node)) {
                line.remove(place.node);
                commit();
            }
        } finally {
            leave();
        }
    }

    private void awaitEnd(Place place, long start, long nanos)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        boolean interrupted = false;
        boolean expired = false;
        try {
            while (place.state() == Line.WAITING) {
                long left = expired ? Long.MAX_VALUE : Durations.left(start, nanos);
                if (Thread.interrupted()) {
                    if (breakIfOpen(place)) {
                        throw new InterruptedException();
                    }
                    interrupted = true;
                } else if (left == 0) {
                    if (breakIfOpen(place)) {
                        throw timeout(nanos);
                    }
                    expired = true;
                } else {
                    place.await(left);
                }
            }
        } finally {
            if (interrupted) {
                place.thread.interrupt();
            }
            if (place.state() == Line.WAITING && !breakIfOpen(place)) { // an error: one party is missing now
                leaveLine(line, place);
            }
        }
        if (place.state() != Line.RELEASED) {
            throw broken();
        }
    }

    /** Breaks a round that waits for others; one whose action runs is no longer to be broken by a waiter. */
    private boolean breakIfOpen(Place place) {
        enter(OPERATION + " in vain");
        try {
            if (!line.holds(place.node) || get(ACTOR) != 0) {
                return false;
            }
            breakRound();
            return true;
        } finally {
            leave();
        }
    }

    // --- the action

    private void act(Runnable action) {
        boolean success = false;
        try {
            action.run();
            success = true;
        } finally {
            enter("action");
            try {
                endAction(success);
            } finally {
                leave();
            }
        }
    }

    private void endAction(boolean success) {
        put(ACTOR, 0);
        if (success) {
            put(ROUNDS, get(ROUNDS) + 1);
        } else if (get(RESET) == 0) {
            put(BROKEN, 1);
        }
        end(success ? Line.RELEASED : Line.BROKEN);
    }

    // --- the end of a round, with the guard held

    private void breakRound() {
        put(BROKEN, 1);
        put(ARRIVED, 0);
        end(get(ACTOR) == 0 ? Line.BROKEN : ONLY_NEWCOMERS);
    }

    /** Commits what was put, and lets those in the lines go. */
    private void end(long how) {
        put(ENDING, how);
        commit();
        repair();
    }

    @Override
    void repair() {
        long how = get(ENDING);
        if (how != 0) {
            if (how != ONLY_NEWCOMERS) {
                releaseAll(line, how);
            }
            releaseAll(newcomers, Line.RELEASED);
            put(ENDING, 0);
            commit();
        }
    }

    private void releaseAll(Line line, long state) {
        for (long node = line.first(); node != 0; node = line.first()) {
            line.release(node, state);
            commit();
        }
    }

    private BrokenBarrierException broken() {
        return new BrokenBarrierException(name() + " is broken");
    }

    private TimeoutException timeout(long nanos) {
        return new TimeoutException(
                "not all %d parties have come to %s within %.3f s".formatted(parties, name(), nanos / 1e9));
    }

    @Override
    public void abort() {
        enter("abort");
        try {
            breakRound();
        } finally {
            leave();
        }
    }

    @Override
    public void reset() {
        enter("reset");
        try {
            put(BROKEN, 0);
            put(ARRIVED, 0);
            put(RESET, 1);
            end(get(ACTOR) == 0 ? Line.BROKEN : ONLY_NEWCOMERS);
        } finally {
            leave();
        }
    }

    @Override
    void sweep(long dead) {
        enter("sweep");
        try {
            repair();
            if (get(ACTOR) == dead) {
                endAction(false);
            } else if (get(ACTOR) == 0 && line.firstOf(dead) != 0) {
                breakRound();
            }
            // Of a round whose action runs, which needs its threads no more.
            boolean _ = line.forget(dead);
            boolean _ = newcomers.forget(dead);
        } finally {
            leave();
        }
    }

    // --- what it shows of itself

    @Override
    public boolean isBroken() {
        if (word(BROKEN) == 0 && (!line.isEmpty() || word(ACTOR) != 0) && region.isTimeToDoubt()) {
            region.sweepDead();
        }
        return word(BROKEN) != 0;
    }

    @Override
    public int parties() {
        return parties;
    }

    @Override
    public int waiting() {
        return line.length();
    }

    @Override
    public BarrierStatistics statistics() {
        enter("statistics");
        try {
            return new BarrierStatistics(name(), parties, line.length(), get(BROKEN) != 0, get(ROUNDS));
        } finally {
            leave();
        }
    }

    @Override
    String describe() {
        BarrierStatistics now = statistics();
        return Names.describe(
                "Barrier", name(), this, now.broken() ? "broken" : now.parties() + " parties", now.waiters());
    }

    // --- to other processes

    /** A handle with its action. */
    private record WithAction(Object barrier, Runnable action) implements Serializable {
        @Serial
        private static final long serialVersionUID = 1L;

        /** The handle in it was replaced by the barrier when it was read. */
        @Serial
        private Object readResolve() {
            SharedBarrier here = (SharedBarrier) barrier;
            if (here.action == null) {
                here.action = action;
            }
            return here;
        }
    }

    @Serial
    private Object writeReplace() throws ObjectStreamException {
        Handle handle = Handle.of(this, Kind.BARRIER);
        Runnable action = this.action;
        if (action == null) {
            return handle;
        }
        if (!(action instanceof Serializable)) {
            throw new NotSerializableException(action.getClass().getName() + ", the action of the barrier " + name());
        }
        return new WithAction(handle, action);
    }
}
