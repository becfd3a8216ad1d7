package dev.cordage.fabric;

import dev.cordage.queue.CloseableQueue;
import dev.cordage.sync.Barrier;
import dev.cordage.sync.Counter;
import dev.cordage.sync.CountingSemaphore;
import dev.cordage.sync.EventFlag;
import dev.cordage.sync.Mutex;
import dev.cordage.sync.RLock;
import dev.cordage.task.CheckedJob;
import dev.cordage.task.Job;
import dev.cordage.task.Pool;
import dev.cordage.task.TaskThread;
import dev.cordage.task.ThreadPool;
import dev.cordage.task.Work;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** The reach of this JVM: workers are threads, and memory is shared. */
public final class LocalFabric implements Fabric {
    // @GuardedBy("this"); nothing is closed or waited for while it is held
    private final List<ThreadPool> pools = new ArrayList<>();

    // @GuardedBy("this")
    private final List<TaskThread<?>> threads = new ArrayList<>();

    /** Queues nobody uses any more need not be closed. */
    // @GuardedBy("this")
    private final Set<CloseableQueue<?>> queues = Collections.newSetFromMap(new WeakHashMap<>());

    // @GuardedBy("this")
    private boolean closed;

    private LocalFabric() {}

    /**
     * This fabric as a program sees others that are further away: its pools and {@code start} copy every task, value and
     * failure as if it went to another process, and refuse what could not be sent. A program that passes here runs on any
     * reach. What the fabric makes and closes is shared with this one.
     *
     * @return the view
     */
    public Fabric portable() {
        return new PortableFabric(this);
    }

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

    @Override
    public synchronized Mutex mutex(String name) {
        checkOpen();
        return Mutex.create(name);
    }

    /**
     * Makes a lock that its holder may take again.
     *
     * @param name its name in logs and statistics
     * @return the lock
     * @throws IllegalStateException if the fabric is closed
     */
    public synchronized RLock rlock(String name) {
        checkOpen();
        return RLock.create(name);
    }

    /**
     * Makes a barrier.
     *
     * @param parties how many threads must arrive, at least 1
     * @param name its name in logs and statistics
     * @return the barrier
     * @throws IllegalStateException if the fabric is closed
     */
    public synchronized Barrier barrier(int parties, String name) {
        checkOpen();
        return Barrier.of(parties, name);
    }

    @Override
    public synchronized CountingSemaphore semaphore(int permits, String name) {
        checkOpen();
        return CountingSemaphore.bounded(permits, name);
    }

    @Override
    public synchronized EventFlag event(String name) {
        checkOpen();
        return EventFlag.create(name);
    }

    @Override
    public synchronized <E> CloseableQueue<E> queue(int capacity, String name) {
        checkOpen();
        CloseableQueue<E> queue = CloseableQueue.bounded(capacity, name);
        queues.add(queue);
        return queue;
    }

    @Override
    public synchronized Counter counter() {
        checkOpen();
        return Counter.create();
    }

    @Override
    public synchronized <K, V> ConcurrentMap<K, V> dict() {
        checkOpen();
        return new LocalDict<>();
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
        List<CloseableQueue<?>> queues;
        synchronized (this) {
            closed = true;
            queues = List.copyOf(this.queues);
            pools = List.copyOf(this.pools);
            threads = List.copyOf(this.threads);
        }
        queues.forEach(CloseableQueue::close);
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
