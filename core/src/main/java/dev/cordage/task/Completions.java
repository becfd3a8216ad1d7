package dev.cordage.task;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Distinct futures in the order in which they end. Used by one thread; ends arrive from any, as watches on a Treiber
 * stack which that thread takes whole, so an end costs one compare-and-set and no node.
 */
final class Completions<F extends Future<?>> {
    private final AtomicReference<@Nullable Arrival<F>> arrived = new AtomicReference<>();
    private final Deque<F> ready = new ArrayDeque<>();
    private final List<Watch<F>> watches;
    private final int total;
    private int taken;

    /** The thread that is about to park. Written before it looks at the stack, read after a push: one sees the other. */
    private volatile @Nullable Thread waiting;

    /** The futures must be distinct. */
    Completions(Set<? extends F> futures) {
        total = futures.size();
        watches = new ArrayList<>(total);
        for (F future : futures) {
            Watch<F> watch = new Arrival<>(future, this);
            if (watch.begin()) {
                watches.add(watch);
            } else {
                ready.add(future);
            }
        }
    }

    private static final class Arrival<F extends Future<?>> extends Watch<F> {
        private final Completions<F> completions;
        private @Nullable Arrival<F> earlier;

        Arrival(F future, Completions<F> completions) {
            super(future);
            this.completions = completions;
        }

        @Override
        void arrived() {
            completions.arrive(this);
        }
    }

    private void arrive(Arrival<F> arrival) {
        do {
            arrival.earlier = arrived.get();
        } while (!arrived.compareAndSet(arrival.earlier, arrival));
        Thread reader = waiting;
        if (reader != null) {
            LockSupport.unpark(reader);
        }
    }

    static <F extends Future<?>> Set<F> distinct(Collection<? extends F> futures) {
        Set<F> distinct = LinkedHashSet.newLinkedHashSet(futures.size());
        int index = 0;
        for (F future : futures) {
            if (future == null) {
                throw new NullPointerException("future " + index + " is null");
            }
            distinct.add(future);
            index++;
        }
        return distinct;
    }

    int total() {
        return total;
    }

    int remaining() {
        return total - taken;
    }

    /** The next future that ends; null if none did in time. {@link Long#MAX_VALUE}: waits for ever. */
    @Nullable F take(long nanos) throws InterruptedException {
        if (ready.isEmpty()) {
            takeArrived();
        }
        if (ready.isEmpty()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (nanos > 0) {
                await(nanos);
            }
        }
        F next = ready.poll();
        if (next != null) {
            taken++;
        }
        return next;
    }

    private void await(long nanos) throws InterruptedException {
        long start = System.nanoTime();
        waiting = Thread.currentThread();
        try {
            for (takeArrived(); ready.isEmpty(); takeArrived()) {
                long left = nanos == Long.MAX_VALUE ? nanos : nanos - (System.nanoTime() - start);
                if (left <= 0) {
                    return;
                }
                LockSupport.parkNanos(this, left);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
        } finally {
            waiting = null;
        }
    }

    /** Moves what has arrived to {@code ready}, the earliest first. */
    private void takeArrived() {
        Arrival<F> latest = arrived.get() == null ? null : arrived.getAndSet(null);
        Arrival<F> earliest = null;
        while (latest != null) {
            Arrival<F> earlier = latest.earlier;
            latest.earlier = earliest;
            earliest = latest;
            latest = earlier;
        }
        for (; earliest != null; earliest = earliest.earlier) {
            ready.add(earliest.future);
        }
    }

    /** Watches no more; leaves nothing on the futures. */
    void stop() {
        watches.forEach(Watch::stop);
        watches.clear();
    }
}
