package dev.cordage.queue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Last in, first out. */
final class LifoShelf<E> implements Shelf<E> {
    private final Deque<E> items = new ArrayDeque<>();

    @Override
    public void add(E item) {
        items.push(item);
    }

    @Override
    public void putBack(E item) {
        items.push(item);
    }

    @Override
    public @Nullable E poll() {
        return items.poll();
    }

    @Override
    public @Nullable E peek() {
        return items.peek();
    }

    @Override
    public int size() {
        return items.size();
    }

    @Override
    public Inventory<E> inventory() {
        List<E> copy = new ArrayList<>(items);
        return () -> copy;
    }

    @Override
    public int discard(Store.Choice<E> choice) {
        BitSet gone = choice.among(List.copyOf(items));
        int index = 0;
        for (Iterator<E> each = items.iterator(); each.hasNext(); index++) {
            each.next();
            if (gone.get(index)) {
                each.remove();
            }
        }
        return gone.cardinality();
    }

    @Override
    public int clear() {
        int count = items.size();
        items.clear();
        return count;
    }
}
