package dev.cordage.process;

import dev.cordage.task.CheckedJob;
import dev.cordage.task.Job;
import dev.cordage.task.Pool;
import dev.cordage.task.Work;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The reach of this machine: workers are processes, and what they are given is copied. It has what processes of a machine
 * can keep of {@link dev.cordage.fabric.Fabric} so far: pools, single processes, and pipes between them.
 *
 * <pre>{@code
 * try (HostFabric fabric = HostFabric.open()) {
 *     Pool pool = fabric.pool(4);
 *     IO.println(pool.map(String::length, List.of("a", "bc")).toList());
 * }
 * }</pre>
 */
public final class HostFabric implements AutoCloseable {
    // @GuardedBy("this"); nothing is closed or waited for while it is held
    private final List<ProcessPool> pools = new ArrayList<>();

    // @GuardedBy("this")
    private final List<WorkerProcess<?>> processes = new ArrayList<>();

    // @GuardedBy("this")
    private final List<PipeEnd.Pair> pipes = new ArrayList<>();

    // @GuardedBy("this")
    private boolean closed;

    private HostFabric() {}

    /**
     * Opens a fabric. No process is started yet.
     *
     * @return the fabric
     */
    public static HostFabric open() {
        return new HostFabric();
    }

    /**
     * Makes a pool of processes.
     *
     * @param workers how many tasks it can run at the same time, at least 1
     * @return the pool; closing it before the fabric is allowed
     * @throws IllegalStateException if the fabric is closed
     */
    public ProcessPool pool(int workers) {
        return pool(ProcessPool.builder().workers(workers));
    }

    /**
     * Makes a pool of processes as it was described.
     *
     * @param builder describes it
     * @return the pool; closing it before the fabric is allowed
     * @throws IllegalStateException if the fabric is closed
     */
    public synchronized ProcessPool pool(ProcessPool.Builder builder) {
        checkOpen();
        pools.removeIf(Pool::isTerminated);
        ProcessPool pool = builder.build();
        pools.add(pool);
        return pool;
    }

    /**
     * Starts work in a process of its own.
     *
     * @param work the work
     * @param <T> the type of its value
     * @return the process
     * @throws IllegalStateException if the fabric is closed
     */
    public synchronized <T extends @Nullable Object> WorkerProcess<T> start(Work<T> work) {
        checkOpen();
        return started(WorkerProcess.start(work));
    }

    /**
     * Starts work without a value in a process of its own.
     *
     * @param job the work
     * @return the process
     * @throws IllegalStateException if the fabric is closed
     */
    public synchronized WorkerProcess<?> start(Job job) {
        checkOpen();
        return started(WorkerProcess.start(job));
    }

    /**
     * Starts work without a value that may throw checked exceptions in a process of its own.
     *
     * @param job the work
     * @return the process
     * @throws IllegalStateException if the fabric is closed
     */
    public synchronized WorkerProcess<?> startChecked(CheckedJob job) {
        checkOpen();
        return started(WorkerProcess.startChecked(job));
    }

    /**
     * Makes a pipe, either end of which can be handed to a worker. The fabric closes it when it is closed itself.
     *
     * @return its two ends
     * @throws IllegalStateException if the fabric is closed
     */
    public synchronized PipeEnd.Pair pipe() {
        checkOpen();
        pipes.removeIf(pipe -> pipe.first().isClosed() && pipe.second().isClosed());
        PipeEnd.Pair pipe = PipeEnd.pair();
        pipes.add(pipe);
        return pipe;
    }

    // @GuardedBy("this")
    private <T extends @Nullable Object> WorkerProcess<T> started(WorkerProcess<T> process) {
        processes.removeIf(p -> !p.isAlive());
        processes.add(process);
        return process;
    }

    // @GuardedBy("this")
    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the fabric is closed");
        }
    }

    /**
     * Closes the pipes: what was sent can still be received. Then closes the pools, which finish what was accepted, and waits
     * for them and for the processes. Idempotent.
     *
     * <p>If the waiting thread is interrupted, what runs is interrupted too; it still waits for it to end, and keeps the
     * interrupt flag.
     */
    @Override
    public void close() {
        List<ProcessPool> pools;
        List<WorkerProcess<?>> processes;
        List<PipeEnd.Pair> pipes;
        synchronized (this) {
            closed = true;
            pools = List.copyOf(this.pools);
            processes = List.copyOf(this.processes);
            pipes = List.copyOf(this.pipes);
        }
        for (PipeEnd.Pair pipe : pipes) { // who receives in a process sees the end, and so can end too
            pipe.first().closeIfHere();
            pipe.second().closeIfHere();
        }
        pools.forEach(ProcessPool::shutdown);
        boolean interrupted = false;
        for (WorkerProcess<?> process : processes) {
            while (process.isAlive()) {
                try {
                    process.join();
                } catch (InterruptedException _) {
                    interrupted = true;
                    processes.forEach(WorkerProcess::interrupt);
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        pools.forEach(ProcessPool::close);
        pipes.forEach(PipeEnd.Pair::close); // ends that were handed to nobody who took them
    }
}
