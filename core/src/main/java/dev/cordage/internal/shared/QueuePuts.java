package dev.cordage.internal.shared;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The side of a queue where items are put in. */
final class QueuePuts extends Slot {
    /*
     * A put copies the record to the free bytes behind TAIL, where nobody looks yet, and then moves TAIL and counts ADDED in
     * a transaction. Before and after it the queue is whole. If the ring is full of bytes though not of items, the next
     * generation is made, the word that leads there is written behind TAIL, and TAIL goes to the new one. A closed queue
     * takes no more: CLOSED is read and written with the guard held, so that nothing comes in after it.
     *
     * What the take side has got to is read without its guard: its words only grow, and one that is old is on the safe
     * side.
     */
    private static final int TAIL = 0;

    private static final int ADDED = 1;
    private static final int CLOSED = 2;
    private static final int CAPACITY = 3;
    private static final int TAKES = 4;

    /** Whether there may be items with files of their own. */
    private static final int LARGE = 5;

    private static final int PUTTERS = 8;

    /** How many bytes are put in with the guard held once, if there are several items. */
    private static final long PORTION = 1 << 15;

    final QueueFiles files;
    final Line putters;
    private final int capacity;
    private final long takes;

    /** That of TAIL, once it was used. Guarded by the guard. */
    private @Nullable QueueRing ring;

    /** HEAD when it was last looked at. Guarded by the guard. */
    private long headSeen;

    /** How many items had left when that was last looked at. Written with the guard held. */
    private volatile long removedSeen;

    /** Written once, under this. */
    private volatile @Nullable SharedQueue<?> queue;

    QueuePuts(Region region, long base) {
        super(region, base);
        this.capacity = (int) word(CAPACITY);
        this.takes = word(TAKES);
        this.files = new QueueFiles(region, takes);
        this.putters = new Line(this, base, PUTTERS);
        if (region.kind(takes) != Kind.QUEUE_TAKES) {
            throw region.damaged("a queue that can't be taken from");
        }
    }

    /** The address of a new one, empty and open. */
    static long allocate(Region region, int capacity, String name) throws IOException {
        long takes = QueueTakes.allocate(region, name);
        new QueueFiles(region, takes).makeRing(1, QueueRing.SMALLEST);
        return region.allocate(Kind.QUEUE_PUTS, name, base -> {
            region.init(Layout.word(base, TAIL), QueueRing.start(1));
            region.init(Layout.word(base, CAPACITY), capacity);
            region.init(Layout.word(base, TAKES), takes);
            QueueTakes.connect(region, takes, base); // whoever finds this side finds the other complete
        });
    }

    @Override
    SharedQueue<?> shown() {
        SharedQueue<?> known = queue;
        if (known == null) {
            synchronized (this) {
                known = queue;
                if (known == null) {
                    known = new SharedQueue<>(this, takes());
                    queue = known;
                }
            }
        }
        return known;
    }

    private QueueTakes takes() {
        return region.slot(takes, () -> new QueueTakes(region, takes));
    }

    // --- what can be asked at any time

    static long tail(Region region, long puts) {
        return region.read(Layout.word(puts, TAIL));
    }

    static long added(Region region, long puts) {
        return region.read(Layout.word(puts, ADDED));
    }

    static boolean isClosed(Region region, long puts) {
        return region.read(Layout.word(puts, CLOSED)) != 0;
    }

    static boolean isLarge(Region region, long puts) {
        return region.read(Layout.word(puts, LARGE)) != 0;
    }

    long added() {
        return word(ADDED);
    }

    int capacity() {
        return capacity;
    }

    boolean isClosed() {
        return word(CLOSED) != 0;
    }

    /**
     * If it says so, this was true at a moment during the call: what grows by puts is read first. What the other side
     * writes all the time is read only if it may matter, since that takes its cache line away from it.
     */
    boolean isFull() {
        long added = word(ADDED);
        return capacity != Integer.MAX_VALUE
                && added - removedSeen >= capacity
                && added - QueueTakes.removed(region, takes) >= capacity;
    }

    // --- putting in

    /**
     * Puts in as many as there is space for, but not too many at once.
     *
     * @param from the first to put in
     * @return how many; -1 if the queue is closed
     * @throws IllegalStateException if the queue is empty, and there is no space even so
     */
    int add(Packed[] items, int from) {
        if (isClosed()) {
            return -1;
        }
        if (isFull()) {
            return 0;
        }
        enter("put");
        try {
            return isClosed() ? -1 : addSome(items, from);
        } finally {
            leave();
        }
    }

    private int addSome(Packed[] items, int from) {
        long added = word(ADDED);
        long start = word(TAIL);
        int most = (int) Math.min(room(added, items.length - from), items.length - from);
        long position = start;
        int count = 0;
        while (count < most && position - start < PORTION) {
            Packed item = items[from + count];
            long size = QueueRing.recordSize(item.bytes().length);
            long at = reserve(ring(position), position, size);
            if (at < 0) {
                if (count > 0) {
                    break; // those first
                }
                at = grow(position, size);
                if (at < 0) {
                    return 0;
                }
                start = at;
            }
            write(at, item);
            position = at + size;
            count++;
        }
        if (count > 0) {
            put(TAIL, position);
            put(ADDED, added + count);
            commit();
        }
        return count;
    }

    private long room(long added, int wanted) {
        if (capacity == Integer.MAX_VALUE) {
            return wanted;
        }
        long room = capacity - (added - removedSeen);
        if (room < wanted) {
            removedSeen = QueueTakes.removed(region, takes);
            room = capacity - (added - removedSeen);
        }
        return Math.max(0, room);
    }

    private void write(long position, Packed item) {
        Path file = item.file();
        if (file != null) {
            files.name(file, position);
            at("item's file named");
        }
        ring(position).write(position, file == null ? QueueRing.ITEM : QueueRing.FILE, region.me(), item.bytes());
        at("record");
    }

    private QueueRing ring(long position) {
        QueueRing known = ring;
        long generation = QueueRing.generation(position);
        if (known == null || known.generation != generation) {
            known = QueueRing.map(region, files, generation);
            ring = known;
        }
        return known;
    }

    /** Where a record goes; -1 if there is no space for it, and for the word that leads to the next generation. */
    private long reserve(QueueRing ring, long position, long size) {
        long toEnd = ring.toEnd(position);
        long skip = toEnd < size ? toEnd : 0;
        long need = skip + size + Layout.WORD_SIZE;
        if (ring.isWornOut(position) || (free(ring, position) < need && freeNow(ring, position) < need)) {
            return -1;
        }
        if (skip > 0) {
            ring.write(position, QueueRing.WHAT, QueueRing.what(QueueRing.SKIP, 0));
            at("skip");
        }
        return position + skip;
    }

    private long free(QueueRing ring, long position) {
        return ring.size - (position - Math.max(headSeen, QueueRing.start(ring.generation)));
    }

    private long freeNow(QueueRing ring, long position) {
        headSeen = QueueTakes.head(region, takes);
        return free(ring, position);
    }

    private long grow(long position, long size) {
        QueueRing old = ring(position);
        long larger = old.isWornOut(position) ? old.size : Math.max(4 * old.size, Long.highestOneBit(16 * size));
        long generation = old.generation + 1;
        try {
            files.makeRing(generation, Math.min(QueueRing.LARGEST, larger));
        } catch (IOException e) {
            if (freeNow(old, position) < old.size) {
                return -1; // what is taken will make space
            }
            throw new IllegalStateException(
                    RegionFile.noSpace("for the items of the queue " + name(), region.folder(), e), e);
        }
        at("ring made");
        QueueRing next = QueueRing.map(region, files, generation);
        old.write(position, QueueRing.WHAT, QueueRing.what(QueueRing.NEXT, 0));
        at("next ring");
        long start = QueueRing.start(generation);
        put(TAIL, start);
        commit();
        ring = next;
        return reserve(next, start, size);
    }

    /** Says that there may be items with files from now on. */
    void expectLarge() {
        if (word(LARGE) == 0) {
            enter("large item");
            try {
                put(LARGE, 1);
                commit();
            } finally {
                leave();
            }
        }
    }

    // --- waking, closing, sweeping

    /** To be called, without any guard, after items have left. */
    void wakePutter() {
        VarHandle.fullFence();
        if (putters.isToCall()) {
            enter("wake putter");
            try {
                putters.callFirst();
                commit();
            } finally {
                leave();
            }
        }
    }

    /** Refuses more, and tells those that wait for space. */
    void close() {
        enter("close");
        try {
            if (word(CLOSED) == 0) {
                put(CLOSED, 1);
                commit();
            }
            putters.callAll();
        } finally {
            leave();
        }
    }

    @Override
    void sweep(long dead) {
        enter("sweep");
        try {
            boolean _ = putters.forget(dead);
            if (isClosed()) {
                putters.callAll();
            } else {
                putters.callFirst();
                commit();
            }
            files.sweepBehind(word(TAIL));
        } catch (IOException _) {
            // What is left of files goes with the next sweep, or with the folder.
        } finally {
            leave();
        }
        // What it put in became visible only when its guard was freed, which may have been after the other side was
        // swept.
        takes().wakeAfterDeath();
    }
}
