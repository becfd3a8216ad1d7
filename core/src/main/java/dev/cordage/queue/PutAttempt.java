package dev.cordage.queue;

import dev.cordage.internal.waiting.Attempt;
import dev.cordage.queue.Store.Added;

/** Of a thread that waits for space. It is over when the item is in, or the store is closed. */
final class PutAttempt<E> implements Attempt {
    private final Store<E> store;
    private final E item;
    private Added added = Added.FULL;

    PutAttempt(Store<E> store, E item) {
        this.store = store;
        this.item = item;
    }

    /** What came of it. */
    Added added() {
        return added;
    }

    @Override
    public boolean now() {
        added = store.add(item);
        return added != Added.FULL;
    }

    @Override
    public boolean isMoreLeft() {
        return store.size() < store.capacity();
    }
}
