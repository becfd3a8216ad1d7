package dev.cordage.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import dev.cordage.testing.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The bound of the queue, and what happens when it is reached. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ThreadPoolBoundTest {
    private final CountDownLatch end = new CountDownLatch(1);
    private final List<ThreadPool> pools = new ArrayList<>();

    private ThreadPool pool(int threads, int bound, WhenFull whenFull, boolean virtual) {
        ThreadPool.Builder builder =
                ThreadPool.builder().threads(threads).queueBound(bound).whenFull(whenFull);
        ThreadPool pool = (virtual ? builder.virtual() : builder).build();
        pools.add(pool);
        return pool;
    }

    private ThreadPool pool(int threads, int bound, WhenFull whenFull) {
        return pool(threads, bound, whenFull, false);
    }

    private TaskFuture<?> block(ThreadPool pool) {
        return pool.submitChecked(() -> Bounded.await(end));
    }

    @AfterEach
    void letEverythingGo() throws Exception {
        end.countDown();
        for (ThreadPool pool : pools) {
            assertTrue(pool.stop(Bounded.LONG), () -> pool + " does not stop");
        }
    }

    // ---- the bound is exact --------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({"1,0,false", "2,0,false", "4,0,true", "1,1,false", "2,3,false", "3,2,true", "2,100,true"})
    void exactlyAsManyTasksAsThreadsAndBoundAreAccepted(int threads, int bound, boolean virtual) throws Exception {
        ThreadPool pool = pool(threads, bound, WhenFull.REJECT, virtual);
        for (int round = 0; round < 2; round++) { // cold, then with idle threads
            List<TaskFuture<?>> accepted = new ArrayList<>();
            CountDownLatch roundEnd = new CountDownLatch(1);
            for (int i = 0; i < threads + bound; i++) {
                accepted.add(pool.submitChecked(() -> Bounded.await(roundEnd)));
            }
            for (int i = 0; i < 3; i++) {
                RejectedExecutionException full = assertThrows(
                        RejectedExecutionException.class, () -> pool.submit(TaskOptions.named("extra"), () -> 1));
                assertTrue(
                        full.getMessage().contains("extra") && full.getMessage().contains(pool.name()));
                assertThrows(RejectedExecutionException.class, () -> pool.execute(() -> {}));
            }
            roundEnd.countDown();
            for (TaskFuture<?> future : accepted) {
                Bounded.get(future);
            }
        }
    }

    @Test
    void aCancelledWaitingTaskMakesRoomAndACancelledRunningOneDoesNot() throws Exception {
        ThreadPool pool = pool(1, 2, WhenFull.REJECT);
        CountDownLatch started = new CountDownLatch(1);
        TaskFuture<?> running = pool.submit(() -> {
            started.countDown();
            boolean interrupted = false;
            while (end.getCount() > 0) {
                interrupted |= Thread.interrupted();
                Thread.onSpinWait();
            }
            return interrupted;
        });
        Bounded.await(started);
        TaskFuture<?> first = block(pool);
        TaskFuture<?> second = block(pool);
        assertThrows(RejectedExecutionException.class, () -> block(pool));
        assertTrue(first.cancel(false));
        TaskFuture<?> third = block(pool);
        assertThrows(RejectedExecutionException.class, () -> block(pool));
        assertFalse(first.cancel(true), "cancelling twice must not make room twice");
        assertThrows(RejectedExecutionException.class, () -> block(pool));
        assertTrue(running.cancel(true), "its thread stays busy");
        assertThrows(RejectedExecutionException.class, () -> block(pool));
        end.countDown();
        Bounded.get(second);
        Bounded.get(third);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoHasTheResultFindsRoomForTheNextTask(boolean virtual) throws Exception {
        for (int bound = 0; bound < 2; bound++) {
            ThreadPool pool = pool(1, bound, WhenFull.REJECT, virtual);
            for (int i = 0; i < 20_000; i++) {
                List<TaskFuture<Integer>> batch = new ArrayList<>();
                for (int k = 0; k <= bound; k++) {
                    int value = i + k;
                    batch.add(pool.submit(() -> value));
                }
                for (int k = 0; k <= bound; k++) {
                    if (i % 2 == 0) {
                        assertEquals(i + k, Bounded.get(batch.get(k)));
                    } else {
                        while (!batch.get(k).isDone()) {
                            Thread.onSpinWait();
                        }
                    }
                }
            }
        }
    }

    @Test
    void failingAndCancelledTasksGiveTheirRoomBack() throws Exception {
        ThreadPool pool = pool(1, 1, WhenFull.REJECT);
        for (int i = 0; i < 2_000; i++) {
            TaskFuture<?> failing = pool.submit(() -> {
                throw new IllegalStateException();
            });
            TaskFuture<?> victim = pool.submit(() -> 1);
            if (victim.cancel(i % 2 == 0)) {
                assertTrue(victim.isCancelled());
            }
            Bounded.failureOf(failing);
            Bounded.get(eventually(pool)); // a victim that ran lets go a moment later
        }
        for (int i = 0; i < 2; i++) {
            block(eventuallyEmpty(pool));
        }
        assertThrows(RejectedExecutionException.class, () -> block(pool));
    }

    private static TaskFuture<Integer> eventually(ThreadPool pool) {
        AtomicReference<TaskFuture<Integer>> accepted = new AtomicReference<>();
        Bounded.until("room", () -> {
            try {
                accepted.set(pool.submit(() -> 1));
                return true;
            } catch (RejectedExecutionException _) {
                return false;
            }
        });
        return accepted.get();
    }

    private ThreadPool eventuallyEmpty(ThreadPool pool) {
        Bounded.until("an idle pool", () -> pool.statistics().queued() == 0);
        return pool;
    }

    @Test
    void anEnormousBoundIsOne() throws Exception {
        ThreadPool pool = pool(2, Integer.MAX_VALUE - 1, WhenFull.REJECT);
        assertEquals(1, Bounded.get(pool.submit(() -> 1)));
        Bounded.run(pool::close);
        assertTrue(pool.isTerminated());
    }

    // ---- waiting -------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSubmitterWaitsForRoom(boolean virtual) throws Exception {
        ThreadPool pool = pool(1, 1, WhenFull.WAIT);
        CountDownLatch firstEnd = new CountDownLatch(1);
        TaskFuture<?> first = pool.submitChecked(() -> Bounded.await(firstEnd));
        TaskFuture<?> second = block(pool);
        Callable<TaskFuture<Integer>> submit = () -> pool.submit(() -> 3);
        Caller<TaskFuture<Integer>> submitter = virtual ? Caller.virtual(submit) : Caller.platform(submit);
        submitter.untilWaiting();
        firstEnd.countDown();
        TaskFuture<Integer> third = submitter.result();
        Bounded.get(first);
        assertFalse(third.isDone());
        end.countDown();
        Bounded.get(second);
        assertEquals(3, Bounded.get(third));
    }

    @Test
    void cancellingAWaitingTaskLetsASubmitterIn() throws Exception {
        ThreadPool pool = pool(1, 1, WhenFull.WAIT);
        block(pool);
        TaskFuture<?> queued = block(pool);
        Caller<TaskFuture<Integer>> submitter = Caller.platform(() -> pool.submit(() -> 3));
        submitter.untilWaiting();
        queued.cancel(false);
        TaskFuture<Integer> third = submitter.result();
        end.countDown();
        assertEquals(3, Bounded.get(third));
    }

    @ParameterizedTest
    @ValueSource(strings = {"shutdown", "shutdownNow", "close", "stop"})
    void theEndOfThePoolWakesAllWaitingSubmitters(String how) throws Exception {
        ThreadPool pool = pool(1, 0, WhenFull.WAIT);
        CountDownLatch running = new CountDownLatch(1);
        pool.submit(() -> {
            running.countDown();
            boolean _ = Thread.interrupted();
            while (end.getCount() > 0) {
                Thread.onSpinWait();
            }
        });
        Bounded.await(running);
        AtomicInteger ran = new AtomicInteger();
        List<Caller<?>> submitters = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Callable<Object> submit = i % 3 == 0
                    ? () -> {
                        pool.execute(ran::incrementAndGet);
                        return null;
                    }
                    : () -> pool.submit(() -> ran.incrementAndGet());
            submitters.add(i % 2 == 0 ? Caller.platform(submit) : Caller.virtual(submit));
        }
        submitters.forEach(Caller::untilWaiting);
        Caller<?> ender = Caller.platform(() -> {
            switch (how) {
                case "shutdown" -> pool.shutdown();
                case "shutdownNow" -> pool.shutdownNow();
                case "close" -> pool.close();
                default -> pool.stop(Bounded.LONG);
            }
            return null;
        });
        for (Caller<?> submitter : submitters) {
            assertThrows(RejectedExecutionException.class, submitter::result);
            assertFalse(submitter.wasInterruptedAtEnd());
        }
        end.countDown();
        ender.result();
        assertEquals(0, ran.get());
    }

    /** Who is woken by the end hands the wake-up on, also when its task meets the draining of the queue. */
    @Test
    void theEndWakesAllWaitingSubmittersHoweverItRacesThem() throws Exception {
        for (int round = 0; round < 100; round++) {
            ThreadPool pool = pool(1, 0, WhenFull.WAIT);
            CountDownLatch roundEnd = new CountDownLatch(1);
            CountDownLatch started = new CountDownLatch(1);
            pool.submit(() -> {
                started.countDown();
                while (roundEnd.getCount() > 0) {
                    boolean _ = Thread.interrupted();
                    Thread.yield();
                }
            });
            Bounded.await(started);
            AtomicInteger accepted = new AtomicInteger();
            List<Caller<?>> submitters = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                submitters.add(Caller.platform(() -> {
                    try {
                        pool.execute(() -> {});
                        accepted.incrementAndGet();
                    } catch (RejectedExecutionException _) {
                        // as most are
                    }
                    return null;
                }));
            }
            submitters.forEach(Caller::untilWaiting);
            int dropped = pool.shutdownNow().size();
            for (Caller<?> submitter : submitters) {
                submitter.result();
            }
            roundEnd.countDown();
            assertEquals(dropped, accepted.get());
        }
    }

    @Test
    void anInterruptWhileWaitingForRoomRejectsTheTaskAndKeepsTheFlag() throws Exception {
        ThreadPool pool = pool(1, 0, WhenFull.WAIT);
        TaskFuture<?> running = block(pool);
        for (boolean before : new boolean[] {true, false}) {
            Caller<?> submitter = Caller.platform(() -> {
                if (before) {
                    Thread.currentThread().interrupt();
                }
                return pool.submit(() -> 1);
            });
            if (!before) {
                submitter.untilWaiting().interrupt();
            }
            assertThrows(RejectedExecutionException.class, submitter::result);
            assertTrue(submitter.wasInterruptedAtEnd());
        }
        end.countDown();
        Bounded.get(running);
        assertEquals(1, Bounded.get(pool.submit(() -> 1)), "the room is not lost");
    }

    @Test
    void anInterruptFlagIsNoHindranceWhereThereIsRoom() throws Exception {
        ThreadPool pool = pool(1, 1, WhenFull.WAIT);
        Caller<TaskFuture<Integer>> submitter = Caller.platform(() -> {
            Thread.currentThread().interrupt();
            return pool.submit(() -> 1);
        });
        assertEquals(1, Bounded.get(submitter.result()));
        assertTrue(submitter.wasInterruptedAtEnd());
    }

    @ParameterizedTest
    @EnumSource(WhenFull.class)
    void trySubmitAsksOnlyForRoomWhateverThePoolDoesWhenFull(WhenFull whenFull) throws Exception {
        ThreadPool pool = pool(1, 1, whenFull);
        CountDownLatch firstEnd = new CountDownLatch(1);
        TaskFuture<?> first = pool.submitChecked(() -> Bounded.await(firstEnd));
        block(pool);
        for (Duration timeout : List.of(Duration.ZERO, Duration.ofSeconds(Long.MIN_VALUE), Duration.ofMillis(3))) {
            assertTrue(pool.trySubmit(TaskOptions.none(), () -> 1, timeout).isEmpty());
        }
        Caller<TaskFuture<Integer>> submitter =
                Caller.platform(() -> pool.trySubmit(TaskOptions.none(), () -> 3, Duration.ofSeconds(Long.MAX_VALUE))
                        .orElseThrow());
        submitter.untilWaiting();
        firstEnd.countDown();
        TaskFuture<Integer> third = submitter.result();
        Bounded.get(first);
        assertTrue(pool.trySubmit(TaskOptions.none(), () -> 1, Duration.ZERO).isEmpty(), "the bound is exact");
        end.countDown();
        assertEquals(3, Bounded.get(third));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aTaskOfAFullPoolRunsWhatItSubmitsItself(int bound) throws Exception {
        ThreadPool pool = pool(1, bound, WhenFull.WAIT);
        TaskFuture<Integer> outer = pool.submit(() -> {
            List<TaskFuture<Thread>> inner = new ArrayList<>();
            for (int i = 0; i <= bound; i++) {
                inner.add(pool.submit(() -> Thread.currentThread()));
            }
            assertSame(Thread.currentThread(), inner.getLast().resultNow());
            TaskFuture<Object> failing = pool.submit(() -> {
                throw new IllegalStateException("inner");
            });
            assertEquals("inner", failing.exceptionNow().getMessage());
            return inner.size();
        });
        assertEquals(bound + 1, Bounded.get(outer));
    }

    @Test
    void deepNestingInAFullPoolComesToItsEnd() throws Exception {
        ThreadPool pool = pool(2, 0, WhenFull.WAIT);
        assertEquals(1 << 9, Bounded.get(pool.submit(() -> tree(pool, 9))));
    }

    private static int tree(Pool pool, int height) throws Exception {
        if (height == 0) {
            return 1;
        }
        TaskFuture<Integer> left = pool.submit(() -> tree(pool, height - 1));
        TaskFuture<Integer> right = pool.submit(() -> tree(pool, height - 1));
        return left.result() + right.result();
    }

    @ParameterizedTest
    @EnumSource(WhenFull.class)
    void manySubmittersAtATightBoundLoseNothing(WhenFull whenFull) throws Exception {
        ThreadPool pool = pool(2, 1, whenFull);
        AtomicInteger ran = new AtomicInteger();
        AtomicInteger accepted = new AtomicInteger();
        List<Caller<?>> submitters = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Callable<Object> submit = () -> {
                for (int k = 0; k < 2_000; k++) {
                    try {
                        pool.execute(ran::incrementAndGet);
                        accepted.incrementAndGet();
                    } catch (RejectedExecutionException _) {
                        assertSame(WhenFull.REJECT, whenFull);
                    }
                }
                return null;
            };
            submitters.add(i % 2 == 0 ? Caller.platform(submit) : Caller.virtual(submit));
        }
        for (Caller<?> submitter : submitters) {
            submitter.result();
        }
        Bounded.run(pool::close);
        assertEquals(accepted.get(), ran.get());
        if (whenFull != WhenFull.REJECT) {
            assertEquals(12_000, ran.get());
        }
    }

    // ---- running in the caller -----------------------------------------------------------------------------------

    @Test
    void aFullPoolRunsTheTaskInTheCaller() throws Exception {
        ThreadPool pool = pool(1, 1, WhenFull.RUN_IN_CALLER);
        assertNotSame(Thread.currentThread(), Bounded.get(pool.submit(() -> Thread.currentThread())));
        block(pool);
        block(pool);
        assertSame(
                Thread.currentThread(),
                pool.submit(() -> Thread.currentThread()).resultNow());
        AtomicReference<Thread> ranIn = new AtomicReference<>();
        pool.execute(() -> ranIn.set(Thread.currentThread()));
        assertSame(Thread.currentThread(), ranIn.get());
        TaskFuture<Object> failing = pool.submit(() -> {
            throw new IllegalStateException("here");
        });
        assertEquals("here", failing.exceptionNow().getMessage());
        pool.shutdown();
        assertThrows(RejectedExecutionException.class, () -> pool.submit(() -> 1));
    }

    @Test
    void aTaskInTheCallerMayCloseThePool() throws Exception {
        ThreadPool pool = pool(1, 0, WhenFull.RUN_IN_CALLER);
        block(pool);
        TaskFuture<Boolean> closing = Bounded.call(() -> pool.submit(() -> {
            pool.close();
            return pool.isShutdown();
        }));
        assertTrue(closing.resultNow());
    }

    @Test
    void aTaskInTheCallerThatIsCancelledOrLateLeavesNoInterruptThere() throws Exception {
        ThreadPool pool = pool(1, 0, WhenFull.RUN_IN_CALLER);
        block(pool);
        Caller<TaskFuture<?>> late = Caller.platform(
                () -> pool.submit(TaskOptions.none().timeout(Duration.ofMillis(5)), () -> awaitInterruptAndKeepIt()));
        assertTrue(late.result().exceptionNow() instanceof TimeoutException);
        assertFalse(late.wasInterruptedAtEnd(), "the deadline's interrupt was meant for the task");
    }

    /** A task that notices the interrupt and goes to its end with the flag set, as a polite one does. */
    private static void awaitInterruptAndKeepIt() {
        Bounded.until("an interrupt", () -> Thread.currentThread().isInterrupted());
    }

    @Test
    void aTaskInTheCallerFindsAndLeavesTheCallersOwnInterrupt() throws Exception {
        ThreadPool pool = pool(1, 0, WhenFull.RUN_IN_CALLER);
        block(pool);
        Caller<TaskFuture<Integer>> caller = Caller.platform(() -> {
            Thread.currentThread().interrupt();
            return pool.submit(() -> 1);
        });
        assertEquals(1, caller.result().resultNow());
        assertTrue(caller.wasInterruptedAtEnd());
    }

    @Test
    void aTaskInTheCallerDoesNotChangeTheCallersThread() throws Exception {
        ThreadPool pool = pool(1, 0, WhenFull.RUN_IN_CALLER);
        block(pool);
        Caller<String> caller = Caller.platform(() -> {
            ClassLoader loader = Thread.currentThread().getContextClassLoader();
            pool.execute(() -> {
                Thread.currentThread().setName("mess");
                Thread.currentThread().setContextClassLoader(null);
            });
            assertSame(loader, Thread.currentThread().getContextClassLoader());
            return Thread.currentThread().getName();
        });
        assertEquals("caller", caller.result());
    }
}
