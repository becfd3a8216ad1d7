package dev.cordage.process;

import dev.cordage.internal.threads.Timers;
import dev.cordage.internal.threads.Uncaught;
import dev.cordage.internal.waiting.Durations;
import dev.cordage.internal.worker.Parcel;
import dev.cordage.task.AbstractTaskFuture;
import dev.cordage.task.SubmitSite;
import dev.cordage.task.TaskOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A task of a {@link ProcessPool}. Run by a thread of this JVM, which is only done for one that {@code shutdownNow} gave
 * back or that the submitter has to run himself, it runs there, uncopied.
 */
final class ProcessTask<T extends @Nullable Object> extends AbstractTaskFuture<T> implements RunnableFuture<T> {
    /** How long a worker that has nothing else to do may take until it begins a task. */
    private static final long SILENCE_NANOS = 2_000_000_000;

    private final Engine engine;
    private final TaskOptions options;
    private final @Nullable SubmitSite site;

    /** What {@code execute} was given; null for a task whose future somebody has. */
    private final @Nullable Runnable command;

    // What follows is guarded by the lock of the engine.

    /** Dropped when the task ends, so that a kept future doesn't keep the work. */
    @Nullable Callable<T> work;

    @Nullable Parcel parcel;

    /** The worker that has the task, which is either sent to it or begun there. */
    @Nullable Worker worker;

    /** The number under which the worker knows it. */
    long seq;

    /** How many tasks the pool had accepted with this one. */
    long place;

    boolean queued;

    /** Whether it has ended in the queue, and is to be skipped there. */
    boolean skipped;

    /** Whether it counts against the bounds of the queue. */
    boolean counts;

    /** How often a worker has died of it. */
    int deaths;

    /** How often a worker has died when it was the next to be begun. */
    int deathsBeforeBegin;

    /** Ends it at its deadline. */
    @Nullable Future<?> alarm;

    /** Kills its worker after the grace period, unless the worker has answered before. */
    @Nullable Future<?> lastWarning;

    /** Whether its worker was asked to interrupt it since nobody waits for it any more. */
    boolean interrupted;

    /** Whether the engine itself ends the task and has done what there is to do. */
    boolean settled;

    /** Whether somebody asked for an interrupt. Written before the future ends, and read after it. */
    private volatile boolean interruptWanted;

    ProcessTask(
            Engine engine,
            TaskOptions options,
            Callable<T> work,
            Parcel parcel,
            @Nullable SubmitSite site,
            @Nullable Runnable command) {
        this.engine = engine;
        this.options = options;
        this.work = work;
        this.parcel = parcel;
        this.site = site;
        this.command = command;
    }

    /** What {@code shutdownNow} gives back for this task. */
    Runnable submitted() {
        return command == null ? this : command;
    }

    /** A worker has died of it: whether it may be run again. */
    boolean mayRunAgain(int retries) {
        return options.isIdempotent() && ++deaths <= retries;
    }

    /** Says that a worker has begun, or is about to. The engine's lock is held. */
    void started() {
        boolean _ = begin(new Interrupter()); // false for one that has ended, whose work may be run all the same
        Duration timeout = timeout();
        if (timeout != null) {
            // Until the worker says that it has begun; if it doesn't, something is wrong with it.
            alarm = schedule(timeout, SILENCE_NANOS);
        }
    }

    /** The worker says that it has begun: the deadline counts from now on. The engine's lock is held. */
    void begun() {
        Duration timeout = timeout();
        if (timeout != null && alarm != null && alarm.cancel(false)) {
            alarm = schedule(timeout, 0);
        }
    }

    private Future<?> schedule(Duration timeout, long more) {
        long nanos = Durations.nanos(timeout);
        return Timers.schedule(nanos > Long.MAX_VALUE - more ? nanos : nanos + more, () -> tooLate(timeout));
    }

    /** The deadline, counted from the start; null if there is none. */
    @Nullable Duration timeout() {
        return options.timeout().orElse(engine.settings.taskTimeout());
    }

    private void tooLate(Duration timeout) {
        TimeoutException failure =
                new TimeoutException("task '" + name() + "' had not ended " + timeout + " after its start");
        attachSite(failure);
        if (!completeExceptionallyAndInterrupt(failure)) {
            engine.interrupt(this); // the future has ended, by cancel(false) say, but its work may still be going on
        }
    }

    /** The task needs no watching any more. The engine's lock is held. */
    void cancelAlarms() {
        if (alarm != null) {
            alarm.cancel(false);
            alarm = null;
        }
        if (lastWarning != null) {
            lastWarning.cancel(false);
            lastWarning = null;
        }
    }

    /** Drops what was to be sent. */
    void discard() {
        Parcel packed = parcel;
        parcel = null;
        work = null;
        if (packed != null) {
            engine.folders.recycle(packed.file());
        }
    }

    /** Ends the task with its value. */
    @SuppressWarnings({"unchecked", "NullAway"}) // the worker's work was a Callable<T>; a T that may be null is null
    void succeed(@Nullable Object value) {
        complete((T) value);
    }

    /** Ends the task with a failure, which is reported where nobody has the future. */
    void fail(Throwable failure) {
        attachSite(failure);
        if (completeExceptionally(failure) && command != null) {
            Thread.ofVirtual().name(engine.settings.name() + "-uncaught").start(() -> Uncaught.report(failure));
        }
    }

    private void attachSite(Throwable failure) {
        if (site != null) {
            site.attachTo(failure);
        }
    }

    private final class Interrupter extends Runner {
        @Override
        protected void interrupt() {
            engine.interrupt(ProcessTask.this);
        }
    }

    @Override
    public void run() {
        Callable<T> body = engine.takeOut(this);
        if (body != null) {
            run(body, currentThread());
        }
    }

    @Override
    protected void finishing(@Nullable Throwable failure) {
        if (failure != null) {
            attachSite(failure);
        }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        if (mayInterruptIfRunning) {
            interruptWanted = true;
        }
        return super.cancel(mayInterruptIfRunning);
    }

    /** One that had not started, as far as is known here, may be running in its worker. */
    @Override
    protected void ended(boolean started) {
        engine.ended(this, interruptWanted && !started);
    }

    /** Callbacks may block, submit more, or close the pool, so they don't run in the thread that serves a worker. */
    @Override
    protected void callBack(Runnable callbacks) {
        if (Thread.currentThread() instanceof Worker.Server) {
            Thread.ofVirtual().name(engine.settings.name() + "-callback").start(callbacks);
        } else {
            callbacks.run();
        }
    }

    /** Where a worker has many tasks, its answers come in crowds. */
    @Override
    protected long napNanos() {
        Worker holder = worker; // racy, as a hint
        return holder != null && holder.crowded ? Worker.NAP_NANOS : 0;
    }

    @Override
    public String name() {
        return options.name().orElse(engine.taskName);
    }

    @Override
    public Optional<SubmitSite> submitSite() {
        return Optional.ofNullable(site);
    }

    /** Deletes a file that the task no longer needs. */
    static void delete(@Nullable Path file) {
        if (file != null) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                // It goes with its folder.
            }
        }
    }
}
