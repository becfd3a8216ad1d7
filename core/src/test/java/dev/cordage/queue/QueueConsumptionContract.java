package dev.cordage.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cordage.queue.QueueShape.Kind;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@link CloseableQueue#consume}: the loop and the stream that take what comes until the queue is drained. */
abstract class QueueConsumptionContract extends CloseableQueueContract {
    @Test
    void theLoopTakesWhatIsThereAndEnds() throws Exception {
        CloseableQueue<QueueItem> queue = filled();
        queue.close();
        List<QueueItem> taken = new ArrayList<>();
        for (QueueItem item : queue.consume()) {
            taken.add(item);
        }
        assertEquals(ordered(items()), taken);
        assertTrue(queue.isDrained());
    }

    @Test
    void theLoopTakesWhatIsPutInLater() throws Exception {
        CloseableQueue<QueueItem> queue = queue();
        List<QueueItem> taken = new ArrayList<>();
        Caller<?> consumer = taker(queue, () -> {
            for (QueueItem item : queue.consume()) {
                taken.add(item);
            }
            return null;
        });
        for (QueueItem item : items(50)) {
            queue.put(item);
        }
        queue.close();
        consumer.result();
        assertEquals(new HashSet<>(items(50)), new HashSet<>(taken));
        assertEquals(50, taken.size());
        if (shape.kind() == Kind.FIFO) {
            assertEquals(items(50), taken);
        }
    }

    @Test
    void aLoopThatIsLeftHasTakenWhatItHasSeen() throws Exception {
        CloseableQueue<QueueItem> queue = filled();
        QueueItem seen = null;
        for (QueueItem item : queue.consume()) {
            seen = item;
            break;
        }
        List<QueueItem> all = ordered(items());
        assertEquals(all.getFirst(), seen);
        assertEquals(all.subList(1, all.size()), left(queue));
    }

    @Test
    void hasNextTwiceTakesOne() throws Exception {
        CloseableQueue<QueueItem> queue = filled();
        Iterator<QueueItem> iterator = queue.consume().iterator();
        assertEquals(room(), queue.size(), "nothing is taken before it is asked for");
        assertTrue(iterator.hasNext());
        assertTrue(iterator.hasNext());
        assertEquals(room() - 1, queue.size());
        assertEquals(ordered(items()).getFirst(), iterator.next());
        assertEquals(room() - 1, queue.size());
    }

    @Test
    void whatHasNextTookIsGivenEvenIfTheQueueEnds() throws Exception {
        CloseableQueue<QueueItem> queue = filled();
        Iterator<QueueItem> iterator = queue.consume().iterator();
        assertTrue(iterator.hasNext());
        queue.closeNow();
        assertTrue(iterator.hasNext());
        assertEquals(ordered(items()).getFirst(), iterator.next());
        assertFalse(iterator.hasNext());
        assertThrows(NoSuchElementException.class, iterator::next);
        assertFalse(iterator.hasNext());
    }

    @Test
    void theIteratorHasNoRemove() throws Exception {
        CloseableQueue<QueueItem> queue = filled();
        Iterator<QueueItem> iterator = queue.consume().iterator();
        iterator.next();
        assertThrows(UnsupportedOperationException.class, iterator::remove);
        assertEquals(room() - 1, queue.size());
    }

    @Test
    void aStreamTakesNoMoreThanItUses() throws Exception {
        assumeTrue(room() > 2);
        CloseableQueue<QueueItem> queue = filled();
        List<QueueItem> all = ordered(items());
        Stream<QueueItem> stream = queue.consume().stream();
        assertEquals(room(), queue.size(), "nothing is taken before it is asked for");
        assertFalse(stream.isParallel());
        assertEquals(all.subList(0, 2), stream.limit(2).toList());
        assertEquals(all.get(2), queue.peek());
        assertEquals(all.get(2), queue.consume().stream().findFirst().orElseThrow());
        assertEquals(room() - 3, queue.size());
    }

    /** It would wait for ever if it looked for one more than it needs. */
    @Test
    void aLimitedStreamOfAnOpenQueueDoesNotWaitForMore() throws Exception {
        CloseableQueue<QueueItem> queue = filled();
        assertEquals(
                ordered(items()),
                Bounded.call(() -> queue.consume().stream().limit(room()).toList()));
        queue.put(another());
        assertTrue(Bounded.call(() -> queue.consume().stream().anyMatch(another()::equals)));
        assertEquals(0, Bounded.call(() -> queue.consume().stream().limit(0).count()));
    }

    @Test
    void aStreamEndsWithTheQueue() throws Exception {
        CloseableQueue<QueueItem> queue = queue();
        Caller<List<Integer>> consumer = taker(
                queue,
                () -> queue.consume().stream().map(QueueItem::number).sorted().toList());
        queue.put(QueueItem.of(1));
        queue.put(QueueItem.of(2));
        queue.close();
        assertEquals(List.of(1, 2), consumer.result());
    }

    @Test
    void aConsumptionCanBeUsedAgain() throws Exception {
        CloseableQueue<QueueItem> queue = filled();
        Consumption<QueueItem> consumption = queue.consume();
        List<QueueItem> taken = new ArrayList<>();
        for (int i = 0; i < room(); i++) {
            taken.add(
                    i % 2 == 0
                            ? consumption.iterator().next()
                            : consumption.stream().findFirst().orElseThrow());
        }
        assertEquals(ordered(items()), taken);
    }

    @Test
    void severalConsumersShareTheItems() throws Exception {
        CloseableQueue<QueueItem> queue = queue();
        Consumption<QueueItem> shared = queue.consume();
        CountDownLatch started = new CountDownLatch(4);
        List<Caller<List<QueueItem>>> consumers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Consumption<QueueItem> consumption = i % 2 == 0 ? shared : queue.consume();
            Thread.Builder kind = i < 2 ? Thread.ofPlatform().daemon() : Thread.ofVirtual();
            consumers.add(Caller.start(kind, () -> {
                started.countDown();
                List<QueueItem> taken = new ArrayList<>();
                consumption.forEach(taken::add);
                return taken;
            }));
        }
        Bounded.await(started);
        List<QueueItem> put = items(1000);
        assertEquals(put.size(), queue.putAll(put));
        queue.close();
        List<QueueItem> taken = new ArrayList<>();
        for (Caller<List<QueueItem>> consumer : consumers) {
            taken.addAll(consumer.result());
        }
        assertEquals(put.size(), taken.size());
        assertEquals(new HashSet<>(put), new HashSet<>(taken));
    }

    @Test
    void whatIsConsumedIsUnfinishedUntilReportedDone() throws Exception {
        CloseableQueue<QueueItem> queue = filled();
        queue.close();
        for (QueueItem _ : queue.consume()) {
            queue.taskDone();
        }
        queue.join();
        assertEquals(0, queue.statistics().unfinished());
    }

    // ---- interruption --------------------------------------------------------------------------------------------

    @Test
    void anInterruptEndsTheWaitKeepsTheFlagAndTakesNothing() throws Exception {
        for (Thread.Builder kind : List.of(Thread.ofPlatform().daemon(), Thread.ofVirtual())) {
            CloseableQueue<QueueItem> queue = queue();
            List<Caller<CompletionException>> waiting = new ArrayList<>();
            waiting.add(Caller.start(
                    kind,
                    () -> assertThrows(
                            CompletionException.class, queue.consume().iterator()::hasNext)));
            waiting.add(Caller.start(
                    kind,
                    () -> assertThrows(
                            CompletionException.class, queue.consume().iterator()::next)));
            waiting.add(Caller.start(
                    kind, () -> assertThrows(CompletionException.class, queue.consume().stream()::toList)));
            for (Caller<CompletionException> caller : waiting) {
                caller.untilWaiting().interrupt();
                assertInstanceOf(InterruptedException.class, caller.result().getCause());
                assertTrue(caller.wasInterruptedAtEnd(), "the flag is kept");
            }
            queue.put(another());
            assertEquals(List.of(another()), left(queue));
        }
    }

    @Test
    void anInterruptBeforeTheWaitEndsItToo() throws Exception {
        CloseableQueue<QueueItem> queue = queue();
        Caller<CompletionException> caller = Caller.platform(() -> {
            Thread.currentThread().interrupt();
            return assertThrows(CompletionException.class, queue.consume().iterator()::hasNext);
        });
        assertInstanceOf(InterruptedException.class, caller.result().getCause());
        assertTrue(caller.wasInterruptedAtEnd());
    }

    @Test
    void anInterruptedLoopCanGoOn() throws Exception {
        CloseableQueue<QueueItem> queue = queue();
        CountDownLatch interrupted = new CountDownLatch(1);
        Caller<QueueItem> caller = taker(queue, () -> {
            Iterator<QueueItem> iterator = queue.consume().iterator();
            assertThrows(CompletionException.class, iterator::hasNext);
            assertTrue(Thread.interrupted());
            interrupted.countDown();
            return iterator.next();
        });
        caller.interrupt();
        Bounded.await(interrupted);
        queue.put(another());
        assertEquals(another(), caller.result());
        assertEquals(0, queue.size());
    }
}
