package dev.cordage.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.task.TaskFuture;
import dev.cordage.task.TaskOptions;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.Gate;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A worker that dies takes the task with it that it had begun, and nothing else. */
class ProcessPoolDeathTest extends ProcessPoolFixture {

    // ---- signals
    // -------------------------------------------------------------------------------------------------------

    @Test
    void aBusyWorkerThatIsKilledFailsItsTaskAndTheQueuedOnesGoOn() throws Exception {
        ProcessPool pool = open(1);
        Busy busy = occupy(pool);
        List<TaskFuture<Long>> queued = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            queued.add(pool.submit(ProcessPoolFixture::pid));
        }
        long pid = pidOf(pool, 0);
        signal("KILL", pid);
        WorkerDiedException death = deathOf(busy.future());
        assertEquals(pid, death.pid());
        assertEquals(OptionalInt.of(137), death.exitCode());
        assertEquals(Optional.of("SIGKILL"), death.signal());
        assertEquals(pool.name() + "-1", death.worker());
        assertEquals(Optional.empty(), death.crashReport());
        assertContains(busy.future().name(), death.getMessage());
        assertContains("SIGKILL", death.getMessage());
        for (TaskFuture<Long> future : queued) {
            assertNotEquals(pid, Bounded.get(future));
        }
        assertEquals(1, pool.statistics().deaths().size());
    }

    @Test
    void anIdleWorkerThatIsKilledIsReplaced() throws Exception {
        ProcessPool pool = open(1);
        long pid = pidOf(pool);
        signal("KILL", pid);
        long next = pidOf(pool, pid);
        assertNotEquals(pid, next);
        var deaths = pool.statistics().deaths();
        assertEquals(1, deaths.size());
        assertEquals(pid, deaths.getFirst().pid());
        assertEquals("", deaths.getFirst().during());
        assertContains("SIGKILL", deaths.getFirst().cause());
    }

    /** The process id that a task finds once this one is gone. */
    private static long pidOf(ProcessPool pool, long dead) throws Exception {
        untilGone(dead);
        Bounded.until(
                "the death to be noticed", () -> !pool.statistics().deaths().isEmpty());
        return pidOf(pool);
    }

    @Test
    void allWorkersKilledAtOnceFailWhatTheyHadBegun() throws Exception {
        ProcessPool pool = open(3);
        List<Busy> busy = List.of(occupy(pool), occupy(pool), occupy(pool));
        List<TaskFuture<Integer>> queued = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            int n = i;
            queued.add(pool.submit(() -> n * n));
        }
        Set<Long> pids = new HashSet<>();
        pool.statistics().perWorker().forEach(worker -> pids.add(worker.pid()));
        assertEquals(3, pids.size());
        for (long pid : pids) {
            assertTrue(ProcessHandle.of(pid).orElseThrow().destroyForcibly());
        }
        Set<Long> dead = new HashSet<>();
        for (Busy task : busy) {
            WorkerDiedException death = deathOf(task.future());
            assertEquals(137, death.exitCode().orElseThrow());
            dead.add(death.pid());
        }
        assertEquals(pids, dead);
        for (int i = 0; i < 20; i++) {
            assertEquals(i * i, Bounded.get(queued.get(i)));
        }
    }

    @Test
    void aSegmentationFaultLeavesAReportWhosePathIsTold() throws Exception {
        ProcessPool pool = open(ProcessPool.builder().workers(1).workingDirectory(folder));
        TaskFuture<?> future = pool.submit(() -> writeToNowhere());
        WorkerDiedException death = deathOf(future);
        Path report = death.crashReport().orElseThrow();
        assertTrue(Files.isRegularFile(report), report + " is not there");
        assertEquals("hs_err_pid" + death.pid() + ".log", report.getFileName().toString());
        assertContains(report.toString(), death.getMessage());
        assertContains("SIGSEGV", death.getMessage());
        Files.delete(report);
        assertNotEquals(death.pid(), pidOf(pool));
    }

    /** Without native access: what {@code sun.misc.Unsafe} is still good for. */
    private static void writeToNowhere() {
        try {
            Class<?> type = Class.forName("sun.misc.Unsafe");
            Field field = type.getDeclaredField("theUnsafe");
            field.setAccessible(true);
            type.getMethod("putAddress", long.class, long.class).invoke(field.get(null), 0L, 1L);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aSegmentationFaultSentFromOutsideIsReportedAlike() throws Exception {
        ProcessPool pool = open(ProcessPool.builder().workers(1).workingDirectory(folder));
        Busy busy = occupy(pool);
        signal("SEGV", pidOf(pool, 0));
        WorkerDiedException death = deathOf(busy.future());
        assertContains("SIGSEGV", death.getMessage());
        Files.delete(death.crashReport().orElseThrow());
        assertEquals(1, Bounded.get(pool.submit(() -> 1)));
    }

    // ---- exits
    // ---------------------------------------------------------------------------------------------------------

    @Test
    void exitZeroInATaskIsAFailure() throws Exception {
        ProcessPool pool = open(1);
        TaskFuture<?> future = pool.submit(() -> System.exit(0));
        WorkerDiedException death = deathOf(future);
        assertEquals(OptionalInt.of(0), death.exitCode());
        assertEquals(Optional.empty(), death.signal());
        assertContains("System.exit(0)", death.getMessage());
        assertNotEquals(death.pid(), pidOf(pool));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 42, 255})
    void aHaltInATaskIsAFailureWithItsCode(int code) throws Exception {
        ProcessPool pool = open(1);
        TaskFuture<?> future = pool.submit(() -> Runtime.getRuntime().halt(code));
        TaskFuture<Integer> behind = pool.submit(() -> 1);
        assertEquals(OptionalInt.of(code), deathOf(future).exitCode());
        assertEquals(1, Bounded.get(behind));
    }

    @Test
    void theLastWordsOfADeadWorkerAreInTheFailure() throws Exception {
        ProcessPool pool = open(ProcessPool.builder().workers(1).stderr((_, _) -> {}));
        TaskFuture<?> future = pool.submit(() -> {
            System.err.println("out of order");
            System.err.print("without a newline");
            Runtime.getRuntime().halt(42);
        });
        WorkerDiedException death = deathOf(future);
        assertEquals(List.of("out of order", "without a newline"), death.lastLines());
        assertContains("without a newline", death.getMessage());
    }

    @Test
    void aThreadThatATaskLeftBehindMayEndTheWorkerBetweenTasks() throws Exception {
        ProcessPool pool = open(1);
        Gate end = gate();
        long pid = Bounded.get(pool.submit(() -> {
            Thread.ofPlatform().start(() -> {
                end.awaitUninterruptibly();
                Runtime.getRuntime().halt(9);
            });
            return pid();
        }));
        end.open();
        assertNotEquals(pid, pidOf(pool, pid));
    }

    // ---- errors of the virtual machine
    // ----------------------------------------------------------------------------------

    @Test
    void anOutOfMemoryErrorIsInTheFutureAndRetiresTheWorker() throws Exception {
        ProcessPool pool = open(ProcessPool.builder().workers(1).heap("32m"));
        long pid = pidOf(pool);
        TaskFuture<?> future = pool.submit(() -> exhaustTheHeap());
        TaskFuture<Long> behind = pool.submit(ProcessPoolFixture::pid);
        assertInstanceOf(OutOfMemoryError.class, Bounded.failureOf(future));
        assertNotEquals(pid, Bounded.get(behind));
        untilGone(pid);
        assertEquals(List.of(), pool.statistics().deaths());
    }

    private static void exhaustTheHeap() {
        List<byte[]> all = new ArrayList<>();
        while (true) {
            all.add(new byte[1 << 20]);
        }
    }

    @Test
    void aStackOverflowErrorIsInTheFutureAndTheWorkerServesOn() throws Exception {
        ProcessPool pool = open(1);
        long pid = pidOf(pool);
        assertInstanceOf(StackOverflowError.class, Bounded.failureOf(pool.submit(() -> endless(0))));
        assertEquals(pid, pidOf(pool));
    }

    private static int endless(int depth) {
        return depth < 0 ? 0 : endless(depth + 1) + 1;
    }

    // ---- while a task is rebuilt
    // ------------------------------------------------------------------------------------------

    /** Kills the JVM that rebuilds it, and leaves a file each time. */
    private record Poison(String folder) implements Serializable {
        // A record is rebuilt by its constructor, so this class shows whether that runs in the worker's decoder.
        Poison {
            if (WorkerProcess.current().isPresent()) {
                leave(folder);
            }
        }
    }

    /** The same with a method of Java serialisation. */
    private static final class OldPoison implements Serializable {
        @Serial
        private static final long serialVersionUID = 1L;

        final String folder;

        OldPoison(String folder) {
            this.folder = folder;
        }

        @Serial
        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            leave(folder);
        }
    }

    private static void leave(String folder) {
        try {
            Files.createFile(Path.of(folder, "decoded-" + UUID.randomUUID()));
        } catch (IOException e) {
            e.printStackTrace();
        }
        Runtime.getRuntime().halt(7);
    }

    @Test
    void aTaskThatKillsItsWorkerWhileItIsRebuiltFailsOnceAndTheOthersGoOn() throws Exception {
        ProcessPool pool = open(2);
        String marks = Files.createDirectory(folder.resolve("marks")).toString();
        Poison poison = new Poison(marks);
        OldPoison old = new OldPoison(marks);
        List<TaskFuture<Integer>> good = new ArrayList<>();
        List<TaskFuture<String>> bad = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            int n = i;
            good.add(pool.submit(() -> n));
            if (i == 10) {
                bad.add(pool.submit(() -> poison.folder()));
            } else if (i == 20) {
                bad.add(pool.submit(() -> old.folder));
            }
        }
        for (TaskFuture<String> future : bad) {
            assertEquals(OptionalInt.of(7), deathOf(future).exitCode());
        }
        for (int i = 0; i < 50; i++) {
            assertEquals(i, Bounded.get(good.get(i)));
        }
        try (var files = Files.list(Path.of(marks))) {
            assertEquals(2, files.count());
        }
    }

    // ---- many in flight
    // -----------------------------------------------------------------------------------------------------

    @Test
    void ofManySmallTasksOnlyTheOneThatWasBegunIsLostAndNoneRunsTwice() throws Exception {
        ProcessPool pool = open(2);
        int many = 3_000;
        String marks = Files.createDirectory(folder.resolve("marks")).toString();
        List<TaskFuture<?>> futures = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            int n = i;
            futures.add(
                    i % 500 == 250
                            ? pool.submit(() -> Runtime.getRuntime().halt(3))
                            : pool.submitChecked(() -> Files.createFile(Path.of(marks, Integer.toString(n)))));
        }
        for (int i = 0; i < many; i++) {
            if (i % 500 == 250) {
                assertEquals(OptionalInt.of(3), deathOf(futures.get(i)).exitCode());
            } else {
                Bounded.get(futures.get(i)); // a file that was created twice is a failure
            }
        }
        try (var files = Files.list(Path.of(marks))) {
            assertEquals(many - many / 500, files.count());
        }
    }

    // ---- again
    // -----------------------------------------------------------------------------------------------------------

    /** Notes that it was run; dies the first {@code deaths} times. */
    private static int dyingAtFirst(Path folder, int deaths) throws IOException {
        long runs;
        try (var files = Files.list(folder)) {
            runs = files.count();
        }
        Files.createFile(folder.resolve("run-" + runs));
        if (runs < deaths) {
            Runtime.getRuntime().halt(5);
        }
        return (int) runs + 1;
    }

    private TaskFuture<Integer> dying(ProcessPool pool, TaskOptions options, int deaths) throws IOException {
        String marks = Files.createTempDirectory(folder, "marks").toString();
        return pool.submit(options, () -> dyingAtFirst(Path.of(marks), deaths));
    }

    @Test
    void anIdempotentTaskIsRunAgainAsOftenAsThereAreRetries() throws Exception {
        ProcessPool pool = open(ProcessPool.builder().workers(1).retries(2));
        assertEquals(3, Bounded.get(dying(pool, TaskOptions.none().idempotent(), 2)));
        assertEquals(2, pool.statistics().retried());
        assertEquals(2, pool.statistics().deaths().size());
    }

    @Test
    @Timeout(30)
    void retriesCanBeExhausted() throws Exception {
        ProcessPool pool = open(ProcessPool.builder().workers(1).retries(2));
        TaskFuture<Integer> future = dying(pool, TaskOptions.none().idempotent(), 100);
        assertEquals(OptionalInt.of(5), deathOf(future).exitCode());
        assertEquals(2, pool.statistics().retried());
        assertEquals(3, pool.statistics().deaths().size());
        assertEquals(1, Bounded.get(pool.submit(() -> 1)));
    }

    @Test
    void aTaskThatWasNotSaidToBeIdempotentIsNeverRunAgain() throws Exception {
        ProcessPool pool = open(ProcessPool.builder().workers(1).retries(2));
        assertEquals(
                OptionalInt.of(5), deathOf(dying(pool, TaskOptions.none(), 1)).exitCode());
        assertEquals(0, pool.statistics().retried());
    }

    @Test
    void aTaskThatWasCancelledIsNotRunAgainWhenItsWorkerDies() throws Exception {
        ProcessPool pool = open(ProcessPool.builder().workers(1).retries(2));
        Gate started = gate();
        Gate end = gate();
        TaskFuture<?> future = pool.submit(TaskOptions.none().idempotent(), () -> {
            started.open();
            end.awaitUninterruptibly();
        });
        started.await();
        signal("STOP", pidOf(pool, 0));
        assertTrue(future.cancel(true));
        signal("KILL", pidOf(pool, 0));
        assertEquals(1, Bounded.get(pool.submit(() -> 1)));
        assertTrue(future.isCancelled());
        assertFalse(pool.statistics().retried() > 0);
    }
}
