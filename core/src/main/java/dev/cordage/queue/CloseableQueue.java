package dev.cordage.queue;

import dev.cordage.observe.QueueStatistics;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A {@link BlockingQueue} that can be closed: no more goes in, what is queued comes out, and whoever waits is told.
 *
 * <pre>{@code
 * try (CloseableQueue<Path> files = CloseableQueue.bounded(100)) {
 *     Thread.startVirtualThread(() -> {
 *         for (Path file : files.consume()) {   // ends when the queue is closed and empty
 *             index(file);
 *         }
 *     });
 *     for (Path file : tree) {
 *         files.put(file);                      // waits while 100 are queued
 *     }
 * }
 * }</pre>
 *
 * <p>Consumers in tasks of a pool end before the pool closes only if the queue is closed first: the queue's block goes
 * inside the pool's. If a consumer may fail, let its end close the queue, so that no producer waits for it in vain:
 * {@code consumer.onDone(_ -> queue.closeNow())}.
 *
 * <p><b>Kinds.</b> First in, first out ({@link #bounded}, {@link #unbounded}); last in, first out ({@link #lifo}); least
 * first ({@link #priority}), where items that compare equal come out in the order they went in. {@link #peek},
 * iteration, {@link #drainTo} and {@code toArray} follow the order in which items would be taken; the iterator of a
 * priority queue is the exception, as with {@link java.util.concurrent.PriorityBlockingQueue}: its order is
 * unspecified. Iterators are weakly consistent: they never fail, and show each item that is queued throughout exactly
 * once. None of them removes what it shows; {@link #consume} does.
 *
 * <p><b>What each method does when the queue is closed.</b>
 *
 * <table class="striped">
 *   <caption>After close()</caption>
 *   <thead><tr><th>method</th><th>items left</th><th>drained: closed and empty</th></tr></thead>
 *   <tbody>
 *     <tr><td>{@code put}, {@code add}, {@code addAll}, {@code putAll}</td>
 *         <td colspan="2">{@link QueueClosedException}, also to those that wait already</td></tr>
 *     <tr><td>{@code offer}, timed or not</td><td colspan="2">false at once, also to those that wait already</td></tr>
 *     <tr><td>{@code take}</td><td>the next</td>
 *         <td>{@code QueueClosedException}, also to those that wait already</td></tr>
 *     <tr><td>{@code poll}, timed or not</td><td>the next</td><td>null at once, also to those that wait already</td></tr>
 *     <tr><td>{@code peek}</td><td>the next</td><td>null</td></tr>
 *     <tr><td>{@code remove()}, {@code element()}</td><td>the next</td>
 *         <td>{@link java.util.NoSuchElementException}</td></tr>
 *     <tr><td>{@code drainTo}</td><td>as many as asked for</td><td>0</td></tr>
 *     <tr><td>{@code consume()}</td><td>goes on</td><td>ends, also if it waits already</td></tr>
 *     <tr><td>{@code Select}</td><td>the next</td><td>no longer considered</td></tr>
 *     <tr><td>{@code remainingCapacity}</td><td colspan="2">0</td></tr>
 *     <tr><td>{@code remove(Object)}, {@code contains}, {@code clear}, {@code size}, iterators, {@code taskDone},
 *         {@code join}, {@code close}, {@code closeNow}, {@code statistics}</td><td colspan="2">as before</td></tr>
 *   </tbody>
 * </table>
 *
 * <p>A null item is a {@link NullPointerException}, closed or not.
 *
 * <p><b>Unfinished items.</b> Each item counts as unfinished from when it is put in until {@link #taskDone} is called
 * for it; {@link #join} waits until none is. What leaves the queue without having been handed to a consumer
 * ({@code remove(Object)}, {@code clear}, {@code removeIf}, {@code removeAll}, {@code retainAll}, {@code Iterator.remove},
 * {@link #closeNow}) counts as done. Who never calls {@code join} need not call {@code taskDone}.
 *
 * <p><b>Waiting.</b> All waits can be interrupted, before and while they last; no item is lost or doubled by it. A
 * duration of zero or less doesn't wait, and one that does not fit into a long of nanoseconds is for ever. Virtual
 * threads wait without a carrier. Waiters are woken in the order in which they came, but a thread that comes at the
 * right moment may be quicker.
 *
 * <p><b>Happens-before.</b> Putting an item in happens-before it is taken out; {@code close} happens-before anybody is
 * told of it; {@code taskDone} happens-before {@code join} returns.
 *
 * @param <E> the type of the items
 */
public interface CloseableQueue<E> extends BlockingQueue<E>, AutoCloseable {
    /**
     * A queue, first in, first out.
     *
     * @param capacity how many items there can be, at least 1
     * @param <E> the type of the items
     * @throws IllegalArgumentException if there are fewer
     */
    static <E> CloseableQueue<E> bounded(int capacity) {
        return LocalQueue.fifo(capacity, null);
    }

    /**
     * A queue, first in, first out.
     *
     * @param capacity how many items there can be, at least 1
     * @param name its name in logs, statistics and {@link dev.cordage.observe.Waits}
     * @param <E> the type of the items
     * @throws IllegalArgumentException if there are fewer
     */
    static <E> CloseableQueue<E> bounded(int capacity, String name) {
        return LocalQueue.fifo(capacity, Objects.requireNonNull(name, "name"));
    }

    /**
     * A queue without bound, first in, first out: {@code put} never waits.
     *
     * @param <E> the type of the items
     */
    static <E> CloseableQueue<E> unbounded() {
        return LocalQueue.fifo(Integer.MAX_VALUE, null);
    }

    /**
     * A queue without bound, first in, first out: {@code put} never waits.
     *
     * @param name its name in logs, statistics and {@link dev.cordage.observe.Waits}
     * @param <E> the type of the items
     */
    static <E> CloseableQueue<E> unbounded(String name) {
        return LocalQueue.fifo(Integer.MAX_VALUE, Objects.requireNonNull(name, "name"));
    }

    /**
     * A queue without bound, last in, first out.
     *
     * @param <E> the type of the items
     */
    static <E> CloseableQueue<E> lifo() {
        return lifo(Integer.MAX_VALUE);
    }

    /**
     * A queue, last in, first out.
     *
     * @param capacity how many items there can be, at least 1; {@link Integer#MAX_VALUE}: without bound
     * @param <E> the type of the items
     * @throws IllegalArgumentException if there are fewer
     */
    static <E> CloseableQueue<E> lifo(int capacity) {
        return LocalQueue.lifo(capacity, null);
    }

    /**
     * A queue, last in, first out.
     *
     * @param capacity how many items there can be, at least 1; {@link Integer#MAX_VALUE}: without bound
     * @param name its name in logs, statistics and {@link dev.cordage.observe.Waits}
     * @param <E> the type of the items
     * @throws IllegalArgumentException if there are fewer
     */
    static <E> CloseableQueue<E> lifo(int capacity, String name) {
        return LocalQueue.lifo(capacity, Objects.requireNonNull(name, "name"));
    }

    /**
     * A queue without bound, least first in natural order.
     *
     * @param <E> the type of the items
     */
    static <E extends Comparable<? super E>> CloseableQueue<E> priority() {
        return priority(Integer.MAX_VALUE);
    }

    /**
     * A queue, least first in natural order.
     *
     * @param capacity how many items there can be, at least 1; {@link Integer#MAX_VALUE}: without bound
     * @param <E> the type of the items
     * @throws IllegalArgumentException if there are fewer
     */
    static <E extends Comparable<? super E>> CloseableQueue<E> priority(int capacity) {
        return LocalQueue.priority(capacity, Comparator.naturalOrder(), null);
    }

    /**
     * A queue, least first. If the comparator throws, so does the call, and the queue is as before; a {@code putAll} or
     * {@code drainTo} may have moved some items by then.
     *
     * @param capacity how many items there can be, at least 1; {@link Integer#MAX_VALUE}: without bound
     * @param order which goes before which; called with the queue locked, so it should be quick, and must not use it
     * @param <E> the type of the items
     * @throws IllegalArgumentException if there are fewer
     */
    static <E> CloseableQueue<E> priority(int capacity, Comparator<? super E> order) {
        return LocalQueue.priority(capacity, Objects.requireNonNull(order, "order"), null);
    }

    /**
     * A queue, least first. If the comparator throws, so does the call, and the queue is as before; a {@code putAll} or
     * {@code drainTo} may have moved some items by then.
     *
     * @param capacity how many items there can be, at least 1; {@link Integer#MAX_VALUE}: without bound
     * @param order which goes before which; called with the queue locked, so it should be quick, and must not use it
     * @param name its name in logs, statistics and {@link dev.cordage.observe.Waits}
     * @param <E> the type of the items
     * @throws IllegalArgumentException if there are fewer
     */
    static <E> CloseableQueue<E> priority(int capacity, Comparator<? super E> order, String name) {
        return LocalQueue.priority(
                capacity, Objects.requireNonNull(order, "order"), Objects.requireNonNull(name, "name"));
    }

    /**
     * Waits for space and puts the item in.
     *
     * @param item the item
     * @throws InterruptedException if the thread is interrupted before or while it waits; the item is not in then
     * @throws QueueClosedException if the queue is closed, or is closed meanwhile; the item is not in then
     */
    @Override
    void put(E item) throws InterruptedException;

    /**
     * Puts all items in, in their order, waiting for space as often as need be. Others' items may come in between.
     * Faster than one by one: as many as there is space for go in at once.
     *
     * @param items the items; read once, before anything else is done
     * @return how many were put in: all
     * @throws InterruptedException if the thread is interrupted before or while it waits; some may be in then
     * @throws QueueClosedException if the queue is closed, or is closed meanwhile; some may be in then
     * @throws NullPointerException if an item is null; none is in then
     * @throws IllegalArgumentException if the items are this queue itself
     */
    int putAll(Collection<? extends E> items) throws InterruptedException;

    /**
     * Puts the item in if there is space, and never waits.
     *
     * @param item the item
     * @return whether it is in; false if the queue is full or closed
     */
    @Override
    boolean offer(E item);

    @Override
    boolean offer(E item, long time, TimeUnit unit) throws InterruptedException;

    /**
     * Puts the item in, waiting for space, but not longer than the timeout.
     *
     * @param item the item
     * @param timeout the longest wait
     * @return whether it is in; false if the time ran out or the queue is closed
     * @throws InterruptedException if the thread is interrupted before or while it waits; the item is not in then
     */
    boolean offer(E item, Duration timeout) throws InterruptedException;

    /**
     * Waits for an item and takes it out.
     *
     * @return the item
     * @throws InterruptedException if the thread is interrupted before or while it waits; nothing is taken then
     * @throws QueueClosedException if the queue is drained, or is drained meanwhile
     */
    @Override
    E take() throws InterruptedException;

    /**
     * Takes an item out if there is one, and never waits.
     *
     * @return the item, or null
     */
    @Override
    @Nullable E poll();

    @Override
    @Nullable E poll(long time, TimeUnit unit) throws InterruptedException;

    /**
     * Takes an item out, waiting for one, but not longer than the timeout.
     *
     * @param timeout the longest wait
     * @return the item, or null if the time ran out or the queue is drained
     * @throws InterruptedException if the thread is interrupted before or while it waits; nothing is taken then
     */
    @Nullable E poll(Duration timeout) throws InterruptedException;

    /**
     * Takes what is put in from now on and what is queued already, item after item, until the queue is drained. Several
     * threads may consume one queue, each with a call of its own or with the same {@code Consumption}: each item goes to
     * one of them.
     */
    default Consumption<E> consume() {
        return new LocalConsumption<>(name(), () -> poll(LocalConsumption.FOREVER));
    }

    /**
     * Refuses more items; those queued can still be taken. Whoever waits to put an item in, or, if the queue is empty, to
     * take one, wakes up at once. Never waits; may be called by any thread, any number of times.
     */
    @Override
    void close();

    /**
     * Refuses more items, and discards what is queued, which counts as done; what has been taken already stays unfinished
     * until {@link #taskDone}. Never waits; may be called after {@link #close}, and any number of times.
     *
     * @return how many items were discarded
     */
    int closeNow();

    /** Whether the queue is closed. Once true, stays so. */
    boolean isClosed();

    /**
     * Whether the queue is closed and empty. Once true, stays so: while a {@code drainTo} runs, whose target may refuse
     * items, which then are put back, this is false.
     */
    boolean isDrained();

    /**
     * Reports an item done that was taken from the queue.
     *
     * @throws IllegalStateException if more were reported done than were taken; nothing changes
     */
    void taskDone();

    /**
     * Waits until no item is unfinished. Doesn't wait for the queue to be closed.
     *
     * @throws InterruptedException if the thread is interrupted before or while it waits
     */
    void join() throws InterruptedException;

    /**
     * Waits until no item is unfinished, but not longer than the timeout.
     *
     * @param timeout the longest wait
     * @return true if none is, false if the time ran out
     * @throws InterruptedException if the thread is interrupted before or while it waits
     */
    boolean tryJoin(Duration timeout) throws InterruptedException;

    /** The name it was given, or one made up. */
    String name();

    /** Sizes, counts and waiters. */
    QueueStatistics statistics();
}
