package dev.cordage.internal.shared;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The side of a queue where items are taken out, and where the unfinished ones are counted. */
final class QueueTakes extends QueueRecords {
    /*
     * A take copies the record at HEAD, and moves HEAD and counts TAKEN in a transaction.
     *
     * Items leave in the middle as well. Then their record becomes a hole. When HEAD comes to holes it passes them.
     *
     * A drain to a collection that may refuse an item claims it first, too. Others pass it; it is taken when the
     * collection has accepted it, and free again if not, or if the process of the drain died. So while anything is claimed,
     * a taker may find its item behind HEAD, which then becomes a hole.
     */
    private static final int HEAD = 0;

    private static final int TAKEN = 1;
    private static final int DISCARDED = 2;

    /** How many records are claimed. */
    private static final int CLAIMS = 6;

    private static final int TAKERS = 8;
    private static final int JOINERS = 16;

    /** How many items were reported done. Open. */
    private static final int DONE = 24;

    /** How many records, and how many of their bytes, are looked at with the guard held once. */
    private static final int PORTION = 256;

    private static final long PORTION_BYTES = 1 << 15;

    final Line takers;
    private final Line joiners;
    private final long done;

    QueueTakes(Region region, long base) {
        super(region, base);
        this.takers = new Line(this, base, TAKERS);
        this.joiners = new Line(this, base, JOINERS);
        this.done = Layout.word(base, DONE);
    }

    /** The address of a new one. */
    static long allocate(Region region, String name) {
        return region.allocate(
                Kind.QUEUE_TAKES, name, base -> region.init(Layout.word(base, HEAD), QueueRing.start(1)));
    }

    /** Tells it where its other side is. */
    static void connect(Region region, long takes, long puts) {
        region.init(Layout.word(takes, PUTS), puts);
    }

    @Override
    Object shown() {
        long other = puts;
        return region.slot(other, () -> new QueuePuts(region, other)).shown();
    }

    // --- what can be asked at any time

    static long head(Region region, long takes) {
        return region.read(Layout.word(takes, HEAD));
    }

    /** How many have left, in whatever way, or some less. */
    static long removed(Region region, long takes) {
        long taken = region.read(Layout.word(takes, TAKEN));
        return taken + region.read(Layout.word(takes, DISCARDED));
    }

    long removed() {
        return removed(region, base);
    }

    int size() {
        long removed = removed();
        return Math.clamp(QueuePuts.added(region, puts) - removed, 0, Integer.MAX_VALUE);
    }

    /** Whether one that waits for an item need not: there is one, or none will come. */
    boolean hasNews() {
        return size() > 0 || isDrained();
    }

    boolean isDrained() {
        return QueuePuts.isClosed(region, puts) && size() == 0;
    }

    /** If it says so, this was true at a moment during the call: HEAD is read first, and never passes TAIL. */
    private boolean isEmpty() {
        long head = word(HEAD);
        return !isKnownBeforeTail(head) && head == QueuePuts.tail(region, puts);
    }

    /** What was added and not yet done. If this is 0, it was true at a moment: what ends is read first. */
    long unfinished() {
        long finished = read(done) + word(DISCARDED);
        return Math.max(0, QueuePuts.added(region, puts) - finished);
    }

    // --- taking

    /** Takes the next item; null if there is none. */
    @Nullable Found poll() {
        List<Found> one = pollSome(1);
        return one.isEmpty() ? null : one.getFirst();
    }

    /** Takes the next items, at most so many; none only if there are none. */
    List<Found> pollSome(int most) {
        if (isEmpty()) {
            return List.of();
        }
        long from;
        long to;
        List<Found> found;
        begin("take");
        try {
            from = word(HEAD);
            found = takeSome(from, most);
            to = word(HEAD);
        } finally {
            leave();
        }
        deleteRings(from, to);
        return found;
    }

    private List<Found> takeSome(long from, int most) {
        long position = find(from);
        if (position < 0) {
            passHoles();
            return List.of();
        }
        if (passedClaim) {
            Found found = look(position);
            put(TAKEN, word(TAKEN) + 1);
            mark(position, QueueRing.WHAT, QueueRing.what(QueueRing.HOLE, found.length), () -> found.own(files));
            return List.of(found);
        }
        List<Found> all = most == 1 ? List.of(look(position)) : new ArrayList<>();
        long next = after(position);
        if (most > 1) {
            long bytes = 0;
            for (long at = position; at >= 0 && !passedClaim; at = find(next)) {
                Found found = look(at);
                all.add(found);
                next = after(at);
                bytes += found.length;
                if (all.size() >= Math.min(most, PORTION) || bytes > PORTION_BYTES) {
                    break;
                }
            }
        }
        put(HEAD, next);
        put(TAKEN, word(TAKEN) + all.size());
        commit();
        for (Found each : all) {
            each.own(files);
        }
        return all;
    }

    /** Moves HEAD to the first item. */
    private void passHoles() {
        long head = word(HEAD);
        long position = head;
        while (isBeforeTail(position) && QueueRing.type(ring(position).what(region, position)) >= QueueRing.HOLE) {
            position = after(position);
        }
        if (position != head) {
            put(HEAD, position);
            commit();
        }
    }

    private void deleteRings(long from, long to) {
        for (long i = QueueRing.generation(from); i < QueueRing.generation(to); i++) {
            files.deleteRing(i);
        }
    }

    // --- draining

    /** Claims the next item; null if there is none. */
    @Nullable Found claim() {
        begin("claim");
        try {
            long position = find(word(HEAD));
            if (position < 0) {
                return null;
            }
            Found found = look(position);
            put(CLAIMS, word(CLAIMS) + 1);
            mark(position, QueueRing.WHO, QueueRing.who(found.producer, region.me()), NOTHING);
            return found;
        } finally {
            leave();
        }
    }

    /** Takes what was claimed, or leaves it to others. */
    void settle(Found claimed, boolean taken) {
        long from;
        long to;
        begin("settle");
        try {
            from = word(HEAD);
            put(CLAIMS, word(CLAIMS) - 1);
            if (taken) {
                put(TAKEN, word(TAKEN) + 1);
                mark(claimed.position, QueueRing.WHAT, QueueRing.what(QueueRing.HOLE, claimed.length), claimed::delete);
                passHoles();
            } else {
                mark(claimed.position, QueueRing.WHO, QueueRing.who(claimed.producer, 0), NOTHING);
                takers.callFirst();
                commit();
            }
            to = word(HEAD);
        } finally {
            leave();
        }
        deleteRings(from, to);
    }

    // --- looking and discarding

    /** The next item; null if there is none. */
    @Nullable Found peek() {
        if (isEmpty()) {
            return null;
        }
        begin("peek");
        try {
            long position = find(word(HEAD));
            return position < 0 ? null : look(position);
        } finally {
            leave();
        }
    }

    /** Where the next item will be put in. */
    long end() {
        return QueuePuts.tail(region, puts);
    }

    /**
     * Some of what is queued, in order.
     *
     * @param from where to begin, if that is still queued
     * @param end where to end
     * @param sink gets them
     * @return where to go on; the end if that was all
     */
    long look(long from, long end, List<Found> sink) {
        begin("look");
        try {
            long position = Math.max(from, word(HEAD));
            long bytes = 0;
            for (int i = 0; i < PORTION && bytes < PORTION_BYTES && position < end; i++) {
                long what = ring(position).what(region, position);
                if (QueueRing.type(what) <= QueueRing.FILE) {
                    sink.add(look(position));
                    bytes += QueueRing.length(what);
                }
                position = after(position);
            }
            return position;
        } finally {
            leave();
        }
    }

    /** Discards an item, if it is still there and nobody has claimed it. */
    boolean discard(Found item) {
        long position = item.position;
        long from;
        long to;
        begin("discard");
        try {
            from = word(HEAD);
            if (position < from) {
                return false;
            }
            QueueRing ring = ring(position);
            if (QueueRing.type(ring.what(region, position)) > QueueRing.FILE
                    || QueueRing.claimer(ring.read(position, QueueRing.WHO)) != 0) {
                return false;
            }
            put(DISCARDED, word(DISCARDED) + 1);
            mark(position, QueueRing.WHAT, QueueRing.what(QueueRing.HOLE, item.length), item::delete);
            passHoles();
            to = word(HEAD);
        } finally {
            leave();
        }
        deleteRings(from, to);
        return true;
    }

    /** Discards everything up to a position, bit by bit. */
    int discardAll(long end) {
        int count = 0;
        while (word(HEAD) < end) {
            int some = discardSome(end);
            if (some < 0) {
                return count + discardEach(end);
            }
            count += some;
        }
        return count;
    }

    /** Discards a portion from HEAD on; -1 if something is claimed. */
    private int discardSome(long end) {
        long from;
        long position;
        int count = 0;
        List<Found> large = new ArrayList<>();
        begin("clear");
        try {
            if (word(CLAIMS) != 0) {
                return -1;
            }
            from = word(HEAD);
            position = from;
            for (int i = 0; i < PORTION && position < end; i++) {
                int type = QueueRing.type(ring(position).what(region, position));
                count += type <= QueueRing.FILE ? 1 : 0;
                if (type == QueueRing.FILE) {
                    large.add(look(position));
                }
                position = after(position);
            }
            put(HEAD, position);
            put(DISCARDED, word(DISCARDED) + count);
            commit();
            large.forEach(Found::delete);
        } finally {
            leave();
        }
        deleteRings(from, position);
        return count;
    }

    private int discardEach(long end) {
        int count = 0;
        for (long at = 0; at < end; ) {
            List<Found> some = new ArrayList<>();
            at = look(at, end, some);
            for (Found each : some) {
                count += discard(each) ? 1 : 0;
            }
        }
        return count;
    }

    // --- waiting

    /** To be called, without any guard, after items were put in. */
    void wakeTaker() {
        VarHandle.fullFence();
        if (takers.isToCall()) {
            enter("wake taker");
            try {
                takers.callFirst();
                commit();
            } finally {
                leave();
            }
        }
    }

    /** To be called after the queue was closed, or has become drained. */
    void wakeTakers() {
        enter("wake takers");
        try {
            takers.callAll();
        } finally {
            leave();
        }
    }

    // --- unfinished items

    /** Counts an item as done; false if that would be more than were taken. */
    boolean addDone() {
        long now;
        do {
            now = read(done);
            if (now >= word(TAKEN)) {
                return false;
            }
        } while (!compareAndSet(done, now, now + 1));
        wakeJoiners();
        return true;
    }

    long taken() {
        return word(TAKEN);
    }

    /** To be called, without any guard, after items have ended. */
    void wakeJoiners() {
        VarHandle.fullFence();
        if (!joiners.isEmpty() && unfinished() == 0) {
            enter("release joiners");
            try {
                releaseJoiners();
            } finally {
                leave();
            }
        }
    }

    private void releaseJoiners() {
        for (long node = joiners.first(); node != 0 && unfinished() == 0; node = joiners.first()) {
            joiners.release(node, Line.RELEASED);
            commit();
        }
    }

    boolean join(String operation, long nanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return unfinished() == 0
                || (nanos > 0 && Turn.awaitRelease(this, joiners, operation, this::wakeJoiners, nanos));
    }

    // --- sweeping

    @Override
    void sweep(long dead) {
        if (!isConnected()) {
            return; // a queue that was never finished
        }
        begin("sweep");
        try {
            boolean _ = takers.forget(dead);
            boolean _ = joiners.forget(dead);
            if (word(CLAIMS) != 0) {
                freeClaims(dead);
            }
            files.sweep(word(HEAD), dead);
        } catch (IOException _) {
            // What is left of files goes with the next sweep, or with the folder.
        } finally {
            leave();
        }
        wakeAfterDeath();
    }

    /** Calls those whose call may have been lost. */
    void wakeAfterDeath() {
        enter("wake after a death");
        try {
            if (QueuePuts.isClosed(region, puts)) {
                takers.callAll();
            } else {
                takers.callFirst();
                commit();
            }
            releaseJoiners();
        } finally {
            leave();
        }
    }

    private void freeClaims(long dead) {
        for (long position = word(HEAD); isBeforeTail(position); position = after(position)) {
            QueueRing ring = ring(position);
            if (QueueRing.type(ring.what(region, position)) <= QueueRing.FILE) {
                long who = ring.read(position, QueueRing.WHO);
                if (QueueRing.claimer(who) == dead) {
                    put(CLAIMS, word(CLAIMS) - 1);
                    mark(position, QueueRing.WHO, QueueRing.who(QueueRing.producer(who), 0), NOTHING);
                }
            }
        }
    }
}
