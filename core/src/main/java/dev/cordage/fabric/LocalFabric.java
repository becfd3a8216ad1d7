package dev.cordage.fabric;

import dev.cordage.task.CheckedJob;
import dev.cordage.task.Job;
import dev.cordage.task.Pool;
import dev.cordage.task.TaskThread;
import dev.cordage.task.ThreadPool;
import dev.cordage.task.Work;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The reach of this JVM: workers are threads, and memory is shared. */
public final class LocalFabric implements Fabric {
    // @GuardedBy("this"); nothing is closed or waited for while it is held
    private final List<ThreadPool> pools = new ArrayList<>();

    // @GuardedBy("this")
    private final List<TaskThread<?>> threads = new ArrayList<>();

    // @GuardedBy("this")
    private boolean closed;

    private LocalFabric() {}

    /**
     * Opens a fabric.
     *
     * @return the fabric
     */
    public static LocalFabric open() {
        return new LocalFabric();
    }

    @Override
    public synchronized ThreadPool pool(int workers) {
        checkOpen();
        pools.removeIf(Pool::isTerminated);
        ThreadPool pool = ThreadPool.of(workers);
        pools.add(pool);
        return pool;
    }

    @Override
    public <T extends @Nullable Object> TaskThread<T> start(Work<T> work) {
        return started(TaskThread.builder().build(work));
    }

    @Override
    public TaskThread<?> start(Job job) {
        return started(TaskThread.builder().build(job));
    }

    @Override
    public TaskThread<?> startChecked(CheckedJob job) {
        return started(TaskThread.builder().buildChecked(job));
    }

    private synchronized <T extends @Nullable Object> TaskThread<T> started(TaskThread<T> thread) {
        checkOpen();
        threads.removeIf(t -> !t.isAlive());
        thread.start();
        threads.add(thread);
        return thread;
    }

    // @GuardedBy("this")
    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the fabric is closed");
        }
    }

    @Override
    public void close() {
        List<ThreadPool> pools;
        List<TaskThread<?>> threads;
        synchronized (this) {
            closed = true;
            pools = List.copyOf(this.pools);
            threads = List.copyOf(this.threads);
        }
        pools.forEach(ThreadPool::shutdown);
        if (isInside(pools, threads)) {
            return;
        }
        boolean interrupted = false;
        for (TaskThread<?> thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException _) {
                    interrupted = true;
                    threads.forEach(TaskThread::interrupt);
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        pools.forEach(ThreadPool::close);
    }

    private static boolean isInside(List<ThreadPool> pools, List<TaskThread<?>> threads) {
        Thread current = Thread.currentThread();
        return threads.stream().anyMatch(thread -> thread.thread().equals(current))
                || pools.stream().anyMatch(ThreadPool::isInside);
    }
}
