package dev.cordage.fabric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.queue.CloseableQueue;
import dev.cordage.queue.QueueClosedException;
import dev.cordage.sync.Counter;
import dev.cordage.sync.CountingSemaphore;
import dev.cordage.sync.EventFlag;
import dev.cordage.sync.Hold;
import dev.cordage.sync.Mutex;
import dev.cordage.sync.RLock;
import dev.cordage.task.TaskFuture;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.LeakCheck;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a fabric makes besides pools and threads. */
@ExtendWith(LeakCheck.class)
class LocalFabricLocksTest {
    @Test
    void makesLocksQueuesAndCountersOfThatName() throws Exception {
        try (LocalFabric fabric = LocalFabric.open()) {
            Mutex mutex = fabric.mutex("mutex");
            assertEquals("mutex", mutex.name());
            try (Hold held = mutex.hold()) {
                assertTrue(mutex.isHeldByCurrentThread());
            }
            RLock rlock = fabric.rlock("rlock");
            rlock.lock();
            rlock.lock();
            assertEquals(2, rlock.holdCount());
            CountingSemaphore semaphore = fabric.semaphore(2, "semaphore");
            assertThrows(IllegalStateException.class, semaphore::release);
            EventFlag event = fabric.event("event");
            event.set();
            event.await();
            assertEquals(0, fabric.barrier(1, "barrier").await());
            Counter counter = fabric.counter();
            assertEquals(3, counter.add(3));
            assertEquals(List.of("rlock", "semaphore", "event"), List.of(rlock.name(), semaphore.name(), event.name()));
            CloseableQueue<String> queue = fabric.queue(1, "queue");
            assertTrue(queue.offer("a"));
            assertFalse(queue.offer("b"));
        }
    }

    @Test
    void closeEndsTheConsumersOfItsQueues() throws Exception {
        LocalFabric fabric = LocalFabric.open();
        CloseableQueue<Integer> queue = fabric.queue(10, "numbers");
        TaskFuture<Integer> sum = fabric.start(
                () -> queue.consume().stream().mapToInt(each -> each).sum());
        queue.putAll(List.of(1, 2, 3));
        Bounded.run(fabric::close);
        assertEquals(6, sum.result());
        assertThrows(QueueClosedException.class, () -> queue.put(4));
    }

    @Test
    void afterCloseNothingIsMade() {
        LocalFabric fabric = LocalFabric.open();
        fabric.close();
        assertThrows(IllegalStateException.class, () -> fabric.mutex("a"));
        assertThrows(IllegalStateException.class, () -> fabric.rlock("a"));
        assertThrows(IllegalStateException.class, () -> fabric.semaphore(1, "a"));
        assertThrows(IllegalStateException.class, () -> fabric.event("a"));
        assertThrows(IllegalStateException.class, () -> fabric.barrier(1, "a"));
        assertThrows(IllegalStateException.class, () -> fabric.queue(1, "a"));
        assertThrows(IllegalStateException.class, fabric::counter);
    }
}
