package dev.cordage.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.fabric.Fabric;
import dev.cordage.fabric.FabricContract;
import dev.cordage.queue.CloseableQueue;
import dev.cordage.sync.Barrier;
import dev.cordage.sync.CountingSemaphore;
import dev.cordage.sync.EventFlag;
import dev.cordage.sync.Mutex;
import dev.cordage.sync.RLock;
import dev.cordage.sync.WaitCondition;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import java.util.concurrent.BrokenBarrierException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The fabric of this machine, and what is left of its things when a process is killed. */
@ExtendWith(ProcessLeakCheck.class)
class HostFabricTest {
    @Nested
    class Contract extends FabricContract {
        @Override
        protected Fabric open() {
            return HostFabric.open();
        }
    }

    @Test
    void whoIsKilledLeavesEverythingWhole() throws Exception {
        try (HostFabric fabric = HostFabric.open()) {
            Mutex mutex = fabric.mutex("mutex");
            RLock rlock = fabric.rlock("rlock");
            CountingSemaphore permits = fabric.semaphore(3, "permits");
            Barrier barrier = fabric.barrier(2, "barrier");
            CloseableQueue<String> queue = fabric.queue(5, "queue");
            EventFlag ready = fabric.event("ready");
            queue.put("first");
            queue.put("second");

            WorkerProcess<?> victim = fabric.startChecked(() -> {
                mutex.lock();
                rlock.lock();
                rlock.lock();
                permits.acquire(2);
                queue.take();
                ready.set();
                barrier.await();
            });
            Bounded.run(ready::await);
            Bounded.until("the victim to wait", () -> barrier.waiting() == 1);
            assertFalse(mutex.tryLock());
            assertEquals(1, permits.availablePermits());
            victim.kill();

            Bounded.run(() -> {
                mutex.lock();
                assertTrue(mutex.wasAbandoned());
                mutex.unlock();
                assertFalse(mutex.wasAbandoned());
                rlock.lock();
                assertTrue(rlock.wasAbandoned());
                assertEquals(1, rlock.holdCount());
                rlock.unlock();
                permits.acquire(3);
                permits.release(3);
                assertThrows(BrokenBarrierException.class, barrier::await);
                assertEquals("second", queue.take());
                assertEquals(2, queue.statistics().unfinished());
            });
        }
    }

    @Test
    void conditionsAndValuesTravel() throws Exception {
        try (HostFabric fabric = HostFabric.open()) {
            RLock lock = fabric.rlock("lock");
            WaitCondition changed = lock.newCondition("changed");
            SharedValue<String> word = fabric.value("none", "word");
            WorkerProcess<String> waiter = fabric.start(() -> {
                lock.lock();
                try {
                    changed.awaitUntil(() -> !word.get().equals("none"));
                    return word.get();
                } finally {
                    lock.unlock();
                }
            });
            Bounded.until("the waiter", () -> changed.statistics().waiters() == 1);
            Bounded.run(() -> {
                lock.lock();
                word.set("bowline");
                changed.signal();
                lock.unlock();
            });
            assertEquals("bowline", Bounded.get(waiter));
        }
    }

    @Test
    void whoWaitsWhenTheFabricIsClosedIsTold() throws Exception {
        HostFabric fabric = HostFabric.open();
        EventFlag never = fabric.event("never");
        Caller<Void> waiter = Caller.platform(() -> {
            never.await();
            return null;
        });
        waiter.untilWaiting();
        Bounded.run(fabric::close);
        IllegalStateException failure = assertThrows(IllegalStateException.class, waiter::result);
        assertEquals("the fabric is closed", failure.getMessage());
        failure = assertThrows(IllegalStateException.class, never::isSet);
        assertEquals("the fabric is closed", failure.getMessage());
        failure = assertThrows(IllegalStateException.class, never::set);
        assertEquals("the fabric is closed", failure.getMessage());
    }
}
