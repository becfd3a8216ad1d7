package dev.cordage.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** First in, first out, without a lock where items go in and out one after the other. */
final class RingStore<E> extends Store<E> {
    /*
     * Putting and taking need a compare-and-set each, on one ring. Everything else is done under the lock of the store,
     * and stops puts and takes where it has to by marks in the ring's tail and head, which make the compare-and-set of the
     * others fail.
     *
     * Growing. A store whose ring is full, but which is not, seals the ring and links a larger one; puts go on there, and
     * takes when the old one is empty. Positions count on. A store of small capacity has enough slots from the start. A
     * ring has a power of two slots; where that is not the capacity, a put compares the positions first.
     *
     * Looking at all items, or taking some out of the middle. All rings are frozen: marks in head and tail, then a wait
     * for the slots that are claimed and not yet filled. Then nobody but the freezer changes anything. If it only looked,
     * it removes the marks. If it changed what is queued, it makes one new ring and leaves the old ones frozen for ever,
     * so that a thread that was about to put or take there fails, and finds the new one.
     *
     * Closing seals the last ring, and then sets the field. Who sees the mark asks for the field under the lock. So a put
     * either is in, or is refused, and nobody who was told that the store is closed can find that it was not.
     *
     * What has been counted follows from the positions: the tail is how many were added, the head how many left. Where
     * items are discarded, the head jumps over them, and they are counted apart.
     */

    private static final VarHandle FIRST;

    static {
        try {
            FIRST = MethodHandles.lookup().findVarHandle(RingStore.class, "first", Ring.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final int SHORTEST = 64;
    private static final int LONGEST = 1 << 14;

    private final int capacity;
    private final ReentrantLock lock = new ReentrantLock();

    /** The ring to take from. Moved on to the next by whoever finds it sealed and empty; replaced under the lock. */
    private volatile Ring<E> first;

    /** The ring to put into. Written under the lock. */
    private volatile Ring<E> last;

    /** Written once, under the lock. */
    private volatile boolean closed;

    /** Written under the lock. */
    private volatile long discarded;

    /** The least slots of a ring of a store that grows, and the most; a store of no more capacity than that doesn't grow. */
    private final int shortest;

    private final int longest;

    /** Makes an empty store; the largest int is without bound. */
    RingStore(int capacity) {
        this(capacity, SHORTEST, LONGEST);
    }

    RingStore(int capacity, int shortest, int longest) {
        this.capacity = capacity;
        this.shortest = shortest;
        this.longest = longest;
        this.first = new Ring<>(lengthFor(0));
        first.begin(0, List.of());
        this.last = first;
    }

    /** The length of a ring that begins with so many items. */
    private int lengthFor(int items) {
        return Ring.lengthFor(Math.max(items, capacity <= longest ? capacity : shortest));
    }

    @Override
    int capacity() {
        return capacity;
    }

    @Override
    boolean isWorthSpinning() {
        return true;
    }

    // --- put

    @Override
    Added add(E item) {
        for (int looks = 0; ; ) {
            Ring<E> ring = last;
            long word = ring.tailWord();
            if ((word & (Ring.FROZEN | Ring.SEALED)) != 0) {
                if (isClosedAfterThaw()) {
                    return Added.CLOSED;
                }
                continue;
            }
            long position = word >>> Ring.TAIL_SHIFT;
            long ahead = ring.aheadOfFree(position);
            if (ahead == 0 && !isOver(ring, position)) {
                if (ring.tryMoveTail(word, 1)) {
                    ring.fill(position, item);
                    return Added.ADDED;
                }
            } else if (ahead <= 0) {
                if (position - lookAtHead(ring) >= capacity) {
                    return Added.FULL;
                }
                if (position - ring.headPosition() >= ring.length()) {
                    grow(ring);
                } else {
                    Ring.lookAgain(looks++);
                }
            }
        }
    }

    /** Whether the store is full though there is a free slot. */
    private boolean isOver(Ring<E> ring, long position) {
        return ring.length() != capacity
                && position - ring.headSeen() >= capacity
                && position - lookAtHead(ring) >= capacity;
    }

    private long lookAtHead(Ring<E> ring) {
        long head = head();
        ring.seeHead(head);
        return head;
    }

    private long head() {
        for (; ; ) {
            Ring<E> ring = first;
            long head = ring.headPosition();
            if (ring == first) {
                return head;
            }
        }
    }

    @Override
    int addSome(Object[] items, int from, int to) {
        for (; ; ) {
            Ring<E> ring = last;
            long word = ring.tailWord();
            if ((word & (Ring.FROZEN | Ring.SEALED)) != 0) {
                if (isClosedAfterThaw()) {
                    return -1;
                }
                continue;
            }
            long position = word >>> Ring.TAIL_SHIFT;
            long space = capacity - (position - lookAtHead(ring));
            long slots = ring.length() - (position - ring.headPosition());
            if (space <= 0) {
                return 0;
            }
            if (slots <= 0) {
                grow(ring);
            } else {
                int count = (int) Math.min(Math.min(space, slots), to - from);
                if (ring.tryMoveTail(word, count)) {
                    ring.fillAll(position, items, from, count);
                    return count;
                }
            }
        }
    }

    /** Waits for whoever works on the rings, and says whether the store is closed. */
    private boolean isClosedAfterThaw() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private void awaitThaw() {
        boolean _ = isClosedAfterThaw();
    }

    private void grow(Ring<E> full) {
        lock.lock();
        try {
            if (full == last && !closed) {
                Ring<E> next = new Ring<>(Math.min(longest, 2 * full.length()));
                long end = ((long) Ring.TAIL.getAndBitwiseOr(full, Ring.SEALED)) >>> Ring.TAIL_SHIFT;
                next.begin(end, List.of());
                full.next = next;
                last = next;
            }
        } finally {
            lock.unlock();
        }
    }

    // --- take

    @Override
    @Nullable E poll() {
        for (int looks = 0; ; ) {
            Ring<E> ring = first;
            long word = ring.headWord();
            long position = word >>> Ring.HEAD_SHIFT;
            if ((word & Ring.FROZEN) != 0) {
                awaitThaw();
                continue;
            }
            long ahead = ring.aheadOfItem(position);
            if (ahead == 0) {
                if (ring.tryMoveHead(word, 1)) {
                    return ring.empty(position);
                }
            } else if (ahead < 0) {
                if (ring.tailPosition() != position) {
                    Ring.lookAgain(looks++);
                } else if (isEmptyAt(ring)) {
                    return null;
                }
            }
        }
    }

    /**
     * Whether a ring that was seen empty means that the store was; if not, there is something to look at again. The ring may
     * have got items since it was seen empty, and may even have been sealed full.
     */
    private boolean isEmptyAt(Ring<E> ring) {
        long word = ring.tailWord();
        if ((word & Ring.FROZEN) != 0) {
            awaitThaw();
            return false;
        }
        Ring<E> next = ring.next;
        if (next == null) {
            return true;
        }
        if (ring.headPosition() == ring.tailPosition()) {
            FIRST.compareAndSet(this, ring, next);
        }
        return false;
    }

    @Override
    Object[] pollSome(int most) {
        for (; ; ) {
            Ring<E> ring = first;
            long word = ring.headWord();
            long position = word >>> Ring.HEAD_SHIFT;
            if ((word & Ring.FROZEN) != 0) {
                awaitThaw();
                continue;
            }
            int count = (int) Math.min(most, ring.tailPosition() - position);
            if (count <= 0) {
                if (isEmptyAt(ring)) {
                    return new Object[0];
                }
                continue;
            }
            Object[] taken = new Object[count];
            if (ring.tryMoveHead(word, count)) {
                ring.emptyAll(position, taken);
                return taken;
            }
        }
    }

    @Override
    @Nullable E peek() {
        for (int looks = 0; ; ) {
            Ring<E> ring = first;
            long word = ring.headWord();
            long position = word >>> Ring.HEAD_SHIFT;
            if ((word & Ring.FROZEN) != 0) {
                awaitThaw();
                continue;
            }
            long ahead = ring.aheadOfItem(position);
            if (ahead == 0) {
                E item = ring.glimpse(position);
                VarHandle.acquireFence();
                if (item != null && ring.headWord() == word) {
                    return item;
                }
            } else if (ahead < 0) {
                if (ring.tailPosition() != position) {
                    Ring.lookAgain(looks++);
                } else if (isEmptyAt(ring)) {
                    return null;
                }
            }
        }
    }

    // --- all together

    @Override
    int size() {
        for (; ; ) {
            Ring<E> ring = first;
            long head = ring.headWord();
            long tail = last.tailWord();
            if (((head | tail) & Ring.FROZEN) != 0) {
                awaitThaw();
            } else if (ring == first && head == ring.headWord()) {
                return (int) Math.min((tail >>> Ring.TAIL_SHIFT) - (head >>> Ring.HEAD_SHIFT), Integer.MAX_VALUE);
            }
        }
    }

    @Override
    List<E> snapshot() {
        return whileFrozen(this::frozenItems);
    }

    @Override
    int discard(Choice<E> choice) {
        return whileFrozen(() -> {
            List<E> items = frozenItems();
            BitSet gone = choice.among(items);
            if (gone.isEmpty()) {
                return 0;
            }
            List<E> left = new ArrayList<>();
            for (int i = gone.nextClearBit(0); i < items.size(); i = gone.nextClearBit(i + 1)) {
                left.add(items.get(i));
            }
            return replace(left, items.size() - left.size(), closed);
        });
    }

    @Override
    int discardAll() {
        return empty(false);
    }

    @Override
    int closeNow() {
        return empty(true);
    }

    private int empty(boolean closing) {
        return whileFrozen(() -> {
            int count = (int) Math.min(last.tailPosition() - first.headPosition(), Integer.MAX_VALUE);
            replace(List.of(), count, closing || closed);
            closed |= closing;
            return count;
        });
    }

    @Override
    void putBack(List<E> items) {
        whileFrozen(() -> {
            List<E> all = new ArrayList<>(items);
            all.addAll(frozenItems());
            return replace(all, 0, closed);
        });
    }

    @Override
    void close() {
        lock.lock();
        try {
            Ring.TAIL.getAndBitwiseOr(last, Ring.SEALED);
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    boolean isClosed() {
        return closed || ((last.tailWord() & (Ring.FROZEN | Ring.SEALED)) != 0 && isClosedAfterThaw());
    }

    /** Does something while nobody else puts or takes. If it throws, all is as before. */
    private <T> T whileFrozen(Supplier<T> work) {
        lock.lock();
        try {
            Ring<E> before = last;
            try {
                freeze();
                return work.get();
            } finally {
                if (last == before) {
                    thaw();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    // @GuardedBy("lock")
    private void freeze() {
        for (Ring<E> ring = first; ring != null; ring = ring.next) {
            Ring.HEAD.getAndBitwiseOr(ring, Ring.FROZEN);
            Ring.TAIL.getAndBitwiseOr(ring, Ring.FROZEN);
        }
    }

    // @GuardedBy("lock")
    private void thaw() {
        for (Ring<E> ring = first; ring != null; ring = ring.next) {
            Ring.HEAD.getAndBitwiseAnd(ring, ~Ring.FROZEN);
            Ring.TAIL.getAndBitwiseAnd(ring, ~Ring.FROZEN);
        }
    }

    // @GuardedBy("lock"), frozen
    private List<E> frozenItems() {
        List<E> items = new ArrayList<>();
        for (Ring<E> ring = first; ring != null; ring = ring.next) {
            long end = ring.tailPosition();
            for (long position = ring.headPosition(); position < end; position++) {
                ring.awaitItem(position);
                items.add(ring.itemAt(position));
            }
        }
        return items;
    }

    /**
     * Leaves the frozen rings behind for one with these items, that ends at the same position.
     *
     * @return the number of items discarded by that
     */
    // @GuardedBy("lock"), frozen
    private int replace(List<E> items, int gone, boolean sealed) {
        Ring<E> ring = new Ring<>(lengthFor(items.size()));
        ring.begin(last.tailPosition() - items.size(), items);
        if (sealed) {
            Ring.TAIL.getAndBitwiseOr(ring, Ring.SEALED);
        }
        long sum = discarded + gone;
        discarded = sum;
        last = ring;
        first = ring;
        return gone;
    }

    // --- counts

    @Override
    long added() {
        return last.tailPosition();
    }

    @Override
    long discarded() {
        return discarded;
    }

    /** Head and discards of one moment: both change while the head is frozen. */
    @Override
    long taken() {
        for (; ; ) {
            Ring<E> ring = first;
            long word = ring.headWord();
            long before = discarded;
            if ((word & Ring.FROZEN) != 0) {
                awaitThaw();
            } else if (ring == first && word == ring.headWord()) {
                return (word >>> Ring.HEAD_SHIFT) - before;
            }
        }
    }
}
