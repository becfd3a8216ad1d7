package dev.cordage.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cordage.observe.QueueStatistics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** One item at a time, without waiting: what goes in and out, in which order, and what is refused. */
abstract class QueueBasicsContract extends CloseableQueueContract {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    // ---- in and out ----------------------------------------------------------------------------------------------

    @Test
    void aNewQueueIsEmptyAndOpen() {
        CloseableQueue<QueueItem> queue = queue();
        assertTrue(queue.isEmpty());
        assertEquals(0, queue.size());
        assertEquals(shape.capacity(), queue.remainingCapacity());
        assertFalse(queue.isClosed());
        assertFalse(queue.isDrained());
        assertNull(queue.peek());
        assertNull(queue.poll());
        assertThrows(NoSuchElementException.class, queue::element);
        assertThrows(NoSuchElementException.class, queue::remove);
        assertFalse(queue.iterator().hasNext());
        assertEquals(0, queue.toArray().length);
    }

    @Test
    void everyWayInTakesAnItem() throws Exception {
        List<QueueItem> items = items();
        for (int way = 0; way < 6; way++) {
            CloseableQueue<QueueItem> queue = queue();
            for (QueueItem item : items) {
                switch (way) {
                    case 0 -> queue.put(item);
                    case 1 -> assertTrue(queue.add(item));
                    case 2 -> assertTrue(queue.offer(item));
                    case 3 -> assertTrue(queue.offer(item, 1, TimeUnit.MINUTES));
                    case 4 -> assertTrue(queue.offer(item, MINUTE));
                    default -> assertEquals(1, queue.putAll(List.of(item)));
                }
            }
            assertHolds(items, queue);
        }
    }

    @Test
    void everyWayOutGivesTheNextItem() throws Exception {
        for (int way = 0; way < 6; way++) {
            CloseableQueue<QueueItem> queue = filled();
            List<QueueItem> taken = new ArrayList<>();
            while (!queue.isEmpty()) {
                QueueItem next = queue.peek();
                assertEquals(next, queue.element());
                taken.add(
                        switch (way) {
                            case 0 -> queue.take();
                            case 1 -> queue.poll();
                            case 2 -> queue.poll(1, TimeUnit.MINUTES);
                            case 3 -> queue.poll(MINUTE);
                            case 4 -> queue.remove();
                            default -> queue.consume().iterator().next();
                        });
                assertEquals(next, taken.getLast());
            }
            assertEquals(ordered(items()), taken);
        }
    }

    @Test
    void theOrderHoldsWhilePutsAndTakesAlternate() throws Exception {
        CloseableQueue<QueueItem> queue = queue();
        List<QueueItem> expected = new ArrayList<>();
        for (QueueItem item : items(200)) {
            while (expected.size() >= room() || (item.number() % 3 == 0 && !expected.isEmpty())) {
                QueueItem next = ordered(expected).getFirst();
                expected.remove(next);
                assertEquals(next, queue.take());
            }
            queue.put(item);
            expected.add(item);
            assertEquals(expected.size(), queue.size());
        }
        assertHolds(expected, queue);
    }

    @Test
    void equalItemsAreKeptAsManyTimesAsTheyWerePutIn() throws Exception {
        CloseableQueue<QueueItem> queue = queue();
        for (int i = 0; i < room(); i++) {
            queue.put(new QueueItem(1, 1));
        }
        assertEquals(room(), queue.size());
        assertTrue(queue.remove(new QueueItem(1, 1)));
        assertEquals(room() - 1, left(queue).size());
    }

    // ---- bounds --------------------------------------------------------------------------------------------------

    @Test
    void aFullQueueRefusesWithoutWaiting() throws Exception {
        assumeTrue(shape.isBounded());
        CloseableQueue<QueueItem> queue = filled();
        assertEquals(0, queue.remainingCapacity());
        assertFalse(queue.offer(another()));
        assertFalse(queue.offer(another(), 0, TimeUnit.SECONDS));
        assertFalse(queue.offer(another(), -1, TimeUnit.DAYS));
        assertFalse(queue.offer(another(), Duration.ZERO));
        assertFalse(queue.offer(another(), Duration.ofNanos(1)));
        IllegalStateException full = assertThrows(IllegalStateException.class, () -> queue.add(another()));
        assertFalse(full instanceof QueueClosedException, "full is not closed");
        assertHolds(items(), queue);
    }

    @Test
    void whatIsTakenMakesRoom() throws Exception {
        CloseableQueue<QueueItem> queue = filled();
        QueueItem first = queue.take();
        assertTrue(queue.offer(another()));
        List<QueueItem> expected = new ArrayList<>(items());
        expected.remove(first);
        expected.add(another());
        assertHolds(expected, queue);
    }

    @Test
    void remainingCapacityCountsDown() throws Exception {
        CloseableQueue<QueueItem> queue = queue();
        int free = room();
        for (QueueItem item : items()) {
            // A queue without bound has no number to count down.
            assertEquals(shape.isBounded() ? free-- : Integer.MAX_VALUE, queue.remainingCapacity());
            queue.put(item);
        }
        assertEquals(shape.isBounded() ? 0 : Integer.MAX_VALUE, queue.remainingCapacity());
    }

    // ---- bad arguments -------------------------------------------------------------------------------------------

    @Test
    void nullIsRefusedBeforeAnyEffectOpenOrClosed() throws Exception {
        CloseableQueue<QueueItem> queue = queue();
        queue.put(another());
        refusesNull(queue);
        assertEquals(1, queue.size());
        queue.close();
        refusesNull(queue);
        assertEquals(List.of(another()), left(queue));
        refusesNull(queue);
    }

    private static void refusesNull(CloseableQueue<QueueItem> queue) {
        QueueStatistics before = queue.statistics();
        List<QueueItem> withNull = Arrays.asList(QueueItem.of(1), null);
        List<Executable> calls = List.of(
                () -> queue.put(null),
                () -> queue.putAll(null),
                () -> queue.putAll(withNull),
                () -> queue.add(null),
                () -> queue.addAll(null),
                () -> queue.addAll(withNull),
                () -> queue.offer(null),
                () -> queue.offer(null, 1, TimeUnit.SECONDS),
                () -> queue.offer(QueueItem.of(1), 1, null),
                () -> queue.offer(null, MINUTE),
                () -> queue.offer(QueueItem.of(1), null),
                () -> queue.poll(1, null),
                () -> queue.poll(null),
                () -> queue.tryJoin(null),
                () -> queue.drainTo(null),
                () -> queue.drainTo(null, 1),
                () -> queue.containsAll(null),
                () -> queue.removeAll(null),
                () -> queue.retainAll(null),
                () -> queue.removeIf(null),
                () -> queue.forEach(null),
                () -> queue.toArray((Object[]) null));
        for (int i = 0; i < calls.size(); i++) {
            assertThrows(NullPointerException.class, calls.get(i), "call number " + i);
            assertEquals(before, queue.statistics(), "after call number " + i);
        }
    }

    @Test
    void nullIsNeverFound() throws Exception {
        CloseableQueue<QueueItem> queue = filled();
        assertFalse(queue.contains(null));
        assertFalse(queue.remove(null));
        assertHolds(items(), queue);
    }

    @Test
    void whatIsOfAnotherTypeIsNeverFound() throws Exception {
        CloseableQueue<QueueItem> queue = filled();
        Object other = "something else";
        assertFalse(queue.contains(other));
        assertFalse(queue.remove(other));
        assertHolds(items(), queue);
    }

    // ---- remove(Object), contains, clear --------------------------------------------------------------------------

    @Test
    void anyItemCanBeRemovedAndTheOthersKeepTheirOrder() throws Exception {
        for (QueueItem gone : items()) {
            CloseableQueue<QueueItem> queue = filled();
            assertTrue(queue.contains(gone));
            assertTrue(queue.remove(gone));
            assertFalse(queue.contains(gone));
            assertFalse(queue.remove(gone));
            List<QueueItem> expected = new ArrayList<>(items());
            expected.remove(gone);
            assertHolds(expected, queue);
        }
    }

    @Test
    void equalRanksKeepTheirOrderAfterRemovalsAndNewPuts() throws Exception {
        CloseableQueue<QueueItem> queue = queue();
        List<QueueItem> expected = new ArrayList<>();
        int number = 0;
        for (int round = 0; round < 40; round++) {
            while (expected.size() < room()) {
                QueueItem item = new QueueItem(number % 2, number);
                number++;
                queue.put(item);
                expected.add(item);
            }
            QueueItem gone = expected.get(round * 7 % expected.size());
            assertTrue(queue.remove(gone));
            expected.remove(gone);
            if (!expected.isEmpty()) {
                QueueItem next = ordered(expected).getFirst();
                assertEquals(next, queue.poll());
                expected.remove(next);
            }
        }
        assertHolds(expected, queue);
    }

    @Test
    void clearEmptiesTheQueueAndMakesRoom() throws Exception {
        CloseableQueue<QueueItem> queue = filled();
        queue.clear();
        assertTrue(queue.isEmpty());
        assertEquals(shape.capacity(), queue.remainingCapacity());
        for (QueueItem item : items()) {
            assertTrue(queue.offer(item));
        }
        assertHolds(items(), queue);
    }

    // ---- names and numbers ---------------------------------------------------------------------------------------

    @Test
    void theNameIsInEveryView() {
        CloseableQueue<QueueItem> queue = queue("orders");
        assertEquals("orders", queue.name());
        assertEquals("orders", queue.statistics().name());
        assertTrue(queue.toString().contains("orders"), queue::toString);
    }

    @Test
    void toStringWorksInEveryState() throws Exception {
        CloseableQueue<QueueItem> queue = filled("orders");
        assertTrue(queue.toString().contains("orders"), queue::toString);
        queue.close();
        assertTrue(queue.toString().contains("orders"), queue::toString);
        queue.closeNow();
        assertTrue(queue.toString().contains("orders"), queue::toString);
    }

    @Test
    void statisticsAreExactAtQuietMoments() throws Exception {
        CloseableQueue<QueueItem> queue = queue("numbers");
        int capacity = shape.capacity();
        int n = room();
        assertEquals(new QueueStatistics("numbers", 0, capacity, 0, 0, 0, 0, 0, false), queue.statistics());
        queue.putAll(items());
        assertEquals(new QueueStatistics("numbers", n, capacity, n, 0, n, 0, 0, false), queue.statistics());
        queue.take();
        assertEquals(new QueueStatistics("numbers", n - 1, capacity, n, 1, n, 0, 0, false), queue.statistics());
        queue.taskDone();
        assertEquals(new QueueStatistics("numbers", n - 1, capacity, n, 1, n - 1, 0, 0, false), queue.statistics());
        queue.put(another());
        queue.remove(another());
        assertEquals(new QueueStatistics("numbers", n - 1, capacity, n + 1, 2, n - 1, 0, 0, false), queue.statistics());
        queue.close();
        assertEquals(new QueueStatistics("numbers", n - 1, capacity, n + 1, 2, n - 1, 0, 0, true), queue.statistics());
        queue.closeNow();
        assertEquals(new QueueStatistics("numbers", 0, capacity, n + 1, n + 1, 0, 0, 0, true), queue.statistics());
    }

    @Test
    void refusedItemsAreNotCounted() throws Exception {
        CloseableQueue<QueueItem> queue = filled();
        if (shape.isBounded()) {
            assertFalse(queue.offer(another()));
            assertThrows(IllegalStateException.class, () -> queue.add(another()));
        }
        queue.close();
        assertFalse(queue.offer(another()));
        assertThrows(QueueClosedException.class, () -> queue.put(another()));
        assertEquals(room(), queue.statistics().added());
        assertEquals(room(), queue.statistics().unfinished());
    }
}
