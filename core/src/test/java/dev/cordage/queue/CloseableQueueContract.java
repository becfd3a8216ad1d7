package dev.cordage.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import dev.cordage.testing.LeakCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the parts of the contract of {@link CloseableQueue} share. Every part runs against every {@link QueueShape}; who
 * tests an implementation extends each part, and only says how a queue is made. Items are plain serialisable values, and
 * nothing relies on their identity.
 */
@ExtendWith(LeakCheck.class)
@ParameterizedClass(name = "{0}")
@MethodSource("shapes")
abstract class CloseableQueueContract {
    @Parameter
    QueueShape shape;

    private final List<CloseableQueue<?>> made = new ArrayList<>();

    /** What is tested; may be hidden where a reach has less. */
    static Stream<QueueShape> shapes() {
        return QueueShape.all();
    }

    /** A new queue. A priority queue sorts in natural order. */
    protected abstract <E extends Comparable<? super E>> CloseableQueue<E> newQueue(QueueShape shape, String name);

    final CloseableQueue<QueueItem> queue() {
        return queue("queue under test");
    }

    final CloseableQueue<QueueItem> queue(String name) {
        CloseableQueue<QueueItem> queue = newQueue(shape, name);
        made.add(queue);
        return queue;
    }

    /** Lets whoever may still wait go. */
    @AfterEach
    void closeAll() {
        made.forEach(CloseableQueue::closeNow);
    }

    /** How many items the tests use: as many as there can be, but for an unbounded queue, which gets a few. */
    final int room() {
        return shape.isBounded() ? shape.capacity() : 11;
    }

    /** Items of few ranks, in no order. */
    static List<QueueItem> items(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> new QueueItem((number * 2 + 1) % 3, number))
                .toList();
    }

    /** As many items as there is room for. */
    final List<QueueItem> items() {
        return items(room());
    }

    final List<QueueItem> ordered(List<QueueItem> put) {
        return shape.kind().order(put);
    }

    /** A queue with as many items as there is room for. */
    final CloseableQueue<QueueItem> filled() throws InterruptedException {
        return filled("queue under test");
    }

    final CloseableQueue<QueueItem> filled(String name) throws InterruptedException {
        CloseableQueue<QueueItem> queue = queue(name);
        for (QueueItem item : items()) {
            queue.put(item);
        }
        return queue;
    }

    /** One that is none of {@link #items()}, and would be taken last by a priority queue. */
    static QueueItem another() {
        return new QueueItem(1000, 1000);
    }

    /** All that is left, in the order in which it comes. */
    static <E> List<E> left(CloseableQueue<E> queue) {
        List<E> left = new ArrayList<>();
        for (E item = queue.poll(); item != null; item = queue.poll()) {
            left.add(item);
        }
        return left;
    }

    /** Fails unless exactly these are queued and come out as they should, having gone in in this order. */
    final void assertHolds(List<QueueItem> put, CloseableQueue<QueueItem> queue) {
        assertEquals(put.size(), queue.size());
        assertEquals(put.isEmpty(), queue.isEmpty());
        assertEquals(ordered(put), left(queue));
        assertNull(queue.peek());
        assertEquals(0, queue.size());
    }

    /** Calls in another thread, and comes back when it waits in the queue to put something in. */
    static <T> Caller<T> putter(CloseableQueue<?> queue, Callable<T> call) {
        int before = queue.statistics().putters();
        Caller<T> caller = Caller.platform(call);
        Bounded.until(
                "a thread to wait for space",
                () -> isThere(caller, queue.statistics().putters() > before));
        return caller;
    }

    /** Calls in another thread, and comes back when it waits for an item. */
    static <T> Caller<T> taker(CloseableQueue<?> queue, Callable<T> call) {
        int before = queue.statistics().takers();
        Caller<T> caller = Caller.platform(call);
        Bounded.until(
                "a thread to wait for an item",
                () -> isThere(caller, queue.statistics().takers() > before));
        return caller;
    }

    private static boolean isThere(Caller<?> caller, boolean waits) {
        assertTrue(waits || !caller.isDone(), () -> "it did not wait: " + outcome(caller));
        return waits;
    }

    static String outcome(Caller<?> caller) {
        try {
            return String.valueOf(caller.result());
        } catch (Exception e) {
            return e.toString();
        }
    }
}
