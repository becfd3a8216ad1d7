package dev.cordage.internal.pipe;

import dev.cordage.internal.waiting.WaitLine;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One direction of a pipe, as far as it is in this JVM: the messages sent and not yet received. */
final class Lane {
    /*
     *                              end                    the last is taken
     *   OPEN (put and taken) ----------------> ENDED ------------------------> ENDED, empty ##
     *     |                                      |
     *     '--------------abandon-----------------'---------> ABANDONED ##
     *
     * Ended: no more comes, by close or because the sender has died. Abandoned: nobody receives any more; what was there
     * is dropped, and a put fails.
     *
     * Threads put and take, and wait in the lines. A wire that drains the lane is called after each change, one that fills
     * it is told what was taken. The guard is never held while others are called.
     */

    /** How many bytes may wait before a sender has to. One more message may come on top. */
    static final long LIMIT = 1 << 20;

    /** What empties the lane in place of threads. */
    interface Drain {
        /** Something has changed: there is more, or the end. */
        void changed();
    }

    /** What fills the lane in place of threads. */
    interface Feed {
        /** So much was taken out. */
        void taken(long cost);

        /** Nobody takes any more. */
        void abandoned();
    }

    /** What came of a put. */
    enum Put {
        DONE,
        FULL,
        /** The sender has ended it. */
        ENDED,
        /** There is no receiver any more. */
        ABANDONED
    }

    private final ReentrantLock guard = new ReentrantLock();
    final WaitLine takers;
    final WaitLine putters;

    // @GuardedBy("guard")
    private final ArrayDeque<Parcel> parcels = new ArrayDeque<>();

    // @GuardedBy("guard")
    private long queued;

    /** Why no more comes; null while more may. Written under the guard once. */
    private volatile @Nullable String ended;

    /** Why nobody receives; null while somebody does. Written under the guard once. */
    private volatile @Nullable String abandoned;

    /** Whether there is a message. Written under the guard. */
    private volatile boolean filled;

    /** Written under the guard. */
    private volatile @Nullable Drain drain;

    /** Written under the guard. */
    private volatile @Nullable Feed feed;

    /** Called after each change. */
    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();

    /** One between two ends. What the waits are for, in reports, are their names. */
    Lane(String sender, String receiver) {
        takers = WaitLine.of(receiver);
        putters = WaitLine.of(sender);
    }

    /** Adds a message, whatever the limit if {@code forced}. */
    Put put(Parcel parcel, boolean forced) {
        guard.lock();
        try {
            if (abandoned != null) {
                return Put.ABANDONED;
            }
            if (ended != null) {
                return Put.ENDED;
            }
            if (!forced && queued >= LIMIT) {
                return Put.FULL;
            }
            parcels.add(parcel);
            queued += parcel.cost();
            filled = true;
        } finally {
            guard.unlock();
        }
        takers.wake();
        changed();
        return Put.DONE;
    }

    boolean hasSpace() {
        guard.lock();
        try {
            return queued < LIMIT;
        } finally {
            guard.unlock();
        }
    }

    /**
     * Takes the next message, if it is what is asked for.
     *
     * @return null if there is none yet
     * @throws EOFException if there will be none
     * @throws IllegalStateException if it is of the other kind; it stays
     * @throws IOException if it is too long; it stays
     */
    @Nullable Parcel take(boolean object, int most) throws IOException {
        Parcel parcel;
        guard.lock();
        try {
            parcel = parcels.peek();
            if (parcel == null) {
                if (ended != null) {
                    throw new EOFException(ended);
                }
                return null;
            }
            if (parcel.isObject() != object) {
                throw new IllegalStateException(
                        object
                                ? "the next message is " + parcel.body().length
                                        + " bytes sent with sendBytes, to be received with receiveBytes"
                                : "the next message is an object, to be received with receive");
            }
            if (parcel.body().length > most) {
                throw new IOException("the next message has " + parcel.body().length + " bytes, more than the " + most
                        + " asked for; it is still there");
            }
            remove();
        } finally {
            guard.unlock();
        }
        removed(parcel);
        return parcel;
    }

    /** Takes the next message, if there is one. */
    @Nullable Parcel poll() {
        Parcel parcel;
        guard.lock();
        try {
            if (parcels.isEmpty()) {
                return null;
            }
            parcel = remove();
        } finally {
            guard.unlock();
        }
        removed(parcel);
        return parcel;
    }

    /**
     * Takes the next message, of whichever kind.
     *
     * @return null if there is none yet
     * @throws EOFException if there will be none
     */
    @Nullable Parcel take() throws EOFException {
        // In this order, since nothing is put after the end.
        String end = ended;
        Parcel parcel = poll();
        if (parcel == null && end != null) {
            throw new EOFException(end);
        }
        return parcel;
    }

    // @GuardedBy("guard")
    private Parcel remove() {
        Parcel parcel = parcels.remove();
        queued -= parcel.cost();
        filled = !parcels.isEmpty();
        return parcel;
    }

    private void removed(Parcel parcel) {
        putters.wake();
        Feed from = feed;
        if (from != null) {
            from.taken(parcel.cost());
        }
    }

    /** Whether a receiver would not have to wait. */
    boolean isReady() {
        return filled || ended != null;
    }

    /** Whether nothing is left and nothing comes. */
    boolean isDrained() {
        // In this order, since nothing is put after the end.
        return ended != null && !filled;
    }

    boolean isAbandoned() {
        return abandoned != null;
    }

    /** Why nobody receives any more. */
    String whyAbandoned() {
        return Objects.requireNonNullElse(abandoned, "the pipe is closed");
    }

    int size() {
        guard.lock();
        try {
            return parcels.size();
        } finally {
            guard.unlock();
        }
    }

    /** No more comes. The first reason counts. */
    void end(String why) {
        guard.lock();
        try {
            if (ended != null) {
                return;
            }
            ended = why;
        } finally {
            guard.unlock();
        }
        wakeAll();
        changed();
    }

    /** Nobody receives any more. The first reason counts. */
    void abandon(String why) {
        Feed from;
        long dropped;
        guard.lock();
        try {
            if (abandoned != null) {
                return;
            }
            abandoned = why;
            dropped = queued;
            parcels.clear();
            queued = 0;
            filled = false;
            from = feed;
        } finally {
            guard.unlock();
        }
        wakeAll();
        changed();
        if (from != null) {
            from.taken(dropped);
            from.abandoned();
        }
    }

    /** Makes all who wait look again. */
    void wakeAll() {
        takers.wakeAll();
        putters.wakeAll();
        for (Runnable watcher : watchers) {
            watcher.run();
        }
    }

    private void changed() {
        for (Runnable watcher : watchers) {
            watcher.run();
        }
        Drain to = drain;
        if (to != null) {
            to.changed();
        }
    }

    /** From now on this empties the lane. */
    void drainTo(Drain to) {
        guard.lock();
        try {
            drain = to;
        } finally {
            guard.unlock();
        }
        to.changed();
    }

    @Nullable Drain drain() {
        return drain;
    }

    /** From now on this fills the lane. */
    void feedFrom(Feed from) {
        boolean late;
        guard.lock();
        try {
            feed = from;
            late = abandoned != null;
        } finally {
            guard.unlock();
        }
        if (late) {
            from.abandoned();
        }
    }

    /** Calls back after each change, until taken back. */
    void watch(Runnable watcher) {
        watchers.add(watcher);
    }

    void unwatch(Runnable watcher) {
        watchers.remove(watcher);
    }
}
