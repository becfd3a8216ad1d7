package dev.cordage.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.task.TaskFuture;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.Gate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The end of a pool, whatever its workers, its tasks and its callbacks do. */
class ProcessPoolCloseTest extends ProcessPoolFixture {

    @Test
    void closeReturnsWhileAWorkerCrashes() throws Exception {
        for (int round = 0; round < 4; round++) {
            ProcessPool pool = open(2);
            Gate started = gate();
            List<TaskFuture<?>> futures = new ArrayList<>();
            futures.add(pool.submit(() -> {
                started.open();
                Runtime.getRuntime().halt(1);
            }));
            futures.add(pool.submit(() -> {}));
            futures.add(pool.submit(() -> {}));
            if (round % 2 == 0) {
                started.await();
            }
            Bounded.run(pool::close);
            assertTrue(pool.isTerminated());
            assertInstanceOf(WorkerDiedException.class, Bounded.failureOf(futures.getFirst()));
            Bounded.get(futures.get(1));
            Bounded.get(futures.get(2));
        }
    }

    @Test
    void closeReturnsWhenIdleWorkersAreKilledMeanwhile() throws Exception {
        for (int round = 0; round < 4; round++) {
            ProcessPool pool = open(2);
            long pid = pidOf(pool);
            Bounded.Caller<Object> closing = Bounded.Caller.platform(() -> {
                pool.close();
                return null;
            });
            signal("KILL", pid);
            closing.result();
            assertTrue(pool.isTerminated());
        }
    }

    @Test
    void closeFinishesWhatWasAcceptedEvenIfAllWorkersDieMeanwhile() throws Exception {
        ProcessPool pool = open(2);
        Busy one = occupy(pool);
        Busy two = occupy(pool);
        List<TaskFuture<Integer>> queued = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            int n = i;
            queued.add(pool.submit(() -> n));
        }
        Bounded.Caller<Object> closing = Bounded.Caller.platform(() -> {
            pool.close();
            return null;
        });
        closing.untilWaiting();
        signal("KILL", pidOf(pool, 1));
        signal("KILL", pidOf(pool, 0));
        closing.result();
        deathOf(one.future());
        deathOf(two.future());
        for (int i = 0; i < 10; i++) {
            assertEquals(i, queued.get(i).resultNow());
        }
    }

    @Test
    void aWorkerWhoseExitHangsIsKilled() throws Exception {
        ProcessPool pool = open(1);
        long pid = Bounded.get(pool.submit(() -> {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> new CompletableFuture<>().join()));
            return pid();
        }));
        Bounded.run(pool::close);
        assertFalse(isAlive(pid));
    }

    @Test
    void aThreadThatATaskLeftBehindDoesNotKeepItsWorker() throws Exception {
        ProcessPool pool = open(1);
        long pid = Bounded.get(pool.submit(() -> {
            Thread.ofPlatform().start(() -> new CompletableFuture<>().join());
            return pid();
        }));
        Bounded.run(pool::close);
        assertFalse(isAlive(pid));
    }

    @Test
    void shutdownHooksOfAWorkerThatLeavesRun() throws Exception {
        ProcessPool pool = open(1);
        Gate hook = gate();
        Bounded.get(pool.submit(() -> Runtime.getRuntime().addShutdownHook(new Thread(hook::open))));
        Bounded.run(pool::close);
        assertTrue(hook.isOpen());
    }

    @Test
    void killFailsWhatRunsAndCancelsWhatIsQueued() throws Exception {
        ProcessPool pool = open(1);
        Busy busy = occupy(pool);
        TaskFuture<Integer> queued = pool.submit(() -> 1);
        long pid = pidOf(pool, 0);
        pool.kill();
        assertContains("kill", deathOf(busy.future()).getMessage());
        assertTrue(queued.isCancelled());
        Bounded.run(pool::close);
        assertFalse(isAlive(pid));
        assertThrows(RejectedExecutionException.class, () -> pool.submit(() -> 1));
        pool.kill();
    }

    @Test
    void killTakesTheProcessesThatATaskHasStarted() throws Exception {
        ProcessPool pool = open(1);
        long grandchild = Bounded.get(
                pool.submit(() -> new ProcessBuilder("sleep", "1000").start().pid()));
        occupy(pool);
        assertTrue(isAlive(grandchild));
        pool.kill();
        Bounded.run(pool::close);
        untilGone(grandchild);
    }

    // ---- what a worker leaves behind
    // ------------------------------------------------------------------------------------------

    @Test
    void closeReturnsWhileAGrandchildHoldsTheOutputOpen() throws Exception {
        ProcessPool pool = open(1);
        long grandchild = Bounded.get(pool.submit(
                () -> new ProcessBuilder("sleep", "1000").inheritIO().start().pid()));
        try {
            Bounded.run(pool::close);
            assertTrue(pool.isTerminated());
        } finally {
            ProcessHandle.of(grandchild).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void aDeathIsReportedWhileAGrandchildHoldsTheOutputOpen() throws Exception {
        ProcessPool pool = open(1);
        Gate started = gate();
        AtomicReference<Long> grandchild = new AtomicReference<>();
        grandchild.set(Bounded.get(pool.submit(
                () -> new ProcessBuilder("sleep", "1000").inheritIO().start().pid())));
        try {
            TaskFuture<?> future = pool.submit(() -> {
                started.open();
                Runtime.getRuntime().halt(4);
            });
            assertEquals(4, deathOf(future).exitCode().orElseThrow());
            Bounded.run(pool::close);
        } finally {
            ProcessHandle.of(grandchild.get()).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    // ---- callbacks
    // --------------------------------------------------------------------------------------------------------------

    @Test
    void callbacksMayThrowBlockSubmitAndClose() throws Exception {
        ProcessPool pool = open(1);
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch blocked = new CountDownLatch(1);
        CompletableFuture<TaskFuture<Integer>> submitted = new CompletableFuture<>();
        CountDownLatch closed = new CountDownLatch(1);
        ConcurrentLinkedQueue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
        var handler = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((_, e) -> uncaught.add(e));
        try {
            pool.submit(() -> 1).onDone(_ -> {
                throw new IllegalStateException("from a callback");
            });
            pool.submit(() -> 2).onDone(_ -> {
                blocked.countDown();
                try {
                    Bounded.await(release);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            Bounded.await(blocked);
            pool.submit(() -> 3).onDone(_ -> submitted.complete(pool.submit(() -> 4)));
            assertEquals(4, Bounded.get(Bounded.get(submitted)));
            Bounded.until("the callback's failure to be reported", () -> !uncaught.isEmpty());
            assertEquals("from a callback", uncaught.element().getMessage());
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(handler);
        }
        pool.submit(() -> 5).onDone(_ -> {
            pool.close();
            closed.countDown();
        });
        Bounded.await(closed);
        assertTrue(pool.isTerminated());
        release.countDown();
    }

    @Test
    void theCallbackOfALostTaskMaySubmitItAgainAndCloseThePool() throws Exception {
        ProcessPool pool = open(1);
        CompletableFuture<Integer> again = new CompletableFuture<>();
        pool.submit(() -> Runtime.getRuntime().halt(1)).onDone(lost -> {
            assertInstanceOf(WorkerDiedException.class, lost.exceptionNow());
            TaskFuture<Integer> second = pool.submit(() -> 6);
            pool.close();
            again.complete(second.resultNow());
        });
        assertEquals(6, Bounded.get(again));
    }

    @Test
    void stopCanBeCalledAgainAndAgain() throws Exception {
        ProcessPool pool = open(1);
        Busy busy = occupy(pool);
        for (int i = 0; i < 3; i++) {
            assertFalse(pool.stop(Duration.ZERO));
        }
        busy.end().open();
        assertTrue(pool.stop(Bounded.LONG));
        assertTrue(pool.stop(Duration.ZERO));
        pool.close();
    }
}
