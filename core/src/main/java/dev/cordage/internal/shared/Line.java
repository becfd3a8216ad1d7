package dev.cordage.internal.shared;

import static dev.cordage.internal.shared.Layout.NODE_CALLED;
import static dev.cordage.internal.shared.Layout.NODE_LEASE;
import static dev.cordage.internal.shared.Layout.NODE_NEXT;
import static dev.cordage.internal.shared.Layout.NODE_PREVIOUS;
import static dev.cordage.internal.shared.Layout.NODE_SINCE;
import static dev.cordage.internal.shared.Layout.NODE_SLOT;
import static dev.cordage.internal.shared.Layout.NODE_STATE;
import static dev.cordage.internal.shared.Layout.NODE_VALUE;

import java.time.Duration;

/**
 * The threads of all processes that wait for one thing, first come first: a list of nodes, whose ends are words of a slot.
 * Changed in transactions of the slot that guards it, which for the line of a condition is the lock's.
 */
final class Line {
    /*
     * The states of a node. To try again, and to be let go, are the two ways to use a line, as in WaitLine.
     *
     *   FREE --append--> WAITING --call--> CALLED --wait again--> WAITING
     *    ^                  |                 |
     *    |                  '----- remove ----'---> RELEASED or BROKEN, or as it was
     *    '---- given back by the thread, or its process swept
     *
     * One is called at a time, the first. But its process may stand still, stopped or without a processor: when it was
     * called long ago, it is passed, and the next is called beside it.
     */
    static final long FREE = 0;
    static final long WAITING = 1;
    /** Told to try again; still in the line. */
    static final long CALLED = 2;
    /** Let go; in no line any more. */
    static final long RELEASED = 3;
    /** Let go because what it waited for broke. */
    static final long BROKEN = 4;

    static final int WORDS = 5;

    /** After how many nanoseconds one that was called is passed. */
    private static final long LATE = 1_000_000_000;

    /** A line longer than this is a circle, made by whoever damaged the memory. */
    private static final long LONGEST = Layout.SIZE / Layout.NODE_SIZE;

    private final Slot slot;
    private final long home;
    private final long head;
    private final long tail;
    private final long length;
    private final long entered;
    private final long waited;

    /**
     * Makes the handle of a line.
     *
     * @param slot whose guard it is changed under
     * @param home the slot its words are in
     * @param index the first of its words
     */
    Line(Slot slot, long home, int index) {
        this.slot = slot;
        this.home = home;
        this.head = Layout.word(home, index);
        this.tail = Layout.word(home, index + 1);
        this.length = Layout.word(home, index + 2);
        this.entered = Layout.word(home, index + 3);
        this.waited = Layout.word(home, index + 4);
    }

    // --- what can be asked at any time

    boolean isEmpty() {
        return slot.read(head) == 0;
    }

    int length() {
        return (int) slot.read(length);
    }

    long entered() {
        return slot.read(entered);
    }

    Duration waited() {
        return Duration.ofNanos(Math.max(0, slot.read(waited)));
    }

    // --- with the guard held; all changes are put into the transaction

    /** The first node, or 0. */
    long first() {
        return node(slot.get(head));
    }

    /** The node behind another, or 0. */
    long next(long node) {
        return node(slot.get(node + NODE_NEXT));
    }

    private long node(long node) {
        if (node != 0) {
            slot.region.checkNode(node);
        }
        return node;
    }

    /** Whether the node is in this line. */
    boolean holds(long node) {
        long state = slot.nodeState(node);
        return (state == WAITING || state == CALLED) && slot.get(node + NODE_SLOT) == head;
    }

    /** Fails if the node can't be reached in this line, which it says it is in. */
    void checkHas(long node) {
        long steps = 0;
        for (long at = first(); at != node; at = next(at)) {
            if (at == 0 || ++steps > LONGEST) {
                throw slot.region.damaged("a node at " + node + " that is not in its line, in slot " + home);
            }
        }
    }

    /** Puts a thread at the end, which will look by itself when it is held up. */
    void append(Place place) {
        append(place.node);
        place.line = this;
    }

    /** Puts a node at the end, waiting. */
    void append(long node) {
        slot.put(node + NODE_STATE, WAITING);
        link(node);
    }

    private void link(long node) {
        long last = node(slot.get(tail));
        slot.put(node + NODE_SLOT, head);
        slot.put(node + NODE_SINCE, System.nanoTime());
        slot.put(node + NODE_PREVIOUS, last);
        slot.put(node + NODE_NEXT, 0);
        slot.put(last == 0 ? head : last + NODE_NEXT, node);
        slot.put(tail, node);
        slot.put(length, slot.get(length) + 1);
        slot.put(entered, slot.get(entered) + 1);
    }

    /** Takes a node out. */
    void remove(long node) {
        unlink(node);
        slot.put(waited, slot.get(waited) + Math.max(0, System.nanoTime() - slot.get(node + NODE_SINCE)));
    }

    private void unlink(long node) {
        long before = node(slot.get(node + NODE_PREVIOUS));
        long after = node(slot.get(node + NODE_NEXT));
        // So a line that was damaged can't be a circle whose end is never reached.
        if (slot.get(before == 0 ? head : before + NODE_NEXT) != node
                || slot.get(after == 0 ? tail : after + NODE_PREVIOUS) != node) {
            throw slot.region.damaged("a line with a gap at " + node + ", in slot " + home);
        }
        slot.put(before == 0 ? head : before + NODE_NEXT, after);
        slot.put(after == 0 ? tail : after + NODE_PREVIOUS, before);
        long threads = slot.get(length);
        if (threads <= 0 || threads > LONGEST) { // so that whoever empties a line comes to an end
            throw slot.region.damaged("a line of " + threads + " threads, in slot " + home);
        }
        slot.put(length, threads - 1);
    }

    /** Takes a node out and lets its thread go. */
    void release(long node, long state) {
        remove(node);
        slot.put(node + NODE_STATE, state);
        slot.callLater(node);
    }

    /** The first that was not called long ago, or 0. */
    long firstInTime() {
        long steps = 0;
        long node = first();
        while (node != 0 && slot.get(node + NODE_STATE) == CALLED && isLate(slot.get(node + NODE_CALLED))) {
            node = next(node);
            checkSteps(++steps);
        }
        return node;
    }

    private static boolean isLate(long called) {
        return System.nanoTime() - called > LATE;
    }

    /** Whether one that is in the line is to try: it was called, or nobody before it is expected to. */
    boolean isTurnOf(long node) {
        return slot.nodeState(node) == CALLED || first() == node || firstInTime() == node;
    }

    /** Tells the first to try again, unless that was done just now. */
    void callFirst() {
        long first = firstInTime();
        if (first != 0 && slot.get(first + NODE_STATE) == WAITING) {
            call(first);
        }
    }

    private void call(long node) {
        slot.put(node + NODE_STATE, CALLED);
        slot.put(node + NODE_CALLED, System.nanoTime());
        slot.callLater(node);
    }

    /** Tells all to try again, each in a transaction of its own. */
    void callAll() {
        long steps = 0;
        for (long node = first(); node != 0; node = next(node)) {
            if (slot.get(node + NODE_STATE) == WAITING) {
                call(node);
                slot.commit();
            }
            checkSteps(++steps);
        }
    }

    /**
     * Whether there is somebody to call: the first has not been called, or long ago. May be asked without the guard, by one
     * who has changed what the line waits for: who leaves it looks for that change, and calls the next.
     */
    boolean isToCall() {
        long first = slot.read(head);
        if (!isNode(first)) {
            return first != 0; // damaged memory, which is found when the guard is held
        }
        return slot.read(first + NODE_STATE) == WAITING || isHeldUp();
    }

    private static boolean isNode(long node) {
        return node > 0 && node < Layout.SIZE && node % Layout.NODE_SIZE == 0;
    }

    /** Whether a node is the first. May be asked without the guard. */
    boolean isFirst(long node) {
        return slot.read(head) == node;
    }

    /** Whether the first was called long ago, so that the others had better look themselves. May be asked without the guard. */
    boolean isHeldUp() {
        long first = slot.read(head);
        return isNode(first) && slot.read(first + NODE_STATE) == CALLED && isLate(slot.read(first + NODE_CALLED));
    }

    private void checkSteps(long steps) {
        if (steps > LONGEST) {
            throw slot.region.damaged("a line that is a circle, in slot " + home);
        }
    }

    /**
     * Moves a node to the end of another line of the same guard; its thread does not notice. The node says in which slot it
     * came from.
     */
    void move(long node, Line other) {
        remove(node);
        other.link(node);
        slot.put(node + NODE_VALUE, home);
    }

    /**
     * The first node of a process, or 0.
     *
     * @param lease its lease
     */
    long firstOf(long lease) {
        long steps = 0;
        for (long node = first(); node != 0; node = next(node)) {
            if (slot.get(node + NODE_LEASE) == lease) {
                return node;
            }
            checkSteps(++steps);
        }
        return 0;
    }

    /**
     * Takes the nodes of a process out, each in a transaction of its own.
     *
     * @return whether there were any
     */
    boolean forget(long lease) {
        boolean any = false;
        for (long node = firstOf(lease); node != 0; node = firstOf(lease)) {
            remove(node);
            slot.commit();
            any = true;
        }
        return any;
    }
}
