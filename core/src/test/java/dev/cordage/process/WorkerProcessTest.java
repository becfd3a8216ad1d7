package dev.cordage.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.Bounded;
import dev.cordage.testing.Gate;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One process for one piece of work. */
class WorkerProcessTest extends ProcessPoolFixture {
    private final ConcurrentLinkedQueue<WorkerProcess<?>> processes = new ConcurrentLinkedQueue<>();

    private <T, P extends WorkerProcess<T>> P kept(P process) {
        processes.add(process);
        return process;
    }

    @AfterEach
    void killAll() throws Exception {
        for (WorkerProcess<?> process : processes) {
            process.kill();
            join(process);
        }
        assertEquals(List.of(), WorkerProcess.children());
    }

    private static void join(WorkerProcess<?> process) throws InterruptedException {
        assertTrue(process.tryJoin(Bounded.LONG), () -> process + " does not end");
    }

    private static final class Deaf {
        private Deaf() {}

        static void spin(Gate started) {
            started.open();
            while (true) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void aProcessGivesItsValueAndEndsWithZero() throws Exception {
        WorkerProcess<Long> process = kept(WorkerProcess.start(ProcessPoolFixture::pid));
        assertEquals(process.pid(), Bounded.get(process));
        join(process);
        assertFalse(process.isAlive());
        assertEquals(OptionalInt.of(0), process.exitCode());
        assertEquals(Optional.empty(), process.signal());
        assertTrue(process.tryJoin(Duration.ZERO));
        process.join();
        process.kill();
        process.terminate();
        process.interrupt();
        assertTrue(process.statistics().isEmpty());
        assertContains("exit code 0", process.toString());
    }

    @Test
    void aFailureIsInTheFutureAndTheExitCodeIsOne() throws Exception {
        WorkerProcess<?> process = kept(WorkerProcess.startChecked(() -> {
            throw new IOException("no");
        }));
        assertEquals("no", assertThrows(IOException.class, process::result).getMessage());
        join(process);
        assertEquals(OptionalInt.of(1), process.exitCode());
    }

    @Test
    void whileItIsAliveItSaysSo() throws Exception {
        Gate started = gate();
        Gate end = gate();
        WorkerProcess<?> process = kept(WorkerProcess.builder().name("alive").start(() -> {
            started.open();
            end.awaitUninterruptibly();
        }));
        assertEquals("alive", process.name());
        started.await();
        assertTrue(process.isAlive());
        assertTrue(process.isRunning());
        assertTrue(isAlive(process.pid()));
        assertEquals(OptionalInt.empty(), process.exitCode());
        assertEquals(List.of(process), WorkerProcess.children());
        assertFalse(process.tryJoin(Duration.ofMillis(1)));
        assertEquals(process.pid(), process.statistics().orElseThrow().pid());
        end.open();
        join(process);
        assertEquals(List.of(), WorkerProcess.children());
    }

    @Test
    void theProcessLivesOnUntilItsLastThreadEnds() throws Exception {
        Gate end = gate();
        WorkerProcess<Integer> process = kept(WorkerProcess.start(() -> {
            Thread.ofPlatform().start(end::awaitUninterruptibly);
            return 5;
        }));
        assertEquals(5, Bounded.get(process));
        assertFalse(process.tryJoin(Duration.ofMillis(300)));
        assertTrue(process.isAlive());
        end.open();
        join(process);
        assertEquals(OptionalInt.of(0), process.exitCode());
    }

    @Test
    void killEndsItWithASignal() throws Exception {
        Gate started = gate();
        WorkerProcess<?> process = kept(WorkerProcess.start(() -> Deaf.spin(started)));
        started.await();
        process.kill();
        join(process);
        assertInstanceOf(WorkerDiedException.class, Bounded.failureOf(process));
        assertEquals(OptionalInt.of(137), process.exitCode());
        assertEquals(Optional.of("SIGKILL"), process.signal());
    }

    @Test
    void terminateRunsShutdownHooks() throws Exception {
        Gate started = gate();
        Gate hook = gate();
        WorkerProcess<?> process = kept(WorkerProcess.start(() -> {
            Runtime.getRuntime().addShutdownHook(new Thread(hook::open));
            Deaf.spin(started);
        }));
        started.await();
        process.terminate();
        join(process);
        assertTrue(hook.isOpen());
        assertEquals(OptionalInt.of(143), process.exitCode());
        assertEquals(Optional.of("SIGTERM"), process.signal());
        assertEquals(143, deathOf(process).exitCode().orElseThrow());
    }

    @Test
    void aProcessThatIgnoresTerminationIsKilledByKill() throws Exception {
        Gate started = gate();
        WorkerProcess<?> process = kept(WorkerProcess.start(() -> {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> new CompletableFuture<>().join()));
            Deaf.spin(started);
        }));
        started.await();
        process.terminate();
        assertFalse(process.tryJoin(Duration.ofMillis(300)));
        process.kill();
        join(process);
        assertEquals(Optional.of("SIGKILL"), process.signal());
    }

    @Test
    void interruptReachesTheWorkAndLeavesTheFuture() throws Exception {
        Gate started = gate();
        Gate never = gate();
        WorkerProcess<String> process = kept(WorkerProcess.start(() -> {
            started.open();
            try {
                never.await();
                return "never";
            } catch (InterruptedException _) {
                return "interrupted";
            }
        }));
        started.await();
        process.interrupt();
        assertEquals("interrupted", Bounded.get(process));
        join(process);
        assertEquals(OptionalInt.of(0), process.exitCode());
    }

    @Test
    void cancelEndsTheFutureAndTheProcess() throws Exception {
        Gate started = gate();
        WorkerProcess<?> process = kept(WorkerProcess.start(() -> Deaf.spin(started)));
        started.await();
        assertTrue(process.cancel(true));
        assertThrows(CancellationException.class, () -> Bounded.get(process));
        join(process);
        assertEquals(Optional.of("SIGKILL"), process.signal());
    }

    @Test
    void cancelBeforeTheStartLeavesNoProcess() throws Exception {
        for (int i = 0; i < 5; i++) {
            WorkerProcess<Integer> process = kept(WorkerProcess.start(() -> 1));
            process.cancel(true);
            join(process);
            assertFalse(process.isAlive());
        }
    }

    @Test
    void pastItsDeadlineItFailsAndIsKilled() throws Exception {
        Gate started = gate();
        WorkerProcess<?> process = kept(WorkerProcess.builder()
                .name("late")
                .timeout(Duration.ofMillis(100))
                .start(() -> Deaf.spin(started)));
        TimeoutException late = assertInstanceOf(TimeoutException.class, Bounded.failureOf(process));
        assertContains("late", late.getMessage());
        join(process);
    }

    @Test
    void exitAndHaltFailTheFutureWithTheirCode() throws Exception {
        WorkerProcess<?> exit = kept(WorkerProcess.start(() -> System.exit(0)));
        assertEquals(OptionalInt.of(0), deathOf(exit).exitCode());
        WorkerProcess<?> halt =
                kept(WorkerProcess.start(() -> Runtime.getRuntime().halt(42)));
        assertEquals(OptionalInt.of(42), deathOf(halt).exitCode());
        join(halt);
        assertEquals(OptionalInt.of(42), halt.exitCode());
    }

    @Test
    void itKnowsWhoItIs() throws Exception {
        assertTrue(WorkerProcess.current().isEmpty());
        assertTrue(WorkerProcess.parent().isEmpty());
        WorkerProcess<WorkerProcess.Self> process =
                kept(WorkerProcess.builder().name("self").start(() -> {
                    assertEquals(
                            WorkerProcess.current().orElseThrow().parent(),
                            WorkerProcess.parent().orElseThrow().pid());
                    return WorkerProcess.current().orElseThrow();
                }));
        WorkerProcess.Self self = Bounded.get(process);
        assertEquals("self", self.name());
        assertEquals(process.pid(), self.pid());
        assertEquals(ProcessHandle.current().pid(), self.parent());
        assertEquals(1, self.depth());
    }

    @Test
    void aChildDiesWithItsParentProcess() throws Exception {
        Gate started = gate();
        WorkerProcess<?> process = kept(WorkerProcess.startChecked(() -> {
            WorkerProcess<?> child = WorkerProcess.start(() -> Deaf.spin(started));
            child.join();
        }));
        started.await();
        List<ProcessHandle> all = ProcessHandle.current().descendants().toList();
        assertEquals(2, all.size());
        signal("KILL", process.pid());
        for (ProcessHandle one : all) {
            untilGone(one.pid());
        }
    }

    @Test
    void whatCannotBeSentIsRefusedAndLeavesNothing() {
        Object lock = new Object();
        assertThrows(IllegalArgumentException.class, () -> WorkerProcess.start(() -> lock.hashCode()));
        assertEquals(List.of(), WorkerProcess.children());
    }

    @Test
    void aProcessThatCannotStartFailsWithTheReason() throws Exception {
        WorkerProcess<Integer> process = kept(WorkerProcess.builder()
                .jvmArgs("-XX:+NoSuchFlag")
                .stderr((_, _) -> {})
                .start(() -> 1));
        assertContains("NoSuchFlag", Bounded.failureOf(process).getMessage());
        join(process);
        assertFalse(process.isAlive());
    }

    @Test
    void outputGoesToTheConsumers() throws Exception {
        ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();
        WorkerProcess<?> process = kept(WorkerProcess.builder()
                .name("talks")
                .stdout((name, line) -> lines.add(name + " " + line))
                .start(() -> System.out.println("hello")));
        Bounded.get(process);
        join(process);
        assertEquals(List.of("talks hello"), List.copyOf(lines));
    }

    @Test
    void callbacksSeeTheProcessItself() throws Exception {
        CompletableFuture<Object> seen = new CompletableFuture<>();
        WorkerProcess<Integer> process = kept(WorkerProcess.start(() -> 1));
        process.onDone(seen::complete);
        assertTrue(process == Bounded.get(seen));
    }
}
