package dev.cordage.fabric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.task.Pool;
import dev.cordage.task.TaskFuture;
import dev.cordage.task.TaskThread;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.LeakCheck;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class LocalFabricTest {

    @Test
    void makesPoolsAndStartsWork() throws Exception {
        try (Fabric fabric = LocalFabric.open()) {
            Pool pool = fabric.pool(3);
            assertEquals(3, pool.parallelism());
            assertEquals(
                    List.of(1, 2), pool.map(String::length, List.of("a", "bc")).toList());
            assertNotSame(pool, fabric.pool(3));
            assertEquals("value", fabric.start(() -> "value").result());
            AtomicInteger ran = new AtomicInteger();
            TaskFuture<?> job = fabric.start(() -> {
                ran.incrementAndGet();
            });
            Bounded.get(job);
            assertEquals(1, ran.get());
            TaskFuture<?> checked = fabric.startChecked(() -> {
                throw new IOException("part of a test");
            });
            assertTrue(checked.failure() instanceof IOException);
        }
    }

    @Test
    void badArgumentsFailAtTheCall() {
        try (LocalFabric fabric = LocalFabric.open()) {
            assertThrows(IllegalArgumentException.class, () -> fabric.pool(0));
            assertThrows(IllegalArgumentException.class, () -> fabric.pool(-1));
            assertThrows(NullPointerException.class, () -> fabric.startChecked(null));
        }
    }

    @Test
    void closeFinishesWhatWasAcceptedAndWaitsForIt() throws Exception {
        LocalFabric fabric = LocalFabric.open();
        CountDownLatch end = new CountDownLatch(1);
        AtomicInteger ended = new AtomicInteger();
        Pool pool = fabric.pool(1);
        List<TaskFuture<?>> futures = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            futures.add(pool.submitChecked(() -> {
                Bounded.await(end);
                ended.incrementAndGet();
            }));
            futures.add(fabric.startChecked(() -> {
                Bounded.await(end);
                ended.incrementAndGet();
            }));
        }
        var closing = Bounded.Caller.platform(() -> {
            fabric.close();
            return ended.get();
        });
        closing.untilWaiting();
        assertThrows(IllegalStateException.class, () -> fabric.pool(1));
        assertThrows(IllegalStateException.class, () -> fabric.start(() -> 1));
        assertThrows(RejectedExecutionException.class, () -> pool.submit(() -> 1));
        assertFalse(closing.isDone());
        end.countDown();
        assertEquals(6, closing.result());
        for (TaskFuture<?> future : futures) {
            assertTrue(future.isDone());
        }
        assertTrue(pool.isTerminated());
    }

    @Test
    void afterCloseEverythingIsRefused() {
        LocalFabric fabric = LocalFabric.open();
        fabric.close();
        assertThrows(IllegalStateException.class, () -> fabric.pool(1));
        assertThrows(IllegalStateException.class, () -> fabric.start(() -> 1));
        assertThrows(IllegalStateException.class, () -> fabric.start(() -> {}));
        assertThrows(IllegalStateException.class, () -> fabric.startChecked(() -> {}));
    }

    @Test
    void closeIsIdempotentAndMayBeCalledByMany() throws Exception {
        LocalFabric fabric = LocalFabric.open();
        CountDownLatch end = new CountDownLatch(1);
        fabric.startChecked(() -> Bounded.await(end));
        fabric.pool(1).submitChecked(() -> Bounded.await(end));
        List<Bounded.Caller<Object>> closing = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            closing.add(Bounded.Caller.virtual(() -> {
                fabric.close();
                return null;
            }));
        }
        closing.forEach(Bounded.Caller::untilWaiting);
        end.countDown();
        for (Bounded.Caller<Object> caller : closing) {
            caller.result();
        }
        Bounded.run(fabric::close);
    }

    @Test
    void poolsMayBeClosedBeforeTheFabric() throws Exception {
        LocalFabric fabric = LocalFabric.open();
        for (int i = 0; i < 100; i++) {
            try (Pool pool = fabric.pool(1)) {
                assertEquals(1, Bounded.get(pool.submit(() -> 1)));
            }
        }
        Bounded.run(fabric::close);
    }

    @Test
    void closeFromInsideAPoolTaskDoesNotWaitForIt() throws Exception {
        LocalFabric fabric = LocalFabric.open();
        Pool pool = fabric.pool(1);
        TaskFuture<Boolean> closing = pool.submit(() -> {
            fabric.close();
            return pool.isShutdown();
        });
        assertTrue(Bounded.get(closing));
        Bounded.run(fabric::close);
    }

    @Test
    void closeFromInsideStartedWorkDoesNotWaitForIt() throws Exception {
        LocalFabric fabric = LocalFabric.open();
        TaskThread<Boolean> closing = fabric.start(() -> {
            fabric.close();
            return true;
        });
        assertTrue(Bounded.get(closing));
        Bounded.run(fabric::close);
    }

    @Test
    void piecesOfWorkThatCloseAtTheSameTimeDoNotWaitForEachOther() throws Exception {
        LocalFabric fabric = LocalFabric.open();
        CyclicBarrier together = new CyclicBarrier(2);
        List<TaskThread<?>> closing = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            closing.add(fabric.startChecked(() -> {
                Bounded.await(together);
                fabric.close();
            }));
        }
        assertAllEnd(closing);
    }

    @Test
    void tasksOfTwoPoolsThatCloseAtTheSameTimeDoNotWaitForEachOther() throws Exception {
        LocalFabric fabric = LocalFabric.open();
        CyclicBarrier together = new CyclicBarrier(2);
        List<TaskFuture<?>> closing = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            closing.add(fabric.pool(1).submitChecked(() -> {
                Bounded.await(together);
                fabric.close();
            }));
        }
        assertAllEnd(closing);
    }

    private static void assertAllEnd(List<? extends TaskFuture<?>> futures) throws InterruptedException {
        boolean ended = true;
        for (TaskFuture<?> future : futures) {
            ended &= future.tryAwait(Duration.ofSeconds(3));
        }
        if (!ended) {
            // They wait for each other: interrupts get them out.
            futures.forEach(future -> future.cancel(true));
        }
        assertTrue(ended, "deadlock: each waits in close() for the other");
    }

    @Test
    void anInterruptedCloseInterruptsWhatRunsWaitsAndKeepsTheFlag() throws Exception {
        LocalFabric fabric = LocalFabric.open();
        AtomicInteger interrupted = new AtomicInteger();
        CountDownLatch started = new CountDownLatch(2);
        CountDownLatch never = new CountDownLatch(1);
        fabric.startChecked(() -> untilInterrupted(started, never, interrupted));
        Pool pool = fabric.pool(1);
        pool.submitChecked(() -> untilInterrupted(started, never, interrupted));
        TaskFuture<?> queued = pool.submit(() -> {});
        Bounded.await(started);
        var closing = Bounded.Caller.platform(() -> {
            fabric.close();
            return interrupted.get();
        });
        closing.untilWaiting().interrupt();
        assertEquals(2, closing.result());
        assertTrue(closing.wasInterruptedAtEnd());
        assertTrue(queued.isCancelled());
    }

    private static void untilInterrupted(CountDownLatch started, CountDownLatch never, AtomicInteger interrupted) {
        started.countDown();
        try {
            Bounded.await(never);
        } catch (InterruptedException e) {
            interrupted.incrementAndGet();
        }
    }

    /** It must not interrupt itself again and again, and so turn the wait into a spin. */
    @Test
    void anInterruptedCloseFromInsideStillWaitsWithoutSpinning() throws Exception {
        LocalFabric fabric = LocalFabric.open();
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        TaskThread<?> other = fabric.start(() -> {
            started.countDown();
            awaitUninterruptibly(end);
        });
        Bounded.await(started);
        TaskThread<?> closing = fabric.start(fabric::close);
        Bounded.until(
                "it to wait or to have returned",
                () -> !closing.isAlive() || closing.thread().getState() == Thread.State.WAITING);
        closing.interrupt();
        long before = cpuNanos(closing.thread());
        boolean _ = closing.tryJoin(Duration.ofMillis(500));
        long spent = cpuNanos(closing.thread()) - before;
        end.countDown();
        assertTrue(closing.tryJoin(Bounded.LONG));
        assertTrue(other.tryJoin(Bounded.LONG));
        assertTrue(spent < 50_000_000, () -> "spent " + spent + " ns of CPU in waiting 500 ms");
    }

    private static long cpuNanos(Thread thread) {
        return Math.max(0, ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.threadId()));
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        for (; ; ) {
            try {
                Bounded.await(latch);
                return;
            } catch (InterruptedException _) {
                // That is the point.
            }
        }
    }
}
