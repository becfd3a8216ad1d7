package dev.cordage.internal.shared;

import static dev.cordage.internal.shared.Layout.NODE_STATE;
import static dev.cordage.internal.shared.Layout.NODE_VALUE;

import dev.cordage.internal.waiting.Waiter;
import org.jspecify.annotations.Nullable;

/** A thread of this process that waits, or is about to, with its node in the shared memory. Used by that thread. */
final class Place implements AutoCloseable {
    /** After so many nanoseconds a wait looks for itself, in case that its call was lost to damaged memory. */
    static final long LOOK = 5_000_000_000L;

    final Thread thread = Thread.currentThread();
    final String operation;
    final Slot slot;
    final long node;

    /** In which it may try when those before it don't go on; written by the thread, read by the waker. */
    volatile @Nullable Line line;

    /** When it was made, by {@link System#nanoTime}. */
    final long since = System.nanoTime();

    /**
     * A place in no line yet.
     *
     * @param operation what the thread called
     * @param slot what it waits for
     */
    Place(String operation, Slot slot) {
        this.operation = operation;
        this.slot = slot;
        this.node = slot.region.takeNode();
        try {
            slot.init(node + NODE_STATE, Line.FREE);
            slot.region.waker.add(this);
        } catch (RuntimeException | Error e) {
            slot.region.giveNode(node);
            throw e;
        }
    }

    long state() {
        return slot.read(node + NODE_STATE);
    }

    /** Whether it has waited for so long that its call may have been lost, or those before it don't go on. */
    boolean isOld() {
        return System.nanoTime() - since > LOOK || isHeldUp();
    }

    /** Whether it waits behind others that were called long ago. */
    boolean isHeldUp() {
        Line line = this.line;
        return line != null && !isCalled() && line.isHeldUp();
    }

    long value() {
        return slot.read(node + NODE_VALUE);
    }

    /** Whether there is anything to do but to wait. */
    boolean isCalled() {
        return slot.read(node + NODE_STATE) != Line.WAITING;
    }

    /**
     * Waits until called, or interrupted, or the time is over, or for no reason.
     *
     * @param nanos how long at most; {@link Long#MAX_VALUE} is for ever
     * @throws IllegalStateException if the call may never come
     */
    void await(long nanos) {
        checkReachable();
        if (!isCalled()) {
            Waiter.park(slot, nanos);
        }
    }

    /**
     * Fails if the call may never come.
     *
     * @throws IllegalStateException if this process leaves the fabric, or the memory is damaged
     */
    void checkReachable() {
        slot.region.waker.checkOpen();
        if (slot.region.isDamaged()) {
            throw slot.region.damaged("nobody who can be waited for");
        }
    }

    /** Gives the node back, which is in no line. */
    @Override
    public void close() {
        slot.region.waker.remove(this);
        slot.region.giveNode(node);
    }
}
