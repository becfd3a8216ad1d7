package dev.cordage.task;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import dev.cordage.testing.Gate;
import dev.cordage.testing.LeakCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every {@link Pool} keeps, whatever its workers are. Tasks here are serialisable, share no memory with the test
 * and don't care in which JVM of this machine they run; they meet the test at {@link Gate}s.
 */
@ExtendWith(LeakCheck.class)
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class PoolContract {
    /** No wait in these tests is meant to last so long. */
    private static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);

    private final Collection<Pool> pools = new ConcurrentLinkedQueue<>();
    private final Collection<Gate> gates = new ConcurrentLinkedQueue<>();

    @TempDir
    Path folder;

    /** Makes a pool with so many workers, or without limit, whose queue has no bound. */
    protected abstract Pool pool(int workers);

    /** A pool that is stopped when the test ends. */
    final Pool open(int workers) {
        Pool pool = pool(workers);
        pools.add(pool);
        return pool;
    }

    /** A closed gate that opens when the test ends. */
    final Gate gate() {
        Gate gate = Gate.in(folder);
        gates.add(gate);
        return gate;
    }

    @AfterEach
    void letEverythingGo() throws Exception {
        gates.forEach(Gate::open);
        for (Pool pool : pools) {
            assertTrue(Bounded.call(() -> pool.stop(Bounded.LONG)), () -> pool + " does not stop");
        }
    }

    /** Keeps every worker of the pool busy until the gate opens; interrupts don't disturb. */
    final List<TaskFuture<?>> occupy(Pool pool, int workers, Gate until) throws InterruptedException {
        List<TaskFuture<?>> running = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
            Gate started = gate();
            running.add(pool.submit(() -> {
                started.open();
                until.awaitUninterruptibly();
            }));
            started.await();
        }
        return running;
    }

    private static void assumeBounded(Pool pool) {
        assumeTrue(pool.parallelism() != Integer.MAX_VALUE, "a pool without limit has no queue");
    }

    private static <T> Work<T> giving(T value) {
        return () -> value;
    }

    private static <T> Work<T> failing(String message) {
        return () -> {
            throw new IOException(message);
        };
    }

    private static Work<String> waitingFor(Gate gate, String value) {
        return () -> {
            gate.await();
            return value;
        };
    }

    // ---- values and failures -------------------------------------------------------------------------------------

    @Test
    void everyFormOfSubmitGivesItsValue() throws Exception {
        Pool pool = open(2);
        Gate job = gate();
        Gate runnable = gate();
        Gate checked = gate();
        Callable<Integer> callable = giving(3);
        Job plain = runnable::open;
        assertEquals(1, Bounded.get(pool.submit(() -> 1)));
        assertEquals(2, Bounded.get(pool.submit(TaskOptions.named("two"), () -> 2)));
        assertEquals(3, Bounded.get(pool.submit(callable)));
        assertEquals(4, Bounded.get(pool.submit(TaskOptions.none(), (Callable<Integer>) giving(4))));
        assertNull(Bounded.get(pool.submit(() -> job.open())));
        assertNull(Bounded.get(pool.submit((Runnable) plain)));
        assertNull(Bounded.get(pool.submit(TaskOptions.named("five"), plain)));
        assertEquals("done", Bounded.get(pool.submit((Runnable) plain, "done")));
        assertNull(Bounded.get(pool.submitChecked(checked::open)));
        assertNull(Bounded.get(pool.submitChecked(TaskOptions.named("six"), checked::await)));
        assertTrue(job.isOpen() && runnable.isOpen() && checked.isOpen());
    }

    @Test
    void trySubmitGivesTheFutureWhereThereIsRoom() throws Exception {
        Pool pool = open(1);
        for (Duration timeout : List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofMillis(1), FOR_EVER)) {
            assertEquals(
                    1,
                    Bounded.get(pool.trySubmit(TaskOptions.none(), giving(1), timeout)
                            .orElseThrow()));
        }
        TaskFuture<Object> failing = pool.trySubmit(TaskOptions.named("census"), failing("no"), FOR_EVER)
                .orElseThrow();
        assertEquals("census", failing.name());
        assertInstanceOf(IOException.class, Bounded.failureOf(failing));
    }

    @Test
    void executeRunsTheTask() throws Exception {
        Pool pool = open(1);
        Gate asJob = gate();
        Gate asRunnable = gate();
        Job job = asRunnable::open;
        pool.execute(asJob::open);
        pool.execute((Runnable) job);
        asJob.await();
        asRunnable.await();
    }

    @Test
    void nullIsAValue() throws Exception {
        TaskFuture<Object> future = open(1).submit(giving(null));
        assertNull(Bounded.get(future));
        assertNull(future.resultNow());
        assertSame(Future.State.SUCCESS, future.state());
    }

    @Test
    void aFailureIsInTheFutureAndKeepsTypeAndMessage() throws Exception {
        Pool pool = open(1);
        TaskFuture<Object> checked = pool.submit(failing("no such file"));
        ExecutionException wrapped = assertThrows(ExecutionException.class, () -> Bounded.get(checked));
        assertInstanceOf(IOException.class, wrapped.getCause());
        assertEquals("no such file", wrapped.getCause().getMessage());
        assertEquals(
                "no such file", assertThrows(IOException.class, checked::result).getMessage());
        assertInstanceOf(IOException.class, checked.failure());

        TaskFuture<?> error = pool.submit(() -> {
            throw new AssertionError("broken");
        });
        assertEquals("broken", Bounded.failureOf(error).getMessage());
        assertThrows(AssertionError.class, error::result);

        TaskFuture<?> unchecked = pool.submitChecked(() -> {
            throw new IllegalStateException("not now", new IOException("since"));
        });
        Throwable failure = Bounded.failureOf(unchecked);
        assertInstanceOf(IllegalStateException.class, failure);
        assertEquals("since", failure.getCause().getMessage());
    }

    @Test
    void aFailureHarmsNoOtherTask() throws Exception {
        Pool pool = open(1);
        for (int i = 0; i < 20; i++) {
            TaskFuture<Object> bad = pool.submit(failing("bad"));
            TaskFuture<Integer> overflow = pool.submit(() -> endless(0));
            TaskFuture<Integer> good = pool.submit(giving(i));
            assertInstanceOf(IOException.class, Bounded.failureOf(bad));
            assertInstanceOf(StackOverflowError.class, Bounded.failureOf(overflow));
            assertEquals(i, Bounded.get(good));
        }
    }

    private static int endless(int depth) {
        return depth < 0 ? 0 : endless(depth + 1) + 1;
    }

    @Test
    void theStateOfAFutureIsTrueAtEveryMoment() throws Exception {
        Pool pool = open(1);
        Gate started = gate();
        Gate end = gate();
        TaskFuture<Integer> future = pool.submit(() -> {
            started.open();
            end.await();
            return 5;
        });
        started.await();
        assertSame(Future.State.RUNNING, future.state());
        assertFalse(future.isDone());
        assertFalse(future.isCancelled());
        assertThrows(IllegalStateException.class, future::resultNow);
        assertThrows(IllegalStateException.class, future::exceptionNow);
        assertThrows(TimeoutException.class, () -> future.get(1, TimeUnit.MILLISECONDS));
        end.open();
        assertEquals(5, Bounded.get(future));
        assertSame(Future.State.SUCCESS, future.state());
        assertTrue(future.isDone());
        assertEquals(5, future.resultNow());
        assertThrows(IllegalStateException.class, future::exceptionNow);
        assertFalse(future.cancel(true), "what has ended cannot be cancelled");
        assertFalse(future.isCancelled());

        TaskFuture<Object> failed = pool.submit(failing("no"));
        Bounded.failureOf(failed);
        assertSame(Future.State.FAILED, failed.state());
        assertTrue(failed.isDone());
        assertEquals("no", failed.exceptionNow().getMessage());
        assertThrows(IllegalStateException.class, failed::resultNow);
        assertFalse(failed.cancel(false));
    }

    @Test
    void aPendingTaskThatIsCancelledNeverRuns() throws Exception {
        Pool pool = open(1);
        assumeBounded(pool);
        Gate end = gate();
        Gate ran = gate();
        occupy(pool, 1, end);
        TaskFuture<?> pending = pool.submit(ran::open);
        assertSame(Future.State.RUNNING, pending.state());
        assertFalse(pending.isRunning());
        assertTrue(pending.cancel(true));
        assertTrue(pending.isCancelled());
        assertTrue(pending.isDone());
        assertSame(Future.State.CANCELLED, pending.state());
        assertThrows(CancellationException.class, () -> Bounded.get(pending));
        assertThrows(IllegalStateException.class, pending::resultNow);
        assertThrows(IllegalStateException.class, pending::exceptionNow);
        end.open();
        Bounded.get(pool.submit(() -> {}));
        assertFalse(ran.isOpen());
    }

    @Test
    void aRunningTaskThatIsCancelledEndsAtOnceAndItsWorkerServesOn() throws Exception {
        Pool pool = open(1);
        Gate started = gate();
        Gate never = gate();
        TaskFuture<?> running = pool.submitChecked(() -> {
            started.open();
            never.await();
        });
        started.await();
        assertTrue(running.cancel(true));
        assertSame(Future.State.CANCELLED, running.state());
        assertThrows(CancellationException.class, () -> Bounded.get(running));
        assertEquals(1, Bounded.get(pool.submit(giving(1))));
    }

    @Test
    void callbacksSeeTheEndInTheirOrder() throws Exception {
        Pool pool = open(1);
        Gate end = gate();
        Collection<String> seen = new ConcurrentLinkedQueue<>();
        CountDownLatch called = new CountDownLatch(3);
        TaskFuture<String> future = pool.submit(waitingFor(end, "value"));
        for (String name : List.of("first", "second", "third")) {
            future.onDone(f -> {
                seen.add(name + " " + f.resultNow());
                called.countDown();
            });
        }
        end.open();
        Bounded.await(called);
        assertEquals(List.of("first value", "second value", "third value"), List.copyOf(seen));
    }

    @Test
    void manyTasksAllRunOnce() throws Exception {
        Pool pool = open(3);
        List<TaskFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            int number = i;
            futures.add(pool.submit(() -> number * 2));
        }
        long sum = 0;
        for (TaskFuture<Integer> future : futures) {
            sum += Bounded.get(future);
        }
        assertEquals(4_999L * 5_000, sum);
        Bounded.until("5000 completed tasks", () -> pool.statistics().completed() == 5_000);
    }

    @Test
    void allWorkersWorkAtTheSameTime() throws Exception {
        Pool pool = open(4);
        List<Gate> here = Stream.generate(this::gate).limit(4).toList();
        List<Gate> all = new ArrayList<>(here); // serialisable, unlike what toList may give
        List<TaskFuture<?>> futures = new ArrayList<>();
        for (Gate mine : here) {
            ArrayList<Gate> others = new ArrayList<>(all);
            futures.add(pool.submitChecked(() -> {
                mine.open();
                for (Gate other : others) {
                    other.await();
                }
            }));
        }
        for (TaskFuture<?> future : futures) {
            assertNull(Bounded.get(future));
        }
    }

    @Test
    void aSingleWorkerTakesTasksInTheirOrder() throws Exception {
        Pool pool = open(1);
        assumeBounded(pool);
        List<Gate> marks = Stream.generate(this::gate).limit(50).toList();
        List<TaskFuture<Boolean>> futures = new ArrayList<>();
        for (int i = 0; i < marks.size(); i++) {
            Gate before = i == 0 ? null : marks.get(i - 1);
            Gate mine = marks.get(i);
            futures.add(pool.submit(() -> {
                mine.open();
                return before == null || before.isOpen();
            }));
        }
        for (TaskFuture<Boolean> future : futures) {
            assertTrue(Bounded.get(future));
        }
    }

    // ---- names, deadlines, figures -------------------------------------------------------------------------------

    @Test
    void aTaskHasTheNameItWasGiven() throws Exception {
        Pool pool = open(1);
        TaskFuture<Integer> named = pool.submit(TaskOptions.named("census"), giving(1));
        TaskFuture<Integer> unnamed = pool.submit(giving(2));
        assertEquals("census", named.name());
        assertFalse(unnamed.name().isEmpty());
        assertTrue(named.toString().contains("census"), named::toString);
        Bounded.get(named);
        Bounded.get(unnamed);
    }

    @Test
    void pastItsDeadlineATaskFailsAndIsInterruptedAndTheOthersGoOn() throws Exception {
        Pool pool = open(1);
        Gate interrupted = gate();
        Gate never = gate();
        TaskFuture<?> late = pool.submitChecked(TaskOptions.named("census").timeout(Duration.ofMillis(20)), () -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                interrupted.open();
                throw e;
            }
        });
        Throwable failure = Bounded.failureOf(late);
        assertInstanceOf(TimeoutException.class, failure);
        assertTrue(failure.getMessage().contains("census"), failure.getMessage());
        assertSame(Future.State.FAILED, late.state());
        interrupted.await();
        assertEquals(1, Bounded.get(pool.submit(giving(1))));
    }

    @Test
    void aDeadlineThatIsKeptLeavesNoTrace() throws Exception {
        Pool pool = open(1);
        TaskOptions hour = TaskOptions.none().timeout(Duration.ofHours(1));
        assertEquals(1, Bounded.get(pool.submit(hour, giving(1))));
        assertInstanceOf(IOException.class, Bounded.failureOf(pool.submit(hour, failing("early"))));
        assertEquals(2, Bounded.get(pool.submit(TaskOptions.none().timeout(FOR_EVER), giving(2))));
    }

    @Test
    void theDeadlineCountsFromTheStartOfTheTask() throws Exception {
        Pool pool = open(1);
        assumeBounded(pool);
        Gate end = gate();
        occupy(pool, 1, end);
        TaskFuture<Integer> waiting = pool.submit(TaskOptions.none().timeout(Duration.ofMillis(1)), giving(1));
        assertFalse(waiting.tryAwait(Duration.ofMillis(50)), "it has not started");
        end.open();
        assertTrue(waiting.tryAwait(Bounded.LONG)); // quick enough or not: that is up to the machine
    }

    @Test
    void theFiguresOfAPool() throws Exception {
        Pool pool = open(2);
        assertNotNull(pool.name());
        assertFalse(pool.name().isEmpty());
        assertTrue(pool.parallelism() >= 2);
        assertEquals(pool.name(), pool.statistics().name());
        assertEquals(0, pool.statistics().running());
        Gate end = gate();
        occupy(pool, 2, end);
        assertEquals(2, pool.statistics().running());
        assertTrue(pool.statistics().workers() >= 2);
        assertEquals(0, pool.statistics().completed());
        if (pool.parallelism() == 2) {
            TaskFuture<?> third = pool.submit(() -> {});
            pool.submit(() -> {});
            assertEquals(2, pool.statistics().queued());
            third.cancel(false);
            assertEquals(1, pool.statistics().queued());
        } else {
            pool.submit(() -> {});
        }
        end.open();
        Bounded.until("three completed tasks", () -> pool.statistics().completed() == 3);
        Bounded.until(
                "rest",
                () -> pool.statistics().running() == 0 && pool.statistics().queued() == 0);
        assertTrue(pool.toString().contains(pool.name()), pool::toString);
    }

    // ---- invokeAll -----------------------------------------------------------------------------------------------

    @Test
    void invokeAllGivesEndedFuturesInTheOrderOfTheTasks() throws Exception {
        Pool pool = open(2);
        List<Future<String>> futures =
                Bounded.call(() -> pool.invokeAll(List.<Work<String>>of(giving("a"), failing("b"), giving(null))));
        assertEquals(3, futures.size());
        assertTrue(futures.stream().allMatch(Future::isDone));
        assertEquals("a", futures.get(0).resultNow());
        assertEquals("b", futures.get(1).exceptionNow().getMessage());
        assertNull(futures.get(2).resultNow());
        List<Future<String>> timed =
                Bounded.call(() -> pool.invokeAll(List.<Work<String>>of(giving("a"), failing("b")), 1, TimeUnit.HOURS));
        assertEquals("a", timed.get(0).resultNow());
        assertEquals("b", timed.get(1).exceptionNow().getMessage());
    }

    @Test
    void invokeAllOfNothingIsNothing() throws Exception {
        Pool pool = open(1);
        assertEquals(List.of(), Bounded.call(() -> pool.invokeAll(List.<Work<String>>of())));
        assertEquals(List.of(), Bounded.call(() -> pool.invokeAll(List.<Work<String>>of(), 0, TimeUnit.SECONDS)));
    }

    @Test
    void invokeAllRefusesNullAndCancelsWhatItHadSubmitted() throws Exception {
        Pool pool = open(1);
        assertThrows(NullPointerException.class, () -> pool.invokeAll(null));
        assertThrows(NullPointerException.class, () -> pool.invokeAll(null, 1, TimeUnit.SECONDS));
        assertThrows(NullPointerException.class, () -> pool.invokeAll(List.<Work<String>>of(giving("a")), 1, null));
        Gate never = gate();
        List<Work<String>> tasks = Arrays.asList(waitingFor(never, "a"), null);
        assertThrows(NullPointerException.class, () -> Bounded.call(() -> pool.invokeAll(tasks)));
        assertThrows(NullPointerException.class, () -> Bounded.call(() -> pool.invokeAll(tasks, 1, TimeUnit.HOURS)));
        assertEquals(1, Bounded.get(pool.submit(giving(1))), "the first task was not left running");
    }

    @Test
    void invokeAllCancelsWhatHasNotEndedInTime() throws Exception {
        Pool pool = open(3);
        Gate never = gate();
        Gate ended = gate();
        List<Work<String>> tasks = List.of(
                () -> {
                    ended.open();
                    return "quick";
                },
                waitingFor(never, "slow"),
                waitingFor(never, "slow"));
        Caller<List<Future<String>>> caller = Caller.platform(() -> pool.invokeAll(tasks, 300, TimeUnit.MILLISECONDS));
        List<Future<String>> futures = caller.result();
        assertTrue(futures.stream().allMatch(Future::isDone));
        assertTrue(futures.get(1).isCancelled() && futures.get(2).isCancelled());
        if (!futures.get(0).isCancelled()) { // only a very slow machine gets here too late
            assertEquals("quick", futures.get(0).resultNow());
        }
        assertEquals(1, Bounded.get(pool.submit(giving(1))), "the workers are free again");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, -1_000_000, Long.MIN_VALUE, -Long.MAX_VALUE})
    void invokeAllWithoutTimeWaitsForNothing(long timeout) throws Exception {
        Pool pool = open(1);
        Gate never = gate();
        for (TimeUnit unit : List.of(TimeUnit.NANOSECONDS, TimeUnit.DAYS)) {
            List<Future<String>> futures =
                    Bounded.call(() -> pool.invokeAll(List.<Work<String>>of(waitingFor(never, "slow")), timeout, unit));
            assertTrue(futures.get(0).isCancelled());
        }
    }

    @Test
    void invokeAllIsInterruptible() throws Exception {
        for (boolean timed : new boolean[] {false, true}) {
            Pool pool = open(1);
            Gate started = gate();
            Gate never = gate();
            Gate secondRan = gate();
            List<Work<String>> tasks = List.of(
                    () -> {
                        started.open();
                        never.await();
                        return "a";
                    },
                    waitingFor(never, "b"));
            Caller<?> caller = Caller.platform(
                    () -> timed ? pool.invokeAll(tasks, Long.MAX_VALUE, TimeUnit.DAYS) : pool.invokeAll(tasks));
            started.await();
            caller.untilWaiting().interrupt();
            assertThrows(InterruptedException.class, caller::result);
            assertEquals(1, Bounded.get(pool.submit(giving(1))), "its tasks were cancelled");
            assertFalse(secondRan.isOpen());
        }
    }

    // ---- invokeAny -----------------------------------------------------------------------------------------------

    @Test
    void invokeAnyGivesAValueAndCancelsTheRest() throws Exception {
        Pool pool = open(3);
        Gate never = gate();
        List<Work<String>> tasks =
                List.of(waitingFor(never, "never"), giving("value"), failing("no"), waitingFor(never, "never"));
        assertEquals("value", Bounded.call(() -> pool.invokeAny(tasks)));
        assertEquals("value", Bounded.call(() -> pool.invokeAny(tasks, 1, TimeUnit.HOURS)));
        assertEquals("value", Bounded.call(() -> pool.invokeAny(tasks, Long.MAX_VALUE, TimeUnit.DAYS)));
        for (TaskFuture<Integer> future : List.of(pool.submit(giving(1)), pool.submit(giving(1)))) {
            assertEquals(1, Bounded.get(future), "the workers are free again");
        }
        assertNull(Bounded.call(() -> pool.invokeAny(List.<Work<String>>of(giving(null)))));
    }

    @Test
    void invokeAnyFailsOnceAllHaveFailed() throws Exception {
        Pool pool = open(2);
        List<Work<String>> tasks = List.of(failing("one"), failing("two"));
        ExecutionException failure =
                assertThrows(ExecutionException.class, () -> Bounded.call(() -> pool.invokeAny(tasks)));
        assertInstanceOf(IOException.class, failure.getCause());
        assertThrows(ExecutionException.class, () -> Bounded.call(() -> pool.invokeAny(tasks, 1, TimeUnit.HOURS)));
    }

    @Test
    void invokeAnyRefusesNothingAndNull() throws Exception {
        Pool pool = open(1);
        List<Work<String>> one = List.of(giving("a"));
        assertThrows(IllegalArgumentException.class, () -> pool.invokeAny(List.<Work<String>>of()));
        assertThrows(
                IllegalArgumentException.class, () -> pool.invokeAny(List.<Work<String>>of(), 1, TimeUnit.SECONDS));
        assertThrows(NullPointerException.class, () -> pool.invokeAny(null));
        assertThrows(NullPointerException.class, () -> pool.invokeAny(null, 1, TimeUnit.SECONDS));
        assertThrows(NullPointerException.class, () -> pool.invokeAny(one, 1, null));
        assertThrows(NullPointerException.class, () -> pool.invokeAny(Collections.<Work<String>>singletonList(null)));
        Gate never = gate();
        List<Work<String>> tasks = Arrays.asList(waitingFor(never, "a"), null);
        assertThrows(NullPointerException.class, () -> Bounded.call(() -> pool.invokeAny(tasks)));
        assertEquals(1, Bounded.get(pool.submit(giving(1))), "the first task was not left running");
    }

    @ParameterizedTest
    @ValueSource(longs = {20, 0, -1, Long.MIN_VALUE, -Long.MAX_VALUE})
    void invokeAnyTimesOutAndCancelsAll(long timeout) throws Exception {
        Pool pool = open(1);
        Gate never = gate();
        List<Work<String>> tasks = List.of(waitingFor(never, "a"), waitingFor(never, "b"));
        Caller<String> caller = Caller.platform(() -> pool.invokeAny(tasks, timeout, TimeUnit.MILLISECONDS));
        assertThrows(TimeoutException.class, caller::result);
        Caller<String> nanos = Caller.platform(() -> pool.invokeAny(tasks, timeout, TimeUnit.NANOSECONDS));
        assertThrows(TimeoutException.class, nanos::result);
        assertEquals(1, Bounded.get(pool.submit(giving(1))), "the worker is free again");
    }

    @Test
    void invokeAnyIsInterruptible() throws Exception {
        for (boolean timed : new boolean[] {false, true}) {
            Pool pool = open(1);
            Gate started = gate();
            Gate never = gate();
            List<Work<String>> tasks = List.of(
                    () -> {
                        started.open();
                        never.await();
                        return "a";
                    },
                    waitingFor(never, "b"));
            Caller<?> caller = Caller.platform(
                    () -> timed ? pool.invokeAny(tasks, Long.MAX_VALUE, TimeUnit.DAYS) : pool.invokeAny(tasks));
            started.await();
            caller.untilWaiting().interrupt();
            assertThrows(InterruptedException.class, caller::result);
            assertEquals(1, Bounded.get(pool.submit(giving(1))), "its tasks were cancelled");
        }
    }

    // ---- refusing ------------------------------------------------------------------------------------------------

    @Test
    void nullIsRefusedAtTheCallAlsoOnceShutDown() {
        Pool pool = open(1);
        for (int round = 0; round < 2; round++) {
            assertAll(
                    () -> assertThrows(NullPointerException.class, () -> pool.submit((Work<?>) null)),
                    () -> assertThrows(NullPointerException.class, () -> pool.submit((Job) null)),
                    () -> assertThrows(NullPointerException.class, () -> pool.submit((Callable<?>) null)),
                    () -> assertThrows(NullPointerException.class, () -> pool.submit((Runnable) null)),
                    () -> assertThrows(NullPointerException.class, () -> pool.submit((Runnable) null, "x")),
                    () -> assertThrows(NullPointerException.class, () -> pool.submit((TaskOptions) null, giving(1))),
                    () -> assertThrows(
                            NullPointerException.class, () -> pool.submit(TaskOptions.none(), (Work<?>) null)),
                    () -> assertThrows(NullPointerException.class, () -> pool.submit(TaskOptions.none(), (Job) null)),
                    () -> assertThrows(
                            NullPointerException.class,
                            () -> pool.trySubmit(TaskOptions.none(), (Work<?>) null, Duration.ZERO)),
                    () -> assertThrows(
                            NullPointerException.class, () -> pool.trySubmit(null, giving(1), Duration.ZERO)),
                    () -> assertThrows(
                            NullPointerException.class, () -> pool.trySubmit(TaskOptions.none(), giving(1), null)),
                    () -> assertThrows(NullPointerException.class, () -> pool.submitChecked(null)),
                    () -> assertThrows(NullPointerException.class, () -> pool.submitChecked(TaskOptions.none(), null)),
                    () -> assertThrows(NullPointerException.class, () -> pool.execute((Job) null)),
                    () -> assertThrows(NullPointerException.class, () -> pool.execute((Runnable) null)),
                    () -> assertThrows(NullPointerException.class, () -> pool.stop(null)),
                    () -> assertThrows(NullPointerException.class, () -> pool.awaitTermination(1, null)));
            assertEquals(round == 1, pool.isShutdown(), "stop(null) has no effect");
            pool.shutdown();
        }
    }

    @Test
    void everyFormOfSubmitIsRejectedOnceShutDown() throws Exception {
        for (int how = 0; how < 4; how++) {
            Pool pool = open(1);
            switch (how) {
                case 0 -> pool.shutdown();
                case 1 -> pool.shutdownNow();
                case 2 -> pool.stop(Bounded.LONG);
                default -> pool.close();
            }
            Job job = () -> {};
            List<Work<Integer>> tasks = List.of(giving(1));
            assertAll(
                    () -> assertRejected(() -> pool.submit(giving(1))),
                    () -> assertRejected(() -> pool.submit((Callable<Integer>) giving(1))),
                    () -> assertRejected(() -> pool.submit(job)),
                    () -> assertRejected(() -> pool.submit((Runnable) job)),
                    () -> assertRejected(() -> pool.submit((Runnable) job, 1)),
                    () -> assertRejected(() -> pool.submit(TaskOptions.none(), job)),
                    () -> assertRejected(() -> pool.submit(TaskOptions.none(), giving(1))),
                    () -> assertRejected(() -> pool.trySubmit(TaskOptions.none(), giving(1), Duration.ZERO)),
                    () -> assertRejected(() -> pool.trySubmit(TaskOptions.none(), giving(1), FOR_EVER)),
                    () -> assertRejected(() -> pool.submitChecked(() -> {})),
                    () -> assertRejected(() -> pool.submitChecked(TaskOptions.none(), () -> {})),
                    () -> assertRejected(() -> pool.execute(job)),
                    () -> assertRejected(() -> pool.execute((Runnable) job)),
                    () -> assertRejected(() -> pool.invokeAll(tasks)),
                    () -> assertRejected(() -> pool.invokeAll(tasks, 1, TimeUnit.SECONDS)),
                    () -> assertRejected(() -> pool.invokeAny(tasks)),
                    () -> assertRejected(() -> pool.invokeAny(tasks, 1, TimeUnit.SECONDS)));
            RejectedExecutionException rejection = assertThrows(
                    RejectedExecutionException.class, () -> pool.submit(TaskOptions.named("late"), giving(1)));
            assertTrue(rejection.getMessage().contains(pool.name()), rejection.getMessage());
            assertTrue(rejection.getMessage().contains("late"), rejection.getMessage());
        }
    }

    private static void assertRejected(Bounded.Body body) {
        assertThrows(RejectedExecutionException.class, () -> Bounded.run(body));
    }

    // ---- the end -------------------------------------------------------------------------------------------------

    @Test
    void shutdownFinishesWhatWasAccepted() throws Exception {
        Pool pool = open(1);
        assertFalse(pool.isShutdown());
        assertFalse(pool.isTerminated());
        Gate end = gate();
        occupy(pool, 1, end);
        List<TaskFuture<Integer>> queued =
                IntStream.range(0, 20).mapToObj(i -> pool.submit(giving(i))).toList();
        pool.shutdown();
        pool.shutdown();
        assertTrue(pool.isShutdown());
        assertFalse(pool.isTerminated());
        assertFalse(pool.awaitTermination(1, TimeUnit.MILLISECONDS));
        assertThrows(RejectedExecutionException.class, () -> pool.submit(giving(1)));
        end.open();
        assertTrue(pool.awaitTermination(Bounded.LONG.toSeconds(), TimeUnit.SECONDS));
        assertTrue(pool.isTerminated());
        assertTrue(pool.isShutdown());
        for (int i = 0; i < queued.size(); i++) {
            assertEquals(i, queued.get(i).resultNow());
        }
        pool.shutdown();
        assertTrue(pool.isTerminated());
    }

    @Test
    void aPoolThatNeverRanATaskEndsAtOnce() throws Exception {
        Pool shutDown = open(2);
        shutDown.shutdown();
        assertTrue(shutDown.awaitTermination(Bounded.LONG.toSeconds(), TimeUnit.SECONDS));
        Pool closed = open(2);
        Bounded.run(closed::close);
        assertTrue(closed.isTerminated());
        Pool stopped = open(2);
        assertTrue(Bounded.call(() -> stopped.stop(Bounded.LONG)));
        assertTrue(stopped.isTerminated());
    }

    @Test
    void shutdownNowInterruptsWhatRunsAndGivesBackWhatIsQueued() throws Exception {
        Pool pool = open(1);
        Gate started = gate();
        Gate interrupted = gate();
        Gate never = gate();
        Gate ran = gate();
        TaskFuture<?> running = pool.submitChecked(() -> {
            started.open();
            try {
                never.await();
            } catch (InterruptedException e) {
                interrupted.open();
                throw e;
            }
        });
        started.await();
        List<TaskFuture<?>> queued = new ArrayList<>();
        if (pool.parallelism() == 1) {
            for (int i = 0; i < 5; i++) {
                queued.add(pool.submit(ran::open));
            }
            queued.removeFirst().cancel(false);
        }
        List<Runnable> dropped = pool.shutdownNow();
        assertEquals(queued.size(), dropped.size());
        interrupted.await();
        assertTrue(pool.awaitTermination(Bounded.LONG.toSeconds(), TimeUnit.SECONDS));
        assertInstanceOf(InterruptedException.class, Bounded.failureOf(running));
        assertFalse(ran.isOpen());
        assertEquals(List.of(), pool.shutdownNow());
    }

    @Test
    void stopDropsTheQueueInterruptsWhatRunsAndSaysWhetherAllEnded() throws Exception {
        Pool pool = open(1);
        Gate end = gate();
        Gate ran = gate();
        occupy(pool, 1, end);
        TaskFuture<?> queued = pool.parallelism() == 1 ? pool.submit(ran::open) : null;
        assertFalse(Bounded.call(() -> pool.stop(Duration.ZERO)));
        assertFalse(Bounded.call(() -> pool.stop(Duration.ofSeconds(-1))));
        assertFalse(Bounded.call(() -> pool.stop(Duration.ofSeconds(Long.MIN_VALUE))));
        assertFalse(Bounded.call(() -> pool.stop(Duration.ofMillis(5))));
        assertTrue(pool.isShutdown());
        assertFalse(pool.isTerminated());
        if (queued != null) {
            assertTrue(queued.isCancelled());
        }
        end.open();
        assertTrue(Bounded.call(() -> pool.stop(FOR_EVER)));
        assertTrue(pool.isTerminated());
        assertFalse(ran.isOpen());
        assertTrue(Bounded.call(() -> pool.stop(Duration.ZERO)));
        assertTrue(Bounded.call(() -> pool.stop(Duration.ofSeconds(Long.MIN_VALUE))));
    }

    @Test
    void stopEndsATaskThatHonoursInterrupts() throws Exception {
        Pool pool = open(2);
        Gate never = gate();
        Gate started = gate();
        TaskFuture<?> running = pool.submitChecked(() -> {
            started.open();
            never.await();
        });
        started.await();
        assertTrue(Bounded.call(() -> pool.stop(Bounded.LONG)));
        assertInstanceOf(InterruptedException.class, Bounded.failureOf(running));
    }

    @Test
    void closeWaitsForWhatWasAccepted() throws Exception {
        Pool pool = open(2);
        Gate end = gate();
        occupy(pool, 2, end);
        List<TaskFuture<Integer>> queued =
                IntStream.range(0, 20).mapToObj(i -> pool.submit(giving(i))).toList();
        Caller<?> closer = Caller.platform(() -> {
            pool.close();
            return null;
        });
        Caller<?> virtualCloser = Caller.virtual(() -> {
            pool.close();
            return null;
        });
        closer.untilWaiting();
        virtualCloser.untilWaiting();
        assertTrue(pool.isShutdown());
        assertThrows(RejectedExecutionException.class, () -> pool.submit(giving(1)));
        end.open();
        closer.result();
        virtualCloser.result();
        assertTrue(pool.isTerminated());
        queued.forEach(future -> assertSame(Future.State.SUCCESS, future.state()));
        Bounded.run(pool::close);
    }

    @Test
    void anInterruptedCloseStopsThePoolWaitsOnAndKeepsTheFlag() throws Exception {
        for (boolean before : new boolean[] {true, false}) {
            Pool pool = open(1);
            Gate started = gate();
            Gate interrupted = gate();
            Gate end = gate();
            Gate ran = gate();
            Gate never = gate();
            TaskFuture<?> running = pool.submit(() -> {
                started.open();
                try {
                    never.await();
                } catch (InterruptedException _) {
                    interrupted.open();
                }
                end.awaitUninterruptibly();
            });
            started.await();
            TaskFuture<?> queued = pool.parallelism() == 1 ? pool.submit(ran::open) : null;
            Caller<?> closer = Caller.platform(() -> {
                if (before) {
                    Thread.currentThread().interrupt();
                }
                pool.close();
                return null;
            });
            if (!before) {
                closer.untilWaiting().interrupt();
            }
            interrupted.await();
            assertFalse(closer.isDone(), "close() waits on");
            closer.interrupt(); // once more changes nothing
            end.open();
            closer.result();
            assertTrue(closer.wasInterruptedAtEnd());
            assertTrue(pool.isTerminated());
            assertNull(Bounded.get(running));
            if (queued != null) {
                assertTrue(queued.isCancelled());
            }
            assertFalse(ran.isOpen());
        }
    }

    @Test
    void anInterruptedStopHasStoppedThePool() throws Exception {
        for (boolean before : new boolean[] {true, false}) {
            Pool pool = open(1);
            Gate end = gate();
            occupy(pool, 1, end);
            Caller<Boolean> stopper = Caller.virtual(() -> {
                if (before) {
                    Thread.currentThread().interrupt();
                }
                return pool.stop(FOR_EVER);
            });
            if (!before) {
                stopper.untilWaiting().interrupt();
            }
            assertThrows(InterruptedException.class, stopper::result);
            assertFalse(stopper.wasInterruptedAtEnd());
            assertTrue(pool.isShutdown());
            end.open();
            assertTrue(pool.awaitTermination(Bounded.LONG.toSeconds(), TimeUnit.SECONDS));
        }
    }

    @Test
    void awaitTerminationIsInterruptibleAndChangesNothing() throws Exception {
        Pool pool = open(1);
        for (boolean before : new boolean[] {true, false}) {
            Caller<Boolean> waiter = Caller.platform(() -> {
                if (before) {
                    Thread.currentThread().interrupt();
                }
                return pool.awaitTermination(Long.MAX_VALUE, TimeUnit.DAYS);
            });
            if (!before) {
                waiter.untilWaiting().interrupt();
            }
            assertThrows(InterruptedException.class, waiter::result);
        }
        assertFalse(Bounded.call(() -> pool.awaitTermination(0, TimeUnit.SECONDS)));
        assertFalse(Bounded.call(() -> pool.awaitTermination(-1, TimeUnit.SECONDS)));
        assertFalse(Bounded.call(() -> pool.awaitTermination(Long.MIN_VALUE, TimeUnit.DAYS)));
        assertFalse(pool.isShutdown());
        assertEquals(1, Bounded.get(pool.submit(giving(1))));
    }

    @Test
    void aPoolCanBeClosedFromManyThreadsAtOnce() throws Exception {
        Pool pool = open(2);
        Gate end = gate();
        occupy(pool, 2, end);
        List<Caller<?>> closers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Callable<Object> close = () -> {
                pool.close();
                assertTrue(pool.isTerminated());
                return null;
            };
            closers.add(i % 2 == 0 ? Caller.platform(close) : Caller.virtual(close));
        }
        closers.forEach(Caller::untilWaiting);
        end.open();
        for (Caller<?> closer : closers) {
            closer.result();
        }
    }
}
