package dev.cordage.sync;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.observe.Waits;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.LeakCheck;
import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a lock is to the JVM it lives in. */
@ExtendWith(LeakCheck.class)
class LocalLockJvmTest {
    @Test
    void theJvmAndTheReportSeeADeadlock() throws Exception {
        Mutex left = Mutex.create("left");
        RLock right = RLock.create("right");
        var bothHold = new CountDownLatch(2);
        Thread one = Thread.ofPlatform().name("one").start(() -> holdThenWant(left, right, bothHold));
        Thread two = Thread.ofPlatform().name("two").start(() -> holdThenWant(right, left, bothHold));
        Bounded.untilWaiting(one);
        Bounded.untilWaiting(two);
        Bounded.until(
                "both to wait for a lock",
                () -> left.statistics().waiters() + right.statistics().waiters() == 2);

        long[] expected = LongStream.of(one.threadId(), two.threadId()).sorted().toArray();
        Bounded.until("the JVM to find them", () -> {
            long[] found = ManagementFactory.getThreadMXBean().findDeadlockedThreads();
            return found != null && found.length == 2;
        });
        long[] found = ManagementFactory.getThreadMXBean().findDeadlockedThreads();
        assertArrayEquals(expected, LongStream.of(found).sorted().toArray());
        String report = Waits.report();
        assertTrue(report.contains("left") && report.contains("right") && report.contains("eadlock"), report);

        one.interrupt();
        two.interrupt();
        Bounded.join(one);
        Bounded.join(two);
    }

    private static void holdThenWant(OwnedLock first, OwnedLock second, CountDownLatch bothHold) {
        try (Hold held = first.hold()) {
            bothHold.countDown();
            Bounded.await(bothHold);
            try (Hold wanted = second.hold()) {
                throw new AssertionError(held + " " + wanted);
            }
        } catch (InterruptedException _) {
            // the end of the deadlock
        }
    }

    @Test
    void aLockIsNotSerialised() {
        for (OwnedLock lock : List.of(Mutex.create("here"), RLock.create("here"))) {
            var failure = assertThrows(
                    NotSerializableException.class,
                    () -> new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(lock));
            assertTrue(failure.getMessage().contains("here"), failure.getMessage());
        }
    }

    @Test
    void whoHasWaitedLongGetsABargingLockFromThreadsThatNeverLetItRest() throws Exception {
        Mutex lock = Mutex.create("busy");
        var got = new AtomicInteger();
        var stop = new CountDownLatch(1);
        Runnable hog = () -> {
            while (stop.getCount() > 0) {
                lock.lock();
                try {
                    Thread.onSpinWait();
                } finally {
                    lock.unlock();
                }
            }
        };
        Thread first = Thread.ofPlatform().start(hog);
        Thread second = Thread.ofVirtual().start(hog);
        for (int i = 0; i < 20; i++) {
            Bounded.call(() -> {
                lock.lock();
                lock.unlock();
                return got.incrementAndGet();
            });
        }
        stop.countDown();
        Bounded.join(first);
        Bounded.join(second);
        assertEquals(20, got.get());
        assertEquals(0, lock.statistics().waiters());
        assertTrue(lock.tryLock(), "nothing stays reserved");
        lock.unlock();
        lock.lock();
        lock.unlock();
    }

    @Test
    void conditionsHaveNames() throws Exception {
        Mutex lock = Mutex.create("orders");
        WaitCondition filled = lock.newCondition("filled");
        assertEquals("filled", filled.name());
        assertEquals("orders", filled.statistics().lock());
        assertTrue(filled.toString().contains("filled") && filled.toString().contains("orders"), filled.toString());
        assertTrue(lock.newCondition().name().contains("@"));
        assertThrows(NullPointerException.class, () -> lock.newCondition(null));

        Thread waiter = Thread.ofVirtual().start(() -> {
            try (Hold held = lock.hold()) {
                filled.await();
            } catch (InterruptedException _) {
                // never
            }
        });
        Bounded.until("the waiter", () -> filled.statistics().waiters() == 1);
        lock.lock();
        filled.signal();
        lock.unlock();
        Bounded.join(waiter);
        assertEquals(0, filled.statistics().waiters());
    }
}
