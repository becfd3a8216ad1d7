package dev.cordage.internal.shared;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Moves the items of a queue to a collection. */
final class QueueDrain<E> {
    private final SharedQueue<E> queue;
    private final QueuePuts puts;
    private final QueueTakes takes;

    QueueDrain(SharedQueue<E> queue, QueuePuts puts, QueueTakes takes) {
        this.queue = queue;
        this.puts = puts;
        this.takes = takes;
    }

    /** Moves so many at most. A list takes whatever it is given, so that nothing has to be claimed first. */
    int to(Collection<? super E> target, int most) {
        return target.getClass() == ArrayList.class ? drainAtOnce(target, most) : drainOneByOne(target, most);
    }

    private int drainAtOnce(Collection<? super E> target, int most) {
        int count = 0;
        while (count < most) {
            List<Found> some = takes.pollSome(most - count);
            if (some.isEmpty()) {
                break;
            }
            puts.wakePutter();
            addAll(some, target);
            count += some.size();
        }
        return count;
    }

    /** Adds those that can be rebuilt, all of them; then fails if there were others. */
    private void addAll(List<Found> some, Collection<? super E> target) {
        RuntimeException failure = null;
        for (Found each : some) {
            try {
                target.add(queue.taken(each));
            } catch (UncheckedIOException | IllegalStateException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private int drainOneByOne(Collection<? super E> target, int most) {
        int count = 0;
        while (count < most) {
            Found claimed = takes.claim();
            if (claimed == null) {
                break;
            }
            settle(claimed, target);
            count++;
        }
        return count;
    }

    private void settle(Found claimed, Collection<? super E> target) {
        boolean taken = true;
        try {
            E item = queue.rebuild(claimed);
            if (item != null) {
                taken = false;
                target.add(item);
                taken = true;
            }
        } finally {
            takes.settle(claimed, taken);
            puts.wakePutter();
        }
    }
}
