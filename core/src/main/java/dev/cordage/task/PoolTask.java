package dev.cordage.task;

import dev.cordage.internal.threads.Timers;
import dev.cordage.internal.threads.Uncaught;
import dev.cordage.internal.waiting.Durations;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A task of a {@link ThreadPool}. Run by a thread other than the pool's, it runs there; that is its JDK contract. */
sealed class PoolTask<T extends @Nullable Object> extends AbstractTaskFuture<T> implements RunnableFuture<T> {
    private final PoolEngine engine;

    /** Null for most tasks. Written before the task is given to another thread, then only read. */
    private @Nullable Wishes wishes;

    /** Dropped when the task ends, so that a kept future doesn't keep the work. Access: plain; see {@link #ended}. */
    private @Nullable Callable<T> work;

    /** What most tasks do without. */
    private static final class Wishes {
        final TaskOptions options;
        final @Nullable SubmitSite site;

        /** Whether the submitter runs the task, which then doesn't count against the bound of the queue. */
        boolean runsInCaller;

        /** Guarded by the one runner of the task. */
        @Nullable Future<?> deadline;

        Wishes(TaskOptions options, @Nullable SubmitSite site) {
            this.options = options;
            this.site = site;
        }
    }

    PoolTask(PoolEngine engine, TaskOptions options, Callable<T> work) {
        this.engine = engine;
        this.work = Context.carry(engine.carriers, work);
        if (options != TaskOptions.none() || engine.submitSites) {
            String name = options.name().orElse(engine.taskName);
            this.wishes = new Wishes(options, engine.submitSites ? new SubmitSite(name, engine.name) : null);
        } else {
            this.wishes = null;
        }
    }

    /** What {@code shutdownNow} gives back for this task. */
    Runnable submitted() {
        return this;
    }

    final void runInCaller() {
        if (wishes == null) {
            wishes = new Wishes(TaskOptions.none(), null);
        }
        wishes.runsInCaller = true;
    }

    final boolean runsInCaller() {
        return wishes != null && wishes.runsInCaller;
    }

    /** Whether somebody can learn how the task ended. */
    boolean hasFuture() {
        return true;
    }

    /** Runs the task in the calling thread. On return the interrupt flag may be set, but nobody will set it any more. */
    final boolean runBy(Runner runner) {
        Callable<T> body = work;
        Wishes wishes = this.wishes;
        return body != null && run(wishes == null ? body : () -> callInTime(wishes, body), runner);
    }

    private T callInTime(Wishes wishes, Callable<T> body) throws Exception {
        wishes.options
                .timeout()
                .ifPresent(timeout -> wishes.deadline = Timers.schedule(
                        Durations.nanos(timeout), () -> completeExceptionallyAndInterrupt(tooLate(timeout))));
        return body.call();
    }

    private TimeoutException tooLate(Duration timeout) {
        TimeoutException failure =
                new TimeoutException("task '" + name() + "' had not ended " + timeout + " after its start");
        attachSite(failure);
        return failure;
    }

    private void attachSite(Throwable failure) {
        if (wishes != null && wishes.site != null) {
            wishes.site.attachTo(failure);
        }
    }

    @Override
    protected void finishing(@Nullable Throwable failure) {
        work = null;
        if (wishes != null && wishes.deadline != null) {
            wishes.deadline.cancel(false);
        }
        if (failure != null) {
            attachSite(failure);
        }
        engine.finished(this);
    }

    @Override
    protected final void ended(boolean started) {
        if (!started) {
            work = null; // nobody will run it: whoever reads it too early finds that the task cannot begin
            engine.abandoned(this);
        }
    }

    /** {@link RunnableFuture}: runs the task here, if nobody has started it. */
    @Override
    public final void run() {
        runBy(new ThreadRunner());
    }

    /** Ends the task because the pool is broken. */
    final void breakWith(BrokenPoolException reason) {
        completeExceptionally(reason);
    }

    @Override
    public final String name() {
        return wishes == null ? engine.taskName : wishes.options.name().orElse(engine.taskName);
    }

    @Override
    public final Optional<SubmitSite> submitSite() {
        return wishes == null ? Optional.empty() : Optional.ofNullable(wishes.site);
    }

    /** A task without a future: a failure goes to the uncaught-exception handler. */
    static final class Executed extends PoolTask<@Nullable Object> {
        private final Runnable command;

        Executed(PoolEngine engine, Runnable command) {
            super(engine, TaskOptions.none(), JobWork.of(command));
            this.command = command;
        }

        @Override
        Runnable submitted() {
            return command;
        }

        @Override
        boolean hasFuture() {
            return false;
        }

        @Override
        protected void finishing(@Nullable Throwable failure) {
            super.finishing(failure);
            if (failure != null) {
                Uncaught.report(failure);
            }
        }
    }
}
