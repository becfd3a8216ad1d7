package dev.cordage.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.Bounded;
import dev.cordage.testing.LeakCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Ten thousand virtual threads that wait at once, and all get through. */
@ExtendWith(LeakCheck.class)
class QueueCrowdTest {
    private static final int MANY = 10_000;

    private final AtomicInteger through = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private final Set<Integer> taken = ConcurrentHashMap.newKeySet();

    private interface Wait {
        void in(int number) throws InterruptedException;
    }

    /** Starts them all, and comes back when all of them wait. */
    private List<Thread> crowd(Wait wait) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            int number = i;
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    wait.in(number);
                    through.incrementAndGet();
                } catch (QueueClosedException _) {
                    closed.incrementAndGet();
                } catch (InterruptedException _) {
                    // Nobody interrupts them; who is missing below tells.
                }
            }));
        }
        threads.forEach(Bounded::untilWaiting);
        return threads;
    }

    private static void end(List<Thread> threads) throws InterruptedException {
        for (Thread thread : threads) {
            Bounded.join(thread);
        }
    }

    private static List<Integer> numbers() {
        return IntStream.range(0, MANY).boxed().toList();
    }

    @Test
    void takersGetAnItemEach() throws Exception {
        CloseableQueue<Integer> queue = CloseableQueue.bounded(7);
        List<Thread> threads = crowd(_ -> taken.add(queue.take()));
        assertEquals(MANY, queue.statistics().takers());
        for (int number : numbers()) {
            queue.put(number);
        }
        end(threads);
        assertEquals(MANY, through.get());
        assertEquals(Set.copyOf(numbers()), taken);
    }

    @Test
    void takersAreLetGoByPutAll() throws Exception {
        CloseableQueue<Integer> queue = CloseableQueue.unbounded();
        List<Thread> threads = crowd(_ -> taken.add(queue.take()));
        assertEquals(MANY, queue.putAll(numbers()));
        end(threads);
        assertEquals(Set.copyOf(numbers()), taken);
        assertTrue(queue.isEmpty());
    }

    @Test
    void takersAreLetGoByClose() throws Exception {
        CloseableQueue<Integer> queue = CloseableQueue.priority(1);
        List<Thread> threads = crowd(_ -> queue.take());
        queue.put(1);
        queue.close();
        end(threads);
        assertEquals(1, through.get());
        assertEquals(MANY - 1, closed.get());
    }

    @Test
    void puttersGetInOneAfterTheOther() throws Exception {
        CloseableQueue<Integer> queue = CloseableQueue.bounded(1);
        queue.put(-1);
        List<Thread> threads = crowd(queue::put);
        assertEquals(MANY, queue.statistics().putters());
        assertEquals(-1, queue.take());
        for (int i = 0; i < MANY; i++) {
            taken.add(queue.take());
        }
        end(threads);
        assertEquals(MANY, through.get());
        assertEquals(Set.copyOf(numbers()), taken);
    }

    @Test
    void puttersAreLetGoByClose() throws Exception {
        CloseableQueue<Integer> queue = CloseableQueue.lifo(1);
        queue.put(-1);
        List<Thread> threads = crowd(queue::put);
        queue.close();
        end(threads);
        assertEquals(MANY, closed.get());
        assertEquals(List.of(-1), CloseableQueueContract.left(queue));
    }

    @Test
    void joinersAreLetGoByTheLastTaskDone() throws Exception {
        CloseableQueue<Integer> queue = CloseableQueue.bounded(1);
        queue.put(1);
        List<Thread> threads = crowd(_ -> queue.join());
        queue.take();
        queue.taskDone();
        end(threads);
        assertEquals(MANY, through.get());
    }

    @Test
    void selectsGetAnItemEach() throws Exception {
        CloseableQueue<Integer> one = CloseableQueue.bounded(3);
        CloseableQueue<Integer> other = CloseableQueue.unbounded();
        Select<Integer> select = Select.from(List.of(one, other));
        List<Thread> threads = crowd(_ -> taken.add(select.take()));
        for (int number : numbers()) {
            (number % 2 == 0 ? one : other).put(number);
        }
        end(threads);
        assertEquals(MANY, through.get());
        assertEquals(Set.copyOf(numbers()), taken);
        assertTrue(one.isEmpty() && other.isEmpty());
    }

    @Test
    void selectsAreLetGoByTheLastClose() throws Exception {
        CloseableQueue<Integer> one = CloseableQueue.bounded(3);
        CloseableQueue<Integer> other = CloseableQueue.unbounded();
        Select<Integer> select = Select.from(List.of(one, other));
        List<Thread> threads = crowd(_ -> select.take());
        one.close();
        other.put(1);
        other.close();
        end(threads);
        assertEquals(1, through.get());
        assertEquals(MANY - 1, closed.get());
    }
}
