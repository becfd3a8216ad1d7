package dev.cordage.queue;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cordage.testing.Bounded;
import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Many items at a time: {@code drainTo}, the bulk operations of collections, and arrays. */
abstract class QueueBulkContract extends CloseableQueueContract {
    private static boolean isEven(QueueItem item) {
        return item.number() % 2 == 0;
    }

    private static List<QueueItem> only(List<QueueItem> items, Predicate<QueueItem> wanted) {
        return items.stream().filter(wanted).toList();
    }

    /** The same, so that no checker takes what is meant for a mistake. */
    private static Collection<QueueItem> itself(CloseableQueue<QueueItem> queue) {
        return queue;
    }

    // ---- drainTo -------------------------------------------------------------------------------------------------

    @Test
    void drainToTakesEverythingInOrder() throws Exception {
        CloseableQueue<QueueItem> queue = filled();
        List<QueueItem> target = new ArrayList<>(List.of(another()));
        assertEquals(room(), queue.drainTo(target));
        assertEquals(another(), target.getFirst());
        assertEquals(ordered(items()), target.subList(1, target.size()));
        assertTrue(queue.isEmpty());
        assertEquals(shape.capacity(), queue.remainingCapacity());
        assertEquals(0, queue.drainTo(target));
    }

    @Test
    void drainToTakesNoMoreThanItWasAskedFor() throws Exception {
        for (int limit : new int[] {1, 2, room() - 1, room(), room() + 1, Integer.MAX_VALUE}) {
            CloseableQueue<QueueItem> queue = filled();
            List<QueueItem> all = ordered(items());
            List<QueueItem> target = new ArrayList<>();
            int expected = Math.min(limit, room());
            assertEquals(expected, queue.drainTo(target, limit));
            assertEquals(all.subList(0, expected), target);
            assertEquals(all.subList(expected, all.size()), left(queue));
        }
    }

    @Test
    void drainToWithoutAnythingAskedForTakesNothing() throws Exception {
        CloseableQueue<QueueItem> queue = filled();
        List<QueueItem> target = new ArrayList<>();
        for (int limit : new int[] {0, -1, Integer.MIN_VALUE}) {
            assertEquals(0, queue.drainTo(target, limit));
        }
        assertEquals(List.of(), target);
        assertHolds(items(), queue);
    }

    @Test
    void drainToItselfIsRefused() throws Exception {
        CloseableQueue<QueueItem> queue = filled();
        assertThrows(IllegalArgumentException.class, () -> queue.drainTo(queue));
        assertThrows(IllegalArgumentException.class, () -> queue.drainTo(queue, 1));
        assertHolds(items(), queue);
    }

    /** Whatever the target has refused is still to be had. */
    @Test
    void aTargetThatThrowsLosesNothing() throws Exception {
        for (int good = 0; good < Math.min(room(), 6); good++) {
            CloseableQueue<QueueItem> queue = filled();
            int most = good;
            List<QueueItem> target = new ArrayList<>();
            assertThrows(UnsupportedOperationException.class, () -> queue.drainTo(limited(target, most)));
            List<QueueItem> all = ordered(items());
            assertEquals(all.subList(0, good), target);
            assertEquals(all.size() - good, queue.size());
            assertEquals(shape.isBounded() ? good : Integer.MAX_VALUE, queue.remainingCapacity());
            assertEquals(good, queue.statistics().removed());
            // What was transferred has been handed out, the rest has not.
            for (int i = 0; i < good; i++) {
                queue.taskDone();
            }
            assertThrows(IllegalStateException.class, queue::taskDone);
            assertEquals(all.subList(good, all.size()), left(queue));
        }
    }

    /** What is about to be put back is not gone: a queue that was drained once is so for good. */
    @Test
    void aQueueIsNotDrainedWhileItsItemsMayStillBeRefused() throws Exception {
        CloseableQueue<QueueItem> queue = filled();
        List<Boolean> drained = new ArrayList<>();
        Collection<QueueItem> target = new AbstractCollection<>() {
            @Override
            public boolean add(QueueItem item) {
                queue.close();
                drained.add(queue.isDrained());
                throw new UnsupportedOperationException("full");
            }

            @Override
            public Iterator<QueueItem> iterator() {
                return List.<QueueItem>of().iterator();
            }

            @Override
            public int size() {
                return 0;
            }
        };
        assertThrows(UnsupportedOperationException.class, () -> queue.drainTo(target));
        assertEquals(List.of(false), drained);
        assertHolds(items(), queue);
    }

    /** A collection that takes so many and then throws. */
    static Collection<QueueItem> limited(List<QueueItem> items, int most) {
        return new AbstractCollection<>() {
            @Override
            public boolean add(QueueItem item) {
                if (items.size() == most) {
                    throw new UnsupportedOperationException("full");
                }
                return items.add(item);
            }

            @Override
            public Iterator<QueueItem> iterator() {
                return items.iterator();
            }

            @Override
            public int size() {
                return items.size();
            }
        };
    }

    @Test
    void aQueueCanBeDrainedIntoAnother() throws Exception {
        CloseableQueue<QueueItem> queue = filled();
        CloseableQueue<QueueItem> target = queue();
        assertEquals(room(), queue.drainTo(target));
        assertTrue(queue.isEmpty());
        assertHolds(ordered(items()), target);
    }

    /** The other queue is full: what does not fit stays where it is. */
    @Test
    void drainingIntoAFullQueueLosesNothing() throws Exception {
        assumeTrue(shape.isBounded());
        CloseableQueue<QueueItem> queue = filled();
        CloseableQueue<QueueItem> target = filled();
        assertThrows(IllegalStateException.class, () -> queue.drainTo(target));
        assertHolds(items(), queue);
        assertHolds(items(), target);
    }

    // ---- the bulk operations of collections ----------------------------------------------------------------------

    @Test
    void addAllPutsAllIn() {
        CloseableQueue<QueueItem> queue = queue();
        assertTrue(queue.addAll(items()));
        assertHolds(items(), queue);
    }

    @Test
    void addAllOfNothingChangesNothing() {
        assertFalse(queue().addAll(List.of()));
    }

    @Test
    void addAllOfMoreThanThereIsRoomForSaysSo() {
        assumeTrue(shape.isBounded());
        CloseableQueue<QueueItem> queue = queue();
        IllegalStateException full = assertThrows(IllegalStateException.class, () -> queue.addAll(items(room() + 1)));
        assertFalse(full instanceof QueueClosedException, "full is not closed");
        // As the JDK's queues do it, some may be in.
        assertTrue(items().containsAll(left(queue)));
    }

    @Test
    void aQueueIsNotAddedToItself() throws Exception {
        CloseableQueue<QueueItem> queue = filled();
        assertThrows(IllegalArgumentException.class, () -> queue.addAll(itself(queue)));
        assertThrows(IllegalArgumentException.class, () -> queue.putAll(itself(queue)));
        assertHolds(items(), queue);
    }

    @Test
    void putAllKeepsTheOrderOfWhatItIsGiven() throws Exception {
        CloseableQueue<QueueItem> queue = queue();
        assertEquals(0, queue.putAll(List.of()));
        assertEquals(room(), queue.putAll(items()));
        assertHolds(items(), queue);
    }

    @Test
    void containsAllLooksForEach() throws Exception {
        CloseableQueue<QueueItem> queue = filled();
        assertTrue(queue.containsAll(List.of()));
        assertTrue(queue.containsAll(items()));
        assertTrue(queue.containsAll(itself(queue)));
        assertTrue(queue.containsAll(items().subList(room() - 1, room())));
        List<QueueItem> more = new ArrayList<>(items());
        more.add(another());
        assertFalse(queue.containsAll(more));
        assertFalse(queue.containsAll(Arrays.asList((Object) null)));
    }

    @Test
    void removeAllRemovesEveryEqualItem() throws Exception {
        CloseableQueue<QueueItem> queue = filled();
        assertFalse(queue.removeAll(List.of(another())));
        assertFalse(queue.removeAll(List.of()));
        assertTrue(queue.removeAll(only(items(), QueueBulkContract::isEven)));
        assertHolds(only(items(), item -> !isEven(item)), queue);
    }

    @Test
    void removeAllOfItselfEmptiesIt() throws Exception {
        CloseableQueue<QueueItem> queue = filled();
        assertTrue(queue.removeAll(itself(queue)));
        assertTrue(queue.isEmpty());
        assertFalse(queue.removeAll(itself(queue)));
    }

    @Test
    void retainAllRemovesTheOthers() throws Exception {
        CloseableQueue<QueueItem> queue = filled();
        assertFalse(queue.retainAll(items()));
        assertFalse(queue.retainAll(itself(queue)));
        assertEquals(room() > 1, queue.retainAll(only(items(), QueueBulkContract::isEven)));
        assertHolds(only(items(), QueueBulkContract::isEven), queue);
    }

    @Test
    void retainAllOfNothingEmptiesIt() throws Exception {
        CloseableQueue<QueueItem> queue = filled();
        assertTrue(queue.retainAll(Set.of()));
        assertTrue(queue.isEmpty());
    }

    @Test
    void removeIfRemovesWhatFits() throws Exception {
        CloseableQueue<QueueItem> queue = filled();
        assertFalse(queue.removeIf(_ -> false));
        assertTrue(queue.removeIf(QueueBulkContract::isEven));
        assertHolds(only(items(), item -> !isEven(item)), queue);
    }

    @Test
    void aPredicateThatThrowsLeavesAQueueThatWorks() throws Exception {
        CloseableQueue<QueueItem> queue = filled();
        assertThrows(
                IllegalCallerException.class,
                () -> queue.removeIf(_ -> {
                    throw new IllegalCallerException("from the predicate");
                }));
        assertHolds(items(), queue);
        assertTrue(queue.offer(another()));
        assertEquals(another(), queue.poll());
    }

    /** As with the JDK's queues, the argument is asked, and it may be anything. */
    @Test
    void anEqualsThatThrowsLeavesAQueueThatWorks() throws Exception {
        CloseableQueue<QueueItem> queue = filled();
        Object odd = new Object() {
            @Override
            @SuppressWarnings("EqualsHashCode") // Nobody asks for its hash.
            public boolean equals(Object other) {
                throw new IllegalCallerException("from equals");
            }
        };
        assertThrows(IllegalCallerException.class, () -> queue.remove(odd));
        assertThrows(IllegalCallerException.class, () -> queue.contains(odd));
        assertThrows(IllegalCallerException.class, () -> queue.containsAll(List.of(odd)));
        assertHolds(items(), queue);
        assertTrue(queue.offer(another()));
        assertEquals(another(), queue.poll());
    }

    @Test
    void aCollectionThatThrowsLeavesAQueueThatWorks() throws Exception {
        CloseableQueue<QueueItem> queue = filled();
        Collection<Object> odd = new AbstractCollection<>() {
            @Override
            public Iterator<Object> iterator() {
                throw new IllegalCallerException("from the collection");
            }

            @Override
            public int size() {
                return 1;
            }
        };
        assertThrows(IllegalCallerException.class, () -> queue.removeAll(odd));
        assertThrows(IllegalCallerException.class, () -> queue.retainAll(odd));
        assertHolds(items(), queue);
        assertTrue(queue.offer(another()));
        assertEquals(another(), queue.poll());
    }

    /** A predicate may look at the queue it is asked about. */
    @Test
    void aPredicateMayUseTheQueue() throws Exception {
        CloseableQueue<QueueItem> queue = filled();
        assertTrue(Bounded.call(() -> queue.removeIf(item -> {
            assertTrue(queue.contains(item));
            return isEven(item);
        })));
        assertHolds(only(items(), item -> !isEven(item)), queue);
    }

    @Test
    void bulkRemovalsMakeRoom() throws Exception {
        CloseableQueue<QueueItem> queue = filled();
        queue.removeIf(_ -> true);
        assertEquals(shape.capacity(), queue.remainingCapacity());
        assertTrue(queue.addAll(items()));
        queue.retainAll(List.of());
        assertTrue(queue.addAll(items()));
        queue.removeAll(items());
        assertTrue(queue.addAll(items()));
        assertHolds(items(), queue);
    }

    @Test
    void forEachAndStreamsShowEachItemOnceAndTakeNothing() throws Exception {
        CloseableQueue<QueueItem> queue = filled();
        List<QueueItem> shown = new ArrayList<>();
        queue.forEach(shown::add);
        assertEquals(room(), shown.size());
        assertEquals(Set.copyOf(items()), Set.copyOf(shown));
        assertEquals(Set.copyOf(items()), new HashSet<>(queue.stream().toList()));
        assertEquals(room(), queue.parallelStream().count());
        assertHolds(items(), queue);
    }

    // ---- arrays --------------------------------------------------------------------------------------------------

    @Test
    void arraysAreInTheOrderOfTaking() throws Exception {
        CloseableQueue<QueueItem> queue = filled();
        QueueItem[] expected = ordered(items()).toArray(QueueItem[]::new);
        assertArrayEquals(expected, queue.toArray());
        assertSame(Object[].class, queue.toArray().getClass());
        assertArrayEquals(expected, queue.toArray(new QueueItem[0]));
        assertArrayEquals(expected, queue.toArray(QueueItem[]::new));
        QueueItem[] exact = new QueueItem[room()];
        assertSame(exact, queue.toArray(exact));
        assertArrayEquals(expected, exact);
        assertHolds(items(), queue);
    }

    @Test
    void anArrayThatIsTooLongGetsANullAtTheEnd() throws Exception {
        CloseableQueue<QueueItem> queue = filled();
        QueueItem[] array = new QueueItem[room() + 2];
        Arrays.fill(array, another());
        assertSame(array, queue.toArray(array));
        assertEquals(ordered(items()), Arrays.asList(array).subList(0, room()));
        assertNull(array[room()]);
        assertEquals(another(), array[room() + 1]);
    }

    @Test
    void anArrayOfAnotherTypeIsRefused() throws Exception {
        CloseableQueue<QueueItem> queue = filled();
        Collection<?> anything = queue;
        assertThrows(ArrayStoreException.class, () -> anything.toArray(new String[0]));
        assertThrows(ArrayStoreException.class, () -> anything.toArray(new Integer[room() + 1]));
        assertHolds(items(), queue);
    }

    @Test
    void anArrayIsTheCallersOwn() throws Exception {
        CloseableQueue<QueueItem> queue = filled();
        Arrays.fill(queue.toArray(), null);
        assertHolds(items(), queue);
    }
}
