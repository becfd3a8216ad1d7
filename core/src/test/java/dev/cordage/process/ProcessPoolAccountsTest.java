package dev.cordage.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.task.TaskFuture;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import dev.cordage.testing.Gate;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** Nothing is counted twice or forgotten: tasks, workers, files, and the end of all of them. */
class ProcessPoolAccountsTest extends ProcessPoolFixture {
    @Test
    void aPoolWhoseQueuedTasksAreCancelledWhileWorkersTakeThemEnds() throws Exception {
        ProcessPool pool = open(2);
        Bounded.get(pool.submit(() -> {}));
        long until = System.nanoTime() + 1_500_000_000L;
        List<Caller<?>> callers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Random random = new Random(i);
            callers.add(Caller.platform(() -> {
                ArrayDeque<TaskFuture<Integer>> futures = new ArrayDeque<>();
                while (System.nanoTime() < until) {
                    for (int n = 0; n < 200; n++) {
                        int number = n;
                        futures.add(pool.submit(() -> number));
                    }
                    while (!futures.isEmpty()) {
                        TaskFuture<Integer> future = random.nextBoolean() ? futures.pollFirst() : futures.pollLast();
                        future.cancel(random.nextInt(4) == 0);
                    }
                }
                return null;
            }));
        }
        for (Caller<?> caller : callers) {
            caller.result();
        }
        Bounded.run(pool::close);
        assertTrue(pool.isTerminated());
        assertEquals(0, pool.statistics().queued());
    }

    @Test
    void aWorkerThatRetiresCountsUntilItsLastTaskIsDone() throws Exception {
        ProcessPool pool = open(ProcessPool.builder().workers(1).maxTasksPerWorker(1));
        Busy first = occupy(pool);
        Gate ran = gate();
        TaskFuture<?> second = pool.submit(ran::open);
        assertFalse(second.tryAwait(Duration.ofMillis(300)), "there is but one worker");
        assertFalse(ran.isOpen());
        first.end().open();
        Bounded.get(second);
    }

    @Test
    void noTaskBeginsAfterTheQueueWasDropped() throws Exception {
        ProcessPool pool = open(1);
        for (int i = 0; i < 500; i++) {
            int number = i;
            Bounded.get(pool.submit(() -> number)); // so that the worker is given several at a time
        }
        Busy busy = occupy(pool);
        Gate ran = gate();
        List<TaskFuture<?>> queued = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            queued.add(pool.submit(ran::open));
        }
        assertEquals(50, pool.shutdownNow().size());
        busy.end().open();
        assertTrue(pool.awaitTermination(10, TimeUnit.SECONDS), pool::toString);
        assertFalse(ran.isOpen());
        queued.forEach(future -> assertFalse(future.isDone(), "shutdownNow leaves that to the caller"));
    }

    @Test
    void theDeadlineEndsWorkWhoseFutureWasCancelled() throws Exception {
        ProcessPool pool = open(ProcessPool.builder()
                .workers(1)
                .taskTimeout(Duration.ofMillis(300))
                .grace(Duration.ofMillis(100)));
        Gate started = gate();
        TaskFuture<?> runaway = pool.submit(() -> {
            started.open();
            while (true) {
                Thread.onSpinWait();
            }
        });
        started.await();
        assertTrue(runaway.cancel(false));
        assertEquals(1, Bounded.get(pool.submit(() -> 1)));
    }

    @Test
    void filesOfTasksThatWereCancelledOnTheirWayAreDeleted() throws Exception {
        ProcessPool pool = open(ProcessPool.builder().workers(2));
        for (int i = 0; i < 500; i++) {
            int number = i;
            Bounded.get(pool.submit(() -> number)); // so that workers are given several at a time
        }
        Busy one = occupy(pool);
        Busy two = occupy(pool);
        byte[] large = new byte[3_000_000];
        List<TaskFuture<?>> cancelled = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            cancelled.add(pool.submit(() -> large.length));
        }
        cancelled.forEach(future -> future.cancel(false));
        one.end().open();
        two.end().open();
        Bounded.get(one.future());
        Bounded.get(two.future());
        Bounded.until("all files but a spare to be deleted", () -> largeFiles() <= 1);
    }

    private static int largeFiles() {
        int count = 0;
        String mine = "cordage-" + ProcessHandle.current().pid() + "-*";
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(Path.of("/dev/shm"), mine)) {
            for (Path folder : folders) {
                try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "t*")) {
                    for (Path _ : files) {
                        count++;
                    }
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return count;
    }

    @Test
    void aLogHandlerThatThrowsHarmsNoTask() throws Exception {
        Logger logger = Logger.getLogger("dev.cordage.test.throwing");
        Handler throwing = new Handler() {
            @Override
            public void publish(LogRecord record) {
                throw new IllegalStateException("the handler of a user, for a test");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(throwing);
        logger.setUseParentHandlers(false);
        try {
            ProcessPool pool = open(1);
            long pid = pidOf(pool);
            for (int i = 0; i < 10; i++) {
                Bounded.get(pool.submit(
                        () -> Logger.getLogger("dev.cordage.test.throwing").warning("careful")));
            }
            assertEquals(pid, pidOf(pool));
        } finally {
            logger.removeHandler(throwing);
        }
    }

    @Test
    void aProcessThatIsTerminatedBeforeItIsThereEnds() throws Exception {
        WorkerProcess<?> process = WorkerProcess.startChecked(() -> Thread.sleep(Long.MAX_VALUE));
        process.terminate();
        assertTrue(process.tryJoin(Bounded.LONG), process::toString);
        assertInstanceOf(WorkerDiedException.class, Bounded.failureOf(process));
        assertEquals("SIGTERM", process.signal().orElseThrow());
    }

    @Test
    void aFabricThatIsClosedLetsAProcessEndThatReceives() throws Exception {
        HostFabric fabric = HostFabric.open();
        PipeEnd.Pair pipe = fabric.pipe();
        PipeEnd theirs = pipe.second();
        WorkerProcess<Integer> process = fabric.start(() -> {
            int sum = 0;
            try {
                while (true) {
                    sum += (Integer) theirs.receive();
                }
            } catch (EOFException end) {
                return sum;
            }
        });
        pipe.first().send(1);
        pipe.first().send(2);
        Bounded.run(fabric::close);
        assertEquals(3, Bounded.get(process));
    }
}
