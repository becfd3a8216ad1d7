package dev.cordage.task;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.Bounded;
import dev.cordage.testing.LeakCheck;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What goes with a task: context, the submit site, a deadline. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ThreadPoolContextTest {
    private static final ThreadLocal<String> TENANT = new ThreadLocal<>();
    private static final ScopedValue<String> TRACE = ScopedValue.newInstance();

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
        TENANT.remove();
        for (ThreadPool pool : pools) {
            assertTrue(pool.stop(Bounded.LONG), () -> pool + " does not stop");
        }
    }

    // ---- context -------------------------------------------------------------------------------------------------

    private List<ThreadPool> carryingPools() {
        List<ThreadPool> carrying = new ArrayList<>();
        for (ThreadPool.Builder builder : List.of(
                ThreadPool.builder().threads(1),
                ThreadPool.builder().threads(1).virtual(),
                ThreadPool.builder().virtual())) {
            carrying.add(open(
                    builder.context(ContextCarrier.of("tenant", TENANT)).context(ContextCarrier.of("trace", TRACE))));
        }
        return carrying;
    }

    @Test
    void contextIsThatOfTheSubmitAndOfNoOtherTask() throws Exception {
        for (ThreadPool pool : carryingPools()) {
            TENANT.set("a");
            TaskFuture<String> first = ScopedValue.where(TRACE, "1").call(() -> pool.submit(() -> seen()));
            TENANT.set("b");
            TaskFuture<String> second = ScopedValue.where(TRACE, "2").call(() -> pool.submit(() -> seen()));
            TENANT.remove();
            TaskFuture<String> third = pool.submit(() -> seen());
            assertEquals("a1", Bounded.get(first));
            assertEquals("b2", Bounded.get(second));
            assertEquals("null-", Bounded.get(third));
        }
    }

    private static String seen() {
        return TENANT.get() + (TRACE.isBound() ? TRACE.get() : "-");
    }

    @Test
    void contextReachesExecuteAndFailingTasksAndIsPutBack() throws Exception {
        for (ThreadPool pool : carryingPools()) {
            TENANT.set("a");
            ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();
            pool.execute(() -> seen.add(seen()));
            Bounded.until("the executed task", () -> seen.size() == 1);
            TaskFuture<Object> failing = pool.submit(() -> {
                throw new IOException(seen());
            });
            assertEquals("a-", Bounded.failureOf(failing).getMessage());
            TENANT.remove();
            assertEquals("null-", Bounded.get(pool.submit(() -> seen())));
            assertEquals(List.of("a-"), List.copyOf(seen));
        }
    }

    @Test
    void whatTheThreadHadBeforeIsPutBack() throws Exception {
        putsBack(ContextCarrier.of("tenant", TENANT));
    }

    private static <S> void putsBack(ContextCarrier<S> carrier) throws Exception {
        TENANT.set("carried");
        S snapshot = carrier.capture();
        TENANT.set("own");
        assertEquals("carried", carrier.with(snapshot, () -> TENANT.get()));
        assertEquals("own", TENANT.get());
        assertThrows(
                IOException.class,
                () -> carrier.with(snapshot, () -> {
                    TENANT.set("mess");
                    throw new IOException();
                }));
        assertEquals("own", TENANT.get());
        TENANT.remove();
        assertEquals("carried", carrier.with(snapshot, () -> TENANT.get()));
        assertNull(TENANT.get());
    }

    @Test
    void theFirstCarrierIsTheOutermostAndNullIsNotCarried() throws Exception {
        List<String> calls = new ArrayList<>();
        ThreadPool pool = open(ThreadPool.builder()
                .threads(1)
                .context(new Noting("outer", "x", calls))
                .context(new Noting("none", null, calls))
                .context(new Noting("inner", "y", calls)));
        Bounded.get(pool.submit(() -> calls.add("task")));
        assertEquals(List.of("outer x", "inner y", "task", "inner ends", "outer ends"), calls);
    }

    private record Noting(String name, String snapshot, List<String> calls) implements ContextCarrier<String> {
        @Override
        public String capture() {
            return snapshot;
        }

        @Override
        public <T> T with(String captured, Callable<T> body) throws Exception {
            calls.add(name + " " + captured);
            try {
                return body.call();
            } finally {
                calls.add(name + " ends");
            }
        }
    }

    @Test
    void aCarrierThatFailsToCaptureFailsTheSubmitBeforeAnyEffect() throws Exception {
        AtomicInteger ran = new AtomicInteger();
        ThreadPool pool = open(ThreadPool.builder().threads(1).queueBound(0).context(new ContextCarrier<String>() {
            @Override
            public String name() {
                return "failing";
            }

            @Override
            public String capture() {
                if (TENANT.get() != null) {
                    throw new IllegalStateException("no context");
                }
                return "x";
            }

            @Override
            public <T> T with(String snapshot, Callable<T> body) {
                throw new IllegalStateException("cannot put it in place");
            }
        }));
        TENANT.set("a");
        for (int i = 0; i < 3; i++) { // more than there is room for
            assertThrows(IllegalStateException.class, () -> pool.submit(ran::incrementAndGet));
        }
        TENANT.remove();
        assertEquals(
                "cannot put it in place",
                Bounded.failureOf(pool.submit(ran::incrementAndGet)).getMessage());
        assertEquals(0, ran.get());
    }

    // ---- submit sites --------------------------------------------------------------------------------------------

    @Test
    void theSubmitSiteIsInTheFailureWhereSwitchedOn() throws Exception {
        for (ThreadPool.Builder builder :
                List.of(ThreadPool.builder().threads(1), ThreadPool.builder().virtual())) {
            ThreadPool pool = open(builder.name("census").submitSites(true));
            TaskFuture<Object> failing = submittedHere(pool);
            Throwable failure = Bounded.failureOf(failing);
            SubmitSite site = failing.submitSite().orElseThrow();
            assertArrayEquals(new Throwable[] {site}, failure.getSuppressed());
            assertTrue(
                    Arrays.stream(site.getStackTrace())
                            .anyMatch(f -> f.getMethodName().equals("submittedHere")),
                    () -> Arrays.toString(site.getStackTrace()));
            StringWriter printed = new StringWriter();
            failure.printStackTrace(new PrintWriter(printed));
            assertTrue(printed.toString().contains("submittedHere"), printed::toString);
            assertTrue(printed.toString().contains("read java.base"), printed::toString);
            assertTrue(printed.toString().contains("census"), printed::toString);
        }
    }

    private static TaskFuture<Object> submittedHere(Pool pool) {
        return pool.submit(TaskOptions.named("read java.base"), () -> {
            throw new IOException("unreadable");
        });
    }

    @Test
    void thereIsNoSubmitSiteWhereNotSwitchedOn() throws Exception {
        ThreadPool pool = open(ThreadPool.builder().threads(1));
        TaskFuture<Object> failing = submittedHere(pool);
        assertEquals(0, Bounded.failureOf(failing).getSuppressed().length);
        assertTrue(failing.submitSite().isEmpty());
    }

    @Test
    void oneExceptionThatFailsManyTasksDoesNotCollectTheirSites() throws Exception {
        ThreadPool pool = open(ThreadPool.builder().threads(2).submitSites(true));
        IOException same = new IOException("again");
        for (int i = 0; i < 50; i++) {
            assertSame(same, Bounded.failureOf(pool.submit(() -> {
                throw same;
            })));
        }
        assertTrue(same.getSuppressed().length >= 1 && same.getSuppressed().length <= 2, "one, or two in a race");
    }

    @Test
    void aFailureThatTakesNoSuppressedOnesIsNoTrouble() throws Exception {
        ThreadPool pool = open(ThreadPool.builder().threads(1).submitSites(true));
        Throwable closed = new Throwable("closed", null, false, false) {};
        assertSame(closed, Bounded.failureOf(pool.submit(() -> PoolThreadsContract.sneaky(closed))));
        TaskFuture<?>[] self = new TaskFuture<?>[1];
        CountDownLatch known = new CountDownLatch(1);
        self[0] = pool.submit(() -> {
            Bounded.await(known);
            return PoolThreadsContract.sneaky(self[0].submitSite().orElseThrow());
        });
        known.countDown();
        assertSame(self[0].submitSite().orElseThrow(), Bounded.failureOf(self[0]), "a task that throws its own site");
    }

    // ---- deadlines -----------------------------------------------------------------------------------------------

    @Test
    void aTaskInTimeTakesItsDeadlineBack() throws Exception {
        ThreadPool pool = open(ThreadPool.builder().threads(2));
        TaskOptions hour = TaskOptions.none().timeout(Duration.ofHours(1));
        List<TaskFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            int value = i;
            futures.add(pool.submit(hour, () -> value));
        }
        for (TaskFuture<Integer> future : futures) {
            Bounded.get(future);
        }
        TaskFuture<?> cancelled = pool.submitChecked(hour, () -> Bounded.await(end));
        cancelled.cancel(true);
        // LeakCheck finds what is left in the clock.
    }

    @Test
    void aTaskThatIgnoresItsDeadlineKeepsItsWorkerAndItsResultIsDropped() throws Exception {
        ThreadPool pool = open(ThreadPool.builder().threads(1));
        CountDownLatch interrupted = new CountDownLatch(1);
        TaskFuture<String> late = pool.submit(TaskOptions.named("stubborn").timeout(Duration.ofMillis(5)), () -> {
            while (end.getCount() > 0) {
                if (Thread.interrupted()) {
                    interrupted.countDown();
                }
                Thread.onSpinWait();
            }
            return "too late";
        });
        TaskFuture<Integer> next = pool.submit(() -> 1);
        TimeoutException failure = (TimeoutException) Bounded.failureOf(late);
        assertTrue(failure.getMessage().contains("stubborn"), failure.getMessage());
        Bounded.await(interrupted);
        assertTrue(!next.isDone());
        end.countDown();
        assertEquals(1, Bounded.get(next));
        assertSame(failure, late.exceptionNow());
    }

    @Test
    void aDeadlineCarriesTheSubmitSite() throws Exception {
        ThreadPool pool = open(ThreadPool.builder().threads(1).submitSites(true));
        TaskFuture<?> late =
                pool.submitChecked(TaskOptions.none().timeout(Duration.ofMillis(1)), () -> Bounded.await(end));
        Throwable failure = Bounded.failureOf(late);
        assertTrue(failure instanceof TimeoutException);
        assertSame(late.submitSite().orElseThrow(), failure.getSuppressed()[0]);
    }

    @Test
    void aDeadlineAlsoReachesTasksThatKeepEveryCarrierOfVirtualThreadsBusy() throws Exception {
        for (ThreadPool.Builder builder : List.of(
                ThreadPool.builder().virtual(), ThreadPool.builder().threads(64).virtual())) {
            ThreadPool pool = open(builder);
            TaskOptions soon = TaskOptions.none().timeout(Duration.ofMillis(20));
            List<TaskFuture<?>> spinning = new ArrayList<>();
            for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
                spinning.add(pool.submit(soon, () -> {
                    while (!Thread.interrupted() && end.getCount() > 0) {
                        Thread.onSpinWait();
                    }
                }));
            }
            try {
                for (TaskFuture<?> task : spinning) {
                    assertTrue(task.tryAwait(Bounded.LONG), "no deadline is kept while all carriers are busy");
                }
            } finally {
                end.countDown();
            }
        }
    }

    /** One clock serves the whole program: what users do in callbacks must not stop it. */
    @Test
    void aCallbackThatBlocksAfterADeadlineHoldsUpNoOtherDeadline() throws Exception {
        ThreadPool pool = open(ThreadPool.builder().threads(2));
        TaskOptions soon = TaskOptions.none().timeout(Duration.ofMillis(5));
        CountDownLatch inCallback = new CountDownLatch(1);
        CountDownLatch mayReturn = new CountDownLatch(1);
        TaskFuture<?> first = pool.submitChecked(soon, () -> Bounded.await(end));
        first.onDone(_ -> {
            inCallback.countDown();
            try {
                Bounded.await(mayReturn);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        Bounded.await(inCallback);
        try {
            TaskFuture<?> second = pool.submitChecked(soon, () -> Bounded.await(end));
            assertTrue(second.tryAwait(Bounded.LONG.dividedBy(2)), "no deadline is kept while a callback blocks");
            assertInstanceOf(TimeoutException.class, second.failure());
        } finally {
            mayReturn.countDown();
        }
    }
}
