package dev.cordage.task;

import dev.cordage.internal.waiting.Durations;
import dev.cordage.observe.PoolStatistics;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * What works behind a {@link ThreadPool}. The pool is only a handle; threads hold the engine and never the handle, so
 * that a pool nobody can reach any more can be noticed.
 */
abstract class PoolEngine {
    /** The engines whose tasks the current thread is running, innermost first. Bound where workers run tasks. */
    static final ScopedValue<Inside> INSIDE = ScopedValue.newInstance();

    record Inside(PoolEngine engine, @Nullable Inside outer) {}

    final String name;
    final String taskName;
    final boolean submitSites;
    final List<ContextCarrier<?>> carriers;

    PoolEngine(String name, boolean submitSites, List<ContextCarrier<?>> carriers) {
        this.name = name;
        this.taskName = name + "-task";
        this.submitSites = submitSites;
        this.carriers = carriers;
    }

    // ---- what an engine does -------------------------------------------------------------------------------------

    /** Accepts the task, or throws {@link RejectedExecutionException}. */
    abstract void accept(PoolTask<?> task);

    /** Accepts the task, or throws {@link RejectedExecutionException}, or says false if there is no space in time. */
    abstract boolean tryAccept(PoolTask<?> task, long nanos) throws InterruptedException;

    abstract int parallelism();

    abstract PoolStatistics statistics();

    /** A task of this engine has done its work; called by its thread before the end is published. */
    abstract void finished(PoolTask<?> task);

    /** An accepted task has ended without having started. */
    abstract void abandoned(PoolTask<?> task);

    abstract void shutdown();

    /** Shuts down, interrupts what runs, and gives back what is queued, unstarted and unended. */
    abstract List<PoolTask<?>> shutdownNow();

    abstract boolean isShutdown();

    /** Whether running tasks were told to end. */
    abstract boolean isStopping();

    abstract boolean isTerminated();

    /** Waits for the end; {@link Long#MAX_VALUE}: for ever. */
    abstract boolean awaitTermination(long nanos) throws InterruptedException;

    // ---- what all have in common ---------------------------------------------------------------------------------

    final <T extends @Nullable Object> TaskFuture<T> submit(TaskOptions options, Callable<T> work) {
        PoolTask<T> task = task(options, work);
        accept(task);
        return task;
    }

    final <T extends @Nullable Object> Optional<TaskFuture<T>> trySubmit(
            TaskOptions options, Callable<T> work, Duration timeout) throws InterruptedException {
        PoolTask<T> task = task(options, work);
        return tryAccept(task, Durations.nanos(timeout)) ? Optional.of(task) : Optional.empty();
    }

    private <T extends @Nullable Object> PoolTask<T> task(TaskOptions options, Callable<T> work) {
        return new PoolTask<>(this, Objects.requireNonNull(options, "options"), Objects.requireNonNull(work, "work"));
    }

    final void execute(Runnable command) {
        accept(new PoolTask.Executed(this, command));
    }

    final void close() {
        shutdown();
        if (isCurrent()) {
            return;
        }
        boolean interrupted = false;
        while (!isTerminated()) {
            try {
                awaitTermination(Long.MAX_VALUE);
            } catch (InterruptedException _) {
                interrupted = true;
                drop();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    final boolean stop(Duration timeout) throws InterruptedException {
        long nanos = Durations.nanos(timeout);
        drop();
        return isCurrent() ? isTerminated() : awaitTermination(nanos);
    }

    private void drop() {
        for (PoolTask<?> task : shutdownNow()) {
            task.cancel(false);
        }
    }

    /** Where the current thread is; null outside of all pools. */
    static @Nullable Inside inside() {
        if (INSIDE.isBound()) {
            return INSIDE.get();
        }
        return Thread.currentThread().getUncaughtExceptionHandler() instanceof ThreadPerTaskEngine engine
                ? new Inside(engine, null)
                : null;
    }

    /** Whether the current thread runs a task of this engine. */
    boolean isCurrent() {
        for (Inside inside = inside(); inside != null; inside = inside.outer) {
            if (inside.engine == this) {
                return true;
            }
        }
        return false;
    }

    /** Whether the pool whose task the current thread runs is stopping. */
    static boolean currentIsStopping() {
        Inside inside = inside();
        return inside != null && inside.engine.isStopping();
    }

    final RejectedExecutionException rejected(PoolTask<?> task, String why) {
        return new RejectedExecutionException("pool '" + name + "' rejects " + task.name() + ": " + why);
    }

    final RejectedExecutionException rejected(PoolTask<?> task, String why, Throwable cause) {
        RejectedExecutionException rejection = rejected(task, why);
        rejection.initCause(cause);
        return rejection;
    }

    @Override
    public final String toString() {
        String how = isTerminated() ? "terminated" : isStopping() ? "stopping" : isShutdown() ? "shut down" : "open";
        PoolStatistics s = statistics();
        return "ThreadPool[" + name + ", " + how + ", workers=" + s.workers() + ", running=" + s.running() + ", queued="
                + s.queued() + ", completed=" + s.completed() + "]";
    }
}
