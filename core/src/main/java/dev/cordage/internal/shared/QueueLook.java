package dev.cordage.internal.shared;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Shows the items that were queued when it was made, as far as they still are; reads some of them at a time. */
final class QueueLook<E> implements Iterator<E> {
    private final SharedQueue<E> queue;
    private final QueueTakes takes;
    private final long end;
    private final ArrayDeque<Found> ahead = new ArrayDeque<>();
    private long position;
    private @Nullable Found nextFound;
    private @Nullable E next;
    private @Nullable Found shown;

    QueueLook(SharedQueue<E> queue, QueueTakes takes) {
        this.queue = queue;
        this.takes = takes;
        this.end = takes.end();
    }

    @Override
    public boolean hasNext() {
        while (next == null) {
            nextFound = ahead.poll();
            if (nextFound != null) {
                next = queue.rebuild(nextFound);
            } else if (position < end) {
                List<Found> some = new ArrayList<>();
                position = takes.look(position, end, some);
                ahead.addAll(some);
            } else {
                return false;
            }
        }
        return true;
    }

    @Override
    public E next() {
        E item = hasNext() ? next : null;
        if (item == null) {
            throw new NoSuchElementException("all items have been shown");
        }
        shown = nextFound;
        next = null;
        return item;
    }

    @Override
    public void remove() {
        boolean _ = discard();
        shown = null;
    }

    /** What was shown last. */
    Found shown() {
        Found found = shown;
        if (found == null) {
            throw new IllegalStateException("remove without next");
        }
        return found;
    }

    boolean discard() {
        return queue.discard(shown());
    }
}
