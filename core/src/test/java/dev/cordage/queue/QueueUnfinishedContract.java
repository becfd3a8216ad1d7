package dev.cordage.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.Bounded.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Unfinished items: {@code taskDone}, {@code join}, {@code tryJoin}. */
abstract class QueueUnfinishedContract extends CloseableQueueContract {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static void finish(CloseableQueue<?> queue, int count) {
        for (int i = 0; i < count; i++) {
            queue.taskDone();
        }
    }

    private static void assertUnfinished(long expected, CloseableQueue<?> queue) throws InterruptedException {
        assertEquals(expected, queue.statistics().unfinished());
        assertEquals(expected == 0, queue.tryJoin(Duration.ZERO));
    }

    /** Nothing is out, so that there is nothing to report done. */
    private static void assertNoneOut(CloseableQueue<?> queue) throws InterruptedException {
        long before = queue.statistics().unfinished();
        assertThrows(IllegalStateException.class, queue::taskDone);
        assertUnfinished(before, queue);
    }

    @Test
    void aNewQueueHasNothingUnfinished() throws Exception {
        CloseableQueue<QueueItem> queue = queue();
        queue.join();
        assertTrue(queue.tryJoin(Duration.ZERO));
        assertTrue(queue.tryJoin(Duration.ofSeconds(Long.MIN_VALUE)));
        assertTrue(queue.tryJoin(MINUTE));
        assertNoneOut(queue);
    }

    @Test
    void anItemIsUnfinishedFromPutToTaskDone() throws Exception {
        CloseableQueue<QueueItem> queue = filled();
        assertUnfinished(room(), queue);
        for (int i = 0; i < room(); i++) {
            queue.take();
        }
        assertUnfinished(room(), queue);
        for (int left = room() - 1; left >= 0; left--) {
            queue.taskDone();
            assertUnfinished(left, queue);
        }
        queue.join();
        assertNoneOut(queue);
    }

    @Test
    void onlyWhatWasTakenCanBeDone() throws Exception {
        CloseableQueue<QueueItem> queue = filled();
        assertNoneOut(queue);
        queue.take();
        queue.taskDone();
        assertNoneOut(queue);
        assertUnfinished(room() - 1, queue);
    }

    @Test
    void everyWayOutHandsAnItemToAConsumer() throws Exception {
        for (int way = 0; way < 7; way++) {
            CloseableQueue<QueueItem> queue = filled();
            switch (way) {
                case 0 -> queue.take();
                case 1 -> queue.poll();
                case 2 -> queue.poll(MINUTE);
                case 3 -> queue.remove();
                case 4 -> queue.drainTo(new ArrayList<>(), 1);
                case 5 -> queue.consume().stream().findFirst();
                default -> queue.consume().iterator().next();
            }
            assertUnfinished(room(), queue);
            queue.taskDone();
            assertUnfinished(room() - 1, queue);
            assertNoneOut(queue);
        }
    }

    @Test
    void lookingHandsNothingOut() throws Exception {
        CloseableQueue<QueueItem> queue = filled();
        queue.peek();
        queue.element();
        queue.iterator().next();
        queue.toArray();
        queue.forEach(_ -> {});
        assertNoneOut(queue);
    }

    @Test
    void whatIsThrownAwayCountsAsDone() throws Exception {
        for (int way = 0; way < 7; way++) {
            CloseableQueue<QueueItem> queue = filled();
            QueueItem taken = queue.take();
            List<QueueItem> rest = new ArrayList<>(items());
            rest.remove(taken);
            switch (way) {
                case 0 -> queue.clear();
                case 1 -> queue.removeIf(_ -> true);
                case 2 -> queue.removeAll(rest);
                case 3 -> queue.retainAll(List.of());
                case 4 -> rest.forEach(queue::remove);
                case 5 -> {
                    for (Iterator<QueueItem> iterator = queue.iterator(); iterator.hasNext(); ) {
                        iterator.next();
                        iterator.remove();
                    }
                }
                default -> queue.closeNow();
            }
            // What was fetched before stays outstanding.
            assertUnfinished(1, queue);
            queue.taskDone();
            assertUnfinished(0, queue);
            assertNoneOut(queue);
        }
    }

    @Test
    void joinReturnsWithTheLastTaskDone() throws Exception {
        CloseableQueue<QueueItem> queue = filled();
        List<Caller<Boolean>> joiners = joiners(queue);
        finishBut(queue, 1);
        for (Caller<Boolean> joiner : joiners) {
            assertFalse(joiner.untilWaiting().isDone());
        }
        queue.taskDone();
        for (Caller<Boolean> joiner : joiners) {
            assertTrue(joiner.result());
        }
    }

    /** Several threads, of both kinds, that wait in join and tryJoin. */
    private static List<Caller<Boolean>> joiners(CloseableQueue<?> queue) {
        List<Caller<Boolean>> joiners = new ArrayList<>();
        for (Thread.Builder kind : List.of(Thread.ofPlatform().daemon(), Thread.ofVirtual())) {
            joiners.add(Caller.start(kind, () -> {
                queue.join();
                return true;
            }));
            joiners.add(Caller.start(kind, () -> queue.tryJoin(MINUTE)));
            joiners.add(Caller.start(kind, () -> queue.tryJoin(Duration.ofSeconds(Long.MAX_VALUE))));
        }
        joiners.forEach(Caller::untilWaiting);
        return joiners;
    }

    private static void finishBut(CloseableQueue<?> queue, int open) throws InterruptedException {
        while (!queue.isEmpty()) {
            queue.take();
        }
        finish(queue, (int) queue.statistics().unfinished() - open);
    }

    @Test
    void joinReturnsWhenTheRestIsThrownAway() throws Exception {
        for (int way = 0; way < 4; way++) {
            CloseableQueue<QueueItem> queue = filled();
            List<Caller<Boolean>> joiners = joiners(queue);
            switch (way) {
                case 0 -> queue.clear();
                case 1 -> queue.closeNow();
                case 2 -> queue.removeIf(_ -> true);
                default -> items().forEach(queue::remove);
            }
            for (Caller<Boolean> joiner : joiners) {
                assertTrue(joiner.result());
            }
        }
    }

    @Test
    void closeDoesNotEndAJoin() throws Exception {
        CloseableQueue<QueueItem> queue = filled();
        List<Caller<Boolean>> joiners = joiners(queue);
        queue.close();
        finishBut(queue, 1);
        for (Caller<Boolean> joiner : joiners) {
            assertFalse(joiner.untilWaiting().isDone());
        }
        queue.taskDone();
        for (Caller<Boolean> joiner : joiners) {
            assertTrue(joiner.result());
        }
        queue.join();
    }

    @Test
    void closeNowLeavesWhatWasFetchedOutstanding() throws Exception {
        CloseableQueue<QueueItem> queue = filled();
        queue.take();
        assertEquals(room() - 1, queue.closeNow());
        assertFalse(queue.tryJoin(Duration.ofNanos(1)));
        queue.taskDone();
        queue.join();
        assertNoneOut(queue);
    }

    @Test
    void joinDoesNotWaitForTheClose() throws Exception {
        CloseableQueue<QueueItem> queue = filled();
        finishBut(queue, 0);
        queue.join();
        assertFalse(queue.isClosed());
    }

    @Test
    void joinCanBeRepeatedRoundAfterRound() throws Exception {
        CloseableQueue<QueueItem> queue = queue();
        for (int round = 0; round < 20; round++) {
            queue.putAll(items());
            assertFalse(queue.tryJoin(Duration.ofNanos(1)));
            Caller<Boolean> joiner = Caller.virtual(() -> {
                queue.join();
                return true;
            });
            joiner.untilWaiting();
            finishBut(queue, 0);
            assertTrue(joiner.result());
            queue.join();
        }
    }

    /** What one has taken one can report done, whatever others throw away at the same time. */
    @Test
    void taskDoneIsAcceptedWhileOthersThrowItemsAway() throws Exception {
        CloseableQueue<QueueItem> queue = queue();
        AtomicBoolean stop = new AtomicBoolean();
        Caller<?> other = Caller.platform(() -> {
            while (!stop.get()) {
                if (queue.offer(another(), Duration.ofMillis(1))) {
                    queue.remove(another());
                }
            }
            return null;
        });
        try {
            for (int round = 0; round < 1000; round++) {
                queue.offer(QueueItem.of(1));
                if (queue.poll() != null) {
                    queue.taskDone();
                }
            }
        } finally {
            stop.set(true);
            other.result();
        }
        left(queue).forEach(_ -> queue.taskDone());
        assertNoneOut(queue);
        queue.join();
    }

    @Test
    void tryJoinRunsOut() throws Exception {
        CloseableQueue<QueueItem> queue = filled();
        assertFalse(queue.tryJoin(Duration.ofMillis(2)));
        assertFalse(queue.tryJoin(Duration.ofSeconds(Long.MIN_VALUE)));
        assertUnfinished(room(), queue);
    }
}
