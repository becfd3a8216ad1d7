package dev.cordage.queue;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.IntConsumer;

/** Shows the items of a snapshot, and leaves it to the queue to remove one. */
final class SnapshotIterator<E> implements Iterator<E> {
    private final List<E> items;
    private final IntConsumer remover;
    private int next;
    private boolean removable;

    SnapshotIterator(List<E> items, IntConsumer remover) {
        this.items = items;
        this.remover = remover;
    }

    @Override
    public boolean hasNext() {
        return next < items.size();
    }

    @Override
    public E next() {
        if (!hasNext()) {
            throw new NoSuchElementException("all " + items.size() + " items have been shown");
        }
        removable = true;
        return items.get(next++);
    }

    @Override
    public void remove() {
        if (!removable) {
            throw new IllegalStateException("remove without next");
        }
        removable = false;
        remover.accept(next - 1);
    }
}
