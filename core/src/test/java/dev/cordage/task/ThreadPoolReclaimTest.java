package dev.cordage.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.Bounded;
import dev.cordage.testing.LeakCheck;
import dev.cordage.testing.Threads;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the garbage collector may take: pools nobody can reach, and what finished tasks held. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ThreadPoolReclaimTest {
    private static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);

    private static ThreadPool pool(String name, boolean virtual) {
        ThreadPool.Builder builder = ThreadPool.builder().name(name).threads(2).idleTimeout(FOR_EVER);
        return (virtual ? builder.virtual() : builder).build();
    }

    private static void collected(String what, WeakReference<?> reference) {
        Bounded.until(what + " to be collected", () -> {
            System.gc();
            return reference.refersTo(null);
        });
    }

    private static boolean threadsOf(String name) {
        return Threads.all().values().stream().anyMatch(thread -> thread.name().startsWith(name));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aPoolNobodyCanReachLetsItsIdleThreadsGo(boolean virtual) throws Exception {
        WeakReference<Pool> reference = abandonIdle(virtual);
        collected("the pool", reference);
        Bounded.until("its threads to end", () -> !threadsOf("abandoned"));
    }

    private static WeakReference<Pool> abandonIdle(boolean virtual) throws Exception {
        Pool pool = pool("abandoned", virtual);
        Bounded.get(pool.submit(() -> 1));
        assertTrue(threadsOf("abandoned"));
        return new WeakReference<>(pool);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aPoolNobodyCanReachFinishesWhatItAccepted(boolean virtual) throws Exception {
        CountDownLatch mayEnd = new CountDownLatch(1);
        AtomicInteger ran = new AtomicInteger();
        List<TaskFuture<?>> futures = new ArrayList<>();
        WeakReference<Pool> reference = abandonBusy(virtual, mayEnd, ran, futures);
        collected("the pool", reference);
        assertEquals(0, ran.get());
        mayEnd.countDown();
        for (TaskFuture<?> future : futures) {
            Bounded.get(future);
        }
        assertEquals(20, ran.get());
        Bounded.until("its threads to end", () -> !threadsOf("abandoned"));
    }

    private static WeakReference<Pool> abandonBusy(
            boolean virtual, CountDownLatch mayEnd, AtomicInteger ran, List<TaskFuture<?>> futures) {
        Pool pool = pool("abandoned", virtual);
        for (int i = 0; i < 20; i++) {
            futures.add(pool.submitChecked(() -> {
                Bounded.await(mayEnd);
                ran.incrementAndGet();
            }));
        }
        return new WeakReference<>(pool);
    }

    @Test
    void aTaskThatHoldsItsPoolKeepsItOpen() throws Exception {
        CountDownLatch mayGoOn = new CountDownLatch(1);
        TaskFuture<Integer> future = nested(mayGoOn);
        for (int i = 0; i < 5; i++) {
            System.gc();
        }
        mayGoOn.countDown();
        assertEquals(7, Bounded.get(future));
        Bounded.until("its threads to end", () -> {
            System.gc();
            return !threadsOf("abandoned");
        });
    }

    private static TaskFuture<Integer> nested(CountDownLatch mayGoOn) {
        Pool pool = pool("abandoned", false);
        return pool.submit(() -> {
            Bounded.await(mayGoOn);
            return pool.submit(() -> 7).result();
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anIdleThreadHoldsNothingOfItsLastTask(boolean virtual) throws Exception {
        try (Pool pool = pool("holding", virtual)) {
            WeakReference<Object> value = new WeakReference<>(Bounded.get(pool.submit(() -> new Object())));
            collected("the value of the last task", value);
            Object captured = new Object();
            WeakReference<Object> capture = new WeakReference<>(captured);
            TaskFuture<Integer> kept = submitHolding(pool, captured);
            captured = null;
            Bounded.get(kept);
            collected("what a finished task captured, though its future is kept,", capture);
            assertTrue(kept.isDone());
        }
    }

    private static TaskFuture<Integer> submitHolding(Pool pool, Object captured) {
        return pool.submit(() -> captured.hashCode() & 1);
    }

    @Test
    void aCancelledTaskLetsGoOfItsWorkWhileItIsStillQueued() throws Exception {
        CountDownLatch mayEnd = new CountDownLatch(1);
        try (Pool pool = ThreadPool.of(1)) {
            pool.submitChecked(() -> Bounded.await(mayEnd));
            Object captured = new Object();
            WeakReference<Object> capture = new WeakReference<>(captured);
            TaskFuture<Integer> cancelled = submitHolding(pool, captured);
            captured = null;
            assertTrue(cancelled.cancel(false));
            collected("what a cancelled task captured", capture);
            mayEnd.countDown();
        }
    }

    @Test
    void cancelledTasksDoNotPileUpInAQueueThatStandsStill() throws Exception {
        CountDownLatch mayEnd = new CountDownLatch(1);
        try (Pool pool = ThreadPool.of(1)) {
            pool.submitChecked(() -> Bounded.await(mayEnd));
            List<WeakReference<TaskFuture<?>>> all = new ArrayList<>();
            for (int i = 0; i < 50_000; i++) {
                TaskFuture<?> future = pool.submit(() -> {});
                future.cancel(false);
                all.add(new WeakReference<>(future));
            }
            System.gc();
            Bounded.until("nearly all cancelled tasks to be collected", () -> {
                System.gc();
                return all.stream()
                                .filter(reference -> !reference.refersTo(null))
                                .count()
                        < 10_000;
            });
            assertEquals(0, pool.statistics().queued());
            mayEnd.countDown();
        }
    }

    @Test
    void aPoolInUseIsNotTakenAway() throws Exception {
        for (int i = 0; i < 20; i++) {
            TaskFuture<Integer> future = ThreadPool.of(1).submit(() -> {
                System.gc();
                return 1;
            });
            assertEquals(1, Bounded.get(future));
        }
        Bounded.until("all threads to be let go", () -> {
            System.gc();
            return !threadsOf("ThreadPool-");
        });
        assertFalse(threadsOf("ThreadPool-"));
    }
}
