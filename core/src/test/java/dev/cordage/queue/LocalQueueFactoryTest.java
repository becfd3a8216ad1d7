package dev.cordage.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** The makers of queues: capacities, names, and orders. */
class LocalQueueFactoryTest {
    private static final List<IntFunction<CloseableQueue<String>>> BOUNDED = List.of(
            CloseableQueue::bounded,
            capacity -> CloseableQueue.bounded(capacity, "name"),
            CloseableQueue::lifo,
            capacity -> CloseableQueue.lifo(capacity, "name"),
            CloseableQueue::priority,
            capacity -> CloseableQueue.priority(capacity, Comparator.reverseOrder()),
            capacity -> CloseableQueue.priority(capacity, Comparator.reverseOrder(), "name"));

    @Test
    void aCapacityBelowOneIsRefusedWithTheNumber() {
        for (IntFunction<CloseableQueue<String>> factory : BOUNDED) {
            for (int capacity : new int[] {0, -1, Integer.MIN_VALUE}) {
                IllegalArgumentException e =
                        assertThrows(IllegalArgumentException.class, () -> factory.apply(capacity));
                assertTrue(e.getMessage().contains(Integer.toString(capacity)), e::getMessage);
            }
        }
    }

    @Test
    void theCapacityIsWhatWasAskedFor() {
        for (IntFunction<CloseableQueue<String>> factory : BOUNDED) {
            for (int capacity : new int[] {1, 3, 1000}) {
                CloseableQueue<String> queue = factory.apply(capacity);
                assertEquals(capacity, queue.statistics().capacity());
                for (int i = 0; i < capacity; i++) {
                    assertTrue(queue.offer("item"));
                }
                assertFalse(queue.offer("item"));
            }
        }
    }

    /** Room for so many is promised, not reserved. */
    @Test
    void theLargestCapacityIsWithoutBoundAndTakesNoMemory() {
        for (IntFunction<CloseableQueue<String>> factory : BOUNDED) {
            for (int capacity : new int[] {Integer.MAX_VALUE, Integer.MAX_VALUE - 1}) {
                CloseableQueue<String> queue = factory.apply(capacity);
                assertTrue(queue.offer("item"));
                assertEquals(capacity, queue.statistics().capacity());
            }
        }
        assertEquals(Integer.MAX_VALUE, CloseableQueue.unbounded().remainingCapacity());
        assertEquals(Integer.MAX_VALUE, CloseableQueue.unbounded("name").remainingCapacity());
    }

    @Test
    void anUnboundedQueueTakesMoreThanItStartedWith() {
        for (IntFunction<CloseableQueue<String>> factory : BOUNDED) {
            CloseableQueue<String> queue = factory.apply(Integer.MAX_VALUE);
            for (int i = 0; i < 10_000; i++) {
                assertTrue(queue.offer("item"));
            }
            assertEquals(10_000, queue.size());
            assertEquals(10_000, queue.closeNow());
        }
    }

    @Test
    void nullsAreRefused() {
        assertThrows(NullPointerException.class, () -> CloseableQueue.bounded(1, null));
        assertThrows(NullPointerException.class, () -> CloseableQueue.unbounded(null));
        assertThrows(NullPointerException.class, () -> CloseableQueue.lifo(1, null));
        assertThrows(NullPointerException.class, () -> CloseableQueue.priority(1, null));
        assertThrows(NullPointerException.class, () -> CloseableQueue.priority(1, null, "name"));
        assertThrows(
                NullPointerException.class, () -> CloseableQueue.priority(1, Comparator.<String>naturalOrder(), null));
    }

    @Test
    void queuesWithoutANameGetDifferentOnes() {
        CloseableQueue<String> one = CloseableQueue.bounded(1);
        CloseableQueue<String> other = CloseableQueue.bounded(1);
        assertFalse(one.name().isBlank());
        assertNotEquals(one.name(), other.name());
        assertEquals(one.name(), one.statistics().name());
    }

    @Test
    void queuesAreEqualOnlyToThemselves() {
        CloseableQueue<String> one = CloseableQueue.bounded(1, "same");
        CloseableQueue<String> other = CloseableQueue.bounded(1, "same");
        assertNotEquals(one, other);
        int hash = one.hashCode();
        one.add("item");
        assertEquals(hash, one.hashCode());
    }

    @Test
    void aComparatorDecidesWhatIsLeast() {
        CloseableQueue<String> queue = CloseableQueue.priority(5, Comparator.comparingInt(String::length));
        queue.addAll(List.of("ccc", "bb", "a", "BB", "A"));
        assertEquals(List.of("a", "A", "bb", "BB", "ccc"), List.of(queue.toArray(String[]::new)));
        assertEquals("a", queue.poll());
        assertTrue(queue.remove("bb"));
        assertTrue(queue.offer("Cc"));
        assertEquals(List.of("A", "BB", "Cc", "ccc"), CloseableQueueContract.left(queue));
    }
}
