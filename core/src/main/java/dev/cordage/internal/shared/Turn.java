package dev.cordage.internal.shared;

import static dev.cordage.internal.shared.Layout.NODE_STATE;

import dev.cordage.internal.waiting.Attempt;
import dev.cordage.internal.waiting.Durations;
import dev.cordage.internal.waiting.Selectable;
import java.lang.invoke.VarHandle;
import java.util.function.BooleanSupplier;

/**
 * A thread in a {@link Line} that waits to try again: what {@code WaitLine.await} is within one process. Who makes something
 * available commits it, and then looks whether there is somebody to call; who waits enters the line, and then looks whether
 * something is available. A full fence stands between the two in both, so one of them sees the other. One is called at a
 * time; who leaves the line looks once more, after it has left, and calls the next if there may be more. Not before: what
 * came in between would find it there, and call nobody else.
 */
final class Turn implements Selectable.Standing {
    private final Slot slot;
    private final Line line;
    private final BooleanSupplier isMoreLeft;
    private final Place place;

    /**
     * Enters the line.
     *
     * @param slot whose guard the line is changed under; not held
     * @param isMoreLeft whether the next need not wait either, when this thread leaves
     */
    Turn(Slot slot, Line line, String operation, BooleanSupplier isMoreLeft) {
        this.slot = slot;
        this.line = line;
        this.isMoreLeft = isMoreLeft;
        this.place = new Place(operation, slot);
        try {
            enter(slot, line, place);
        } catch (RuntimeException | Error e) {
            place.close();
            throw e;
        }
    }

    private static void enter(Slot slot, Line line, Place place) {
        slot.enter(place.operation);
        try {
            line.append(place);
            slot.commit();
        } finally {
            slot.leave();
        }
    }

    /**
     * Waits until the attempt succeeds.
     *
     * @param slot whose guard the line is changed under; not held
     * @param nanos how long to wait at most; {@link Long#MAX_VALUE} is for ever
     * @return whether it succeeded
     * @throws InterruptedException if the thread is interrupted before it succeeds
     */
    static boolean await(Slot slot, Line line, String operation, Attempt attempt, long nanos)
            throws InterruptedException {
        long start = System.nanoTime();
        Turn turn = new Turn(slot, line, operation, attempt::isMoreLeft);
        try {
            for (; ; ) {
                VarHandle.fullFence();
                if (turn.mayTry() && attempt.now()) {
                    return true;
                }
                if (turn.isCalled()) {
                    turn.waitAgain();
                    continue;
                }
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                long left = Durations.left(start, nanos);
                if (left == 0) {
                    return false;
                }
                turn.place.await(left);
            }
        } finally {
            turn.leave();
        }
    }

    /** Whether nobody before it is expected to try. Who may not is called when it may. */
    private boolean mayTry() {
        return place.isCalled() || line.isFirst(place.node) || line.isHeldUp();
    }

    @Override
    public boolean isCalled() {
        place.checkReachable();
        return place.isCalled();
    }

    @Override
    public void waitAgain() {
        slot.enter(place.operation);
        try {
            slot.put(place.node + NODE_STATE, Line.WAITING);
            slot.commit();
        } finally {
            slot.leave();
        }
    }

    @Override
    public void leave() {
        try (place) {
            if (!(CrashPoint.ARMED && slot.region.isDead())) {
                leaveLine();
            }
        }
    }

    private void leaveLine() {
        slot.enter(place.operation);
        try {
            line.remove(place.node);
            slot.put(place.node + NODE_STATE, Line.FREE);
            slot.commit();
            VarHandle.fullFence();
            if (isMoreLeft.getAsBoolean()) {
                line.callFirst();
                slot.commit();
            }
        } finally {
            slot.leave();
        }
    }

    /** Waits until let go. What lets go is looked at again by {@code look} once the thread is in the line. */
    static boolean awaitRelease(Slot slot, Line line, String operation, Runnable look, long nanos)
            throws InterruptedException {
        long start = System.nanoTime();
        try (Place place = new Place(operation, slot)) {
            enter(slot, line, place);
            try {
                VarHandle.fullFence();
                look.run();
                for (; ; ) {
                    if (place.state() == Line.RELEASED) {
                        return true;
                    }
                    if (Thread.interrupted()) {
                        throw new InterruptedException();
                    }
                    long left = Durations.left(start, nanos);
                    if (left == 0) {
                        return false;
                    }
                    place.await(left);
                }
            } finally {
                leaveIfThere(slot, line, place);
            }
        }
    }

    private static void leaveIfThere(Slot slot, Line line, Place place) {
        if (place.state() == Line.RELEASED || (CrashPoint.ARMED && slot.region.isDead())) {
            return;
        }
        slot.enter(place.operation);
        try {
            if (line.holds(place.node)) {
                line.remove(place.node);
                slot.put(place.node + NODE_STATE, Line.FREE);
                slot.commit();
            }
        } finally {
            slot.leave();
        }
    }
}
