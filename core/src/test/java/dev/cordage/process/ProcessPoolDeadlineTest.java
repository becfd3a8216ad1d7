package dev.cordage.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.task.TaskFuture;
import dev.cordage.task.TaskOptions;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.Gate;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Past its deadline, or cancelled, a task is interrupted, and its worker is killed if that doesn't help. */
class ProcessPoolDeadlineTest extends ProcessPoolFixture {
    private static final Duration SHORT = Duration.ofMillis(100);
    private static final Duration HOUR = Duration.ofHours(1);

    private static ProcessPool.Builder oneWorker() {
        return ProcessPool.builder().workers(1).grace(SHORT);
    }

    /** Loops for ever, deaf to interrupts. */
    private static void spin() {
        while (true) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aTaskThatIgnoresItsDeadlineIsKilledWithItsWorkerAndTheNextOneGoesOn() throws Exception {
        ProcessPool pool = open(oneWorker().taskTimeout(SHORT));
        long pid = Bounded.get(pool.submit(TaskOptions.none().timeout(HOUR), ProcessPoolFixture::pid));
        TaskFuture<?> future = pool.submit(TaskOptions.named("endless"), () -> spin());
        TaskFuture<Long> behind = pool.submit(TaskOptions.none().timeout(HOUR), ProcessPoolFixture::pid);
        TimeoutException failure = assertInstanceOf(TimeoutException.class, Bounded.failureOf(future));
        assertContains("endless", failure.getMessage());
        assertContains(SHORT.toString(), failure.getMessage());
        assertNotEquals(pid, Bounded.get(behind));
        untilGone(pid);
        var deaths = pool.statistics().deaths();
        assertEquals(1, deaths.size());
        assertEquals("endless", deaths.getFirst().during());
        assertContains("had not stopped", deaths.getFirst().cause());
    }

    @Test
    void aTaskThatStopsWhenItIsInterruptedKeepsItsWorker() throws Exception {
        ProcessPool pool = open(oneWorker().grace(HOUR));
        long pid = pidOf(pool);
        Gate interrupted = gate();
        Gate never = gate();
        TaskFuture<?> future = pool.submitChecked(TaskOptions.none().timeout(SHORT), () -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                interrupted.open();
                throw e;
            }
        });
        assertInstanceOf(TimeoutException.class, Bounded.failureOf(future));
        interrupted.await();
        assertEquals(pid, pidOf(pool));
        assertEquals(0, pool.statistics().deaths().size());
    }

    @Test
    void theInterruptOfADeadlineDoesNotReachTheNextTask() throws Exception {
        ProcessPool pool = open(oneWorker().grace(HOUR));
        for (int i = 0; i < 5; i++) {
            Gate end = gate();
            TaskFuture<?> future = pool.submit(TaskOptions.none().timeout(Duration.ofMillis(20)), () -> {
                end.awaitUninterruptibly();
            });
            TaskFuture<Boolean> next = pool.submit(() -> Thread.currentThread().isInterrupted());
            assertInstanceOf(TimeoutException.class, Bounded.failureOf(future));
            end.open();
            assertFalse(Bounded.get(next));
        }
    }

    @Test
    void aTasksOwnDeadlineWinsOverThePools() throws Exception {
        ProcessPool pool = open(oneWorker().taskTimeout(SHORT));
        Gate end = gate();
        TaskFuture<?> patient = pool.submit(TaskOptions.none().timeout(HOUR), () -> end.awaitUninterruptibly());
        TaskFuture<?> queued = pool.submit(TaskOptions.none().timeout(Duration.ofMillis(250)), () -> {});
        assertThrows(TimeoutException.class, () -> patient.get(300, java.util.concurrent.TimeUnit.MILLISECONDS));
        assertFalse(patient.isDone());
        end.open();
        Bounded.get(patient);
        Bounded.get(queued); // its time has only begun now
    }

    @Test
    void withoutGraceTheWorkerIsKilledAtOnce() throws Exception {
        ProcessPool pool = open(oneWorker().grace(Duration.ZERO).taskTimeout(SHORT));
        TaskFuture<?> future = pool.submit(() -> spin());
        assertInstanceOf(TimeoutException.class, Bounded.failureOf(future));
        assertEquals(1, Bounded.get(pool.submit(TaskOptions.none().timeout(HOUR), () -> 1)));
    }

    // ---- a process that is stopped
    // -----------------------------------------------------------------------------------------

    @Test
    void theDeadlineHoldsForAStoppedProcess() throws Exception {
        ProcessPool pool = open(oneWorker());
        Gate started = gate();
        TaskFuture<?> future = pool.submit(TaskOptions.none().timeout(Duration.ofMillis(500)), () -> {
            started.open();
            spin();
        });
        started.await();
        long pid = pidOf(pool, 0);
        signal("STOP", pid);
        assertInstanceOf(TimeoutException.class, Bounded.failureOf(future));
        assertNotEquals(pid, pidOf(pool));
        pool.close();
        assertFalse(isAlive(pid));
    }

    @Test
    void closeReturnsWhenAnIdleProcessIsStopped() throws Exception {
        ProcessPool pool = open(2);
        long pid = pidOf(pool);
        signal("STOP", pid);
        Bounded.run(pool::close);
        assertFalse(isAlive(pid));
    }

    @Test
    void stopSaysThatAStoppedProcessHasNotEndedAndKillEndsIt() throws Exception {
        ProcessPool pool = open(1);
        Busy busy = occupy(pool);
        long pid = pidOf(pool, 0);
        signal("STOP", pid);
        assertFalse(pool.stop(SHORT));
        pool.kill();
        assertContains("kill", deathOf(busy.future()).getMessage());
        Bounded.run(pool::close);
        assertFalse(isAlive(pid));
    }

    @Test
    void queuedTasksOfAStoppedProcessAreTakenBackByStop() throws Exception {
        ProcessPool pool = open(1);
        for (int i = 0; i < 200; i++) {
            Bounded.get(pool.submit(() -> {})); // now the pool knows that tasks are short, and sends several ahead
        }
        long pid = pidOf(pool, 0);
        signal("STOP", pid);
        var futures = new java.util.ArrayList<TaskFuture<Integer>>();
        for (int i = 0; i < 50; i++) {
            futures.add(pool.submit(() -> 1));
        }
        Bounded.run(() -> {
            boolean _ = pool.stop(SHORT);
        });
        pool.kill();
        Bounded.run(pool::close);
        for (TaskFuture<Integer> future : futures) {
            assertTrue(future.isDone(), future::toString);
        }
    }

    @Test
    void aTaskBehindAStoppedProcessGoesToAnotherWorker() throws Exception {
        ProcessPool pool = open(ProcessPool.builder().workers(2).grace(SHORT));
        Busy first = occupy(pool);
        Busy second = occupy(pool);
        long pid = Bounded.call(() -> {
            first.end().open();
            return Bounded.get(first.future());
        });
        signal("STOP", pid);
        TaskFuture<Integer> lost = pool.submit(TaskOptions.none().timeout(Duration.ofSeconds(1)), () -> 1);
        TaskFuture<Integer> next = pool.submit(() -> 2);
        second.end().open();
        assertEquals(2, Bounded.get(next));
        assertInstanceOf(TimeoutException.class, Bounded.failureOf(lost));
    }

    // ---- cancel
    // --------------------------------------------------------------------------------------------------------------

    @Test
    void cancelEndsARunningTaskThatIgnoresItByKillingTheWorker() throws Exception {
        ProcessPool pool = open(oneWorker());
        Gate started = gate();
        TaskFuture<?> future = pool.submit(() -> {
            started.open();
            spin();
        });
        started.await();
        long pid = pidOf(pool, 0);
        assertTrue(future.cancel(true));
        assertThrows(CancellationException.class, () -> Bounded.get(future));
        assertNotEquals(pid, pidOf(pool));
        untilGone(pid);
    }

    @Test
    void cancelInterruptsARunningTaskAndKeepsItsWorker() throws Exception {
        ProcessPool pool = open(oneWorker().grace(HOUR));
        Gate started = gate();
        Gate never = gate();
        TaskFuture<?> future = pool.submitChecked(() -> {
            started.open();
            never.await();
        });
        started.await();
        assertTrue(future.cancel(true));
        assertTrue(future.isCancelled());
        pidOf(pool);
        assertEquals(0, pool.statistics().deaths().size());
    }

    @Test
    void cancelWithoutInterruptLetsTheTaskRunOn() throws Exception {
        ProcessPool pool = open(oneWorker());
        Busy busy = occupy(pool);
        long pid = pidOf(pool, 0);
        assertTrue(busy.future().cancel(false));
        assertTrue(busy.future().isCancelled());
        TaskFuture<Long> next = pool.submit(ProcessPoolFixture::pid);
        assertThrows(TimeoutException.class, () -> next.get(300, java.util.concurrent.TimeUnit.MILLISECONDS));
        busy.end().open();
        assertEquals(pid, Bounded.get(next));
    }

    @Test
    void cancelOfAQueuedTaskMeansThatItNeverRuns() throws Exception {
        ProcessPool pool = open(1);
        Busy busy = occupy(pool);
        Gate ran = gate();
        TaskFuture<?> future = pool.submit(ran::open);
        assertTrue(future.cancel(true));
        busy.end().open();
        pidOf(pool);
        assertFalse(ran.isOpen());
    }

    @Test
    void cancelOfAFinishedTaskDoesNothing() throws Exception {
        ProcessPool pool = open(1);
        TaskFuture<Integer> future = pool.submit(() -> 1);
        assertEquals(1, Bounded.get(future));
        assertFalse(future.cancel(true));
        assertEquals(1, future.resultNow());
        assertEquals(2, Bounded.get(pool.submit(() -> 2)));
        assertEquals(0, pool.statistics().deaths().size());
    }
}
