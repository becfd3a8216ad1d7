package dev.cordage.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.observe.QueueStatistics;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import dev.cordage.testing.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** A comparator that throws: so does the call, and the queue is as before, whichever of its comparisons it was. */
@ExtendWith(LeakCheck.class)
class LocalQueueComparatorTest {
    private static final QueueItem NEW = new QueueItem(3, 100);

    /** Thrown by a comparator, and by nothing else. */
    private static final class Odd extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Natural order, until the n-th comparison from now. */
    private static final class Failing implements Comparator<QueueItem> {
        private int left = Integer.MAX_VALUE;

        @Override
        public int compare(QueueItem one, QueueItem other) {
            if (left-- == 0) {
                throw new Odd();
            }
            return one.compareTo(other);
        }
    }

    @FunctionalInterface
    private interface Call {
        void on(CloseableQueue<QueueItem> queue) throws Exception;
    }

    private record Case(String name, Call call) {}

    private static Stream<Case> cases() {
        return Stream.of(
                new Case("put", queue -> queue.put(NEW)),
                new Case("putAll", queue -> queue.putAll(List.of(NEW))),
                new Case("add", queue -> queue.add(NEW)),
                new Case("offer", queue -> queue.offer(NEW)),
                new Case("offer with a limit", queue -> queue.offer(NEW, Duration.ofMinutes(1))),
                new Case("offer with a limit in units", queue -> queue.offer(NEW, 1, TimeUnit.MINUTES)),
                new Case("put the least", queue -> queue.put(new QueueItem(-1, 100))),
                new Case("put the greatest", queue -> queue.put(new QueueItem(100, 100))),
                new Case("take", CloseableQueue::take),
                new Case("poll", CloseableQueue::poll),
                new Case("poll with a limit", queue -> queue.poll(Duration.ofMinutes(1))),
                new Case("poll with a limit in units", queue -> queue.poll(1, TimeUnit.MINUTES)),
                new Case("remove", CloseableQueue::remove),
                new Case("peek", CloseableQueue::peek),
                new Case("remove one from the middle", queue -> queue.remove(items().get(4))),
                new Case("remove the first", queue -> queue.remove(items().getFirst())),
                new Case("removeIf", queue -> queue.removeIf(item -> item.number() % 2 == 0)),
                new Case("removeAll", queue -> queue.removeAll(items().subList(2, 5))),
                new Case("retainAll", queue -> queue.retainAll(items().subList(2, 5))),
                new Case("drainTo one", queue -> queue.drainTo(new ArrayList<>(), 1)),
                new Case("toArray", CloseableQueue::toArray),
                new Case("Iterator.remove", queue -> {
                    Iterator<QueueItem> iterator = queue.iterator();
                    iterator.next();
                    iterator.next();
                    iterator.remove();
                }),
                new Case("consume", queue -> queue.consume().iterator().next()));
    }

    private static List<QueueItem> items() {
        return CloseableQueueContract.items(9);
    }

    @TestFactory
    Stream<DynamicTest> theCallThrowsAndTheQueueIsAsBefore() {
        return cases().map(test -> DynamicTest.dynamicTest(test.name, () -> {
            boolean failed = true;
            for (int comparison = 0; failed; comparison++) {
                failed = failsAt(comparison, test.call);
            }
        }));
    }

    /** Whether the call made that many comparisons. */
    private static boolean failsAt(int comparison, Call call) throws Exception {
        Failing order = new Failing();
        CloseableQueue<QueueItem> queue = CloseableQueue.priority(10, order);
        queue.putAll(items());
        QueueStatistics before = queue.statistics();
        order.left = comparison;
        try {
            call.on(queue);
            return false;
        } catch (Odd _) {
            order.left = Integer.MAX_VALUE;
        }
        assertEquals(before, queue.statistics());
        // In another thread, so that a lock left locked is seen.
        assertEquals(items().stream().sorted().toList(), Bounded.call(() -> CloseableQueueContract.left(queue)));
        assertTrue(Bounded.call(() -> queue.offer(NEW)));
        return true;
    }

    @Test
    void puttingComparesAtLeastOnce() throws Exception {
        assertTrue(failsAt(0, queue -> queue.put(NEW)), "or the test above would test nothing");
    }

    @Test
    void whatIsOfAnotherTypeIsRefusedAndHarmsNothing() {
        CloseableQueue<Object> queue = CloseableQueue.priority(5, natural());
        queue.add("text");
        assertThrows(ClassCastException.class, () -> queue.add(1));
        queue.add("more");
        assertEquals(List.of("more", "text"), CloseableQueueContract.left(queue));
    }

    @SuppressWarnings("unchecked") // What a raw type does by accident.
    private static Comparator<Object> natural() {
        return (Comparator<Object>) (Comparator<?>) Comparator.naturalOrder();
    }

    @Test
    void aWaitingPutterWhoseItemCannotBeComparedLeavesTheSpaceToTheNext() throws Exception {
        Failing order = new Failing();
        CloseableQueue<QueueItem> queue = CloseableQueue.priority(2, order);
        queue.putAll(List.of(QueueItem.of(1), QueueItem.of(2)));
        Caller<?> first = CloseableQueueContract.putter(queue, () -> queue.putAll(List.of(QueueItem.of(3))));
        Caller<?> second = CloseableQueueContract.putter(queue, () -> queue.putAll(List.of(QueueItem.of(4))));
        // Taking the first of two needs no comparison; the first putter's next one fails.
        order.left = 0;
        assertEquals(QueueItem.of(1), queue.poll());
        assertThrows(Odd.class, first::result);
        assertEquals(1, second.result());
        assertEquals(List.of(QueueItem.of(2), QueueItem.of(4)), CloseableQueueContract.left(queue));
    }
}
