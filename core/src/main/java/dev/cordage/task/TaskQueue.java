package dev.cordage.task;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The queue of a pool: first in, first out, unbounded, lock-free, many producers and many consumers.
 *
 * <p>After Correia and Ramalhete, "FAAArrayQueue": a linked list of segments, each an array with two counters. An
 * insertion takes a ticket at one counter and puts its task into that slot; a removal takes a ticket at the other and
 * swaps TAKEN into the slot. A removal that was quicker than its insertion leaves TAKEN there, and the insertion takes
 * another ticket. So a task costs one slot and no node, and threads meet at a fetch-and-add, which never has to be tried
 * again. Added to the original: taking a task out of the middle, which is to put TAKEN over it.
 */
final class TaskQueue {
    private static final int SLOTS = 1 << 10;

    private static final Object TAKEN = new Object();

    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Object[].class);
    private static final VarHandle INSERTED;
    private static final VarHandle REMOVED;
    private static final VarHandle NEXT;
    private static final VarHandle HEAD;
    private static final VarHandle TAIL;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            INSERTED = lookup.findVarHandle(Segment.class, "inserted", int.class);
            REMOVED = lookup.findVarHandle(Segment.class, "removed", int.class);
            NEXT = lookup.findVarHandle(Segment.class, "next", Segment.class);
            HEAD = lookup.findVarHandle(TaskQueue.class, "head", Segment.class);
            TAIL = lookup.findVarHandle(TaskQueue.class, "tail", Segment.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    // The two counters are on cache lines of their own, or every removal would slow down the next insertion. Field by
    // field down the superclasses is the order in which the JVM lays them out. Tickets beyond SLOTS have no slot: the
    // segment is full, or used up.

    abstract static class Insertions {
        /** The next ticket of an insertion. Access: INSERTED. */
        volatile int inserted;
    }

    abstract static class Gap extends Insertions {
        long g0, g1, g2, g3, g4, g5, g6, g7, g8, g9, g10, g11, g12, g13, g14, g15;
    }

    abstract static class Removals extends Gap {
        /** The next ticket of a removal. Access: REMOVED. */
        volatile int removed;
    }

    abstract static class Gap2 extends Removals {
        long h0, h1, h2, h3, h4, h5, h6, h7, h8, h9, h10, h11, h12, h13, h14, h15;
    }

    private static final class Segment extends Gap2 {
        final @Nullable Object[] slots = new @Nullable Object[SLOTS];

        /** Null while this is the last segment. Access: NEXT. */
        volatile @Nullable Segment next;

        @Nullable Object at(int slot) {
            return SLOT.getVolatile(slots, slot);
        }

        /** Whether a removal is worth a ticket. Looks at the counter of the insertions only if it has to. */
        boolean mayHaveMore() {
            int ticket = removed;
            return (ticket < SLOTS && at(ticket) != null) || ticket < inserted || next != null;
        }

        boolean replace(int slot, @Nullable Object expected, Object by) {
            return SLOT.compareAndSet(slots, slot, expected, by);
        }
    }

    /** The segment of the oldest task. Access: HEAD. */
    private volatile Segment head;

    /** The last segment, or one shortly before it. Access: TAIL. */
    private volatile Segment tail;

    TaskQueue() {
        head = new Segment();
        tail = head;
    }

    void add(PoolTask<?> task) {
        for (; ; ) {
            Segment last = tail;
            int ticket = (int) INSERTED.getAndAdd(last, 1);
            if (ticket < SLOTS) {
                if (last.replace(ticket, null, task)) {
                    return;
                }
            } else if (last == tail) {
                Segment next = last.next;
                if (next == null) {
                    next = new Segment();
                    next.slots[0] = task;
                    next.inserted = 1;
                    if (NEXT.compareAndSet(last, null, next)) {
                        TAIL.compareAndSet(this, last, next);
                        return;
                    }
                } else {
                    TAIL.compareAndSet(this, last, next);
                }
            }
        }
    }

    @Nullable PoolTask<?> poll() {
        for (; ; ) {
            Segment first = head;
            if (!first.mayHaveMore()) {
                return null;
            }
            int ticket = (int) REMOVED.getAndAdd(first, 1);
            if (ticket < SLOTS) {
                Object task = SLOT.getAndSet(first.slots, ticket, TAKEN);
                if (task != null && task != TAKEN) {
                    return (PoolTask<?>) task;
                }
            } else {
                Segment next = first.next;
                if (next == null) {
                    return null;
                }
                HEAD.compareAndSet(this, first, next);
            }
        }
    }

    /** Whether there is no task now. One whose insertion is under way doesn't count: its submitter is still to signal. */
    boolean isEmpty() {
        for (Segment s = head; s != null; s = s.next) {
            for (int i = s.removed, n = Math.min(s.inserted, SLOTS); i < n; i++) {
                if (s.at(i) instanceof PoolTask<?>) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Takes a task out, wherever it is; false if it is not there. */
    boolean remove(PoolTask<?> task) {
        for (Segment s = head; s != null; s = s.next) {
            for (int i = s.removed, n = Math.min(s.inserted, SLOTS); i < n; i++) {
                if (s.at(i) == task) {
                    return s.replace(i, task, TAKEN);
                }
            }
        }
        return false;
    }

    /** Shows the tasks that are there, oldest first, weakly consistent. */
    void forEach(Consumer<PoolTask<?>> action) {
        for (Segment s = head; s != null; s = s.next) {
            for (int i = s.removed, n = Math.min(s.inserted, SLOTS); i < n; i++) {
                if (s.at(i) instanceof PoolTask<?> task) {
                    action.accept(task);
                }
            }
        }
    }

    /** Takes out the tasks that have ended. */
    void sweep() {
        for (Segment s = head; s != null; s = s.next) {
            for (int i = s.removed, n = Math.min(s.inserted, SLOTS); i < n; i++) {
                if (s.at(i) instanceof PoolTask<?> task && task.isDone()) {
                    s.replace(i, task, TAKEN);
                }
            }
        }
    }
}
