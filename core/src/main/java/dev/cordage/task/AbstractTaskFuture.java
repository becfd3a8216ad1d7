package dev.cordage.task;

import dev.cordage.internal.threads.Uncaught;
import dev.cordage.internal.waiting.Durations;
import dev.cordage.internal.waiting.Spin;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one implementation of {@link TaskFuture}, for whoever runs tasks: extend it, start it with {@link #begin}, end
 * it with {@link #complete} or {@link #completeExceptionally}.
 *
 * <p>Of all that try to end a future, exactly one wins. A program that only wants a future it completes by hand uses
 * {@link Promise}.
 *
 * @param <T> the type of the value; may be null
 */
public abstract class AbstractTaskFuture<T extends @Nullable Object> extends Hooks implements TaskFuture<T> {
    /*
     * How it works
     *
     * `state` says how far the task is and, once it has ended, holds the outcome; it is only ever changed by
     * compare-and-set, along the arrows drawn at the field. Those who want to know of the end are hooks, in the
     * superclass; whoever changes `state` to an outcome, and nobody else, then drains them.
     *
     * Interrupting: an interrupt meant for this task must not reach the next one on the same thread. Who cancels with
     * interruption moves `state` to an Interrupted that holds the outcome, then interrupts, then notes there that it has.
     * A runner that finds its task ended so waits for that note, clears the interrupt flag, and goes on. The usual
     * runner, whose own completion wins, pays nothing for this: no interrupt can be on its way.
     */

    /** Stands on a running task's {@code state}: knows how to interrupt it. */
    protected abstract static class Runner {
        /** For subclasses. */
        protected Runner() {}

        /** Interrupts the running task. Called at most once for a task, and never after its runner went on. */
        protected abstract void interrupt();
    }

    /** What {@code state} holds that is neither null, a {@link Runner} nor a plain value. */
    private abstract static sealed class Mark {}

    /** A value that cannot stand for itself in {@code state}: null, or an object of one of the classes used there. */
    private static final class Boxed extends Mark {
        final @Nullable Object value;

        Boxed(@Nullable Object value) {
            this.value = value;
        }
    }

    private static final class Failed extends Mark {
        final Throwable failure;

        Failed(Throwable failure) {
            this.failure = failure;
        }
    }

    private static final class Cancelled extends Mark {}

    /** The outcome of a task that was interrupted when it ended, since it was running. */
    private static final class Interrupted extends Mark {
        final Object outcome;

        /** Whether the interrupt has been sent. */
        volatile boolean sent;

        Interrupted(Object outcome) {
            this.outcome = outcome;
        }
    }

    private static final Boxed NULL = new Boxed(null);
    private static final Cancelled CANCELLED = new Cancelled();

    /** For platform threads that wait for any future: what they wait for is often just being done. */
    private static final Spin SPIN = new Spin(1 << 12, 256);

    /** So often a thread sleeps before it asks to be woken; see {@link #napNanos}. */
    private static final int MOST_NAPS = 8;

    private static final VarHandle STATE;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(AbstractTaskFuture.class, "state", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /**
     * <pre>
     *    null ────────────> Runner
     *  (pending)           (running)
     *     │                    │
     *     v                    v
     *  value, Boxed, Failed, CANCELLED, or Interrupted holding one of these      all terminal
     * </pre>
     *
     * Access: volatile and compare-and-set, through STATE.
     */
    private volatile @Nullable Object state;

    /** Makes a pending future. */
    protected AbstractTaskFuture() {}

    // ---- for whoever runs the task -------------------------------------------------------------------------------

    /**
     * Moves from pending to running.
     *
     * @param runner what {@link #cancel cancel(true)} interrupts
     * @return false if the task was started before or has ended
     */
    protected final boolean begin(Runner runner) {
        return STATE.compareAndSet(this, null, runner);
    }

    /**
     * Ends the task with a value.
     *
     * @param value the value
     * @return false if it had ended before; nothing has changed then
     */
    protected final boolean complete(T value) {
        return tryEnd(encode(value), false);
    }

    /**
     * Ends the task with a failure.
     *
     * @param failure the failure
     * @return false if it had ended before; nothing has changed then
     */
    protected final boolean completeExceptionally(Throwable failure) {
        return tryEnd(new Failed(Objects.requireNonNull(failure, "failure")), false);
    }

    /**
     * Ends the task with a failure and interrupts it if it runs: what a deadline does.
     *
     * @param failure the failure
     * @return false if it had ended before; nothing has changed then
     */
    protected final boolean completeExceptionallyAndInterrupt(Throwable failure) {
        return tryEnd(new Failed(Objects.requireNonNull(failure, "failure")), true);
    }

    /**
     * What interrupts the calling thread, for whoever runs a task in it.
     *
     * @return the runner
     */
    protected static Runner currentThread() {
        return new ThreadRunner();
    }

    /**
     * Runs the work of this task in the calling thread, from beginning to end; does nothing if it was started before or
     * has ended. On return no interrupt meant for this task can arrive any more, and none that did is left; the flag may
     * still be set by others, or by the task.
     *
     * @param work the work
     * @param runner what {@link #cancel cancel(true)} interrupts
     * @return whether the work was run
     */
    protected final boolean run(Callable<T> work, Runner runner) {
        if (!begin(runner)) {
            return false;
        }
        T value;
        try {
            value = work.call();
        } catch (Throwable failure) {
            finishing(failure);
            if (!completeExceptionally(failure)) {
                absorbInterrupt();
            }
            return true;
        }
        finishing(null);
        if (!complete(value)) {
            absorbInterrupt();
        }
        return true;
    }

    /** Clears the interrupt that ended this task, once it has arrived. Called by the interrupted thread. */
    private void absorbInterrupt() {
        if (state instanceof Interrupted interrupted) {
            while (!interrupted.sent) {
                Thread.yield();
            }
            boolean _ = Thread.interrupted();
        }
    }

    /**
     * Called by {@link #run} when the work has returned or thrown, before anybody can know. Must not throw.
     *
     * @param failure what the work threw, or null
     */
    protected void finishing(@Nullable Throwable failure) {}

    /**
     * Called once when the task has ended, by the thread that ended it, before it runs callbacks and before it returns
     * from the method that ended it. Others may already know of the end. Must not throw.
     *
     * @param started whether the task had been started
     */
    protected void ended(boolean started) {}

    private boolean tryEnd(Object outcome, boolean interrupt) {
        for (; ; ) {
            Object s = state;
            if (s == null) {
                if (STATE.compareAndSet(this, null, outcome)) {
                    ended(false);
                    callHooks();
                    return true;
                }
            } else if (s instanceof Runner runner) {
                if (!interrupt) {
                    if (STATE.compareAndSet(this, s, outcome)) {
                        ended(true);
                        callHooks();
                        return true;
                    }
                } else {
                    Interrupted interrupted = new Interrupted(outcome);
                    if (STATE.compareAndSet(this, s, interrupted)) {
                        try {
                            runner.interrupt();
                        } finally {
                            interrupted.sent = true;
                            ended(true);
                            callHooks();
                        }
                        return true;
                    }
                }
            } else {
                return false;
            }
        }
    }

    private static Object encode(@Nullable Object value) {
        if (value == null) {
            return NULL;
        }
        return value instanceof Mark || value instanceof Runner ? new Boxed(value) : value;
    }

    // ---- waiting -------------------------------------------------------------------------------------------------

    /** The outcome, or null while there is none. */
    private @Nullable Object outcome() {
        Object s = state;
        if (s == null || s instanceof Runner) {
            return null;
        }
        return s instanceof Interrupted interrupted ? interrupted.outcome : s;
    }

    /** Waits for the outcome; null if {@code nanos} ran out ({@link Long#MAX_VALUE}: never). */
    private @Nullable Object awaitOutcome(long nanos) throws InterruptedException {
        Object outcome = outcome();
        if (outcome != null) {
            return outcome;
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (nanos <= 0) {
            return null;
        }
        boolean timed = nanos != Long.MAX_VALUE;
        long deadline = timed ? System.nanoTime() + nanos : 0;
        long nap = napNanos();
        for (int naps = nap > 0 ? MOST_NAPS : 0; naps > 0; naps--) {
            LockSupport.parkNanos(this, Math.min(nap, nanos));
            outcome = outcome();
            if (outcome != null) {
                return outcome;
            }
        }
        if (nap == 0 && !Thread.currentThread().isVirtual()) {
            for (int i = SPIN.budget(); i > 0; i--) {
                Thread.onSpinWait();
                outcome = outcome();
                if (outcome != null) {
                    SPIN.succeeded();
                    return outcome;
                }
            }
            SPIN.failed();
        }
        Waiter waiter = new Waiter();
        pushHook(waiter);
        try {
            for (; ; ) {
                outcome = outcome();
                if (outcome != null) {
                    return outcome;
                }
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                if (!timed) {
                    LockSupport.park(this);
                } else {
                    long left = deadline - System.nanoTime();
                    if (left <= 0) {
                        return null;
                    }
                    LockSupport.parkNanos(this, left);
                }
            }
        } finally {
            if (outcome == null) {
                removeHook(waiter);
            }
        }
    }

    /**
     * How long a thread that waits for the end sleeps before it asks to be woken. Where ends come in crowds, it then finds
     * many, and nobody had to wake it for each.
     *
     * @return nanoseconds; 0: not at all
     */
    protected long napNanos() {
        return 0;
    }

    /** Called before every wait: where a wait could never end, a subclass refuses it here. */
    void checkMayWait() {}

    private Object awaitForever() throws InterruptedException {
        checkMayWait();
        Object outcome = awaitOutcome(Long.MAX_VALUE);
        if (outcome == null) {
            throw new AssertionError("an endless wait ended");
        }
        return outcome;
    }

    private Object awaitAtMost(Duration timeout, long nanos) throws InterruptedException, TimeoutException {
        checkMayWait();
        Object outcome = awaitOutcome(nanos);
        if (outcome == null) {
            throw new TimeoutException("task '" + name() + "' had not ended after " + timeout);
        }
        return outcome;
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // the value of a T that may be null is null
    private T valueOf(Object outcome) {
        return (T) (outcome instanceof Boxed boxed ? boxed.value : outcome);
    }

    private CancellationException cancellation() {
        return new CancellationException("task '" + name() + "' was cancelled");
    }

    private T report(Object outcome) throws ExecutionException {
        return switch (outcome) {
            case Failed f -> throw new ExecutionException(f.failure);
            case Cancelled _ -> throw cancellation();
            default -> valueOf(outcome);
        };
    }

    private T reportOriginal(Object outcome) throws Exception {
        if (outcome instanceof Failed f) {
            switch (f.failure) {
                case Exception e -> throw e;
                case Error e -> throw e;
                default -> throw new ExecutionException(f.failure);
            }
        }
        return report(outcome);
    }

    @Override
    public final T get() throws InterruptedException, ExecutionException {
        return report(awaitForever());
    }

    @Override
    public final T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        long nanos = unit.toNanos(timeout);
        return report(awaitAtMost(Duration.ofNanos(nanos), nanos));
    }

    @Override
    public final T result() throws Exception {
        return reportOriginal(awaitForever());
    }

    @Override
    public final T result(Duration timeout) throws Exception {
        return reportOriginal(awaitAtMost(timeout, Durations.nanos(timeout)));
    }

    @Override
    public final @Nullable Throwable failure() throws InterruptedException {
        return switch (awaitForever()) {
            case Failed f -> f.failure;
            case Cancelled _ -> throw cancellation();
            default -> null;
        };
    }

    @Override
    public final void await() throws InterruptedException {
        awaitForever();
    }

    @Override
    public final boolean tryAwait(Duration timeout) throws InterruptedException {
        long nanos = Durations.nanos(timeout);
        checkMayWait();
        return awaitOutcome(nanos) != null;
    }

    // ---- looking -------------------------------------------------------------------------------------------------

    @Override
    final boolean hasEnded() {
        return outcome() != null;
    }

    @Override
    public final boolean isDone() {
        return outcome() != null;
    }

    @Override
    public final boolean isCancelled() {
        return outcome() == CANCELLED;
    }

    @Override
    public final boolean isRunning() {
        return state instanceof Runner;
    }

    @Override
    public final State state() {
        return switch (outcome()) {
            case null -> State.RUNNING;
            case Failed _ -> State.FAILED;
            case Cancelled _ -> State.CANCELLED;
            default -> State.SUCCESS;
        };
    }

    @Override
    public final T resultNow() {
        return switch (outcome()) {
            case null -> throw new IllegalStateException("task '" + name() + "' has not ended");
            case Failed f -> throw new IllegalStateException("task '" + name() + "' failed", f.failure);
            case Cancelled _ -> throw new IllegalStateException("task '" + name() + "' was cancelled");
            case Object outcome -> valueOf(outcome);
        };
    }

    @Override
    public final Throwable exceptionNow() {
        return switch (outcome()) {
            case null -> throw new IllegalStateException("task '" + name() + "' has not ended");
            case Failed f -> f.failure;
            case Cancelled _ -> throw new IllegalStateException("task '" + name() + "' was cancelled");
            default -> throw new IllegalStateException("task '" + name() + "' ended with a value");
        };
    }

    @Override
    public Optional<SubmitSite> submitSite() {
        return Optional.empty();
    }

    /** The name, and how far the task is: {@code census[running]}. */
    @Override
    public String toString() {
        String how = switch (state) {
            case null -> "pending";
            case Runner _ -> "running";
            case Failed f -> "failed: " + f.failure;
            case Interrupted i when i.outcome instanceof Failed f -> "failed: " + f.failure;
            case Interrupted _, Cancelled _ -> "cancelled";
            default -> "done";
        };
        return name() + "[" + how + "]";
    }

    // ---- acting --------------------------------------------------------------------------------------------------

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return tryEnd(CANCELLED, mayInterruptIfRunning);
    }

    @Override
    public final void onDone(Consumer<? super TaskFuture<T>> callback) {
        Objects.requireNonNull(callback, "callback");
        addHook(new Callback<>(this, callback));
    }

    private static final class Callback<T extends @Nullable Object> extends Hook {
        private final TaskFuture<T> future;
        private final Consumer<? super TaskFuture<T>> callback;

        Callback(TaskFuture<T> future, Consumer<? super TaskFuture<T>> callback) {
            this.future = future;
            this.callback = callback;
        }

        @Override
        void ended() {
            try {
                callback.accept(future);
            } catch (Throwable failure) {
                Uncaught.report(failure);
            }
        }
    }

    @Override
    public final CompletableFuture<T> toCompletableFuture() {
        return StageFuture.toCompletableFuture(this);
    }
}
