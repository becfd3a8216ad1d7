package dev.cordage.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cordage.queue.QueueShape.Kind;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Iterators take nothing, never fail, and show each item that is queued throughout exactly once. */
abstract class QueueIteratorContract extends CloseableQueueContract {
    @Test
    void showsEveryItemAndTakesNone() throws Exception {
        CloseableQueue<QueueItem> queue = filled();
        List<QueueItem> shown = new ArrayList<>();
        queue.iterator().forEachRemaining(shown::add);
        if (shape.kind() == Kind.PRIORITY) {
            assertEquals(new HashSet<>(items()), new HashSet<>(shown));
            assertEquals(room(), shown.size());
        } else {
            assertEquals(ordered(items()), shown);
        }
        assertHolds(items(), queue);
    }

    @Test
    void endsWithNoSuchElement() throws Exception {
        CloseableQueue<QueueItem> queue = filled();
        Iterator<QueueItem> iterator = queue.iterator();
        for (int i = 0; i < room(); i++) {
            assertTrue(iterator.hasNext());
            assertTrue(iterator.hasNext());
            assertTrue(items().contains(iterator.next()));
        }
        assertFalse(iterator.hasNext());
        assertThrows(NoSuchElementException.class, iterator::next);
        assertThrows(NoSuchElementException.class, queue().iterator()::next);
    }

    @Test
    void whatItSaidItHasItGives() throws Exception {
        CloseableQueue<QueueItem> queue = filled();
        Iterator<QueueItem> iterator = queue.iterator();
        assertTrue(iterator.hasNext());
        queue.clear();
        assertTrue(items().contains(iterator.next()));
    }

    @Test
    void removeTakesOutWhatWasShownLast() throws Exception {
        for (int position = 0; position < room(); position++) {
            CloseableQueue<QueueItem> queue = filled();
            Iterator<QueueItem> iterator = queue.iterator();
            QueueItem shown = null;
            for (int i = 0; i <= position; i++) {
                shown = iterator.next();
            }
            iterator.remove();
            assertEquals(room() - 1, queue.size());
            int more = 0;
            while (iterator.hasNext()) {
                assertFalse(shown.equals(iterator.next()));
                more++;
            }
            assertEquals(room() - 1 - position, more);
            List<QueueItem> expected = new ArrayList<>(items());
            expected.remove(shown);
            assertHolds(expected, queue);
        }
    }

    @Test
    void removeAfterHasNextIsStillAboutTheLastShown() throws Exception {
        CloseableQueue<QueueItem> queue = filled();
        Iterator<QueueItem> iterator = queue.iterator();
        QueueItem shown = iterator.next();
        assertEquals(room() > 1, iterator.hasNext());
        iterator.remove();
        assertFalse(queue.contains(shown));
        assertEquals(room() - 1, queue.size());
    }

    @Test
    void removeOfAllEmptiesTheQueueAndMakesRoom() throws Exception {
        CloseableQueue<QueueItem> queue = filled();
        for (Iterator<QueueItem> iterator = queue.iterator(); iterator.hasNext(); ) {
            iterator.next();
            iterator.remove();
        }
        assertTrue(queue.isEmpty());
        assertEquals(shape.capacity(), queue.remainingCapacity());
        assertTrue(queue.addAll(items()));
        assertHolds(items(), queue);
    }

    @Test
    void removeTwiceOrTooEarlyIsAnError() throws Exception {
        CloseableQueue<QueueItem> queue = filled();
        Iterator<QueueItem> iterator = queue.iterator();
        assertThrows(IllegalStateException.class, iterator::remove);
        iterator.next();
        iterator.remove();
        assertThrows(IllegalStateException.class, iterator::remove);
        assertEquals(room() - 1, queue.size());
    }

    @Test
    void removeOfWhatWasTakenMeanwhileDoesNothing() throws Exception {
        CloseableQueue<QueueItem> queue = filled();
        Iterator<QueueItem> iterator = queue.iterator();
        QueueItem shown = iterator.next();
        assertTrue(queue.remove(shown));
        // The iterator means the item it has shown, not one that is equal.
        queue.put(new QueueItem(shown.rank(), shown.number()));
        iterator.remove();
        assertEquals(room(), queue.size());
        assertTrue(queue.contains(shown));
    }

    @Test
    void removeTakesOutTheVeryOneAmongEquals() throws Exception {
        assumeTrue(shape.kind() == Kind.FIFO && room() > 2);
        CloseableQueue<QueueItem> queue = queue();
        queue.putAll(List.of(QueueItem.of(1), QueueItem.of(2), QueueItem.of(1)));
        Iterator<QueueItem> iterator = queue.iterator();
        iterator.next();
        iterator.next();
        iterator.next();
        iterator.remove();
        assertEquals(List.of(QueueItem.of(1), QueueItem.of(2)), left(queue));
    }

    /** Small numbers and literals are the same object wherever they are queued; the place still counts. */
    @Test
    void removeTakesOutTheRightOneOfTheSameObjectTwice() throws Exception {
        assumeTrue(shape.kind() != Kind.PRIORITY && room() > 2);
        CloseableQueue<QueueItem> queue = queue();
        QueueItem twice = QueueItem.of(1);
        queue.putAll(List.of(twice, QueueItem.of(2), twice));
        Iterator<QueueItem> iterator = queue.iterator();
        iterator.next();
        iterator.next();
        iterator.next();
        iterator.remove();
        List<QueueItem> expected = new ArrayList<>(List.of(twice, QueueItem.of(2)));
        if (shape.kind() == Kind.LIFO) {
            // The last that a lifo queue shows is the first that went in.
            expected = List.of(QueueItem.of(2), twice);
        }
        assertHolds(expected, queue);
    }

    @Test
    void iteratorsOfOneQueueRemoveIndependently() throws Exception {
        assumeTrue(room() > 2);
        CloseableQueue<QueueItem> queue = filled();
        Iterator<QueueItem> one = queue.iterator();
        Iterator<QueueItem> other = queue.iterator();
        QueueItem first = one.next();
        assertEquals(first, other.next());
        one.remove();
        other.remove();
        assertEquals(room() - 1, queue.size());
        QueueItem second = other.next();
        other.remove();
        assertEquals(room() - 2, queue.size());
        List<QueueItem> rest = new ArrayList<>();
        one.forEachRemaining(rest::add);
        assertFalse(rest.contains(first));
        // It may have looked ahead before the second was removed.
        rest.remove(second);
        assertEquals(room() - 2, rest.size());
    }

    @Test
    void whatIsQueuedThroughoutIsShownOnceWhateverComesAndGoes() throws Exception {
        assumeTrue(room() > 2);
        CloseableQueue<QueueItem> queue = queue();
        List<QueueItem> lasting = new ArrayList<>();
        // Ranks on both sides of what comes and goes, so that a priority queue moves them about.
        for (int i = 0; i < room() - 2; i++) {
            QueueItem item = new QueueItem(i % 2 == 0 ? -i : i, i);
            lasting.add(item);
            queue.put(item);
        }
        AtomicBoolean stop = new AtomicBoolean();
        CountDownLatch going = new CountDownLatch(2);
        List<Caller<?>> others = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            int number = 1000 * (i + 1);
            others.add(Caller.platform(() -> {
                for (int round = 0; !stop.get(); round++) {
                    QueueItem passing = new QueueItem(round % 7 - 3, number + round % 5);
                    queue.put(passing);
                    assertTrue(queue.remove(passing));
                    if (round == 10) {
                        going.countDown();
                    }
                }
                return null;
            }));
        }
        try {
            Bounded.await(going);
            for (int round = 0; round < 500; round++) {
                Map<QueueItem, Integer> shown = new HashMap<>();
                for (QueueItem item : queue) {
                    shown.merge(item, 1, Integer::sum);
                }
                for (QueueItem item : lasting) {
                    assertEquals(1, shown.get(item), () -> item + " was lasting");
                }
            }
        } finally {
            stop.set(true);
            for (Caller<?> other : others) {
                other.result();
            }
        }
        assertEquals(ordered(lasting), left(queue));
    }

    @Test
    void iteratesAndRemovesWhileOthersTakeAndPut() throws Exception {
        CloseableQueue<QueueItem> queue = queue();
        int count = 4000;
        Caller<?> putter = Caller.platform(() -> queue.putAll(items(count)));
        Caller<List<QueueItem>> taker = Caller.platform(() -> {
            List<QueueItem> taken = new ArrayList<>();
            queue.consume().forEach(taken::add);
            return taken;
        });
        while (!putter.isDone()) {
            for (Iterator<QueueItem> iterator = queue.iterator(); iterator.hasNext(); ) {
                if (iterator.next().number() % 5 == 0) {
                    iterator.remove();
                }
            }
        }
        assertEquals(count, putter.result());
        queue.close();
        List<QueueItem> taken = taker.result();
        assertEquals(taken.size(), new HashSet<>(taken).size(), "taken once each");
        assertEquals(
                count - count / 5,
                taken.stream().filter(item -> item.number() % 5 != 0).count(),
                "only what was to be removed is missing");
        // What was removed counts as done, what was taken does not.
        assertEquals(count, queue.statistics().removed());
        assertEquals(taken.size(), queue.statistics().unfinished());
        if (shape.kind() == Kind.FIFO) {
            List<QueueItem> inOrder = new ArrayList<>(taken);
            inOrder.sort(Comparator.comparingInt(QueueItem::number));
            assertEquals(inOrder, taken);
        }
    }

    @Test
    void anIteratorOutlivesTheEndOfItsQueue() throws Exception {
        CloseableQueue<QueueItem> queue = filled();
        Iterator<QueueItem> iterator = queue.iterator();
        QueueItem shown = iterator.next();
        queue.closeNow();
        iterator.remove();
        List<QueueItem> rest = new ArrayList<>();
        iterator.forEachRemaining(rest::add);
        assertFalse(rest.contains(shown));
        assertTrue(items().containsAll(rest));
        assertEquals(0, queue.size());
        assertEquals(room(), queue.statistics().removed());
    }

    @Test
    void iteratorsShowWhatIsLeftOfAClosedQueue() throws Exception {
        CloseableQueue<QueueItem> queue = filled();
        queue.close();
        List<QueueItem> shown = new ArrayList<>();
        Iterator<QueueItem> iterator = queue.iterator();
        shown.add(iterator.next());
        iterator.remove();
        iterator.forEachRemaining(shown::add);
        assertEquals(new HashSet<>(items()), new HashSet<>(shown));
        assertEquals(room() - 1, queue.size());
    }
}
