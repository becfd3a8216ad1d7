package dev.cordage.task;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import dev.cordage.testing.Gate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.Thread.UncaughtExceptionHandler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a {@link Pool} keeps whose workers share their memory with the test. */
public abstract class PoolThreadsContract extends PoolContract {
    private boolean isBounded(Pool pool) {
        return pool.parallelism() != Integer.MAX_VALUE;
    }

    // ---- identity and memory -------------------------------------------------------------------------------------

    @Test
    void theFailureIsTheVeryObjectThatWasThrown() throws Exception {
        Pool pool = open(1);
        List<Throwable> failures = List.of(
                new IOException("a"), new IllegalStateException("b"), new AssertionError("c"), new Throwable("d"));
        for (Throwable failure : failures) {
            TaskFuture<Object> future = pool.submit(() -> sneaky(failure));
            assertSame(failure, Bounded.failureOf(future));
            assertSame(failure, future.failure());
            assertSame(failure, future.exceptionNow());
            if (failure instanceof Exception || failure instanceof Error) {
                assertSame(failure, assertThrows(Throwable.class, future::result));
            } else {
                assertSame(
                        failure,
                        assertThrows(ExecutionException.class, future::result).getCause());
            }
        }
    }

    @SuppressWarnings("unchecked")
    static <T, E extends Throwable> T sneaky(Throwable failure) throws E {
        throw (E) failure;
    }

    @Test
    void submittingHappensBeforeTheTaskAndItsEndBeforeTheReturnOfGet() throws Exception {
        Pool pool = open(2);
        int[] plain = new int[64];
        for (int i = 1; i <= 20_000; i++) {
            int round = i;
            plain[0] = round;
            TaskFuture<Integer> future = pool.submit(() -> {
                int seen = plain[0];
                plain[32] = round;
                return seen;
            });
            if (i % 3 == 0) {
                while (!future.isDone()) {
                    Thread.onSpinWait();
                }
            } else {
                Bounded.get(future);
            }
            assertEquals(round, plain[32]);
            assertEquals(round, future.resultNow());
        }
    }

    // ---- the end, from inside ------------------------------------------------------------------------------------

    @Test
    void closeInsideAnOwnTaskStopsAcceptingAndReturns() throws Exception {
        Pool pool = open(1);
        Gate queuedRan = gate();
        CountDownLatch mayClose = new CountDownLatch(1);
        TaskFuture<Boolean> closing = pool.submit(() -> {
            Bounded.await(mayClose);
            pool.close();
            pool.close();
            assertThrows(RejectedExecutionException.class, () -> pool.submit(() -> {}));
            return pool.isShutdown() && !pool.isTerminated();
        });
        TaskFuture<?> queued = pool.submit(queuedRan::open);
        mayClose.countDown();
        assertTrue(Bounded.get(closing));
        assertTrue(pool.awaitTermination(Bounded.LONG.toSeconds(), TimeUnit.SECONDS));
        assertNull(Bounded.get(queued));
        assertTrue(queuedRan.isOpen());
    }

    @Test
    void closeInsideAnOwnTaskReturnsWhateverTheTaskDidToItsThread() throws Exception {
        Pool pool = open(1);
        TaskFuture<Boolean> closing = pool.submit(() -> {
            Thread.currentThread().setName("mess");
            Thread.currentThread().setContextClassLoader(null);
            Thread.currentThread().setUncaughtExceptionHandler((_, _) -> {});
            pool.close();
            return pool.isShutdown();
        });
        assertTrue(Bounded.get(closing));
        assertTrue(pool.awaitTermination(Bounded.LONG.toSeconds(), TimeUnit.SECONDS));
    }

    @Test
    void stopInsideAnOwnTaskDoesNotWaitAndInterruptsTheTaskItself() throws Exception {
        Pool pool = open(1);
        CountDownLatch mayStop = new CountDownLatch(1);
        TaskFuture<Boolean> stopping = pool.submit(() -> {
            Bounded.await(mayStop);
            boolean ended = pool.stop(Duration.ofSeconds(Long.MAX_VALUE));
            assertTrue(Thread.interrupted());
            return ended;
        });
        TaskFuture<?> queued = isBounded(pool) ? pool.submit(() -> {}) : null;
        mayStop.countDown();
        assertFalse(Bounded.get(stopping));
        if (queued != null) {
            Bounded.until("the queued task to be dropped", queued::isCancelled);
        }
        assertTrue(pool.awaitTermination(Bounded.LONG.toSeconds(), TimeUnit.SECONDS));
    }

    @Test
    void closeInACallbackReturns() throws Exception {
        Pool pool = open(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        TaskFuture<?> task = pool.submitChecked(() -> Bounded.await(mayEnd));
        task.onDone(_ -> {
            pool.close();
            closed.countDown();
        });
        mayEnd.countDown();
        Bounded.await(closed);
        assertTrue(pool.awaitTermination(Bounded.LONG.toSeconds(), TimeUnit.SECONDS));
    }

    @Test
    void closeInsideATaskOfAnotherPoolWaits() throws Exception {
        Pool pool = open(1);
        Pool other = open(1);
        Gate end = gate();
        occupy(pool, 1, end);
        AtomicReference<Thread> closer = new AtomicReference<>();
        TaskFuture<Boolean> closing = other.submit(() -> {
            closer.set(Thread.currentThread());
            pool.close();
            return pool.isTerminated();
        });
        Bounded.until("the closing task", () -> closer.get() != null);
        Bounded.untilWaiting(closer.get());
        assertFalse(closing.isDone());
        end.open();
        assertTrue(Bounded.get(closing));
    }

    @Test
    void shutdownNowGivesBackTheVeryRunnablesOfExecuteInTheirOrder() throws Exception {
        Pool pool = open(1);
        if (!isBounded(pool)) {
            return;
        }
        Gate end = gate();
        occupy(pool, 1, end);
        List<Runnable> given = new ArrayList<>();
        AtomicInteger ran = new AtomicInteger();
        for (int i = 0; i < 5; i++) {
            Runnable task = ran::incrementAndGet;
            given.add(task);
            pool.execute(task);
        }
        TaskFuture<String> submitted = pool.submit(() -> "value");
        List<Runnable> dropped = pool.shutdownNow();
        assertEquals(6, dropped.size());
        for (int i = 0; i < 5; i++) {
            assertSame(given.get(i), dropped.get(i));
        }
        assertFalse(submitted.isDone(), "what is given back is neither run nor cancelled");
        dropped.forEach(Runnable::run);
        assertEquals(5, ran.get());
        assertEquals("value", submitted.resultNow());
    }

    // ---- failures that no future carries -------------------------------------------------------------------------

    private static void withDefaultHandler(UncaughtExceptionHandler handler, Bounded.Body body) throws Exception {
        UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler(handler);
        try {
            body.run();
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    @Test
    void whatExecuteThrowsReachesTheHandlerOnceAndTheThreadGoesOn() throws Exception {
        Pool pool = open(1);
        Collection<Throwable> reported = new ConcurrentLinkedQueue<>();
        List<Throwable> thrown = List.of(new IllegalStateException("a"), new AssertionError("b"), new Throwable("c"));
        withDefaultHandler((_, failure) -> reported.add(failure), () -> {
            for (Throwable failure : thrown) {
                pool.execute(() -> PoolThreadsContract.<Object, RuntimeException>sneaky(failure));
                Bounded.until("the report of " + failure, () -> reported.contains(failure));
            }
            assertEquals(1, Bounded.get(pool.submit(() -> 1)));
        });
        assertEquals(thrown, List.copyOf(reported));
    }

    @Test
    void aFailureInAFutureIsNotReported() throws Exception {
        Pool pool = open(1);
        Collection<Throwable> reported = new ConcurrentLinkedQueue<>();
        withDefaultHandler((_, failure) -> reported.add(failure), () -> {
            Bounded.failureOf(pool.submit(() -> {
                throw new IllegalStateException("in the future");
            }));
            Bounded.get(pool.submit(() -> {}));
            pool.close();
        });
        assertEquals(List.of(), List.copyOf(reported));
    }

    @Test
    void aHandlerThatFailsHarmsNothingAndTheFailureIsStillPrinted() throws Exception {
        Pool pool = open(1);
        PrintStream before = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            withDefaultHandler(
                    (_, _) -> {
                        throw new AssertionError("handler failed");
                    },
                    () -> {
                        pool.execute(() -> {
                            throw new IllegalStateException("task failed");
                        });
                        if (isBounded(pool)) {
                            assertEquals(1, Bounded.get(pool.submit(() -> 1)));
                        }
                        pool.close();
                    });
        } finally {
            System.setErr(before);
        }
        String text = printed.toString(StandardCharsets.UTF_8);
        assertTrue(text.contains("task failed") && text.contains("handler failed"), text);
    }

    @Test
    void aCallbackThatThrowsIsReportedAndTheOthersRun() throws Exception {
        Pool pool = open(1);
        AssertionError failure = new AssertionError("callback failed");
        Collection<Throwable> reported = new ConcurrentLinkedQueue<>();
        CountDownLatch others = new CountDownLatch(2);
        CountDownLatch mayEnd = new CountDownLatch(1);
        withDefaultHandler((_, f) -> reported.add(f), () -> {
            TaskFuture<?> task = pool.submitChecked(() -> Bounded.await(mayEnd));
            task.onDone(_ -> others.countDown());
            task.onDone(_ -> {
                throw failure;
            });
            task.onDone(_ -> others.countDown());
            mayEnd.countDown();
            Bounded.await(others);
            assertEquals(1, Bounded.get(pool.submit(() -> 1)));
        });
        assertEquals(List.of(failure), List.copyOf(reported));
    }

    // ---- what a task leaves behind -------------------------------------------------------------------------------

    /** Runs the task and then looks in the very thread that ran it, if the pool uses threads again. */
    private <T> void seenAfter(Consumer<Thread> mess, Work<T> look, T expected) throws Exception {
        Pool pool = open(1);
        Thread first = Bounded.get(pool.submit(() -> Thread.currentThread()));
        Thread second = Bounded.get(pool.submit(() -> {
            mess.accept(Thread.currentThread());
            return Thread.currentThread();
        }));
        if (isBounded(pool)) {
            assertSame(first, second);
        }
        assertEquals(expected, Bounded.get(pool.submit(look)));
    }

    @Test
    void anInterruptFlagLeftBehindIsGone() throws Exception {
        seenAfter(Thread::interrupt, () -> Thread.currentThread().isInterrupted(), false);
    }

    @Test
    void anInterruptFlagLeftBehindByAFailingTaskIsGone() throws Exception {
        Pool pool = open(1);
        Bounded.failureOf(pool.submit(() -> {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("and more");
        }));
        assertFalse(Bounded.get(pool.submit(() -> Thread.currentThread().isInterrupted())));
        Gate ran = gate();
        pool.execute(() -> {
            Thread.currentThread().interrupt();
            ran.open();
        });
        ran.await();
        assertFalse(Bounded.get(pool.submit(() -> Thread.currentThread().isInterrupted())));
    }

    @Test
    void theNameIsPutBack() throws Exception {
        Pool pool = open(1);
        String before = Bounded.get(pool.submit(() -> Thread.currentThread().getName()));
        Bounded.get(pool.submit(() -> Thread.currentThread().setName("mess")));
        String after = Bounded.get(pool.submit(() -> Thread.currentThread().getName()));
        if (isBounded(pool)) {
            assertEquals(before, after);
        } else {
            assertNotSame("mess", after);
        }
    }

    @Test
    void thePriorityIsPutBack() throws Exception {
        seenAfter(
                thread -> thread.setPriority(Thread.MIN_PRIORITY),
                () -> Thread.currentThread().getPriority(),
                Thread.NORM_PRIORITY);
    }

    @Test
    void theContextClassLoaderIsPutBack() throws Exception {
        ClassLoader before =
                Bounded.get(open(1).submit(() -> Thread.currentThread().getContextClassLoader()));
        seenAfter(
                thread -> thread.setContextClassLoader(null),
                () -> Thread.currentThread().getContextClassLoader(),
                before);
    }

    @Test
    void theHandlerIsPutBack() throws Exception {
        UncaughtExceptionHandler mess = (_, _) -> {};
        seenAfter(
                thread -> thread.setUncaughtExceptionHandler(mess),
                () -> Thread.currentThread().getUncaughtExceptionHandler() == mess,
                false);
    }

    // ---- races ---------------------------------------------------------------------------------------------------

    @Test
    void cancellingRacesRunningAHundredThousandTimes() throws Exception {
        Pool pool = open(2);
        int rounds = 100_000;
        AtomicInteger leaked = new AtomicInteger();
        AtomicInteger callbacks = new AtomicInteger();
        AtomicInteger wonByCancel = new AtomicInteger();
        AtomicReference<TaskFuture<?>> next = new AtomicReference<>();
        AtomicBoolean end = new AtomicBoolean();
        Caller<?> canceller = Caller.platform(() -> {
            while (!end.get()) {
                TaskFuture<?> victim = next.getAndSet(null);
                if (victim != null && victim.cancel(true)) {
                    wonByCancel.incrementAndGet();
                }
            }
            return null;
        });
        AtomicInteger cancelled = new AtomicInteger();
        Work<Boolean> bystander = () -> {
            if (Thread.currentThread().isInterrupted()) {
                leaked.incrementAndGet();
            }
            Thread.onSpinWait();
            if (Thread.currentThread().isInterrupted()) {
                leaked.incrementAndGet();
            }
            return true;
        };
        List<TaskFuture<Boolean>> bystanders = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            TaskFuture<Integer> victim = pool.submit(() -> 1);
            bystanders.add(pool.submit(bystander));
            victim.onDone(f -> {
                callbacks.incrementAndGet();
                if (f.isCancelled()) {
                    cancelled.incrementAndGet();
                }
            });
            if (i % 2 == 0) {
                next.set(victim); // may replace one that then is never cancelled
            } else if (victim.cancel(true)) {
                wonByCancel.incrementAndGet();
            }
            if (bystanders.size() == 50) {
                for (TaskFuture<Boolean> each : bystanders) {
                    assertTrue(Bounded.get(each));
                }
                bystanders.clear();
            }
        }
        for (TaskFuture<Boolean> each : bystanders) {
            assertTrue(Bounded.get(each));
        }
        Bounded.until("the last victim to be taken", () -> next.get() == null);
        end.set(true);
        canceller.result();
        Bounded.until("one callback each", () -> callbacks.get() == rounds);
        pool.close();
        assertAll(
                () -> assertEquals(0, leaked.get(), "interrupts that reached a task that was not cancelled"),
                () -> assertEquals(rounds, callbacks.get()),
                () -> assertEquals(wonByCancel.get(), cancelled.get(), "one winner each"),
                () -> assertTrue(wonByCancel.get() > 0, "a race that nobody but one wins is none"));
    }

    @Test
    void aDeadlineRacingTheEndOfItsTaskInterruptsNoOther() throws Exception {
        Pool pool = open(2);
        AtomicInteger leaked = new AtomicInteger();
        List<TaskFuture<?>> all = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            int spins = i % 200;
            all.add(pool.submit(TaskOptions.none().timeout(Duration.ofNanos(1 + i % 50_000)), () -> {
                for (int k = 0; k < spins; k++) {
                    Thread.onSpinWait();
                }
            }));
            all.add(pool.submit(() -> {
                for (int k = 0; k < 20; k++) {
                    if (Thread.currentThread().isInterrupted()) {
                        leaked.incrementAndGet();
                    }
                }
            }));
        }
        for (TaskFuture<?> each : all) {
            assertTrue(each.tryAwait(Bounded.LONG));
        }
        assertEquals(0, leaked.get());
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "shutdown", "shutdownNow", "stop"})
    void everyTaskAcceptedWhileThePoolEndsIsAccountedFor(String how) throws Exception {
        for (int round = 0; round < 150; round++) {
            endWhileSubmitting(how, round);
        }
    }

    private void endWhileSubmitting(String how, int round) throws Exception {
        Pool pool = pool(1 + round % 3);
        int submitters = 2;
        CyclicBarrier start = new CyclicBarrier(submitters + 1);
        Collection<Counted> accepted = new ConcurrentLinkedQueue<>();
        List<Caller<?>> callers = new ArrayList<>();
        for (int i = 0; i < submitters; i++) {
            callers.add(Caller.platform(() -> {
                Bounded.await(start);
                for (int k = 0; k < 2_000; k++) {
                    Counted task = new Counted();
                    try {
                        task.future = pool.submit((Runnable) task);
                    } catch (RejectedExecutionException _) {
                        task.rejected = true;
                    }
                    accepted.add(task);
                    if (task.rejected && k > 20) {
                        break;
                    }
                }
                return null;
            }));
        }
        Bounded.await(start);
        for (int spins = 0; spins < round * 37 % 2_000; spins++) {
            Thread.onSpinWait();
        }
        int dropped = 0;
        switch (how) {
            case "close" -> Bounded.run(pool::close);
            case "shutdown" -> pool.shutdown();
            case "shutdownNow" -> dropped = pool.shutdownNow().size();
            default -> assertTrue(Bounded.call(() -> pool.stop(Bounded.LONG)), () -> pool + " does not end");
        }
        for (Caller<?> caller : callers) {
            caller.result();
        }
        assertTrue(
                Bounded.call(() -> pool.awaitTermination(Bounded.LONG.toSeconds(), TimeUnit.SECONDS)),
                () -> pool + " does not end");
        int unended = 0;
        for (Counted task : accepted) {
            if (task.rejected) {
                assertEquals(0, task.runs.get(), "a rejected task has run");
            } else {
                Future.State state = task.future.state();
                switch (state) {
                    case SUCCESS -> assertEquals(1, task.runs.get());
                    case CANCELLED -> {
                        assertEquals("stop", how);
                        assertEquals(0, task.runs.get(), "dropped, and has run");
                    }
                    case RUNNING -> unended++;
                    default -> throw new AssertionError(state + " " + task.future);
                }
            }
        }
        assertEquals(dropped, unended, "tasks accepted, not run, and not given back");
    }

    private static final class Counted implements Runnable {
        final AtomicInteger runs = new AtomicInteger();
        volatile boolean rejected;
        volatile TaskFuture<?> future;

        @Override
        public void run() {
            runs.incrementAndGet();
        }
    }

    /** A pool that never had a worker, and a submitter that may have to take its task back. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theVeryFirstTaskRacesTheEnd(boolean now) throws Exception {
        AtomicInteger turn = new AtomicInteger();
        AtomicReference<Pool> current = new AtomicReference<>();
        int rounds = 2_500;
        Caller<Integer> submitter = Caller.platform(() -> {
            int accepted = 0;
            for (int round = 1; round <= rounds; round++) {
                while (turn.get() < round) {
                    Thread.onSpinWait();
                }
                Pool pool = current.get();
                try {
                    pool.submit(() -> {});
                    accepted++;
                } catch (RejectedExecutionException _) {
                    // The other was quicker.
                }
            }
            return accepted;
        });
        for (int round = 1; round <= rounds; round++) {
            Pool pool = pool(1);
            current.set(pool);
            turn.set(round);
            for (int spins = round % 150; spins > 0; spins--) {
                Thread.onSpinWait();
            }
            if (now) {
                pool.shutdownNow();
            } else {
                pool.shutdown();
            }
            if (!pool.awaitTermination(5, TimeUnit.SECONDS)) {
                throw Bounded.ranOut("the end of " + pool + " in round " + round);
            }
        }
        assertNotNull(submitter.result());
    }

    @Test
    void thousandsOfVirtualThreadsSubmit() throws Exception {
        Pool pool = open(2);
        int submitters = 3_000;
        AtomicInteger ran = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(submitters);
        Collection<Throwable> failures = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < submitters; i++) {
            Thread.ofVirtual().start(() -> {
                try {
                    for (int k = 0; k < 3; k++) {
                        Bounded.get(pool.submit(() -> ran.incrementAndGet()));
                    }
                } catch (Throwable failure) {
                    failures.add(failure);
                } finally {
                    done.countDown();
                }
            });
        }
        Bounded.await(done);
        assertEquals(List.of(), List.copyOf(failures));
        assertEquals(3 * submitters, ran.get());
    }

    @Test
    void tasksSubmitTasks() throws Exception {
        Pool pool = open(2);
        AtomicInteger ran = new AtomicInteger();
        CountDownLatch done = new CountDownLatch((1 << 12) - 1);
        pool.execute(new Branch(pool, 12, ran, done));
        Bounded.await(done);
        assertEquals((1 << 12) - 1, ran.get());
    }

    private record Branch(Pool pool, int height, AtomicInteger ran, CountDownLatch done) implements Runnable {
        @Override
        public void run() {
            ran.incrementAndGet();
            if (height > 1) {
                pool.execute(new Branch(pool, height - 1, ran, done));
                pool.execute(new Branch(pool, height - 1, ran, done));
            }
            done.countDown();
        }
    }
}
