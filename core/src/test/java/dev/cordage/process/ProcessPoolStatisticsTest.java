package dev.cordage.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.task.TaskOptions;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.Gate;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a pool tells about itself. */
class ProcessPoolStatisticsTest extends ProcessPoolFixture {

    @Test
    void queuedRunningAndCompletedTasksAreCounted() throws Exception {
        ProcessPool pool = open(ProcessPool.builder().workers(1).name("counted"));
        Busy busy = occupy(pool);
        var futures = List.of(pool.submit(() -> 1), pool.submit(() -> 2), pool.submit(() -> 3));
        ProcessPoolStatistics now = pool.statistics();
        assertEquals("counted", now.name());
        assertEquals(1, now.workers());
        assertEquals(1, now.running());
        assertEquals(3, now.queued());
        assertEquals(0, now.completed());
        assertTrue(futures.getLast().cancel(false));
        assertEquals(2, pool.statistics().queued());
        busy.end().open();
        Bounded.get(futures.get(1));
        Bounded.until("rest", () -> pool.statistics().running() == 0);
        assertEquals(3, pool.statistics().completed());
        assertEquals(0, pool.statistics().queued());
    }

    @Test
    void eachWorkerSaysHowItsTimeWent() throws Exception {
        ProcessPool pool =
                open(ProcessPool.builder().workers(1).name("insights").initializer(() -> {
                    long start = System.nanoTime();
                    while (System.nanoTime() - start < 20_000_000) {
                        Thread.onSpinWait();
                    }
                }));
        long pid = pidOf(pool);
        Bounded.get(pool.submit(() -> {
            long start = System.nanoTime();
            while (System.nanoTime() - start < 50_000_000) {
                Thread.onSpinWait();
            }
        }));
        Bounded.until(
                "rest", () -> pool.statistics().perWorker().getFirst().state().equals("idle"));
        WorkerStatistics worker = pool.statistics().perWorker().getFirst();
        assertEquals("insights-1", worker.name());
        assertEquals(pid, worker.pid());
        assertEquals(2, worker.tasks());
        assertTrue(worker.startTime().toMillis() > 5, worker::toString);
        assertTrue(worker.initTime().toMillis() >= 20, worker::toString);
        assertTrue(worker.workTime().toMillis() >= 50, worker::toString);
        assertTrue(worker.cpu().isPositive(), worker::toString);
        assertTrue(worker.rss() > 10 << 20, worker::toString);
        assertEquals(Duration.ZERO, worker.exitTime());
        pool.close();
        WorkerStatistics gone = pool.statistics().gone().getFirst();
        assertEquals(pid, gone.pid());
        assertEquals("gone", gone.state());
        assertTrue(gone.exitTime().isPositive(), gone::toString);
        assertEquals(0, pool.statistics().workers());
        assertEquals(List.of(), pool.statistics().deaths());
    }

    @Test
    void theSlowestTasksAreNamedSlowestFirst() throws Exception {
        ProcessPool pool = open(1);
        for (int i = 0; i < 20; i++) {
            long nanos = i == 7 ? 60_000_000 : i == 3 ? 30_000_000 : 0;
            Bounded.get(pool.submit(TaskOptions.named("task " + i), () -> {
                long start = System.nanoTime();
                while (System.nanoTime() - start < nanos) {
                    Thread.onSpinWait();
                }
            }));
        }
        var slowest = pool.statistics().slowest();
        assertEquals(5, slowest.size());
        assertTrue(slowest.stream().anyMatch(task -> task.task().equals("task 7")), slowest::toString);
        assertTrue(slowest.stream().anyMatch(task -> task.task().equals("task 3")), slowest::toString);
        var times = slowest.stream().map(ProcessPoolStatistics.SlowTask::time).toList();
        assertEquals(times.stream().sorted(Comparator.reverseOrder()).toList(), times);
        assertEquals(pool.name() + "-1", slowest.getFirst().worker());
    }

    @Test
    void deathsAreRememberedWithTheirCausesAndOnlySoMany() throws Exception {
        ProcessPool pool = open(ProcessPool.builder().workers(1).name("mortal"));
        deathOf(pool.submit(
                TaskOptions.named("the killer"), () -> Runtime.getRuntime().halt(3)));
        var death = pool.statistics().deaths().getFirst();
        assertEquals("mortal-1", death.worker());
        assertEquals("the killer", death.during());
        assertContains("exit code 3", death.cause());
        assertTrue(death.pid() > 0);
        assertEquals("mortal-1", pool.statistics().gone().getFirst().name());
    }

    @Test
    void aPoolThatWasKilledSaysSo() throws Exception {
        ProcessPool pool = open(1);
        occupy(pool);
        pool.kill();
        Bounded.run(pool::close);
        assertContains("kill() was called", pool.statistics().deaths().toString());
        assertContains("terminated", pool.toString());
    }

    @Test
    void workersThatStartSayThatTheyStart() throws Exception {
        Gate initialize = gate();
        ProcessPool pool = open(ProcessPool.builder().workers(1).initializer(initialize::awaitUninterruptibly));
        var future = pool.submit(() -> 1);
        Bounded.until("a process", () -> pool.statistics().perWorker().stream().anyMatch(w -> w.pid() > 0));
        assertEquals("starting", pool.statistics().perWorker().getFirst().state());
        assertEquals(1, pool.statistics().queued());
        initialize.open();
        assertEquals(1, Bounded.get(future));
    }
}
