package dev.cordage.queue;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Items in an order, for one thread at a time. If a method throws, nothing has changed. */
interface Shelf<E> {
    void add(E item);

    /** Puts an item back that was taken, as the next to take of its kind. */
    void putBack(E item);

    @Nullable E poll();

    @Nullable E peek();

    int size();

    /** A copy, to be used later and elsewhere, that lists the items in the order in which they would be taken. */
    Inventory<E> inventory();

    /** Lists items; may call comparators. */
    interface Inventory<E> {
        List<E> list();
    }

    /** Takes away some items, and says how many. */
    int discard(Store.Choice<E> choice);

    /** Takes away all items, and says how many. */
    int clear();
}
