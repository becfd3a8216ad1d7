package dev.cordage.fabric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.queue.CloseableQueue;
import dev.cordage.queue.QueueClosedException;
import dev.cordage.sync.Counter;
import dev.cordage.sync.CountingSemaphore;
import dev.cordage.sync.EventFlag;
import dev.cordage.sync.Hold;
import dev.cordage.sync.Mutex;
import dev.cordage.task.Pool;
import dev.cordage.task.TaskFuture;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What every reach keeps. The tasks share no memory with the test but what the fabric makes. */
@ExtendWith(LeakCheck.class)
public abstract class FabricContract {
    /** A new fabric. */
    protected abstract Fabric open();

    @Test
    void aCounterCountsWhatTasksDo() throws Exception {
        try (Fabric fabric = open()) {
            Counter seen = fabric.counter();
            Pool pool = fabric.pool(2);
            List<Integer> lengths = pool.map(
                            text -> {
                                seen.add(text.length());
                                return text.length();
                            },
                            List.of("a", "bc", "def"))
                    .toList();
            assertEquals(List.of(1, 2, 3), lengths);
            assertEquals(6, seen.get());
        }
    }

    @Test
    void aMutexKeepsTasksApart() throws Exception {
        try (Fabric fabric = open()) {
            Mutex mutex = fabric.mutex("the-mutex");
            Counter value = fabric.counter();
            List<TaskFuture<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                tasks.add(fabric.startChecked(() -> {
                    for (int round = 0; round < 500; round++) {
                        try (Hold _ = mutex.hold()) {
                            long before = value.get();
                            Thread.yield();
                            value.set(before + 1);
                        }
                    }
                }));
            }
            for (TaskFuture<?> task : tasks) {
                Bounded.get(task);
            }
            assertEquals(1000, value.get());
            assertEquals("the-mutex", mutex.name());
            assertFalse(mutex.isLocked());
        }
    }

    @Test
    void anEventLetsTasksGo() throws Exception {
        try (Fabric fabric = open()) {
            EventFlag begin = fabric.event("begin");
            EventFlag begun = fabric.event("begun");
            TaskFuture<String> task = fabric.start(() -> {
                begun.set();
                begin.await();
                return "gone";
            });
            Bounded.run(begun::await);
            assertFalse(task.isDone());
            begin.set();
            assertEquals("gone", Bounded.get(task));
        }
    }

    @Test
    void aSemaphoreLendsItsPermits() throws Exception {
        try (Fabric fabric = open()) {
            CountingSemaphore permits = fabric.semaphore(2, "permits");
            EventFlag has = fabric.event("has");
            EventFlag giveBack = fabric.event("give back");
            TaskFuture<?> task = fabric.startChecked(() -> {
                permits.acquire(2);
                has.set();
                giveBack.await();
                permits.release(2);
            });
            Bounded.run(has::await);
            assertFalse(permits.tryAcquire());
            giveBack.set();
            assertTrue(Bounded.call(() -> permits.tryAcquire(Bounded.LONG)));
            permits.release();
            Bounded.get(task);
            assertThrows(IllegalStateException.class, permits::release);
        }
    }

    @Test
    void aQueueGoesBetweenTasks() throws Exception {
        try (Fabric fabric = open()) {
            CloseableQueue<Integer> numbers = fabric.queue(3, "numbers");
            TaskFuture<Integer> consumer = fabric.start(() -> {
                int sum = 0;
                for (int number : numbers.consume()) {
                    sum += number;
                    numbers.taskDone();
                }
                return sum;
            });
            Bounded.run(
                    () -> numbers.putAll(IntStream.rangeClosed(1, 100).boxed().toList()));
            Bounded.run(numbers::join);
            numbers.close();
            assertEquals(5050, Bounded.get(consumer));
            assertTrue(numbers.isDrained());
            assertThrows(QueueClosedException.class, () -> numbers.put(1));
        }
    }

    @Test
    void aDictIsForAll() throws Exception {
        try (Fabric fabric = open()) {
            ConcurrentMap<String, Integer> counts = fabric.dict();
            fabric.pool(2)
                    .map(word -> counts.merge(word, 1, Integer::sum), List.of("a", "b", "a", "a"))
                    .toList();
            assertEquals(3, counts.get("a"));
            assertEquals(1, counts.get("b"));
            assertNull(counts.get("c"));
        }
    }

    @Test
    void closingEndsConsumersAndRefusesMore() throws Exception {
        Fabric fabric = open();
        CloseableQueue<Integer> numbers = fabric.queue(10, "numbers");
        TaskFuture<Integer> consumer = fabric.start(() -> {
            int count = 0;
            for (int _ : numbers.consume()) {
                count++;
            }
            return count;
        });
        Bounded.run(() -> numbers.put(1));
        Bounded.run(fabric::close);
        Bounded.run(fabric::close);
        assertEquals(1, Bounded.get(consumer));
        assertThrows(IllegalStateException.class, () -> fabric.pool(1));
        assertThrows(IllegalStateException.class, () -> fabric.mutex("m"));
        assertThrows(IllegalStateException.class, () -> fabric.semaphore(1, "s"));
        assertThrows(IllegalStateException.class, () -> fabric.event("e"));
        assertThrows(IllegalStateException.class, () -> fabric.queue(1, "q"));
        assertThrows(IllegalStateException.class, fabric::counter);
        assertThrows(IllegalStateException.class, fabric::dict);
        assertThrows(IllegalStateException.class, () -> fabric.start(() -> 1));
    }

    @Test
    void whatIsMadeHasTheNameItWasGiven() {
        try (Fabric fabric = open()) {
            assertEquals("é", fabric.mutex("é").name());
            assertEquals("s", fabric.semaphore(1, "s").name());
            assertEquals("e", fabric.event("e").name());
            assertEquals("q", fabric.queue(1, "q").name());
            assertThrows(NullPointerException.class, () -> fabric.mutex(null));
            assertThrows(NullPointerException.class, () -> fabric.semaphore(1, null));
            assertThrows(NullPointerException.class, () -> fabric.event(null));
            assertThrows(NullPointerException.class, () -> fabric.queue(1, null));
            assertThrows(IllegalArgumentException.class, () -> fabric.semaphore(-1, "s"));
            assertThrows(IllegalArgumentException.class, () -> fabric.queue(0, "q"));
            assertThrows(IllegalArgumentException.class, () -> fabric.pool(0));
        }
    }

    @Test
    void aTimeThatRunsOutIsNoHarm() throws Exception {
        try (Fabric fabric = open()) {
            EventFlag never = fabric.event("never");
            assertFalse(Bounded.call(() -> never.tryAwait(Duration.ofMillis(2))));
            CloseableQueue<Integer> empty = fabric.queue(1, "empty");
            assertNull(Bounded.call(() -> empty.poll(Duration.ofMillis(2))));
        }
    }
}
