package dev.cordage.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.task.BrokenPoolException;
import dev.cordage.task.TaskFuture;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.Gate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** Workers that start, and pools whose workers can't. */
class ProcessPoolStartTest extends ProcessPoolFixture {

    @Test
    void noProcessIsStartedBeforeTheFirstTask() throws Exception {
        ProcessPool pool = open(ProcessPool.builder().workers(3).spares(2));
        assertEquals(0, pool.statistics().workers());
        assertEquals(0, ProcessHandle.current().children().count());
        pidOf(pool);
        assertTrue(pool.statistics().workers() >= 1);
    }

    @Test
    void noMoreWorkersAreStartedThanThereAreTasks() throws Exception {
        ProcessPool pool = open(4);
        for (int i = 0; i < 10; i++) {
            pidOf(pool);
        }
        assertEquals(1, pool.statistics().workers());
    }

    // ---- initializers
    // ---------------------------------------------------------------------------------------------------------

    private static void mark(String folder) {
        try {
            Files.createFile(Path.of(folder, UUID.randomUUID().toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String marks() throws IOException {
        return Files.createDirectory(folder.resolve("marks")).toString();
    }

    private static long count(String folder) throws IOException {
        try (var files = Files.list(Path.of(folder))) {
            return files.count();
        }
    }

    @Test
    void theInitializerRunsOnceInEachWorkerBeforeItsFirstTask() throws Exception {
        String marks = marks();
        ProcessPool pool = open(ProcessPool.builder().workers(2).initializer(() -> {
            mark(marks);
            System.setProperty("initialized", "yes");
        }));
        List<Busy> busy = List.of(occupy(pool), occupy(pool));
        busy.forEach(task -> task.end().open());
        for (int i = 0; i < 20; i++) {
            assertEquals("yes", Bounded.get(pool.submit(() -> System.getProperty("initialized"))));
        }
        assertEquals(2, count(marks));
    }

    /** Queued tasks fail with the reason, later ones are refused with it, and the pool ends. */
    private BrokenPoolException assertBreaks(ProcessPool pool) throws Exception {
        List<TaskFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            try {
                futures.add(pool.submit(() -> 1));
            } catch (BrokenPoolException e) {
                break; // so soon
            }
        }
        BrokenPoolException reason = null;
        for (TaskFuture<Integer> future : futures) {
            reason = assertInstanceOf(BrokenPoolException.class, Bounded.failureOf(future));
        }
        assertTrue(reason != null);
        RejectedExecutionException refused = assertThrows(RejectedExecutionException.class, () -> pool.submit(() -> 1));
        assertInstanceOf(BrokenPoolException.class, refused);
        assertSame(reason.getCause().getClass(), refused.getCause().getClass());
        Bounded.run(pool::close);
        assertTrue(pool.isTerminated());
        return reason;
    }

    @Test
    void anInitializerThatThrowsBreaksThePoolWithItsFailure() throws Exception {
        String marks = marks();
        ProcessPool pool = open(ProcessPool.builder().workers(2).initializer(() -> {
            mark(marks);
            throw new IllegalStateException("no licence");
        }));
        BrokenPoolException broken = assertBreaks(pool);
        assertInstanceOf(IllegalStateException.class, broken.getCause());
        assertEquals("no licence", broken.getCause().getMessage());
        assertContains("no licence", broken.getMessage());
        assertTrue(count(marks) <= 2, "no storm of workers");
    }

    @Test
    void anInitializerThatExitsBreaksThePool() throws Exception {
        String marks = marks();
        ProcessPool pool = open(ProcessPool.builder().workers(2).initializer(() -> {
            mark(marks);
            System.exit(17);
        }));
        BrokenPoolException broken = assertBreaks(pool);
        WorkerDiedException death = assertInstanceOf(WorkerDiedException.class, broken.getCause());
        assertEquals(17, death.exitCode().orElseThrow());
        assertTrue(count(marks) <= 2, "no storm of workers");
    }

    @Test
    void anInitializerThatHangsBreaksThePoolWhenTheTimeIsUp() throws Exception {
        ProcessPool pool = open(ProcessPool.builder()
                .workers(2)
                .startTimeout(Duration.ofSeconds(2))
                .initializer(() -> {
                    while (true) {
                        Thread.onSpinWait();
                    }
                }));
        BrokenPoolException broken = assertBreaks(pool);
        assertContains("PT2S", broken.getMessage());
    }

    @Test
    void anInitializerThatCannotBeSentIsRefusedByTheBuilder() {
        Object lock = new Object();
        ProcessPool.Builder builder = ProcessPool.builder().workers(1).initializer(() -> lock.notifyAll());
        assertContains(
                "initializer",
                assertThrows(IllegalArgumentException.class, builder::build).getMessage());
    }

    // ---- JVMs that don't start
    // ----------------------------------------------------------------------------------------------------

    @Test
    void wrongFlagsBreakThePoolWithTheWorkersOwnWordsAndNoStorm() throws Exception {
        ProcessPool pool =
                open(ProcessPool.builder().workers(2).jvmArgs("-XX:+NoSuchFlag").stderr((_, _) -> {}));
        BrokenPoolException broken = assertBreaks(pool);
        assertContains("NoSuchFlag", broken.getMessage());
        WorkerDiedException death = assertInstanceOf(WorkerDiedException.class, broken.getCause());
        assertEquals(1, death.exitCode().orElseThrow());
        assertContains("NoSuchFlag", String.join("\n", death.lastLines()));
        assertTrue(
                pool.statistics().gone().size() <= 2,
                () -> pool.statistics().gone().toString());
    }

    @Test
    @ResourceLock(Resources.SYSTEM_PROPERTIES)
    void aMissingJavaBreaksThePool() throws Exception {
        String home = System.getProperty("java.home");
        ProcessPool pool = open(2);
        System.setProperty("java.home", folder.toString());
        try {
            BrokenPoolException broken = assertBreaks(pool);
            assertContains(
                    folder.toString(), broken.getMessage() + broken.getCause().getCause());
            assertContains("java", broken.getMessage());
        } finally {
            System.setProperty("java.home", home);
        }
    }

    @Test
    @ResourceLock(Resources.SYSTEM_PROPERTIES)
    void whenWorkersCanNoLongerBeStartedThoseThatAreThereServeOn() throws Exception {
        String home = System.getProperty("java.home");
        ProcessPool pool = open(2);
        long pid = pidOf(pool);
        Busy busy = occupy(pool);
        System.setProperty("java.home", folder.toString());
        try {
            TaskFuture<Long> queued = pool.submit(ProcessPoolFixture::pid);
            Bounded.until(
                    "a start that failed", () -> !pool.statistics().deaths().isEmpty());
            busy.end().open();
            assertEquals(pid, Bounded.get(queued));
        } finally {
            System.setProperty("java.home", home);
        }
        Busy again = occupy(pool);
        assertNotEquals(pid, pidOf(pool));
        again.end().open();
    }

    @Test
    @ResourceLock(Resources.SYSTEM_PROPERTIES)
    void whenNoWorkerIsLeftAndNoneCanBeStartedThePoolBreaksAfterAFewAttempts() throws Exception {
        String home = System.getProperty("java.home");
        ProcessPool pool = open(1);
        Busy busy = occupy(pool);
        long pid = pidOf(pool, 0);
        System.setProperty("java.home", folder.toString());
        try {
            TaskFuture<Integer> queued = pool.submit(() -> 1);
            signal("KILL", pid);
            deathOf(busy.future());
            assertInstanceOf(BrokenPoolException.class, Bounded.failureOf(queued));
            assertTrue(
                    pool.statistics().deaths().size() <= 4,
                    () -> pool.statistics().deaths().toString());
        } finally {
            System.setProperty("java.home", home);
        }
    }

    // ---- no recursion of processes
    // ------------------------------------------------------------------------------------------------

    /** Its static initialiser was meant for the first JVM, but sends a lambda that has the worker run it, too. */
    private static final class Eager {
        static final int ANSWER;

        static {
            try (ProcessPool pool = ProcessPool.of(1)) {
                ANSWER = Bounded.get(pool.submit(() -> 42));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void aStaticInitialiserThatUsesAPoolWhileAWorkerDecodesIsRefused() throws Exception {
        Throwable failure = assertThrows(ExceptionInInitializerError.class, Eager::new);
        List<String> messages = new ArrayList<>();
        for (Throwable t = failure; t != null; t = t.getCause()) {
            messages.add(t.getMessage());
        }
        assertContains("static initialiser", messages.toString());
        assertContains("while a worker process rebuilds a task", messages.toString());
    }

    @Test
    void aTaskMayUseAPoolOfItsOwn() throws Exception {
        ProcessPool pool = open(1);
        String who = Bounded.get(pool.submit(() -> {
            try (ProcessPool inner =
                    ProcessPool.builder().workers(1).name("inner").build()) {
                return inner.submit(() -> {
                            WorkerProcess.Self self = WorkerProcess.current().orElseThrow();
                            return self.pool() + " " + self.depth() + " " + self.parent();
                        })
                        .result();
            }
        }));
        assertEquals("inner 2 " + pidOf(pool), who);
    }

    @Test
    void anInnerPoolDiesWithItsWorker() throws Exception {
        ProcessPool pool = open(1);
        Gate started = gate();
        Gate never = gate();
        TaskFuture<?> future = pool.submitChecked(() -> {
            try (ProcessPool inner = ProcessPool.of(1)) {
                inner.submitChecked(() -> {
                            started.open();
                            never.await();
                        })
                        .await();
            }
        });
        started.await();
        List<ProcessHandle> all = ProcessHandle.current().descendants().toList();
        assertEquals(2, all.size());
        signal("KILL", pidOf(pool, 0));
        deathOf(future);
        for (ProcessHandle process : all) {
            untilGone(process.pid());
        }
    }

    @Test
    void manyPoolsStartAtOnce() throws Exception {
        CountDownLatch all = new CountDownLatch(4);
        for (int i = 0; i < 4; i++) {
            ProcessPool pool = open(1);
            pool.submit(() -> 1).onDone(_ -> all.countDown());
        }
        Bounded.await(all);
    }
}
