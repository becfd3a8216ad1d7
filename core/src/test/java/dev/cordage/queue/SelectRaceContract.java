package dev.cordage.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import dev.cordage.testing.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@link Select} against other takers: nothing is lost or doubled, and no wake-up is kept by who can't use it. */
@ExtendWith(LeakCheck.class)
abstract class SelectRaceContract {
    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

    /** A new queue, first in, first out; the first of a test is called a, and the second b. */
    abstract CloseableQueue<String> newQueue(String name, int capacity);

    /** How often to try each race. */
    abstract int rounds();

    private static void put(CloseableQueue<String> queue, String item) throws InterruptedException {
        queue.put(item);
    }

    /** Runs both at the same time. */
    private static void together(Bounded.Body one, Bounded.Body other) throws Exception {
        CyclicBarrier start = new CyclicBarrier(2);
        Caller<?> second = Caller.platform(() -> {
            Bounded.await(start);
            other.run();
            return null;
        });
        Bounded.await(start);
        one.run();
        second.result();
    }

    /** Woken by one queue it may take from the other; then the first one's item is for whoever else waits there. */
    @Test
    void aSelectThatIsWokenByOneQueueAndTakesFromAnotherPassesTheWakeUpOn() throws Exception {
        for (int round = 0; round < rounds(); round++) {
            CloseableQueue<String> a = newQueue("a", round % 2 + 1);
            CloseableQueue<String> b = newQueue("b", 1);
            Select<String> select = Select.from(List.of(a, b));
            Caller<String> selecting = CloseableQueueContract.taker(b, select::take);
            Caller<String> taking = CloseableQueueContract.taker(a, a::take);
            together(() -> put(a, "a"), () -> put(b, "b"));
            if (selecting.result().equals("a")) {
                assertEquals("b", b.poll());
                a.put("a");
            }
            assertEquals("a", taking.result());
            assertTrue(a.isEmpty() && b.isEmpty());
        }
    }

    @Test
    void twoSelectsOverTheSameQueuesShareWhatComes() throws Exception {
        for (int round = 0; round < rounds(); round++) {
            CloseableQueue<String> a = newQueue("a", 1);
            CloseableQueue<String> b = newQueue("b", 1);
            Caller<String> one = CloseableQueueContract.taker(a, Select.from(List.of(a, b))::take);
            Caller<String> other = CloseableQueueContract.taker(a, Select.from(List.of(b, a))::take);
            together(() -> put(a, "a"), () -> put(b, "b"));
            assertEquals(
                    List.of("a", "b"),
                    Stream.of(one.result(), other.result()).sorted().toList());
        }
    }

    /** Whoever is quicker gets the item; a select that was woken for nothing waits on. */
    @Test
    void aSelectThatIsWokenAndComesTooLateWaitsOn() throws Exception {
        for (int round = 0; round < rounds(); round++) {
            CloseableQueue<String> a = newQueue("a", 1);
            CloseableQueue<String> b = newQueue("b", 1);
            Caller<String> selecting = CloseableQueueContract.taker(
                    a,
                    round % 2 == 0
                            ? Select.from(List.of(a, b))::take
                            : () -> Select.from(List.of(a, b)).poll(FOREVER));
            a.put("first");
            String mine = a.poll();
            if (mine != null) {
                assertEquals("first", mine);
                b.put("second");
                assertEquals("second", selecting.result());
            } else {
                assertEquals("first", selecting.result());
            }
            assertTrue(a.isEmpty() && b.isEmpty());
        }
    }

    @Test
    void aSelectThatIsInterruptedAsItIsWokenLeavesTheItemToAnother() throws Exception {
        for (int round = 0; round < rounds(); round++) {
            CloseableQueue<String> a = newQueue("a", 1);
            CloseableQueue<String> b = newQueue("b", 1);
            Caller<String> selecting = CloseableQueueContract.taker(a, Select.from(List.of(a, b))::take);
            Caller<String> taking = CloseableQueueContract.taker(a, a::take);
            together(() -> put(a, "a"), selecting::interrupt);
            boolean took = true;
            try {
                assertEquals("a", selecting.result());
            } catch (InterruptedException _) {
                took = false;
            }
            if (took) {
                a.put("a");
            }
            assertEquals("a", taking.result());
            assertTrue(a.isEmpty());
        }
    }

    @Test
    void aSelectWhoseTimeRunsOutAsItIsWokenLeavesTheItemToAnother() throws Exception {
        for (int round = 0; round < rounds(); round++) {
            CloseableQueue<String> a = newQueue("a", 1);
            CloseableQueue<String> b = newQueue("b", 1);
            Select<String> select = Select.from(List.of(a, b));
            Duration timeout = Duration.ofNanos(round * 1000L);
            Caller<String> selecting = Caller.platform(() -> select.poll(timeout));
            Caller<String> taking = Caller.platform(a::take);
            taking.untilWaiting();
            a.put("a");
            if (selecting.result() != null) {
                a.put("a");
            }
            assertEquals("a", taking.result());
            assertNull(a.poll());
        }
    }

    /** The function is called after the take is over, so what it throws does not keep a wake-up. */
    @Test
    void aFunctionThatThrowsKeepsNobodyFromTheOtherQueue() throws Exception {
        for (int round = 0; round < rounds(); round++) {
            CloseableQueue<String> a = newQueue("a", 1);
            CloseableQueue<String> b = newQueue("b", 1);
            Select<String> select = Select.<String>create()
                    .receive(a, item -> item)
                    .receive(b, _ -> {
                        throw new IllegalCallerException("b");
                    });
            Caller<String> selecting = CloseableQueueContract.taker(b, select::take);
            Caller<String> taking = CloseableQueueContract.taker(a, a::take);
            together(() -> put(a, "a"), () -> put(b, "b"));
            try {
                assertEquals("a", selecting.result());
                a.put("a");
            } catch (IllegalCallerException _) {
                assertTrue(b.isEmpty());
            }
            assertEquals("a", taking.result());
        }
    }

    @Test
    void closingWhilePuttingEndsEverySelectWithTheItemOrTheEnd() throws Exception {
        for (int round = 0; round < rounds(); round++) {
            CloseableQueue<String> a = newQueue("a", 1);
            CloseableQueue<String> b = newQueue("b", 1);
            Select<String> select = Select.from(List.of(a, b));
            Caller<String> one = CloseableQueueContract.taker(a, () -> select.poll(FOREVER));
            Caller<String> other = CloseableQueueContract.taker(a, () -> select.poll(FOREVER));
            boolean[] in = new boolean[1];
            together(() -> in[0] = a.offer("a"), () -> {
                b.close();
                a.close();
            });
            List<String> got = new ArrayList<>();
            got.add(one.result());
            got.add(other.result());
            got.removeIf(item -> item == null);
            assertEquals(in[0] ? List.of("a") : List.of(), got);
            assertTrue(select.isDrained());
        }
    }
}
