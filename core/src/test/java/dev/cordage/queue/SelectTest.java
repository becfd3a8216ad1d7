package dev.cordage.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import dev.cordage.testing.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@link Select} in one thread, or one thread that waits: what it takes, how it ends, what it refuses. */
@ExtendWith(LeakCheck.class)
class SelectTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

    private final CloseableQueue<String> texts = CloseableQueue.bounded(3, "texts");
    private final CloseableQueue<Integer> numbers = CloseableQueue.lifo(3, "numbers");
    private final CloseableQueue<Integer> ranked = CloseableQueue.priority(3);
    private final Select<String> both = Select.<String>create()
            .receive(texts, text -> "text " + text)
            .receive(numbers, number -> "number " + number);

    // ---- taking --------------------------------------------------------------------------------------------------

    @Test
    void takesFromTheQueueThatHasSomething() throws Exception {
        texts.put("a");
        assertEquals("text a", both.take());
        numbers.put(1);
        assertEquals("number 1", both.take());
        numbers.put(2);
        assertEquals("number 2", both.poll());
        texts.put("b");
        assertEquals("text b", both.poll(MINUTE));
        assertNull(both.poll());
    }

    @Test
    void takesTheItemsOfAQueueInItsOrder() throws Exception {
        Select<Integer> select =
                Select.<Integer>create().receive(ranked, item -> item).receive(numbers, item -> -item);
        numbers.addAll(List.of(1, 2, 3));
        ranked.addAll(List.of(2, 3, 1));
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            all.add(select.take());
        }
        assertEquals(List.of(1, 2, 3), all.stream().filter(item -> item > 0).toList());
        assertEquals(List.of(-3, -2, -1), all.stream().filter(item -> item < 0).toList());
    }

    @Test
    void takesExactlyOneAndLeavesTheRest() throws Exception {
        texts.addAll(List.of("a", "b"));
        numbers.addAll(List.of(1, 2));
        both.take();
        assertEquals(3, texts.size() + numbers.size());
        both.poll();
        assertEquals(2, texts.size() + numbers.size());
        both.poll(MINUTE);
        assertEquals(1, texts.size() + numbers.size());
    }

    @Test
    void whatItTakesIsUnfinishedUntilReportedDone() throws Exception {
        texts.put("a");
        both.take();
        assertEquals(1, texts.statistics().unfinished());
        texts.taskDone();
        texts.join();
        assertEquals(1, texts.statistics().removed());
    }

    @Test
    void waitsForWhicheverComesFirst() throws Exception {
        for (int i = 0; i < 20; i++) {
            Caller<String> caller =
                    CloseableQueueContract.taker(texts, i % 4 < 2 ? both::take : () -> both.poll(FOREVER));
            if (i % 2 == 0) {
                texts.put("a");
                assertEquals("text a", caller.result());
            } else {
                numbers.put(1);
                assertEquals("number 1", caller.result());
            }
            assertEquals(0, texts.statistics().takers() + numbers.statistics().takers(), "it left both queues");
            assertTrue(texts.isEmpty() && numbers.isEmpty());
        }
    }

    @Test
    void waitsInEachOfItsQueues() throws Exception {
        Caller<String> caller = CloseableQueueContract.taker(texts, both::take);
        Bounded.until("it to wait for both", () -> numbers.statistics().takers() == 1);
        assertEquals(1, texts.statistics().takers());
        texts.put("a");
        caller.result();
    }

    @Test
    void worksWithOneQueue() throws Exception {
        Select<String> one = Select.<String>create().receive(texts, text -> text);
        assertNull(one.poll());
        assertNull(one.poll(Duration.ofNanos(1)));
        Caller<String> caller = CloseableQueueContract.taker(texts, one::take);
        texts.put("a");
        assertEquals("a", caller.result());
    }

    @Test
    void worksWithManyQueues() throws Exception {
        List<CloseableQueue<Integer>> queues = Stream.generate(() -> CloseableQueue.<Integer>bounded(1))
                .limit(100)
                .toList();
        Select<Integer> select = Select.from(queues);
        for (int i = 0; i < 100; i += 7) {
            Caller<Integer> caller = CloseableQueueContract.taker(queues.get(i), select::take);
            queues.get(i).put(i);
            assertEquals(i, caller.result());
        }
        for (int i = 0; i < 100; i++) {
            queues.get(i).put(i);
        }
        Set<Integer> taken =
                IntStream.range(0, 100).mapToObj(_ -> select.poll()).collect(Collectors.toSet());
        assertEquals(100, taken.size());
        assertNull(select.poll());
    }

    @Test
    void letsAWaitingPutterIn() throws Exception {
        CloseableQueue<Integer> small = CloseableQueue.bounded(1);
        Select<Integer> select = Select.from(List.of(small, ranked));
        small.put(0);
        Caller<Integer> putter = CloseableQueueContract.putter(small, () -> small.putAll(List.of(1, 2, 3)));
        for (int i = 0; i <= 3; i++) {
            assertEquals(i, select.take());
        }
        assertEquals(3, putter.result());
    }

    /** A fair choice stays above these by dozens of standard deviations. */
    @Test
    void queuesThatAreAlwaysReadyGetTheirShare() throws Exception {
        int[] taken = new int[3];
        List<CloseableQueue<Integer>> queues = IntStream.range(0, 3)
                .mapToObj(_ -> CloseableQueue.<Integer>bounded(1))
                .toList();
        Select<Integer> two = Select.from(queues.subList(0, 2));
        shareOut(two, queues.subList(0, 2), taken);
        assertTrue(taken[0] >= 3000 && taken[1] >= 3000, () -> Arrays.toString(taken));

        Arrays.fill(taken, 0);
        shareOut(Select.from(queues), queues, taken);
        assertTrue(IntStream.of(taken).allMatch(count -> count >= 2000), () -> Arrays.toString(taken));
    }

    private static void shareOut(Select<Integer> select, List<CloseableQueue<Integer>> queues, int[] taken)
            throws InterruptedException {
        for (int i = 0; i < queues.size(); i++) {
            queues.get(i).put(i);
        }
        for (int i = 0; i < 10_000; i++) {
            int from = i % 2 == 0 ? select.take() : select.poll();
            taken[from]++;
            queues.get(from).put(from);
        }
        queues.forEach(CloseableQueue::clear);
    }

    // ---- the ends of a wait --------------------------------------------------------------------------------------

    @Test
    void aWaitRunsOut() throws Exception {
        for (Duration timeout : List.of(
                Duration.ZERO, Duration.ofNanos(-1), Duration.ofSeconds(Long.MIN_VALUE), Duration.ofMillis(2))) {
            assertNull(both.poll(timeout));
        }
        assertEquals(0, texts.statistics().takers() + numbers.statistics().takers());
        texts.put("a");
        assertEquals("text a", both.poll(Duration.ofSeconds(Long.MIN_VALUE)), "no wait is needed");
    }

    @Test
    void anInterruptBeforeOrDuringTheWaitEndsIt() throws Exception {
        for (Thread.Builder kind : List.of(Thread.ofPlatform().daemon(), Thread.ofVirtual())) {
            for (boolean timed : new boolean[] {false, true}) {
                Caller<?> before = Caller.start(kind, () -> {
                    Thread.currentThread().interrupt();
                    return timed ? both.poll(FOREVER) : both.take();
                });
                assertThrows(InterruptedException.class, before::result);
                assertFalse(before.wasInterruptedAtEnd());
                Caller<?> during = Caller.start(kind, () -> timed ? both.poll(FOREVER) : both.take());
                during.untilWaiting().interrupt();
                assertThrows(InterruptedException.class, during::result);
                assertFalse(during.wasInterruptedAtEnd());
                assertEquals(
                        0, texts.statistics().takers() + numbers.statistics().takers());
            }
        }
        texts.put("a");
        numbers.put(1);
        assertEquals(1, texts.size());
        assertEquals(1, numbers.size());
    }

    @Test
    void aQueueThatIsDrainedIsNoLongerConsidered() throws Exception {
        numbers.put(1);
        numbers.close();
        assertFalse(both.isDrained());
        assertEquals("number 1", both.take());
        assertNull(both.poll());
        Caller<String> caller = CloseableQueueContract.taker(texts, both::take);
        texts.put("a");
        assertEquals("text a", caller.result());
        assertFalse(both.isDrained());
        texts.close();
        assertTrue(both.isDrained());
    }

    @Test
    void allDrainedIsTheEnd() throws Exception {
        texts.put("a");
        texts.close();
        numbers.close();
        assertFalse(both.isDrained());
        assertEquals("text a", both.take());
        assertTrue(both.isDrained());
        assertThrows(QueueClosedException.class, both::take);
        assertNull(both.poll());
        assertNull(both.poll(FOREVER));
    }

    @Test
    void whoWaitsGoesOnWhenOneQueueClosesAndEndsWithTheLast() throws Exception {
        Caller<String> take = CloseableQueueContract.taker(texts, both::take);
        Caller<String> poll = CloseableQueueContract.taker(texts, () -> both.poll(FOREVER));
        numbers.close();
        assertFalse(take.untilWaiting().isDone());
        assertFalse(poll.untilWaiting().isDone());
        texts.put("a");
        Bounded.until("one of them to get it", () -> take.isDone() || poll.isDone());
        texts.close();
        if (poll.isDone() && poll.result() != null) {
            assertEquals("text a", poll.result());
            assertThrows(QueueClosedException.class, take::result);
        } else {
            assertEquals("text a", take.result());
            assertNull(poll.result());
        }
    }

    @Test
    void closeNowOfAllEndsTheWait() throws Exception {
        Caller<String> take = CloseableQueueContract.taker(texts, both::take);
        Caller<String> poll = CloseableQueueContract.taker(texts, () -> both.poll(FOREVER));
        assertEquals(0, texts.closeNow());
        assertEquals(0, numbers.closeNow());
        QueueClosedException e = assertThrows(QueueClosedException.class, take::result);
        assertFalse(e.getMessage().isBlank());
        assertNull(poll.result());
    }

    // ---- functions -----------------------------------------------------------------------------------------------

    @Test
    void whatTheFunctionThrowsIsThrownAndTheItemIsTaken() throws Exception {
        Select<String> select = Select.<String>create().receive(texts, text -> {
            throw new IllegalCallerException(text);
        });
        texts.addAll(List.of("a", "b", "c"));
        assertEquals(
                "a", assertThrows(IllegalCallerException.class, select::take).getMessage());
        assertEquals(
                "b", assertThrows(IllegalCallerException.class, select::poll).getMessage());
        assertEquals(
                "c",
                assertThrows(IllegalCallerException.class, () -> select.poll(MINUTE))
                        .getMessage());
        assertTrue(texts.isEmpty());
        assertEquals(3, texts.statistics().unfinished());
    }

    @Test
    void aFunctionThatReturnsNullIsAnErrorAndNotAnEmptyQueue() throws Exception {
        Select<String> select = Select.<String>create().receive(texts, _ -> null);
        texts.addAll(List.of("a", "b", "c"));
        assertThrows(NullPointerException.class, select::take);
        assertThrows(NullPointerException.class, select::poll);
        assertThrows(NullPointerException.class, () -> select.poll(MINUTE));
        assertTrue(texts.isEmpty());
    }

    @Test
    void theFunctionRunsInTheCallingThreadWithNothingLocked() throws Exception {
        Select<Thread> select = Select.<Thread>create().receive(texts, text -> {
            try {
                // Another thread can use the queue meanwhile, and this one as well.
                Bounded.run(() -> texts.put("from another thread"));
                assertEquals("from another thread", texts.poll());
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            return Thread.currentThread();
        });
        texts.put("a");
        assertSame(Thread.currentThread(), select.take());
    }

    // ---- making one ----------------------------------------------------------------------------------------------

    @Test
    void aQueueIsReceivedFromOnce() {
        assertThrows(IllegalArgumentException.class, () -> both.receive(texts, text -> text));
        assertThrows(IllegalArgumentException.class, () -> Select.from(List.of(texts, texts)));
        // Two queues of the same name are two queues.
        both.receive(CloseableQueue.<String>bounded(1, "texts"), text -> text);
    }

    @Test
    void nullsAreRefused() {
        assertThrows(NullPointerException.class, () -> both.receive(null, text -> "x"));
        assertThrows(NullPointerException.class, () -> Select.<String>create().receive(texts, null));
        assertThrows(NullPointerException.class, () -> Select.from(null));
        assertThrows(NullPointerException.class, () -> Select.from(Arrays.asList(texts, null)));
        assertThrows(NullPointerException.class, () -> both.poll(null));
    }

    @Test
    void withoutQueuesThereIsNothingToWaitFor() {
        Select<String> none = Select.create();
        assertThrows(IllegalStateException.class, none::take);
        assertThrows(IllegalStateException.class, none::poll);
        assertThrows(IllegalStateException.class, () -> none.poll(MINUTE));
        assertFalse(assertThrows(IllegalStateException.class, none::take) instanceof QueueClosedException);
        assertThrows(IllegalStateException.class, () -> Select.from(List.of()).take());
    }

    @Test
    void receiveLeavesTheOneItWasCalledOnAsItWas() throws Exception {
        Select<String> none = Select.create();
        Select<String> one = none.receive(texts, text -> text);
        Select<String> two = one.receive(numbers, String::valueOf);
        assertNotSame(one, two);
        numbers.put(1);
        assertThrows(IllegalStateException.class, none::poll);
        assertNull(one.poll());
        assertEquals("1", two.poll());
    }

    @Test
    void whatBecomesOfTheListDoesNotMatter() throws Exception {
        List<CloseableQueue<Integer>> queues = new ArrayList<>(List.of(numbers));
        Select<Integer> select = Select.from(queues);
        queues.clear();
        numbers.put(1);
        assertEquals(1, select.take());
    }

    @Test
    void oneServesSeveralThreads() throws Exception {
        List<Caller<String>> callers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            callers.add(CloseableQueueContract.taker(texts, both::take));
        }
        texts.put("a");
        numbers.put(1);
        texts.put("b");
        Set<String> taken = new HashSet<>();
        for (Caller<String> caller : callers) {
            taken.add(caller.result());
        }
        assertEquals(Set.of("text a", "text b", "number 1"), taken);
    }
}
