package dev.cordage.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cordage.queue.QueueShape.Kind;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import java.time.Duration;
import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Waiting for space and for items: who is woken, by what, and in which order; and {@code putAll}. */
abstract class QueueWaitingContract extends CloseableQueueContract {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

    // ---- for items -----------------------------------------------------------------------------------------------

    @Test
    void whoWaitsGetsWhatIsPutInInAnyWay() throws Exception {
        for (int way = 0; way < 6; way++) {
            CloseableQueue<QueueItem> queue = queue();
            Caller<QueueItem> taker = switch (way % 3) {
                case 0 -> taker(queue, queue::take);
                case 1 -> taker(queue, () -> queue.poll(FOREVER));
                default -> taker(queue, () -> queue.poll(Long.MAX_VALUE, TimeUnit.DAYS));
            };
            switch (way) {
                case 0 -> queue.put(another());
                case 1 -> queue.add(another());
                case 2 -> queue.offer(another());
                case 3 -> queue.offer(another(), MINUTE);
                case 4 -> queue.putAll(List.of(another()));
                default -> queue.addAll(List.of(another()));
            }
            assertEquals(another(), taker.result());
            assertTrue(queue.isEmpty());
            assertEquals(0, queue.statistics().takers());
        }
    }

    @Test
    void oneItemWakesOneAndTheOthersWaitOn() throws Exception {
        CloseableQueue<QueueItem> queue = queue();
        List<Caller<QueueItem>> takers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            takers.add(taker(queue, queue::take));
        }
        for (int taken = 1; taken <= 3; taken++) {
            queue.put(QueueItem.of(taken));
            int expected = taken;
            Bounded.until(
                    "one to get it",
                    () -> takers.stream().filter(Caller::isDone).count() == expected);
            assertEquals(3 - taken, queue.statistics().takers());
        }
        List<QueueItem> taken = new ArrayList<>();
        for (Caller<QueueItem> taker : takers) {
            taken.add(taker.result());
        }
        assertEquals(
                List.of(QueueItem.of(1), QueueItem.of(2), QueueItem.of(3)),
                taken,
                "woken in the order in which they came");
    }

    @Test
    void manyItemsAtOnceWakeMany() throws Exception {
        CloseableQueue<QueueItem> queue = queue();
        List<Caller<QueueItem>> takers = new ArrayList<>();
        for (int i = 0; i < room(); i++) {
            takers.add(taker(queue, queue::take));
        }
        assertEquals(room(), queue.putAll(items()));
        List<QueueItem> taken = new ArrayList<>();
        for (Caller<QueueItem> taker : takers) {
            taken.add(taker.result());
        }
        assertEquals(new HashSet<>(items()), new HashSet<>(taken));
    }

    /** The one that is woken has gone; its wake-up must go to the next. */
    @Test
    void aTakerThatIsInterruptedAsItIsWokenLosesNoWakeUp() throws Exception {
        for (int round = 0; round < 100; round++) {
            CloseableQueue<QueueItem> queue = queue();
            Caller<QueueItem> first = taker(queue, queue::take);
            Caller<QueueItem> second = taker(queue, queue::take);
            queue.put(another());
            first.interrupt();
            QueueItem taken = null;
            try {
                taken = first.result();
            } catch (InterruptedException _) {
                // The item is the other's.
            }
            if (taken == null) {
                assertEquals(another(), second.result());
            } else {
                queue.put(another());
                assertEquals(another(), second.result());
            }
            assertTrue(queue.isEmpty());
        }
    }

    @Test
    void aWaitForAnItemRunsOut() throws Exception {
        CloseableQueue<QueueItem> queue = queue();
        assertNull(queue.poll(Duration.ofMillis(2)));
        assertNull(queue.poll(2, TimeUnit.MILLISECONDS));
        assertNull(queue.poll(0, TimeUnit.DAYS));
        assertNull(queue.poll(Long.MIN_VALUE, TimeUnit.DAYS));
        assertNull(queue.poll(Duration.ofSeconds(Long.MIN_VALUE)));
        assertEquals(0, queue.statistics().takers());
    }

    // ---- for space -----------------------------------------------------------------------------------------------

    @Test
    void whoWaitsToPutGoesOnWhenSpaceComesInAnyWay() throws Exception {
        assumeTrue(shape.isBounded());
        for (int way = 0; way < 12; way++) {
            CloseableQueue<QueueItem> queue = filled();
            Caller<Boolean> putter = switch (way % 3) {
                case 0 ->
                    putter(queue, () -> {
                        queue.put(another());
                        return true;
                    });
                case 1 -> putter(queue, () -> queue.offer(another(), FOREVER));
                default -> putter(queue, () -> queue.offer(another(), Long.MAX_VALUE, TimeUnit.DAYS));
            };
            switch (way) {
                case 0 -> queue.take();
                case 1 -> queue.poll();
                case 2 -> queue.poll(MINUTE);
                case 3 -> queue.remove();
                case 4 -> queue.remove(items().getLast());
                case 5 -> queue.clear();
                case 6 -> queue.removeIf(_ -> true);
                case 7 -> queue.drainTo(new ArrayList<>(), 1);
                case 8 -> queue.retainAll(List.of());
                case 9 -> {
                    Iterator<QueueItem> iterator = queue.iterator();
                    iterator.next();
                    iterator.remove();
                }
                case 10 -> queue.removeAll(items().subList(0, 1));
                default -> queue.consume().iterator().next();
            }
            assertTrue(putter.result());
            assertTrue(queue.contains(another()));
            assertEquals(0, queue.statistics().putters());
        }
    }

    @Test
    void muchSpaceAtOnceLetsManyIn() throws Exception {
        assumeTrue(shape.isBounded());
        CloseableQueue<QueueItem> queue = filled();
        List<Caller<Boolean>> putters = new ArrayList<>();
        for (int i = 0; i < room(); i++) {
            QueueItem item = QueueItem.of(100 + i);
            putters.add(putter(queue, () -> {
                queue.put(item);
                return true;
            }));
        }
        assertEquals(room(), queue.drainTo(new ArrayList<>(), room()));
        for (Caller<Boolean> putter : putters) {
            assertTrue(putter.result());
        }
        assertEquals(room(), queue.size());
    }

    @Test
    void whoWaitsToPutComesInTheOrderOfComing() throws Exception {
        assumeTrue(shape.isBounded() && shape.kind() == Kind.FIFO);
        CloseableQueue<QueueItem> queue = filled();
        List<Caller<Boolean>> putters = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            QueueItem item = QueueItem.of(100 + i);
            putters.add(putter(queue, () -> {
                queue.put(item);
                return true;
            }));
        }
        List<QueueItem> taken = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            taken.add(queue.take());
            assertTrue(putters.get(i).result());
        }
        taken.addAll(left(queue));
        List<QueueItem> expected = new ArrayList<>(items());
        expected.addAll(List.of(QueueItem.of(100), QueueItem.of(101), QueueItem.of(102)));
        assertEquals(expected, taken);
    }

    @Test
    void aWaitForSpaceRunsOut() throws Exception {
        assumeTrue(shape.isBounded());
        CloseableQueue<QueueItem> queue = filled();
        assertFalse(queue.offer(another(), Duration.ofMillis(2)));
        assertFalse(queue.offer(another(), 2, TimeUnit.MILLISECONDS));
        assertFalse(queue.offer(another(), Long.MIN_VALUE, TimeUnit.DAYS));
        assertEquals(0, queue.statistics().putters());
        assertHolds(items(), queue);
    }

    @Test
    void aPutterThatIsInterruptedAsThereIsSpaceLosesNoWakeUp() throws Exception {
        assumeTrue(shape.isBounded());
        for (int round = 0; round < 100; round++) {
            CloseableQueue<QueueItem> queue = filled();
            Caller<Boolean> first = putter(queue, () -> queue.offer(QueueItem.of(100), FOREVER));
            Caller<Boolean> second = putter(queue, () -> queue.offer(QueueItem.of(101), FOREVER));
            queue.take();
            first.interrupt();
            try {
                assertTrue(first.result());
                queue.take();
            } catch (InterruptedException _) {
                assertFalse(queue.contains(QueueItem.of(100)));
            }
            assertTrue(second.result());
            assertEquals(room(), queue.size());
        }
    }

    // ---- putAll --------------------------------------------------------------------------------------------------

    @Test
    void putAllOfMoreThanThereIsRoomForGoesInBitByBit() throws Exception {
        CloseableQueue<QueueItem> queue = queue();
        List<QueueItem> many = items(100);
        Caller<Integer> putter = Caller.platform(() -> queue.putAll(many));
        List<QueueItem> taken = new ArrayList<>();
        while (taken.size() < many.size()) {
            taken.add(queue.poll(MINUTE));
        }
        assertEquals(many.size(), putter.result());
        assertEquals(new HashSet<>(many), new HashSet<>(taken));
        if (shape.kind() == Kind.FIFO) {
            assertEquals(many, taken);
        }
        assertTrue(queue.isEmpty());
        assertEquals(many.size(), queue.statistics().added());
    }

    @Test
    void putAllThatIsInterruptedHasPutInTheFirst() throws Exception {
        assumeTrue(shape.isBounded());
        CloseableQueue<QueueItem> queue = queue();
        Caller<Integer> putter = putter(queue, () -> queue.putAll(items(room() + 3)));
        QueueItem taken = queue.take();
        Bounded.until("the next to go in", () -> queue.statistics().added() == room() + 1);
        putter.untilWaiting().interrupt();
        assertThrows(InterruptedException.class, putter::result);
        assertFalse(putter.wasInterruptedAtEnd());
        List<QueueItem> expected = new ArrayList<>(items(room() + 1));
        assertTrue(expected.remove(taken));
        assertHolds(expected, queue);
    }

    @Test
    void putAllThatIsClosedHasPutInTheFirst() throws Exception {
        assumeTrue(shape.isBounded());
        CloseableQueue<QueueItem> queue = queue();
        Caller<Integer> putter = putter(queue, () -> queue.putAll(items(room() + 3)));
        queue.close();
        assertThrows(QueueClosedException.class, putter::result);
        assertHolds(items(), queue);
    }

    @Test
    void putAllReadsWhatItIsGivenOnceAtTheStart() throws Exception {
        assumeTrue(shape.isBounded());
        CloseableQueue<QueueItem> queue = queue();
        List<QueueItem> many = new ArrayList<>(items(room() + 2));
        Caller<Integer> putter = putter(queue, () -> queue.putAll(many));
        many.clear();
        List<QueueItem> taken = new ArrayList<>();
        for (int i = 0; i < room() + 2; i++) {
            taken.add(queue.poll(MINUTE));
        }
        assertEquals(room() + 2, putter.result());
        assertEquals(new HashSet<>(items(room() + 2)), new HashSet<>(taken));
    }

    @Test
    void putAllOfACollectionThatThrowsPutsNothingIn() throws Exception {
        CloseableQueue<QueueItem> queue = queue();
        Collection<QueueItem> broken = new AbstractCollection<>() {
            @Override
            public Iterator<QueueItem> iterator() {
                Iterator<QueueItem> one = List.of(another()).iterator();
                return new Iterator<>() {
                    @Override
                    public boolean hasNext() {
                        return true;
                    }

                    @Override
                    public QueueItem next() {
                        if (one.hasNext()) {
                            return one.next();
                        }
                        throw new IllegalCallerException("broken");
                    }
                };
            }

            @Override
            public int size() {
                return 2;
            }
        };
        assertThrows(IllegalCallerException.class, () -> queue.putAll(broken));
        assertTrue(queue.isEmpty());
        assertEquals(0, queue.statistics().added());
    }

    @Test
    void putAllWithANullPutsNothingInEvenIfItWouldWait() throws Exception {
        CloseableQueue<QueueItem> queue = filled();
        List<QueueItem> withNull = Arrays.asList(another(), another(), null);
        assertThrows(NullPointerException.class, () -> Bounded.call(() -> queue.putAll(withNull)));
        assertHolds(items(), queue);
    }

    @Test
    void statisticsCountThoseThatWait() throws Exception {
        CloseableQueue<QueueItem> queue = queue();
        for (int i = 1; i <= 3; i++) {
            taker(queue, () -> queue.poll(FOREVER));
            assertEquals(i, queue.statistics().takers());
            assertEquals(0, queue.statistics().putters());
        }
        queue.close();
        Bounded.until("the takers to leave", () -> queue.statistics().takers() == 0);
    }
}
