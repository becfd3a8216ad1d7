package dev.cordage.internal.shared;

import dev.cordage.internal.waiting.Attempt;
import dev.cordage.internal.waiting.Durations;
import dev.cordage.internal.waiting.Names;
import dev.cordage.internal.waiting.Spin;
import dev.cordage.observe.EventStatistics;
import dev.cordage.sync.EventFlag;
import java.io.ObjectStreamException;
import java.io.Serial;
import java.io.Serializable;
import java.time.Duration;

/** An event flag between threads of several processes. */
public final class SharedEventFlag extends Slot implements EventFlag, Serializable {
    @Serial
    private static final long serialVersionUID = 1L;

    /*
     *   clear, line of waiters --set--> set, line not yet let go --each let go--> set, line empty
     *        ^                                                                       |
     *        '-------------------------------- clear --------------------------------'
     *
     * Both words change in transactions. The one that sets the flag is the event; each waiter is let go by one of its own,
     * before the guard is left, or by whoever takes the guard over. So with the guard held, the line of a set flag is
     * empty, and nobody who waited when it was set is held by a later clear.
     */
    private static final int SET = 0;

    private static final int LINE = 8;
    private static final int SPINS = 1 << 11;

    private final transient long setAddress;
    private final transient Line line;
    private final transient Spin spin = new Spin(SPINS, 64);
    private final transient Attempt look = new Look();

    SharedEventFlag(Region region, long base) {
        super(region, base);
        this.setAddress = Layout.word(base, SET);
        this.line = new Line(this, base, LINE);
    }

    /** A clear flag. */
    public static SharedEventFlag create(Region region, String name) {
        long base = region.allocate(Kind.EVENT, name, _ -> {});
        return region.slot(base, () -> new SharedEventFlag(region, base));
    }

    // --- set and clear

    @Override
    public void set() {
        if (isSet() && line.isEmpty()) {
            return;
        }
        enter("set");
        try {
            put(setAddress, 1);
            commit();
            repair();
        } finally {
            leave();
        }
    }

    /** Lets those go that wait for a flag which is set. */
    @Override
    void repair() {
        if (isSet()) {
            for (long node = line.first(); node != 0; node = line.first()) {
                line.release(node, Line.RELEASED);
                commit();
            }
        }
    }

    @Override
    public void clear() {
        if (!isSet()) {
            return;
        }
        enter("clear");
        try {
            put(setAddress, 0);
            commit();
        } finally {
            leave();
        }
    }

    @Override
    public boolean isSet() {
        return read(setAddress) != 0;
    }

    // --- waiting

    @Override
    public void await() throws InterruptedException {
        boolean _ = await("await", Long.MAX_VALUE);
    }

    @Override
    public boolean tryAwait(Duration timeout) throws InterruptedException {
        return await("tryAwait", Durations.nanos(timeout));
    }

    private boolean await(String operation, long nanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (isSet()) {
            return true;
        }
        if (nanos == 0) {
            return false;
        }
        long start = nanos == Long.MAX_VALUE ? 0 : System.nanoTime();
        if (spin.succeeds(look, true)) {
            return true;
        }
        try (Place place = new Place(operation, this)) {
            return !enterLine(place) || waitInLine(place, start, nanos);
        }
    }

    private final class Look implements Attempt {
        @Override
        public boolean now() {
            return isSet();
        }

        @Override
        public boolean isMoreLeft() {
            return true;
        }
    }

    /** Enters the line, unless there is nothing to wait for. */
    private boolean enterLine(Place place) {
        enter(place.operation);
        try {
            if (isSet()) {
                return false;
            }
            line.append(place.node);
            commit();
            return true;
        } finally {
            leave();
        }
    }

    private boolean waitInLine(Place place, long start, long nanos) throws InterruptedException {
        try {
            while (!place.isCalled()) {
                if (place.thread.isInterrupted()) {
                    if (leaveLine(place)) {
                        boolean _ = Thread.interrupted();
                        throw new InterruptedException();
                    }
                    return true;
                }
                long left = Durations.left(start, nanos);
                if (left == 0) {
                    return !leaveLine(place);
                }
                place.await(left);
            }
            return true;
        } catch (RuntimeException | Error e) {
            boolean _ = leaveLine(place);
            throw e;
        }
    }

    /** Whether it was still in the line, and is not any more. */
    private boolean leaveLine(Place place) {
        enter(place.operation + " in vain");
        try {
            if (!line.holds(place.node)) {
                return false;
            }
            line.remove(place.node);
            commit();
            return true;
        } finally {
            leave();
        }
    }

    @Override
    void sweep(long dead) {
        enter("sweep");
        try {
            repair();
            boolean _ = line.forget(dead);
        } finally {
            leave();
        }
    }

    // --- what it shows of itself

    @Override
    public EventStatistics statistics() {
        return new EventStatistics(name(), isSet(), line.length());
    }

    @Override
    String describe() {
        return Names.describe("EventFlag", name(), this, isSet() ? "set" : "clear", line.length());
    }

    @Serial
    private Object writeReplace() throws ObjectStreamException {
        return Handle.of(this, Kind.EVENT);
    }
}
