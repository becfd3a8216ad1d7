package dev.cordage.queue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Least first; what compares equal, in the order in which it came. A binary heap that makes all comparisons of a change
 * before it moves anything, so that a comparator that throws does no harm ({@link java.util.PriorityQueue} moves as it
 * compares, and then may lose items).
 */
final class PriorityShelf<E> implements Shelf<E> {
    private final Comparator<? super E> order;

    /** The children of the item at i are at 2 i + 1 and 2 i + 2, and not before it. */
    private @Nullable Object[] items = new Object[16];

    /** For each item when it came; less is sooner. */
    private long[] numbers = new long[16];

    private int size;
    private long lastAdded;
    private long lastPutBack;

    PriorityShelf(Comparator<? super E> order) {
        this.order = order;
    }

    @Override
    public void add(E item) {
        add(item, lastAdded + 1);
        lastAdded++;
    }

    @Override
    public void putBack(E item) {
        add(item, lastPutBack - 1);
        lastPutBack--;
    }

    private void add(E item, long number) {
        if (size == 0) {
            compare(item, number, item, number);
        }
        int place = size;
        while (place > 0 && compare(item, number, item(parent(place)), numbers[parent(place)]) < 0) {
            place = parent(place);
        }
        if (size == items.length) {
            @Nullable Object[] moreItems = Arrays.copyOf(items, 2 * size);
            numbers = Arrays.copyOf(numbers, 2 * size);
            items = moreItems;
        }
        for (int i = size; i != place; i = parent(i)) {
            move(parent(i), i);
        }
        set(place, item, number);
        size++;
    }

    @Override
    public @Nullable E poll() {
        if (size == 0) {
            return null;
        }
        int end = size - 1;
        E moved = item(end);
        long number = numbers[end];
        // Which child to go to at each step down: a bit for each, 1 for the right one.
        long turns = 0;
        int steps = 0;
        for (int child = lesserChild(0, end); child > 0; child = lesserChild(child, end)) {
            if (compare(moved, number, item(child), numbers[child]) <= 0) {
                break;
            }
            turns |= (child % 2 == 0 ? 1L : 0L) << steps++;
        }
        E least = item(0);
        int place = 0;
        for (int i = 0; i < steps; i++) {
            int child = 2 * place + 1 + (int) (turns >>> i & 1);
            move(child, place);
            place = child;
        }
        set(place, moved, number);
        items[end] = null;
        size = end;
        return least;
    }

    /** The lesser of the children of a place, among the first so many items; -1 if it has none. */
    private int lesserChild(int place, int end) {
        int left = 2 * place + 1;
        int right = left + 1;
        if (left >= end) {
            return -1;
        }
        return right < end && compare(item(right), numbers[right], item(left), numbers[left]) < 0 ? right : left;
    }

    private int compare(E a, long numberOfA, E b, long numberOfB) {
        int byItem = order.compare(a, b);
        return byItem != 0 ? byItem : Long.compare(numberOfA, numberOfB);
    }

    private void move(int from, int to) {
        items[to] = items[from];
        numbers[to] = numbers[from];
    }

    private void set(int place, E item, long number) {
        items[place] = item;
        numbers[place] = number;
    }

    private static int parent(int place) {
        return (place - 1) / 2;
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // there is an item at each place below the size
    private E item(int place) {
        return (E) items[place];
    }

    @Override
    public @Nullable E peek() {
        return size == 0 ? null : item(0);
    }

    @Override
    public int size() {
        return size;
    }

    private record Entry<E>(E item, long number) {}

    private List<Entry<E>> entries() {
        List<Entry<E>> entries = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            entries.add(new Entry<>(item(i), numbers[i]));
        }
        return entries;
    }

    private void sort(List<Entry<E>> entries) {
        entries.sort((a, b) -> compare(a.item, a.number, b.item, b.number));
    }

    @Override
    public Inventory<E> inventory() {
        List<Entry<E>> entries = entries();
        return () -> {
            sort(entries);
            return entries.stream().map(Entry::item).toList();
        };
    }

    @Override
    public int discard(Store.Choice<E> choice) {
        List<Entry<E>> sorted = entries();
        sort(sorted);
        BitSet gone = choice.among(sorted.stream().map(Entry::item).toList());
        int all = size;
        int left = 0;
        for (int i = gone.nextClearBit(0); i < all; i = gone.nextClearBit(i + 1)) {
            set(left++, sorted.get(i).item, sorted.get(i).number);
        }
        Arrays.fill(items, left, all, null);
        size = left;
        return all - left;
    }

    @Override
    public int clear() {
        int count = size;
        items = new Object[16];
        numbers = new long[16];
        size = 0;
        return count;
    }
}
