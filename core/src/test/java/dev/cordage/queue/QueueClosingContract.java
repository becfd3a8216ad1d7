package dev.cordage.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cordage.testing.Bounded.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The table "what each method does when the queue is closed", row by row, and {@code closeNow}. */
abstract class QueueClosingContract extends CloseableQueueContract {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private CloseableQueue<QueueItem> closed() throws InterruptedException {
        CloseableQueue<QueueItem> queue = filled("orders");
        queue.close();
        return queue;
    }

    private CloseableQueue<QueueItem> drained() {
        CloseableQueue<QueueItem> queue = queue("orders");
        queue.close();
        return queue;
    }

    // ---- what goes in --------------------------------------------------------------------------------------------

    @Test
    void aClosedQueueRefusesWithAnExceptionThatSaysWhich() throws Exception {
        for (CloseableQueue<QueueItem> queue : List.of(closed(), drained())) {
            List<QueueItem> before = List.of(queue.toArray(QueueItem[]::new));
            says("put", assertThrows(QueueClosedException.class, () -> queue.put(another())));
            says("put", assertThrows(QueueClosedException.class, () -> queue.putAll(List.of(another(), another()))));
            says("", assertThrows(QueueClosedException.class, () -> queue.add(another())));
            says("", assertThrows(QueueClosedException.class, () -> queue.addAll(List.of(another(), another()))));
            assertEquals(before, left(queue));
        }
    }

    private static void says(String wanted, QueueClosedException e) {
        assertTrue(e.getMessage().contains("orders"), e::getMessage);
        assertTrue(e.getMessage().contains(wanted), e::getMessage);
    }

    @Test
    void aClosedQueueDeclinesOffersAtOnce() throws Exception {
        for (CloseableQueue<QueueItem> queue : List.of(closed(), drained())) {
            List<QueueItem> before = List.of(queue.toArray(QueueItem[]::new));
            assertFalse(queue.offer(another()));
            assertFalse(queue.offer(another(), Long.MAX_VALUE, TimeUnit.DAYS));
            assertFalse(queue.offer(another(), Duration.ofSeconds(Long.MAX_VALUE)));
            assertEquals(before, left(queue));
        }
    }

    /** Room is no reason to take more: the queue is half empty, and still closed. */
    @Test
    void roomInAClosedQueueIsNoRoom() throws Exception {
        CloseableQueue<QueueItem> queue = closed();
        queue.take();
        assertFalse(queue.offer(another()));
        assertThrows(QueueClosedException.class, () -> queue.put(another()));
        assertEquals(0, queue.remainingCapacity());
    }

    // ---- what comes out ------------------------------------------------------------------------------------------

    @Test
    void whatIsLeftCanStillBeTakenInEveryWay() throws Exception {
        for (int way = 0; way < 6; way++) {
            CloseableQueue<QueueItem> queue = closed();
            List<QueueItem> taken = new ArrayList<>();
            Iterator<QueueItem> consumption = queue.consume().iterator();
            while (!queue.isEmpty()) {
                assertFalse(queue.isDrained());
                assertEquals(queue.element(), queue.peek());
                switch (way) {
                    case 0 -> taken.add(queue.take());
                    case 1 -> taken.add(queue.poll());
                    case 2 -> taken.add(queue.poll(Long.MAX_VALUE, TimeUnit.DAYS));
                    case 3 -> taken.add(queue.poll(MINUTE));
                    case 4 -> taken.add(queue.remove());
                    default -> taken.add(consumption.next());
                }
            }
            assertTrue(queue.isDrained());
            assertEquals(ordered(items()), taken);
        }
    }

    @Test
    void drainToGivesWhatIsLeft() throws Exception {
        CloseableQueue<QueueItem> queue = closed();
        List<QueueItem> target = new ArrayList<>();
        assertEquals(1, queue.drainTo(target, 1));
        assertEquals(room() - 1, queue.drainTo(target));
        assertEquals(0, queue.drainTo(target));
        assertEquals(ordered(items()), target);
    }

    @Test
    void aDrainedQueueHasNothingAndSaysSoAtOnce() throws Exception {
        CloseableQueue<QueueItem> queue = drained();
        says("take", assertThrows(QueueClosedException.class, queue::take));
        assertNull(queue.poll());
        assertNull(queue.poll(Long.MAX_VALUE, TimeUnit.DAYS));
        assertNull(queue.poll(Duration.ofSeconds(Long.MAX_VALUE)));
        assertNull(queue.peek());
        assertThrows(NoSuchElementException.class, queue::remove);
        assertThrows(NoSuchElementException.class, queue::element);
        assertEquals(0, queue.drainTo(new ArrayList<>()));
        assertFalse(queue.consume().iterator().hasNext());
        assertEquals(0, queue.consume().stream().count());
    }

    @Test
    void theRestIsAsBefore() throws Exception {
        CloseableQueue<QueueItem> queue = closed();
        assertEquals(room(), queue.size());
        assertTrue(queue.contains(items().getFirst()));
        assertEquals(0, queue.remainingCapacity());
        assertTrue(queue.iterator().hasNext());
        assertTrue(queue.remove(items().getLast()));
        assertEquals(room() - 1, queue.size());
        queue.clear();
        assertEquals(0, queue.size());
        assertTrue(queue.isDrained());
        assertEquals(room(), queue.statistics().removed());
        assertTrue(queue.statistics().closed());
        queue.join();
    }

    @Test
    void isDrainedOnceTheLastItemIsGoneInWhateverWay() throws Exception {
        for (int way = 0; way < 5; way++) {
            CloseableQueue<QueueItem> queue = closed();
            assertTrue(queue.isClosed());
            assertFalse(queue.isDrained());
            switch (way) {
                case 0 -> queue.clear();
                case 1 -> queue.removeIf(_ -> true);
                case 2 -> queue.drainTo(new ArrayList<>());
                case 3 -> queue.closeNow();
                default -> {
                    for (QueueItem item : items()) {
                        assertTrue(queue.remove(item));
                    }
                }
            }
            assertTrue(queue.isDrained());
        }
    }

    @Test
    void anEmptyOpenQueueIsNotDrained() throws Exception {
        CloseableQueue<QueueItem> queue = queue();
        queue.put(another());
        queue.take();
        assertFalse(queue.isDrained());
        queue.close();
        assertTrue(queue.isDrained());
        assertTrue(queue.isClosed());
    }

    // ---- those that wait already ---------------------------------------------------------------------------------

    @Test
    void whoWaitsToPutIsToldOfTheClose() throws Exception {
        assumeTrue(shape.isBounded());
        CloseableQueue<QueueItem> queue = filled("orders");
        Caller<?> put = putter(queue, () -> {
            queue.put(another());
            return null;
        });
        Caller<?> putAll = putter(queue, () -> queue.putAll(List.of(another(), another())));
        Caller<Boolean> offer = putter(queue, () -> queue.offer(another(), MINUTE));
        Caller<Boolean> offerInUnits = putter(queue, () -> queue.offer(another(), 1, TimeUnit.DAYS));
        queue.close();
        says("put", assertThrows(QueueClosedException.class, put::result));
        says("put", assertThrows(QueueClosedException.class, putAll::result));
        assertFalse(offer.result());
        assertFalse(offerInUnits.result());
        assertEquals(0, queue.statistics().putters());
        assertHolds(items(), queue);
        assertTrue(queue.isDrained());
    }

    @Test
    void whoWaitsToTakeIsToldOfTheClose() throws Exception {
        CloseableQueue<QueueItem> queue = queue("orders");
        Caller<QueueItem> take = taker(queue, queue::take);
        Caller<QueueItem> poll = taker(queue, () -> queue.poll(MINUTE));
        Caller<QueueItem> pollInUnits = taker(queue, () -> queue.poll(1, TimeUnit.DAYS));
        Caller<Boolean> iterator = taker(queue, () -> queue.consume().iterator().hasNext());
        Caller<Long> stream = taker(queue, () -> queue.consume().stream().count());
        queue.close();
        says("take", assertThrows(QueueClosedException.class, take::result));
        assertNull(poll.result());
        assertNull(pollInUnits.result());
        assertFalse(iterator.result());
        assertEquals(0, stream.result());
        assertEquals(0, queue.statistics().takers());
    }

    @Test
    void closeNowTellsThoseThatWaitToo() throws Exception {
        assumeTrue(shape.isBounded());
        CloseableQueue<QueueItem> queue = filled();
        Caller<Boolean> offer = putter(queue, () -> queue.offer(another(), MINUTE));
        Caller<?> put = putter(queue, () -> queue.putAll(List.of(another())));
        assertEquals(room(), queue.closeNow(), "what waits to go in is not in");
        assertThrows(QueueClosedException.class, put::result);
        assertFalse(offer.result());
        assertEquals(room(), queue.statistics().added());
        assertTrue(queue.isDrained());

        CloseableQueue<QueueItem> empty = queue();
        Caller<QueueItem> take = taker(empty, empty::take);
        assertEquals(0, empty.closeNow());
        assertThrows(QueueClosedException.class, take::result);
    }

    @Test
    void takersOfTheLastItemsShareThem() throws Exception {
        CloseableQueue<QueueItem> queue = closed();
        List<Caller<List<QueueItem>>> takers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            takers.add(Caller.platform(() -> queue.consume().stream().toList()));
        }
        List<QueueItem> taken = new ArrayList<>();
        for (Caller<List<QueueItem>> taker : takers) {
            taken.addAll(taker.result());
        }
        assertEquals(room(), taken.size());
        assertTrue(taken.containsAll(items()));
    }

    // ---- close and closeNow --------------------------------------------------------------------------------------

    @Test
    void closeCanBeRepeated() throws Exception {
        CloseableQueue<QueueItem> queue = closed();
        queue.close();
        queue.close();
        assertTrue(queue.isClosed());
        assertEquals(room(), queue.size());
    }

    @Test
    void tryWithResourcesClosesAndKeepsWhatIsLeft() throws Exception {
        CloseableQueue<QueueItem> left;
        try (CloseableQueue<QueueItem> queue = filled()) {
            left = queue;
        }
        assertTrue(left.isClosed());
        assertHolds(items(), left);
    }

    @Test
    void closeNowDiscardsAndCountsWhatIsQueued() throws Exception {
        CloseableQueue<QueueItem> queue = filled();
        assertEquals(room(), queue.closeNow());
        assertTrue(queue.isClosed());
        assertTrue(queue.isDrained());
        assertEquals(0, queue.size());
        assertEquals(0, queue.remainingCapacity());
        assertNull(queue.poll());
        assertEquals(0, queue.closeNow());
        queue.close();
        assertEquals(0, queue.closeNow());
        assertEquals(room(), queue.statistics().removed());
    }

    @Test
    void closeNowAfterCloseDiscardsTheRest() throws Exception {
        CloseableQueue<QueueItem> queue = closed();
        queue.take();
        assertEquals(room() - 1, queue.closeNow());
        assertThrows(QueueClosedException.class, queue::take);
        assertEquals(0, queue.closeNow());
    }

    @Test
    void closeNowOfAnEmptyQueueDiscardsNothing() {
        CloseableQueue<QueueItem> queue = queue();
        assertEquals(0, queue.closeNow());
        assertTrue(queue.isDrained());
    }

    @Test
    void anInterruptedThreadCanClose() throws Exception {
        CloseableQueue<QueueItem> queue = filled();
        Caller<Integer> closer = Caller.platform(() -> {
            Thread.currentThread().interrupt();
            queue.close();
            return queue.closeNow();
        });
        assertEquals(room(), closer.result());
        assertTrue(closer.wasInterruptedAtEnd());
    }
}
