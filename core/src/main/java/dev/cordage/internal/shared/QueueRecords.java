package dev.cordage.internal.shared;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The records of a queue, as its take side reads and changes them with its guard held. */
abstract class QueueRecords extends Slot {
    /*
     * Records are changed by marks: the address in the ring and its new word are part of a transaction, as MARK_AT and
     * MARK_AS; after it the word is written there, and MARK_AT is set to 0. Who takes over the guard from the dead writes it
     * again.
     */
    private static final int MARK_AT = 3;

    private static final int MARK_AS = 4;
    static final int PUTS = 5;

    static final Runnable NOTHING = () -> {};

    final QueueFiles files;

    /** The other slot; 0 until it is made. Written before anybody knows the queue. */
    long puts;

    /** Those of which anything was used. Guarded by the guard. */
    private final Map<Long, QueueRing> rings = new HashMap<>();

    /** The one used last. Guarded by the guard. */
    private @Nullable QueueRing ring;

    /** TAIL when it was last looked at. Written with the guard held. */
    private volatile long tailSeen;

    /** Whether the last search passed a claimed record. Guarded by the guard. */
    boolean passedClaim;

    QueueRecords(Region region, long base) {
        super(region, base);
        this.files = new QueueFiles(region, base);
        this.puts = word(PUTS);
    }

    /** Whether the other slot is there. */
    final boolean isConnected() {
        if (puts == 0) {
            puts = word(PUTS);
        }
        return puts != 0;
    }

    /** Takes the guard. */
    final void begin(String operation) {
        enter(operation);
        applyMark(); // one that was left by an error
    }

    /** The first record from a position on that is an item nobody has claimed; -1 if there is none. */
    final long find(long from) {
        passedClaim = false;
        for (long position = from; isBeforeTail(position); ) {
            QueueRing ring = ring(position);
            long what = ring.what(region, position);
            if (QueueRing.type(what) <= QueueRing.FILE) {
                if (QueueRing.claimer(ring.read(position, QueueRing.WHO)) == 0) {
                    return position;
                }
                passedClaim = true;
            }
            position = ring.next(position, what);
        }
        return -1;
    }

    /** Whether a position is one of a record. */
    final boolean isBeforeTail(long position) {
        if (position < tailSeen) {
            return true;
        }
        long tail = QueuePuts.tail(region, puts);
        if (position > tail) {
            throw region.damaged("a queue whose head is behind its tail");
        }
        tailSeen = tail;
        return position < tail;
    }

    /**
     * Whether a position is known to be one of a record. What the other side writes all the time is not read for it, since
     * that would take its cache line away from it.
     */
    final boolean isKnownBeforeTail(long position) {
        return position < tailSeen;
    }

    /** The ring a position is in. */
    final QueueRing ring(long position) {
        long generation = QueueRing.generation(position);
        QueueRing known = ring;
        if (known == null || known.generation != generation) {
            known = rings.get(generation);
            if (known == null) {
                known = QueueRing.map(region, files, generation);
                rings.put(generation, known);
            }
            ring = known;
        }
        return known;
    }

    /** The item at a position. */
    final Found look(long position) {
        QueueRing ring = ring(position);
        long what = ring.what(region, position);
        int length = QueueRing.length(what);
        long producer = QueueRing.producer(ring.read(position, QueueRing.WHO));
        return QueueRing.type(what) == QueueRing.FILE
                ? new Found(position, producer, length, null, files.item(position))
                : new Found(position, producer, length, ring.body(position, length), null);
    }

    /** The position behind a record. */
    final long after(long position) {
        QueueRing ring = ring(position);
        return ring.next(position, ring.what(region, position));
    }

    /**
     * Changes a word of a record, in the transaction that was begun, which is committed.
     *
     * @param then what to do with the item's file; done before the mark is forgotten
     */
    final void mark(long position, int word, long value, Runnable then) {
        put(MARK_AT, position + word);
        put(MARK_AS, value);
        commit();
        writeMark();
        then.run();
        forgetMark();
    }

    private void writeMark() {
        long at = word(MARK_AT);
        ring(at).write(at, 0, word(MARK_AS));
        at("mark");
    }

    private void forgetMark() {
        put(MARK_AT, 0);
        commit();
    }

    /** Finishes what one began who died, or failed. */
    private void applyMark() {
        if (word(MARK_AT) != 0) {
            writeMark();
            if (QueueRing.type(word(MARK_AS)) == QueueRing.HOLE) {
                QueueFiles.delete(files.item(word(MARK_AT)));
            }
            forgetMark();
        }
    }

    @Override
    final void repair() {
        applyMark();
    }
}
