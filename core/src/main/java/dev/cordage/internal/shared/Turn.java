package dev.cordage.internal.shared;

import static dev.cordage.internal.shared.Layout.NODE_STATE;

import dev.cordage.internal.waiting.Attempt;
import dev.cordage.internal.waiting.Durations;
import java.lang.invoke.VarHandle;

/**
 * Waiting in a {@link Line} to try again: what {@code WaitLine.await} is within one process. Who makes something available
 * commits it, and then looks whether there is somebody to call; who waits enters the line, and then looks whether something
 * is available. A full fence stands between the two in both, so one of them sees the other. One is called at a time; who
 * leaves the line calls the next if there may be more.
 */
final class Turn {
    private Turn() {}

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
        boolean success = false;
        try (Place place = new Place(operation, slot)) {
            slot.enter(operation);
            try {
                line.append(place.node);
                slot.commit();
            } finally {
                slot.leave();
            }
            try {
                for (; ; ) {
                    VarHandle.fullFence();
                    if (attempt.now()) {
                        success = true;
                        return true;
                    }
                    if (place.isCalled()) {
                        waitAgain(slot, place);
                        continue;
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
                leaveLine(slot, line, place, !success || attempt.isMoreLeft());
            }
        }
    }

    /** For one that was called, and came too late. */
    private static void waitAgain(Slot slot, Place place) {
        slot.enter(place.operation);
        try {
            slot.put(place.node + NODE_STATE, Line.WAITING);
            slot.commit();
        } finally {
            slot.leave();
        }
    }

    private static void leaveLine(Slot slot, Line line, Place place, boolean isMoreLeft) {
        if (CrashPoint.ARMED && slot.region.isDead()) {
            return;
        }
        slot.enter(place.operation);
        try {
            line.remove(place.node);
            slot.put(place.node + NODE_STATE, Line.FREE);
            if (isMoreLeft) {
                line.callFirst();
            }
            slot.commit();
        } finally {
            slot.leave();
        }
    }

    /** Waits until let go. What lets go is looked at again by {@code look} once the thread is in the line. */
    static boolean awaitRelease(Slot slot, Line line, String operation, Runnable look, long nanos)
            throws InterruptedException {
        long start = System.nanoTime();
        try (Place place = new Place(operation, slot)) {
            slot.enter(operation);
            try {
                line.append(place.node);
                slot.commit();
            } finally {
                slot.leave();
            }
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
