package dev.cordage.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.task.Pool;
import dev.cordage.task.TaskFuture;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.Gate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pools of processes to be harmed, each without a trace. Tasks and tests meet at {@link Gate}s. Signals
 * and {@code /proc} make these tests for Linux only.
 */
@ExtendWith(ProcessLeakCheck.class)
@Timeout(90)
@EnabledOnOs(OS.LINUX)
abstract class ProcessPoolFixture {
    private final Collection<ProcessPool> pools = new ConcurrentLinkedQueue<>();
    private final Collection<Gate> gates = new ConcurrentLinkedQueue<>();

    @TempDir
    Path folder;

    /** A pool that is killed when the test ends. */
    final ProcessPool open(ProcessPool.Builder builder) {
        ProcessPool pool = builder.build();
        pools.add(pool);
        return pool;
    }

    /** A pool with so many workers, killed when the test ends. */
    final ProcessPool open(int workers) {
        return open(ProcessPool.builder().workers(workers));
    }

    /** A closed gate that opens when the test ends. */
    final Gate gate() {
        Gate gate = Gate.in(folder);
        gates.add(gate);
        return gate;
    }

    @AfterEach
    void letEverythingGo() throws Exception {
        gates.forEach(Gate::open);
        for (ProcessPool pool : pools) {
            pool.kill();
            assertTrue(pool.awaitTermination(Bounded.LONG.toSeconds(), TimeUnit.SECONDS), () -> pool + " does not end");
        }
    }

    /** Has a worker run a task, whatever interrupts, until the gate opens; gives its process id once it runs. */
    final Busy occupy(Pool pool) throws Exception {
        Gate started = gate();
        Gate end = gate();
        TaskFuture<Long> future = pool.submit(() -> {
            started.open();
            end.awaitUninterruptibly();
            return pid();
        });
        started.await();
        return new Busy(future, end);
    }

    /** A task that runs until its gate opens. */
    record Busy(TaskFuture<Long> future, Gate end) {}

    /** The process id of a worker that is free. */
    static long pidOf(Pool pool) throws Exception {
        return Bounded.get(pool.submit(ProcessPoolFixture::pid));
    }

    /** The process id of the process of this worker. */
    static long pidOf(ProcessPool pool, int index) {
        return pool.statistics().perWorker().get(index).pid();
    }

    static long pid() {
        return ProcessHandle.current().pid();
    }

    /** Sends a signal, such as {@code KILL}. */
    static void signal(String name, long pid) throws Exception {
        run("kill", "-" + name, Long.toString(pid));
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "-c", String.join(" ", command)).start();
        process.getInputStream().close();
        process.getOutputStream().close();
        String error = new String(process.getErrorStream().readAllBytes());
        process.getErrorStream().close();
        assertEquals(0, process.waitFor(), error);
    }

    /** How the worker of this task died. */
    static WorkerDiedException deathOf(Future<?> future) throws InterruptedException {
        return assertInstanceOf(WorkerDiedException.class, Bounded.failureOf(future));
    }

    static void untilGone(long pid) {
        Bounded.until("the end of process " + pid, () -> !isAlive(pid));
    }

    static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    static void assertContains(String part, String whole) {
        assertTrue(whole != null && whole.contains(part), () -> "\"" + part + "\" is not in \"" + whole + "\"");
    }
}
