package dev.cordage.fabric;

import dev.cordage.queue.CloseableQueue;
import dev.cordage.sync.Counter;
import dev.cordage.sync.CountingSemaphore;
import dev.cordage.sync.EventFlag;
import dev.cordage.sync.Mutex;
import dev.cordage.task.CheckedJob;
import dev.cordage.task.Job;
import dev.cordage.task.Pool;
import dev.cordage.task.TaskFuture;
import dev.cordage.task.Work;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes pools, queues and locks, and runs work, on one reach, and closes all it made.
 *
 * <pre>{@code
 * try (Fabric fabric = LocalFabric.open()) {
 *     Pool pool = fabric.pool(4);
 *     IO.println(pool.map(String::length, List.of("a", "bc")).toList());
 * }
 * }</pre>
 *
 * <p>The same calls do not mean the same memory: what a lambda captures is shared where workers are threads, and copied
 * everywhere else.
 */
public interface Fabric extends AutoCloseable {
    /**
     * Makes a pool.
     *
     * @param workers how many tasks it can run at the same time, at least 1
     * @return the pool; closing it before the fabric is allowed
     * @throws IllegalStateException if the fabric is closed
     */
    Pool pool(int workers);

    /**
     * Starts one piece of work on a worker of its own.
     *
     * @param work the work
     * @param <T> the type of its value
     * @return its future
     * @throws IllegalStateException if the fabric is closed
     */
    <T extends @Nullable Object> TaskFuture<T> start(Work<T> work);

    /**
     * Starts one piece of work without a value on a worker of its own.
     *
     * @param job the work
     * @return its future
     * @throws IllegalStateException if the fabric is closed
     */
    TaskFuture<?> start(Job job);

    /**
     * Starts one piece of work without a value that may throw checked exceptions on a worker of its own.
     *
     * @param job the work
     * @return its future
     * @throws IllegalStateException if the fabric is closed
     */
    TaskFuture<?> startChecked(CheckedJob job);

    /**
     * Makes a mutex.
     *
     * @param name its name in logs and statistics
     * @return the mutex
     * @throws IllegalStateException if the fabric is closed
     */
    Mutex mutex(String name);

    /**
     * Makes a semaphore that never has more permits than at first.
     *
     * @param permits how many permits there are, at least 0
     * @param name its name in logs and statistics
     * @return the semaphore
     * @throws IllegalStateException if the fabric is closed
     */
    CountingSemaphore semaphore(int permits, String name);

    /**
     * Makes an event flag, clear at first.
     *
     * @param name its name in logs and statistics
     * @return the flag
     * @throws IllegalStateException if the fabric is closed
     */
    EventFlag event(String name);

    /**
     * Makes a queue, first in, first out. The fabric closes it when it is closed itself.
     *
     * @param capacity how many items there can be, at least 1
     * @param name its name in logs and statistics
     * @param <E> the type of the items
     * @return the queue
     * @throws IllegalStateException if the fabric is closed
     */
    <E> CloseableQueue<E> queue(int capacity, String name);

    /**
     * Makes a counter that starts at 0.
     *
     * @return the counter
     * @throws IllegalStateException if the fabric is closed
     */
    Counter counter();

    /**
     * Makes a map that work on any worker can use at the same time. Where workers are threads, it is the JDK's; elsewhere keys
     * and values are copies, so that to change a value means to put it again.
     *
     * @param <K> the type of the keys
     * @param <V> the type of the values
     * @return the map
     * @throws IllegalStateException if the fabric is closed
     */
    <K, V> ConcurrentMap<K, V> dict();

    /**
     * Closes all that was made here: queues take no more, pools finish what was accepted, and it waits for them. Idempotent.
     * Called from inside work of this fabric it accepts no more and doesn't wait. Work that consumes a queue of this fabric
     * ends by that; work that still puts items into one fails, so producers should be waited for before.
     *
     * <p>If the waiting thread is interrupted, what runs is interrupted too; it still waits for it to end, and keeps the
     * interrupt flag.
     */
    @Override
    void close();
}
