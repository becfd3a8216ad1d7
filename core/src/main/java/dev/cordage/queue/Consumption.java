package dev.cordage.queue;

import java.util.Iterator;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/**
 * The items of a queue, or of several, taken as they come, until the queues are closed and empty; see
 * {@link CloseableQueue#consume} and {@link Select#consume}.
 *
 * <p>Both forms wait for each item. If the thread is interrupted before or while it waits, a {@link CompletionException}
 * caused by an {@link InterruptedException} is thrown, the flag is kept, and nothing is taken.
 *
 * @param <E> the type of the items
 */
public interface Consumption<E> extends Iterable<E> {
    /**
     * An iterator for one thread. {@link Iterator#hasNext} waits for an item and takes it, so that no other consumer can
     * get it; a loop that is left has taken what it has seen, and no more. No {@code remove}.
     */
    @Override
    Iterator<E> iterator();

    /**
     * A sequential stream. A short-circuiting operation such as {@code limit} or {@code findFirst} takes no more than it
     * uses.
     */
    Stream<E> stream();
}
