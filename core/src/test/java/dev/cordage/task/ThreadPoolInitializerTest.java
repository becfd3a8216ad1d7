package dev.cordage.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import dev.cordage.testing.LeakCheck;
import java.lang.Thread.UncaughtExceptionHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What runs before the first task of a thread, and what its failure does to the pool. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ThreadPoolInitializerTest {
    private static final IllegalStateException REASON = new IllegalStateException("cannot begin");

    private final Collection<Throwable> reported = new ConcurrentLinkedQueue<>();
    private final UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    private final List<ThreadPool> pools = new ArrayList<>();

    ThreadPoolInitializerTest() {
        Thread.setDefaultUncaughtExceptionHandler((_, failure) -> reported.add(failure));
    }

    private ThreadPool open(ThreadPool.Builder builder) {
        ThreadPool pool = builder.build();
        pools.add(pool);
        return pool;
    }

    @AfterEach
    void letEverythingGo() throws Exception {
        for (ThreadPool pool : pools) {
            assertTrue(pool.stop(Bounded.LONG), () -> pool + " does not stop");
        }
        Thread.setDefaultUncaughtExceptionHandler(before);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void runsOnceInEachThreadBeforeItsFirstTask(boolean virtual) throws Exception {
        ThreadLocal<Integer> runs = ThreadLocal.withInitial(() -> 0);
        AtomicInteger all = new AtomicInteger();
        ThreadPool.Builder builder = ThreadPool.builder().threads(3).initializer(() -> {
            runs.set(runs.get() + 1);
            all.incrementAndGet();
        });
        ThreadPool pool = open(virtual ? builder.virtual() : builder);
        CountDownLatch allThree = new CountDownLatch(3);
        List<TaskFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            futures.add(pool.submit(() -> {
                allThree.countDown();
                Bounded.await(allThree);
                return runs.get();
            }));
        }
        for (TaskFuture<Integer> future : futures) {
            assertEquals(1, Bounded.get(future));
        }
        assertEquals(3, all.get());
    }

    @Test
    void runsAgainInTheThreadThatReplacesOne() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        ThreadPool pool =
                open(ThreadPool.builder().threads(1).maxTasksPerThread(1).initializer(runs::incrementAndGet));
        for (int i = 1; i <= 5; i++) {
            Bounded.get(pool.submit(() -> {}));
        }
        assertEquals(5, runs.get());
    }

    @Test
    void whatItSetsOnItsThreadStays() throws Exception {
        ThreadPool pool = open(ThreadPool.builder()
                .threads(1)
                .initializer(() -> Thread.currentThread().setName("initialized")));
        for (int i = 0; i < 2; i++) {
            assertEquals("initialized", Bounded.get(pool.submit(() -> {
                String name = Thread.currentThread().getName();
                Thread.currentThread().setName("mess");
                return name;
            })));
        }
    }

    @Test
    void anInterruptFlagItLeavesDoesNotReachTheFirstTask() throws Exception {
        ThreadPool pool = open(ThreadPool.builder()
                .threads(1)
                .initializer(() -> Thread.currentThread().interrupt()));
        assertFalse(Bounded.get(pool.submit(() -> Thread.currentThread().isInterrupted())));
    }

    @Test
    void itMayUseThePool() throws Exception {
        ThreadPool[] self = new ThreadPool[1];
        AtomicInteger ran = new AtomicInteger();
        self[0] = open(ThreadPool.builder().threads(1).initializer(() -> self[0].submit(ran::incrementAndGet)));
        Bounded.get(self[0].submit(() -> {}));
        Bounded.run(self[0]::close);
        assertEquals(1, ran.get());
    }

    @Test
    void itMayCloseThePool() throws Exception {
        ThreadPool[] self = new ThreadPool[1];
        self[0] = open(ThreadPool.builder().threads(1).initializer(() -> self[0].close()));
        assertEquals(1, Bounded.get(self[0].submit(() -> 1)));
        Bounded.run(self[0]::close);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void itsFailureFailsEveryQueuedFutureWithTheReasonAndThePoolIsBroken(boolean virtual) throws Exception {
        CountDownLatch mayFail = new CountDownLatch(1);
        AtomicInteger runs = new AtomicInteger();
        AtomicInteger ran = new AtomicInteger();
        ThreadPool.Builder builder = ThreadPool.builder()
                .name("census")
                .threads(1)
                .initializer(() -> {
                    runs.incrementAndGet();
                    awaitQuietly(mayFail);
                    throw REASON;
                });
        ThreadPool pool = open(virtual ? builder.virtual() : builder);
        List<TaskFuture<?>> queued = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            queued.add(pool.submit(ran::incrementAndGet));
        }
        TaskFuture<?> cancelled = pool.submit(ran::incrementAndGet);
        cancelled.cancel(false);
        mayFail.countDown();
        for (TaskFuture<?> future : queued) {
            BrokenPoolException broken = assertInstanceOf(BrokenPoolException.class, Bounded.failureOf(future));
            assertSame(REASON, broken.getCause());
            assertTrue(broken.getMessage().contains("census"), broken.getMessage());
        }
        assertTrue(cancelled.isCancelled());
        BrokenPoolException later = assertThrows(BrokenPoolException.class, () -> pool.submit(ran::incrementAndGet));
        assertSame(REASON, later.getCause());
        assertSame(
                REASON,
                assertThrows(BrokenPoolException.class, () -> pool.execute(() -> {}))
                        .getCause());
        assertTrue(pool.isShutdown());
        Bounded.run(pool::close);
        assertTrue(pool.isTerminated());
        assertEquals(0, ran.get());
        assertEquals(1, runs.get(), "once, without trying again and again");
        assertEquals(List.of(), List.copyOf(reported), "the futures have told it");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            Bounded.await(latch);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whereNoFutureCanTellItsFailureIsReportedOnce() throws Exception {
        CountDownLatch mayFail = new CountDownLatch(1);
        ThreadPool pool = open(ThreadPool.builder().threads(1).initializer(() -> {
            awaitQuietly(mayFail);
            throw REASON;
        }));
        for (int i = 0; i < 3; i++) {
            pool.execute(() -> {});
        }
        mayFail.countDown();
        Bounded.run(pool::close);
        assertEquals(1, reported.size(), reported::toString);
        assertSame(
                REASON,
                assertInstanceOf(BrokenPoolException.class, reported.iterator().next())
                        .getCause());
    }

    @Test
    void severalThatFailAtOnceBreakThePoolOnce() throws Exception {
        for (int round = 0; round < 200; round++) {
            CountDownLatch together = new CountDownLatch(3);
            ThreadPool pool = ThreadPool.builder()
                    .threads(3)
                    .initializer(() -> {
                        together.countDown();
                        awaitQuietly(together);
                        throw REASON;
                    })
                    .build();
            for (int i = 0; i < 3; i++) {
                pool.execute(() -> {});
            }
            Bounded.run(pool::close);
        }
        assertEquals(200, reported.size());
    }

    @Test
    void whatRunsInOtherThreadsGoesOnToItsEnd() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        ThreadPool pool = open(ThreadPool.builder().threads(2).initializer(() -> {
            if (runs.incrementAndGet() > 1) {
                throw REASON;
            }
        }));
        TaskFuture<String> running = pool.submit(() -> {
            started.countDown();
            Bounded.await(mayEnd);
            return "whole";
        });
        Bounded.await(started);
        TaskFuture<?> second = pool.submit(() -> {}); // the thread started for it cannot begin
        assertInstanceOf(BrokenPoolException.class, Bounded.failureOf(second));
        assertFalse(pool.isTerminated());
        assertFalse(pool.awaitTermination(1, TimeUnit.MILLISECONDS));
        mayEnd.countDown();
        assertEquals("whole", Bounded.get(running));
        Bounded.run(pool::close);
    }

    @Test
    void itsFailureWakesWhoWaitsForRoom() throws Exception {
        CountDownLatch mayFail = new CountDownLatch(1);
        ThreadPool pool = open(ThreadPool.builder().threads(1).queueBound(0).initializer(() -> {
            awaitQuietly(mayFail);
            throw REASON;
        }));
        TaskFuture<?> first = pool.submit(() -> {});
        List<Caller<?>> waiting = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            waiting.add(Caller.platform(() -> pool.submit(() -> {})).untilWaiting());
        }
        mayFail.countDown();
        assertInstanceOf(BrokenPoolException.class, Bounded.failureOf(first));
        for (Caller<?> submitter : waiting) {
            assertSame(
                    REASON,
                    assertThrows(BrokenPoolException.class, submitter::result).getCause());
        }
    }

    @Test
    void itIsInterruptedWhenThePoolIsStopped() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        ThreadPool pool = open(ThreadPool.builder().threads(1).initializer(() -> {
            started.countDown();
            awaitQuietly(never);
        }));
        TaskFuture<?> queued = pool.submit(() -> {});
        Bounded.await(started);
        assertTrue(Bounded.call(() -> pool.stop(Bounded.LONG)));
        assertTrue(queued.isCancelled());
    }

    @Test
    void itsFailureWhileThePoolShutsDownStillFailsTheQueuedFutures() throws Exception {
        CountDownLatch mayFail = new CountDownLatch(1);
        ThreadPool pool = open(ThreadPool.builder()
                .threads(1)
                .idleTimeout(Duration.ofSeconds(1))
                .initializer(() -> {
                    awaitQuietly(mayFail);
                    throw REASON;
                }));
        TaskFuture<?> queued = pool.submit(() -> {});
        pool.shutdown();
        mayFail.countDown();
        assertInstanceOf(BrokenPoolException.class, Bounded.failureOf(queued));
        Bounded.run(pool::close);
    }
}
