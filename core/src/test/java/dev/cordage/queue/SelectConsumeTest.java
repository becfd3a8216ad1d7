package dev.cordage.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cordage.testing.Bounded;
import dev.cordage.testing.LeakCheck;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The loop over several queues. */
@ExtendWith(LeakCheck.class)
class SelectConsumeTest {
    private final CloseableQueue<Integer> numbers = CloseableQueue.bounded(10, "numbers");
    private final CloseableQueue<String> words = CloseableQueue.bounded(10, "words");
    private final Select<String> both = Select.<String>create()
            .receive(numbers, number -> "number " + number)
            .receive(words, word -> "word " + word);

    @Test
    void theLoopEndsWhenAllQueuesAreDrained() throws Exception {
        numbers.putAll(List.of(1, 2));
        words.put("a");
        numbers.close();
        words.close();
        List<String> shown = Bounded.call(() -> both.consume().stream().sorted().toList());
        assertEquals(List.of("number 1", "number 2", "word a"), shown);
    }

    @Test
    void theLoopWaitsForTheLastQueue() throws Exception {
        numbers.close();
        var loop = Bounded.Caller.platform(() -> both.consume().stream().toList());
        words.put("late");
        words.close();
        assertEquals(List.of("word late"), loop.result());
    }

    @Test
    void anInterruptEndsTheLoopAndTakesNothing() throws Exception {
        Bounded.run(() -> {
            Thread.currentThread().interrupt();
            assertThrows(
                    CompletionException.class, () -> both.consume().iterator().hasNext());
            assertEquals(true, Thread.interrupted());
        });
        words.put("left");
        assertEquals("word left", both.poll());
    }

    @Test
    void aSelectWithoutQueuesHasNoLoop() {
        assertThrows(IllegalStateException.class, () -> Select.create().consume());
    }

    @Test
    void kindsWithoutBound() throws Exception {
        CloseableQueue<Integer> stack = CloseableQueue.lifo();
        CloseableQueue<Integer> heap = CloseableQueue.priority();
        for (CloseableQueue<Integer> queue : List.of(stack, heap)) {
            queue.putAll(List.of(2, 1, 3));
            assertEquals(Integer.MAX_VALUE, queue.remainingCapacity());
        }
        assertEquals(List.of(3, 1, 2), List.of(stack.take(), stack.take(), stack.take()));
        assertEquals(List.of(1, 2, 3), List.of(heap.take(), heap.take(), heap.take()));
    }

    @Test
    void putAllSaysHowFarItGot() throws Exception {
        CloseableQueue<Integer> two = CloseableQueue.bounded(2, "two");
        var put = Bounded.Caller.platform(() -> two.putAll(List.of(1, 2, 3)));
        Bounded.until("the putter to wait", () -> two.statistics().putters() == 1);
        two.close();
        var closed = assertThrows(QueueClosedException.class, put::result);
        assertEquals(true, closed.getMessage().contains("after 2 of 3"), closed.getMessage());
    }
}
