package dev.cordage.fabric;

import dev.cordage.task.CheckedJob;
import dev.cordage.task.Job;
import dev.cordage.task.Pool;
import dev.cordage.task.TaskFuture;
import dev.cordage.task.Work;
import org.jspecify.annotations.Nullable;

/**
 * Makes pools and runs work on one reach, and closes all it made.
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
     * Closes all that was made here: finishes what was accepted and waits for it. Idempotent. Called from inside work of
     * this fabric it accepts no more and doesn't wait.
     *
     * <p>If the waiting thread is interrupted, what runs is interrupted too; it still waits for it to end, and keeps the
     * interrupt flag.
     */
    @Override
    void close();
}
