package dev.cordage.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.Bounded;
import dev.cordage.testing.LeakCheck;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Promises that once were broken. */
@ExtendWith(LeakCheck.class)
class LocalQueuePromisesTest {
    private static final Comparator<Integer> FAILS_AT_TEN = (a, b) -> {
        if (a == 10 || b == 10) {
            throw new AssertionError("ten");
        }
        return Integer.compare(a, b);
    };

    @Test
    void whoPutsAnItemAndJoinsFindsItDone() throws Exception {
        int items = 20_000;
        CloseableQueue<Integer> queue = CloseableQueue.bounded(16, "work");
        var done = new AtomicIntegerArray(3 * items);
        var callers = new ArrayList<Bounded.Caller<Object>>();
        for (int i = 0; i < 2; i++) {
            callers.add(Bounded.Caller.platform(() -> {
                for (Integer item : queue.consume()) {
                    done.set(item, 1);
                    queue.taskDone();
                }
                return "end";
            }));
        }
        var joiners = new ArrayList<Bounded.Caller<Object>>();
        for (int i = 0; i < 3; i++) {
            int start = i * items;
            joiners.add(Bounded.Caller.platform(() -> {
                for (int item = start; item < start + items; item++) {
                    queue.put(item);
                    queue.join();
                    assertEquals(1, done.get(item), "joined before item " + item + " was done");
                }
                return "end";
            }));
        }
        for (Bounded.Caller<Object> joiner : joiners) {
            joiner.result();
        }
        queue.close();
        for (Bounded.Caller<Object> caller : callers) {
            caller.result();
        }
    }

    @Test
    void putAllWakesTakersOfWhatGotInBeforeTheComparatorThrew() throws Exception {
        CloseableQueue<Integer> queue = CloseableQueue.priority(100, FAILS_AT_TEN, "jobs");
        var taker = Bounded.Caller.virtual(queue::take);
        Bounded.until("the taker to wait", () -> queue.statistics().takers() == 1);
        assertThrows(AssertionError.class, () -> queue.putAll(List.of(1, 2, 10, 3)));
        assertEquals(1, taker.result());
        assertEquals(1, queue.size());
    }

    @Test
    void drainToLosesNothingWhenTheComparatorThrows() throws Exception {
        var fails = new AtomicBoolean();
        Comparator<Integer> order = (a, b) -> {
            if (fails.get() && (a == 6 || b == 6)) {
                throw new AssertionError("six");
            }
            return Integer.compare(a, b);
        };
        CloseableQueue<Integer> queue = CloseableQueue.priority(100, order, "jobs");
        for (int i = 0; i < 20; i++) {
            queue.put(i);
        }
        fails.set(true);
        List<Integer> out = new ArrayList<>();
        assertThrows(AssertionError.class, () -> {
            while (queue.drainTo(out, 3) > 0) {
                // until it throws
            }
        });
        assertEquals(20, out.size() + queue.size());
    }

    @Test
    void removeIfAsksForEachPlaceOfTheSameObject() throws Exception {
        String same = "a";
        CloseableQueue<String> queue = CloseableQueue.bounded(10);
        queue.putAll(List.of(same, same, "b", same));
        Set<String> seen = new HashSet<>();
        assertTrue(queue.removeIf(item -> !seen.add(item)));
        assertEquals(List.of("a", "b"), List.copyOf(queue));
    }

    @Test
    void selectGivesEachReadyQueueTheSameChance() throws Exception {
        List<CloseableQueue<Integer>> queues = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            queues.add(CloseableQueue.unbounded("queue " + i));
        }
        queues.get(0).put(0);
        queues.get(3).put(3);
        Select<Integer> select = Select.from(queues);
        int first = 0;
        int rounds = 20_000;
        for (int i = 0; i < rounds; i++) {
            int got = select.take();
            first += got == 0 ? 1 : 0;
            queues.get(got).put(got);
        }
        // Far more than chance would ever give: thirty standard deviations.
        assertTrue(Math.abs(first - rounds / 2) < 2_100, "the first came " + first + " times of " + rounds);
    }

    @Test
    void whatIsNotThereIsNamed() {
        CloseableQueue<String> queue = CloseableQueue.bounded(1, "letters");
        assertTrue(assertThrows(NoSuchElementException.class, queue::remove)
                .getMessage()
                .contains("letters"));
        assertTrue(assertThrows(NoSuchElementException.class, queue::element)
                .getMessage()
                .contains("letters"));
        assertTrue(assertThrows(IllegalStateException.class, queue::taskDone)
                .getMessage()
                .contains("letters: 0 taken"));
    }
}
