package dev.cordage.task;

import dev.cordage.observe.PoolStatistics;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Workers that run tasks: an {@link ExecutorService} to the letter, whatever the workers are.
 *
 * <p><b>Submitting.</b> {@code submit} takes value lambdas, void lambdas and method references without a cast; they
 * arrive as {@link Work} and {@link Job} and so can be sent to another JVM where the workers are there. A void body that
 * throws checked exceptions goes to {@link #submitChecked}. A failure of a task is in its future; that of a task given
 * to {@link #execute}, which has none, reaches the uncaught-exception handler. Submitting may wait where the pool bounds
 * its queue and says so.
 *
 * <p><b>Lifecycle.</b> {@link #close} accepts no more, finishes what was accepted, and waits for it. {@link #stop} drops
 * what is queued (those futures are cancelled), interrupts what runs, and waits a bounded time. Both may be called from
 * any thread, at any time and again; from inside one of the pool's own tasks they do not wait. The JDK's
 * {@link #shutdown}, {@link #shutdownNow} and {@link #awaitTermination} are there too.
 *
 * <p><b>Memory.</b> What a thread did before it submitted a task happens-before that task, which happens-before whatever
 * follows a look at its future.
 */
public interface Pool extends ExecutorService {

    /**
     * The name of the pool.
     *
     * @return the name
     */
    String name();

    /**
     * How many tasks can run at the same time.
     *
     * @return at least 1; {@link Integer#MAX_VALUE} where there is no limit
     */
    int parallelism();

    /**
     * How busy the pool is.
     *
     * @return a snapshot
     */
    PoolStatistics statistics();

    // ---- submitting ----------------------------------------------------------------------------------------------

    /**
     * Submits a task that returns a value.
     *
     * @param options what the task asks for
     * @param work the task
     * @param <T> the type of the value
     * @return its future
     * @throws RejectedExecutionException if the pool was shut down, is broken, or is full and rejects
     */
    <T extends @Nullable Object> TaskFuture<T> submit(TaskOptions options, Callable<T> work);

    /**
     * Submits a task that returns a value.
     *
     * @param options what the task asks for
     * @param work the task
     * @param <T> the type of the value
     * @return its future
     * @throws RejectedExecutionException if the pool was shut down, is broken, or is full and rejects
     */
    default <T extends @Nullable Object> TaskFuture<T> submit(TaskOptions options, Work<T> work) {
        return submit(options, (Callable<T>) work);
    }

    /**
     * Submits a task without a value.
     *
     * @param options what the task asks for
     * @param job the task
     * @return its future; the value is null
     * @throws RejectedExecutionException if the pool was shut down, is broken, or is full and rejects
     */
    default TaskFuture<?> submit(TaskOptions options, Job job) {
        return submit(options, (Callable<?>) JobWork.of(job));
    }

    /**
     * Submits a task that returns a value.
     *
     * @param work the task
     * @param <T> the type of the value
     * @return its future
     * @throws RejectedExecutionException if the pool was shut down, is broken, or is full and rejects
     */
    default <T extends @Nullable Object> TaskFuture<T> submit(Work<T> work) {
        return submit(TaskOptions.none(), (Callable<T>) work);
    }

    /**
     * Submits a task without a value.
     *
     * @param job the task
     * @return its future; the value is null
     * @throws RejectedExecutionException if the pool was shut down, is broken, or is full and rejects
     */
    default TaskFuture<?> submit(Job job) {
        return submit(TaskOptions.none(), (Callable<?>) JobWork.of(job));
    }

    @Override
    default <T extends @Nullable Object> TaskFuture<T> submit(Callable<T> work) {
        return submit(TaskOptions.none(), work);
    }

    @Override
    default TaskFuture<?> submit(Runnable task) {
        return submit(TaskOptions.none(), (Callable<?>) JobWork.of(task));
    }

    @Override
    default <T extends @Nullable Object> TaskFuture<T> submit(Runnable task, T result) {
        return submit(TaskOptions.none(), (Callable<T>) new JobWork<>(task, result));
    }

    /**
     * Submits a task without a value that may throw checked exceptions.
     *
     * @param job the task
     * @return its future; the value is null
     * @throws RejectedExecutionException if the pool was shut down, is broken, or is full and rejects
     */
    default TaskFuture<?> submitChecked(CheckedJob job) {
        return submit(TaskOptions.none(), (Callable<?>) new CheckedJobWork(job));
    }

    /**
     * Submits a task without a value that may throw checked exceptions.
     *
     * @param options what the task asks for
     * @param job the task
     * @return its future; the value is null
     * @throws RejectedExecutionException if the pool was shut down, is broken, or is full and rejects
     */
    default TaskFuture<?> submitChecked(TaskOptions options, CheckedJob job) {
        return submit(options, (Callable<?>) new CheckedJobWork(job));
    }

    /**
     * Submits a task that returns a value, if the pool has space for it in time, whatever it does with others when it is
     * full.
     *
     * @param options what the task asks for
     * @param work the task
     * @param timeout how long to wait for space at most; zero or negative: no wait
     * @param <T> the type of the value
     * @return its future, or empty if there was no space
     * @throws RejectedExecutionException if the pool was shut down or is broken
     * @throws InterruptedException if the calling thread was interrupted before or while it waited
     */
    <T extends @Nullable Object> Optional<TaskFuture<T>> trySubmit(
            TaskOptions options, Callable<T> work, Duration timeout) throws InterruptedException;

    /**
     * Submits a task that returns a value, if the pool has space for it in time. See
     * {@link #trySubmit(TaskOptions, Callable, Duration)}.
     *
     * @param options what the task asks for
     * @param work the task
     * @param timeout how long to wait for space at most; zero or negative: no wait
     * @param <T> the type of the value
     * @return its future, or empty if there was no space
     * @throws RejectedExecutionException if the pool was shut down or is broken
     * @throws InterruptedException if the calling thread was interrupted before or while it waited
     */
    default <T extends @Nullable Object> Optional<TaskFuture<T>> trySubmit(
            TaskOptions options, Work<T> work, Duration timeout) throws InterruptedException {
        return trySubmit(options, (Callable<T>) work, timeout);
    }

    /**
     * Runs a task some time; a failure reaches the uncaught-exception handler of the thread that ran it.
     *
     * @param job the task
     * @throws RejectedExecutionException if the pool was shut down, is broken, or is full and rejects
     */
    default void execute(Job job) {
        execute((Runnable) job);
    }

    // ---- many at once --------------------------------------------------------------------------------------------

    /**
     * Applies a function to every input, in the pool, and gives the results back in the order of the inputs.
     *
     * <p>Nothing happens until the results are asked for, and then the inputs are read a bounded number ahead, in the
     * thread that asks: they may be without end. See {@link Results} for what can be set.
     *
     * @param function the function
     * @param inputs the inputs
     * @param <T> the type of an input
     * @param <R> the type of a result
     * @return the results to come
     */
    default <T extends @Nullable Object, R extends @Nullable Object> Results<R> map(
            TaskFunction<? super T, ? extends R> function, Iterable<? extends T> inputs) {
        return Results.of(this, function, Inputs.of(inputs));
    }

    /**
     * Applies a function to every input, as {@link #map(TaskFunction, Iterable)} does.
     *
     * @param function the function
     * @param inputs the inputs; used up as far as results are asked for
     * @param <T> the type of an input
     * @param <R> the type of a result
     * @return the results to come
     */
    default <T extends @Nullable Object, R extends @Nullable Object> Results<R> map(
            TaskFunction<? super T, ? extends R> function, Iterator<? extends T> inputs) {
        return Results.of(this, function, Inputs.of(inputs));
    }

    /**
     * Applies a function to every input, as {@link #map(TaskFunction, Iterable)} does. The stream is read sequentially
     * and closed at the end.
     *
     * @param function the function
     * @param inputs the inputs
     * @param <T> the type of an input
     * @param <R> the type of a result
     * @return the results to come
     */
    default <T extends @Nullable Object, R extends @Nullable Object> Results<R> map(
            TaskFunction<? super T, ? extends R> function, Stream<? extends T> inputs) {
        return Results.of(this, function, Inputs.of(inputs));
    }

    /**
     * Applies a function to every input, as {@link #map(TaskFunction, Iterable)} does.
     *
     * @param function the function
     * @param inputs the inputs
     * @param <T> the type of an input
     * @param <R> the type of a result
     * @return the results to come
     */
    default <T extends @Nullable Object, R extends @Nullable Object> Results<R> map(
            TaskFunction<? super T, ? extends R> function, T[] inputs) {
        return Results.of(this, function, Inputs.of(Arrays.asList(inputs)));
    }

    /**
     * Applies a function to the first elements of two inputs, then to the second ones, and so on until one ends.
     *
     * @param function the function
     * @param first the first inputs
     * @param second the second inputs
     * @param <A> the type of a first input
     * @param <B> the type of a second input
     * @param <R> the type of a result
     * @return the results to come
     */
    default <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> Results<R> map(
            TaskBiFunction<? super A, ? super B, ? extends R> function,
            Iterable<? extends A> first,
            Iterable<? extends B> second) {
        return Results.of(this, Inputs.<A, B, R>spread(function), Inputs.zip(List.of(first, second)));
    }

    /**
     * Applies a function to the first elements of three inputs, then to the second ones, and so on until one ends.
     *
     * @param function the function
     * @param first the first inputs
     * @param second the second inputs
     * @param third the third inputs
     * @param <A> the type of a first input
     * @param <B> the type of a second input
     * @param <C> the type of a third input
     * @param <R> the type of a result
     * @return the results to come
     */
    default <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    R extends @Nullable Object>
            Results<R> map(
                    TaskTriFunction<? super A, ? super B, ? super C, ? extends R> function,
                    Iterable<? extends A> first,
                    Iterable<? extends B> second,
                    Iterable<? extends C> third) {
        return Results.of(this, Inputs.<A, B, C, R>spread(function), Inputs.zip(List.of(first, second, third)));
    }

    @Override
    default <T extends @Nullable Object> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks)
            throws InterruptedException {
        return Invocations.all(this, tasks, Long.MAX_VALUE);
    }

    @Override
    default <T extends @Nullable Object> List<Future<T>> invokeAll(
            Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit) throws InterruptedException {
        return Invocations.all(this, tasks, unit.toNanos(timeout));
    }

    @Override
    default <T extends @Nullable Object> T invokeAny(Collection<? extends Callable<T>> tasks)
            throws InterruptedException, ExecutionException {
        try {
            return Invocations.any(this, tasks, Long.MAX_VALUE);
        } catch (TimeoutException e) {
            throw new AssertionError("an endless wait ended", e);
        }
    }

    @Override
    default <T extends @Nullable Object> T invokeAny(
            Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        return Invocations.any(this, tasks, unit.toNanos(timeout));
    }

    // ---- lifecycle -----------------------------------------------------------------------------------------------

    /**
     * Accepts no more tasks, finishes those accepted, and waits for that.
     *
     * <p>Called from inside one of the pool's own tasks it doesn't wait. If the waiting thread is interrupted, queued
     * tasks are dropped and running ones interrupted, as {@link #stop} does; it still waits for these to end, and keeps
     * the interrupt flag.
     */
    @Override
    void close();

    /**
     * Accepts no more tasks, drops the queued ones (their futures are cancelled), interrupts the running ones, and waits
     * for them to end.
     *
     * <p>Called from inside one of the pool's own tasks it interrupts that one too, doesn't wait, and says false.
     *
     * @param timeout how long to wait at most; zero or negative: no wait
     * @return whether all tasks have ended
     * @throws InterruptedException if the calling thread was interrupted before or while it waited; the pool is stopped
     *     all the same
     */
    boolean stop(Duration timeout) throws InterruptedException;
}
