package dev.cordage.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Items on a shelf, behind a lock. */
final class LockedStore<E> extends Store<E> {
    private final int capacity;
    private final ReentrantLock lock = new ReentrantLock();

    // @GuardedBy("lock")
    private final Shelf<E> shelf;

    // @GuardedBy("lock")
    private long added;

    // @GuardedBy("lock")
    private long discarded;

    /** Written once, under the lock. */
    private volatile boolean closed;

    LockedStore(int capacity, Shelf<E> shelf) {
        this.capacity = capacity;
        this.shelf = shelf;
    }

    @Override
    int capacity() {
        return capacity;
    }

    @Override
    boolean isWorthSpinning() {
        return false;
    }

    @Override
    Added add(E item) {
        lock.lock();
        try {
            if (closed) {
                return Added.CLOSED;
            }
            if (shelf.size() >= capacity) {
                return Added.FULL;
            }
            shelf.add(item);
            added++;
            return Added.ADDED;
        } finally {
            lock.unlock();
        }
    }

    @Override
    @SuppressWarnings("unchecked")
    int addSome(Object[] items, int from, int to) {
        lock.lock();
        try {
            if (closed) {
                return -1;
            }
            int before = shelf.size();
            int most = Math.min(to - from, capacity - before);
            try {
                for (int i = 0; i < most; i++) {
                    shelf.add((E) items[from + i]);
                }
            } catch (Throwable e) {
                // Those before the one that a comparator threw at are in; it will be tried again, and throw again.
                if (shelf.size() <= before) {
                    throw e;
                }
            } finally {
                added += Math.max(0, shelf.size() - before);
            }
            return Math.max(0, shelf.size() - before);
        } finally {
            lock.unlock();
        }
    }

    @Override
    @Nullable E poll() {
        lock.lock();
        try {
            return shelf.poll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    Object[] pollSome(int most) {
        List<E> taken = new ArrayList<>(Math.min(most, size()));
        lock.lock();
        try {
            while (taken.size() < most) {
                E item = shelf.poll();
                if (item == null) {
                    break;
                }
                taken.add(item);
            }
        } catch (Throwable e) {
            if (taken.isEmpty()) {
                throw e;
            }
            // What was taken before a comparator threw is handed out; it will throw again.
        } finally {
            lock.unlock();
        }
        return taken.toArray();
    }

    @Override
    @Nullable E peek() {
        lock.lock();
        try {
            return shelf.peek();
        } finally {
            lock.unlock();
        }
    }

    @Override
    int size() {
        lock.lock();
        try {
            return shelf.size();
        } finally {
            lock.unlock();
        }
    }

    @Override
    List<E> snapshot() {
        Shelf.Inventory<E> inventory;
        lock.lock();
        try {
            inventory = shelf.inventory();
        } finally {
            lock.unlock();
        }
        return inventory.list();
    }

    @Override
    int discard(Choice<E> choice) {
        lock.lock();
        try {
            int count = shelf.discard(choice);
            discarded += count;
            return count;
        } finally {
            lock.unlock();
        }
    }

    @Override
    int discardAll() {
        lock.lock();
        try {
            int count = shelf.clear();
            discarded += count;
            return count;
        } finally {
            lock.unlock();
        }
    }

    @Override
    void putBack(List<E> items) {
        lock.lock();
        try {
            items.reversed().forEach(shelf::putBack);
        } finally {
            lock.unlock();
        }
    }

    @Override
    void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    boolean isClosed() {
        return closed;
    }

    @Override
    int closeNow() {
        lock.lock();
        try {
            closed = true;
            return discardAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    long added() {
        lock.lock();
        try {
            return added;
        } finally {
            lock.unlock();
        }
    }

    @Override
    long discarded() {
        lock.lock();
        try {
            return discarded;
        } finally {
            lock.unlock();
        }
    }

    @Override
    long taken() {
        lock.lock();
        try {
            return added - shelf.size() - discarded;
        } finally {
            lock.unlock();
        }
    }
}
