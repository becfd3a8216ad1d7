package dev.cordage.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The threads of a pool: how they are named, come, are initialized, are used again, and go. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ThreadPoolThreadsTest {
    private final CountDownLatch end = new CountDownLatch(1);
    private final List<ThreadPool> pools = new ArrayList<>();

    private ThreadPool open(ThreadPool.Builder builder) {
        ThreadPool pool = builder.build();
        pools.add(pool);
        return pool;
    }

    @AfterEach
    void letEverythingGo() throws Exception {
        end.countDown();
        for (ThreadPool pool : pools) {
            assertTrue(pool.stop(Bounded.LONG), () -> pool + " does not stop");
        }
    }

    private TaskFuture<Thread> block(Pool pool) {
        return pool.submit(() -> {
            Bounded.await(end);
            return Thread.currentThread();
        });
    }

    private static Thread threadOf(Pool pool) throws Exception {
        return Bounded.get(pool.submit(() -> Thread.currentThread()));
    }

    // ---- names, on demand, used again ----------------------------------------------------------------------------

    @Test
    void threadsAreNamedAfterTheirPoolNumberedAndNoDaemons() throws Exception {
        ThreadPool pool = open(ThreadPool.builder().name("census").threads(3));
        List<TaskFuture<Thread>> futures = List.of(block(pool), block(pool), block(pool));
        Bounded.until("three running tasks", () -> pool.statistics().running() == 3);
        end.countDown();
        List<String> names = new ArrayList<>();
        for (TaskFuture<Thread> future : futures) {
            Thread thread = Bounded.get(future);
            names.add(thread.getName());
            assertFalse(thread.isDaemon());
            assertFalse(thread.isVirtual());
        }
        names.sort(null);
        assertEquals(List.of("census-1", "census-2", "census-3"), names);
    }

    @Test
    void threadsAreNoDaemonsAlsoWhenADaemonSubmits() throws Exception {
        ThreadPool pool = open(ThreadPool.builder().threads(1));
        assertFalse(Bounded.call(() -> threadOf(pool)).isDaemon()); // the caller is one
    }

    @Test
    void virtualThreadsAreNamedToo() throws Exception {
        ThreadPool bounded = open(ThreadPool.builder().name("census").threads(1).virtual());
        Thread thread = threadOf(bounded);
        assertTrue(thread.isVirtual());
        assertEquals("census-1", thread.getName());
        ThreadPool unlimited = open(ThreadPool.builder().name("each").virtual());
        Thread first = threadOf(unlimited);
        Thread second = threadOf(unlimited);
        assertTrue(first.isVirtual() && second.isVirtual());
        assertNotSame(first, second);
        assertTrue(first.getName().startsWith("each-"), first.getName());
    }

    @Test
    void threadsComeOnDemandUpToTheLimit() throws Exception {
        ThreadPool pool = open(ThreadPool.builder().threads(3));
        for (int expected : new int[] {1, 2, 3, 3, 3}) {
            block(pool);
            Bounded.until(expected + " running tasks", () -> pool.statistics().running() == expected);
            assertEquals(expected, pool.statistics().workers());
        }
        assertEquals(2, pool.statistics().queued());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anIdleThreadIsUsedAgain(boolean virtual) throws Exception {
        ThreadPool.Builder builder = ThreadPool.builder().threads(8);
        ThreadPool pool = open(virtual ? builder.virtual() : builder);
        Thread first = threadOf(pool);
        for (int i = 0; i < 100; i++) {
            Bounded.untilWaiting(first);
            assertSame(first, threadOf(pool));
        }
        assertEquals(1, pool.statistics().workers());
    }

    @Test
    void idleThreadsEndAndNewOnesCome() throws Exception {
        ThreadPool pool = open(ThreadPool.builder().threads(3).idleTimeout(Duration.ofMillis(5)));
        for (int round = 0; round < 3; round++) {
            CountDownLatch roundEnd = new CountDownLatch(1);
            List<TaskFuture<?>> futures = IntStream.range(0, 3)
                    .<TaskFuture<?>>mapToObj(_ -> pool.submitChecked(() -> Bounded.await(roundEnd)))
                    .toList();
            Bounded.until("three threads", () -> pool.statistics().running() == 3);
            roundEnd.countDown();
            for (TaskFuture<?> future : futures) {
                Bounded.get(future);
            }
            Bounded.until("all threads to end", () -> pool.statistics().workers() == 0);
            assertEquals((round + 1) * 3, pool.statistics().completed(), "what gone threads did is remembered");
        }
        assertFalse(pool.isShutdown());
    }

    @Test
    void anIdleTimeoutWithoutEndKeepsTheThread() throws Exception {
        ThreadPool pool = open(ThreadPool.builder().threads(1).idleTimeout(Duration.ofSeconds(Long.MAX_VALUE)));
        Thread first = threadOf(pool);
        Bounded.untilWaiting(first);
        assertSame(Thread.State.WAITING, first.getState());
        assertSame(first, threadOf(pool));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aThreadRunsNoMoreThanItsShareOfTasks(int share) throws Exception {
        ThreadPool pool = open(ThreadPool.builder().threads(2).maxTasksPerThread(share));
        ThreadLocal<Integer> left = new ThreadLocal<>();
        List<TaskFuture<Thread>> futures = new ArrayList<>();
        AtomicInteger dirty = new AtomicInteger();
        for (int i = 0; i < 60; i++) {
            futures.add(pool.submit(() -> {
                int before = left.get() == null ? 0 : left.get();
                if (before >= share) {
                    dirty.incrementAndGet();
                }
                left.set(before + 1);
                return Thread.currentThread();
            }));
        }
        Map<Thread, Integer> perThread = new HashMap<>();
        for (TaskFuture<Thread> future : futures) {
            perThread.merge(Bounded.get(future), 1, Integer::sum);
        }
        assertTrue(perThread.values().stream().allMatch(n -> n <= share), perThread::toString);
        assertEquals(0, dirty.get());
        assertTrue(perThread.size() >= 60 / share);
    }

    @Test
    void cancelledTasksDoNotCountAgainstTheShareOfAThread() throws Exception {
        ThreadPool pool = open(ThreadPool.builder().threads(1).maxTasksPerThread(2));
        CountDownLatch firstEnd = new CountDownLatch(1);
        CountDownLatch started = new CountDownLatch(1);
        TaskFuture<Thread> first = pool.submit(() -> {
            started.countDown();
            Bounded.await(firstEnd);
            return Thread.currentThread();
        });
        Bounded.await(started);
        pool.submit(() -> {}).cancel(false);
        pool.submit(() -> {}).cancel(false);
        TaskFuture<Thread> second = pool.submit(() -> Thread.currentThread());
        TaskFuture<Thread> third = pool.submit(() -> Thread.currentThread());
        firstEnd.countDown();
        assertSame(Bounded.get(first), Bounded.get(second));
        assertNotSame(Bounded.get(first), Bounded.get(third));
    }

    // ---- the thread factory --------------------------------------------------------------------------------------

    @Test
    void theFactoryMakesTheThreads() throws Exception {
        List<Thread> made = new ArrayList<>();
        UncaughtExceptionHandler handler = (_, _) -> {};
        ThreadPool pool = open(ThreadPool.builder().threads(1).threadFactory(task -> {
            Thread thread = new Thread(task, "mine");
            thread.setDaemon(true);
            thread.setPriority(Thread.MIN_PRIORITY);
            thread.setUncaughtExceptionHandler(handler);
            made.add(thread);
            return thread;
        }));
        Thread thread = threadOf(pool);
        assertEquals(List.of(thread), made);
        Bounded.get(pool.submit(() -> {
            thread.setName("mess");
            thread.setPriority(Thread.MAX_PRIORITY);
            thread.setUncaughtExceptionHandler(null);
        }));
        Bounded.get(pool.submit(() -> {
            assertEquals("mine", thread.getName());
            assertEquals(Thread.MIN_PRIORITY, thread.getPriority());
            assertSame(handler, thread.getUncaughtExceptionHandler());
        }));
        assertTrue(thread.isDaemon());
    }

    @ParameterizedTest
    @ValueSource(strings = {"throws", "gives null", "gives a started thread"})
    void withoutAnyThreadTheTaskIsRejectedWithTheReason(String how) throws Exception {
        IllegalStateException reason = new IllegalStateException("no more threads");
        AtomicInteger ran = new AtomicInteger();
        AtomicReference<String> mode = new AtomicReference<>(how);
        ThreadPool pool = open(ThreadPool.builder().threads(1).threadFactory(task -> switch (mode.get()) {
            case "throws" -> throw reason;
            case "gives null" -> null;
            case "gives a started thread" -> Thread.ofPlatform().daemon().start(() -> {});
            default -> new Thread(task);
        }));
        for (int i = 0; i < 3; i++) {
            RejectedExecutionException rejection =
                    assertThrows(RejectedExecutionException.class, () -> pool.submit(ran::incrementAndGet));
            assertNotNull(rejection.getCause());
            if (how.equals("throws")) {
                assertSame(reason, rejection.getCause());
            }
        }
        assertEquals(0, pool.statistics().workers());
        assertEquals(0, pool.statistics().queued());
        mode.set("works again");
        assertEquals(1, Bounded.get(pool.submit(ran::incrementAndGet)));
        assertEquals(1, ran.get());
        Bounded.run(pool::close);
    }

    @Test
    void whereOtherThreadsAreLeftTheyRunTheTaskAndTheFailureIsReported() throws Exception {
        AssertionError reason = new AssertionError("only one thread");
        AtomicInteger asked = new AtomicInteger();
        ThreadPool pool = open(ThreadPool.builder().threads(2).threadFactory(task -> {
            if (asked.incrementAndGet() > 1) {
                throw reason;
            }
            return new Thread(task);
        }));
        Collection<Throwable> reported = new ConcurrentLinkedQueue<>();
        TaskFuture<Thread> first = block(pool);
        Caller<TaskFuture<Integer>> submitter = Caller.platform(() -> {
            Thread.currentThread().setUncaughtExceptionHandler((_, failure) -> reported.add(failure));
            return pool.submit(() -> 2);
        });
        TaskFuture<Integer> second = submitter.result();
        assertEquals(List.of(reason), List.copyOf(reported));
        end.countDown();
        Bounded.get(first);
        assertEquals(2, Bounded.get(second));
    }

    @Test
    void aTaskAcceptedWhileAnothersThreadFailsToStartIsNotForgotten() throws Exception {
        CountDownLatch inFactory = new CountDownLatch(1);
        CountDownLatch mayFail = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        ThreadPool pool = open(ThreadPool.builder().threads(1).threadFactory(task -> {
            if (asked.incrementAndGet() > 1) {
                return new Thread(task);
            }
            inFactory.countDown();
            try {
                Bounded.await(mayFail);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            throw new IllegalStateException("the first thread cannot be made");
        }));
        Caller<?> first = Caller.platform(() -> pool.submit(() -> 1));
        Bounded.await(inFactory);
        TaskFuture<Integer> second = pool.submit(() -> 2);
        mayFail.countDown();
        assertThrows(RejectedExecutionException.class, first::result);
        assertTrue(second.tryAwait(Bounded.LONG), () -> second + " was accepted by " + pool + " and forgotten");
    }

    @Test
    void aPoolShutDownWhileItsOnlyThreadFailsToStartEnds() throws Exception {
        AtomicReference<ThreadPool> self = new AtomicReference<>();
        ThreadPool pool = open(ThreadPool.builder().threads(1).threadFactory(_ -> {
            self.get().shutdown();
            throw new IllegalStateException("no thread");
        }));
        self.set(pool);
        assertThrows(RejectedExecutionException.class, () -> pool.submit(() -> 1));
        assertTrue(pool.awaitTermination(Bounded.LONG.toSeconds(), TimeUnit.SECONDS), () -> pool + " does not end");
    }

    @Test
    void submittersAtAFactoryThatAlwaysFailsLeaveNothingBehind() throws Exception {
        for (int round = 0; round < 300; round++) {
            ThreadPool pool = ThreadPool.builder()
                    .threads(2)
                    .threadFactory(_ -> {
                        throw new IllegalStateException("never");
                    })
                    .build();
            Collection<TaskFuture<?>> accepted = new ConcurrentLinkedQueue<>();
            List<Caller<?>> submitters = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                submitters.add(Caller.platform(() -> {
                    Thread.currentThread().setUncaughtExceptionHandler((_, _) -> {});
                    try {
                        accepted.add(pool.submit(() -> {}));
                    } catch (RejectedExecutionException _) {
                        // as it should be
                    }
                    return null;
                }));
            }
            for (Caller<?> submitter : submitters) {
                submitter.result();
            }
            Bounded.run(pool::close);
            for (TaskFuture<?> future : accepted) {
                assertTrue(future.isDone(), () -> future + " of " + pool);
            }
        }
    }

    @Test
    void whenNoThreadCanReplaceTheLastOneThePoolBreaksWithTheReason() throws Exception {
        IllegalStateException reason = new IllegalStateException("no more threads");
        AtomicInteger asked = new AtomicInteger();
        CountDownLatch mayEnd = new CountDownLatch(1);
        ThreadPool pool =
                open(ThreadPool.builder().threads(1).maxTasksPerThread(1).threadFactory(task -> {
                    if (asked.incrementAndGet() > 1) {
                        throw reason;
                    }
                    return new Thread(task);
                }));
        TaskFuture<?> first = pool.submitChecked(() -> Bounded.await(mayEnd));
        TaskFuture<Integer> second = pool.submit(() -> 2);
        mayEnd.countDown();
        Bounded.get(first);
        assertSame(
                reason,
                assertInstanceOf(BrokenPoolException.class, Bounded.failureOf(second))
                        .getCause());
        Bounded.run(pool::close);
    }

    @Test
    void aFactoryOfVirtualThreadsWillDo() throws Exception {
        ThreadFactory factory = Thread.ofVirtual().name("v-", 0).factory();
        ThreadPool pool = open(ThreadPool.builder().threads(2).threadFactory(factory));
        assertTrue(threadOf(pool).isVirtual());
    }

    @Test
    void aNewThreadInheritsNothingOfWhatTheTaskThatCausedItDidToItsOwn() throws Exception {
        ThreadPool pool = open(ThreadPool.builder().threads(2));
        ClassLoader mess = new ClassLoader() {};
        Thread thread = Bounded.get(pool.submit(() -> {
            Thread.currentThread().setPriority(Thread.MIN_PRIORITY);
            Thread.currentThread().setContextClassLoader(mess);
            return Bounded.get(pool.submit(() -> Thread.currentThread())); // this thread is busy: another one starts
        }));
        assertEquals(Thread.NORM_PRIORITY, thread.getPriority());
        assertNotSame(mess, thread.getContextClassLoader());
    }
}
