package dev.cordage.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A ring of slots with a place to put and a place to take, both moved by compare-and-set: the bounded queue of Dmitry
 * Vyukov, with marks that stop either side. Positions count up for ever; a position's slot is its remainder by the
 * length.
 *
 * <p>Each slot has a turn. A slot is free for position p when its turn is p, has p's item when it is p + 1, and is free
 * for the next round, p + length, when the item has been taken. Who moves the tail from p to p + 1 owns the slot until it
 * writes the turn p + 1; who moves the head likewise until it writes p + length. Between the two nobody else can go on
 * past this slot; that is a few instructions, and who comes meanwhile looks again.
 */
final class Ring<E> extends RingSides.Last {
    /** Marks in the low bits of the tail. */
    static final int TAIL_SHIFT = 2;

    /** Nothing may be put or taken until whoever holds the store's lock is done. In head and tail. */
    static final long FROZEN = 1;

    /** Nothing will be put into this ring any more. In the tail. */
    static final long SEALED = 2;

    static final int HEAD_SHIFT = 1;

    static final VarHandle HEAD;
    static final VarHandle TAIL;
    private static final VarHandle HEAD_SEEN;
    private static final VarHandle TURNS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle ITEMS = MethodHandles.arrayElementVarHandle(Object[].class);

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            HEAD = lookup.findVarHandle(RingSides.TakeSide.class, "head", long.class);
            TAIL = lookup.findVarHandle(RingSides.PutSide.class, "tail", long.class);
            HEAD_SEEN = lookup.findVarHandle(RingSides.PutSide.class, "headSeen", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long[] turns;
    private final @Nullable Object[] items;
    private final int mask;

    /** The ring that is used for puts after this one was sealed. Written under the store's lock. */
    volatile @Nullable Ring<E> next;

    /**
     * Makes a ring, to be begun before it is used.
     *
     * @param length the number of slots, a power of two, at least 2
     */
    Ring(int length) {
        this.turns = new long[length];
        this.items = new Object[length];
        this.mask = length - 1;
    }

    /**
     * Sets the positions. Needs no memory.
     *
     * @param head the position of the first item
     * @param first the items it has at first, at most as many as slots
     */
    void begin(long head, List<E> first) {
        for (int i = 0; i < items.length; i++) {
            long position = head + i;
            boolean used = i < first.size();
            turns[slot(position)] = used ? position + 1 : position;
            if (used) {
                items[slot(position)] = first.get(i);
            }
        }
        HEAD.set(this, head << HEAD_SHIFT);
        TAIL.set(this, (head + first.size()) << TAIL_SHIFT);
    }

    /** The least length for so many items. */
    static int lengthFor(int items) {
        return Math.max(2, Integer.highestOneBit(Math.max(1, items - 1)) << 1);
    }

    int length() {
        return items.length;
    }

    long headWord() {
        return (long) HEAD.getVolatile(this);
    }

    long tailWord() {
        return (long) TAIL.getVolatile(this);
    }

    long headPosition() {
        return headWord() >>> HEAD_SHIFT;
    }

    long tailPosition() {
        return tailWord() >>> TAIL_SHIFT;
    }

    boolean tryMoveHead(long word, int count) {
        return HEAD.compareAndSet(this, word, word + ((long) count << HEAD_SHIFT));
    }

    boolean tryMoveTail(long word, int count) {
        return TAIL.compareAndSet(this, word, word + ((long) count << TAIL_SHIFT));
    }

    /** Where the store's head was when a putter last looked. Spares putters the line the takers write to. */
    long headSeen() {
        return (long) HEAD_SEEN.getOpaque(this);
    }

    void seeHead(long head) {
        HEAD_SEEN.setOpaque(this, head);
    }

    /** How far the slot is ahead of the turn in which it is free for the position: 0 is free, less is not yet. */
    long aheadOfFree(long position) {
        return (long) TURNS.getAcquire(turns, slot(position)) - position;
    }

    /** How far the slot is ahead of the turn in which it has the item of the position: 0 has it, less is not yet. */
    long aheadOfItem(long position) {
        return (long) TURNS.getAcquire(turns, slot(position)) - (position + 1);
    }

    /** Fills a slot that is free and owned, for those that come from now on, and those that are about to wait. */
    void fill(long position, E item) {
        items[slot(position)] = item;
        TURNS.setVolatile(turns, slot(position), position + 1);
    }

    /** Empties a slot that is full and owned, for those that come from now on, and those that are about to wait. */
    E empty(long position) {
        E item = itemAt(position);
        items[slot(position)] = null;
        TURNS.setVolatile(turns, slot(position), position + mask + 1);
        return item;
    }

    /** The item of a slot that cannot be emptied meanwhile. */
    @SuppressWarnings({"unchecked", "NullAway"})
    E itemAt(long position) {
        return (E) items[slot(position)];
    }

    /** What is in a slot that may be emptied meanwhile. */
    @SuppressWarnings("unchecked")
    @Nullable E glimpse(long position) {
        return (E) ITEMS.getOpaque(items, slot(position));
    }

    private int slot(long position) {
        return (int) position & mask;
    }

    /** Waits until a slot has the item of a position that has been claimed. */
    void awaitItem(long position) {
        for (int looks = 0; aheadOfItem(position) < 0; looks++) {
            lookAgain(looks);
        }
    }

    /** Fills slots that are owned, when they are free. */
    void fillAll(long position, Object[] from, int start, int count) {
        long end = position + count;
        for (long each = position; each < end; each++) {
            for (int looks = 0; aheadOfFree(each) < 0; looks++) {
                lookAgain(looks);
            }
        }
        int untilWrap = Math.min(count, items.length - slot(position));
        System.arraycopy(from, start, items, slot(position), untilWrap);
        System.arraycopy(from, start + untilWrap, items, 0, count - untilWrap);
        VarHandle.releaseFence();
        for (long each = position; each < end; each++) {
            TURNS.setOpaque(turns, slot(each), each + 1);
        }
        VarHandle.fullFence();
    }

    /** Empties slots that are owned, when they are full, as many as the target is long. */
    void emptyAll(long position, Object[] target) {
        int count = target.length;
        long end = position + count;
        for (long each = position; each < end; each++) {
            awaitItem(each);
        }
        int untilWrap = Math.min(count, items.length - slot(position));
        System.arraycopy(items, slot(position), target, 0, untilWrap);
        System.arraycopy(items, 0, target, untilWrap, count - untilWrap);
        Arrays.fill(items, slot(position), slot(position) + untilWrap, null);
        Arrays.fill(items, 0, count - untilWrap, null);
        VarHandle.releaseFence();
        for (long each = position; each < end; each++) {
            TURNS.setOpaque(turns, slot(each), each + items.length);
        }
        VarHandle.fullFence();
    }

    /** Lets the thread go on that is between two instructions; it may have been descheduled there. */
    static void lookAgain(int looks) {
        if (looks < 100) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }
}
