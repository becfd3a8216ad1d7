package dev.cordage.task;

import dev.cordage.internal.threads.Reclaim;
import dev.cordage.internal.waiting.Durations;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What is done with futures of any kind, and with time: {@link #asCompleted}, {@link #await}, {@link #after}.
 *
 * <p>{@code asCompleted} and {@code await} take every {@link Future} of the JDK. Those of Cordage and
 * {@link java.util.concurrent.CompletableFuture} call back; for any other a virtual thread waits.
 */
public final class Tasks {
    private Tasks() {}

    // ---- as they complete ----------------------------------------------------------------------------------------

    /**
     * Futures in the order in which they end, without a time limit.
     *
     * <p>The loop waits for the next one. A future given twice comes once. Iterating again starts anew. Where the
     * waiting thread is interrupted, the iterator throws a {@link CompletionException} caused by an
     * {@link InterruptedException} and keeps the flag; nothing is lost, and iterating may go on once the flag is cleared.
     *
     * @param futures the futures; read when this is called
     * @param <F> the type of the futures
     * @return the futures, to be iterated
     */
    public static <F extends Future<?>> Iterable<F> asCompleted(Collection<? extends F> futures) {
        Set<F> given = Completions.distinct(futures);
        return () -> new CompletionIterator<>(given, null);
    }

    /**
     * Futures in the order in which they end, with a time limit that starts when iterating starts.
     *
     * <p>When the time is up, those that have ended still come, and then a {@link CompletionException} caused by a
     * {@link TimeoutException} says how many have not. A limit of zero gives those that have ended now.
     *
     * @param futures the futures; read when this is called
     * @param timeout how long to wait for all of them together
     * @param <F> the type of the futures
     * @return the futures, to be iterated
     */
    public static <F extends Future<?>> Iterable<F> asCompleted(Collection<? extends F> futures, Duration timeout) {
        Set<F> given = Completions.distinct(futures);
        Objects.requireNonNull(timeout, "timeout");
        return () -> new CompletionIterator<>(given, timeout);
    }

    private static final class CompletionIterator<F extends Future<?>> implements Iterator<F> {
        private final Completions<F> completions;
        private final @Nullable Duration timeout;
        private final long start = System.nanoTime();

        CompletionIterator(Set<F> futures, @Nullable Duration timeout) {
            this.completions = new Completions<>(futures);
            this.timeout = timeout;
            Reclaim.whenUnreachable(this, completions::stop); // for a loop that is left early
        }

        @Override
        public boolean hasNext() {
            return completions.remaining() > 0;
        }

        @Override
        public F next() {
            if (!hasNext()) {
                throw new NoSuchElementException("all " + completions.total() + " futures have been given");
            }
            F next;
            try {
                next = completions.take(Durations.left(start, timeout));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CompletionException("interrupted while waiting for " + unfinished(), e);
            }
            if (next == null) {
                completions.stop();
                throw new CompletionException(new TimeoutException(unfinished() + " after " + timeout));
            }
            return next;
        }

        private String unfinished() {
            return completions.remaining() + " of " + completions.total() + " futures unfinished";
        }
    }

    // ---- waiting for several -------------------------------------------------------------------------------------

    /**
     * Waits for one, for the first failure, or for all of some futures. Nothing of the wait stays on the futures.
     *
     * @param futures the futures; one given twice counts once
     * @param until what to wait for; nothing to wait for if there are no futures
     * @param <F> the type of the futures
     * @return which have ended and which have not
     * @throws InterruptedException if the calling thread was interrupted before or while it waited
     */
    public static <F extends Future<?>> Awaited<F> await(Collection<? extends F> futures, Until until)
            throws InterruptedException {
        return FutureSet.<F>of(futures).await(until, Long.MAX_VALUE);
    }

    /**
     * Waits for one, for the first failure, or for all of some futures, but no longer than a limit. It never throws for
     * running out of time: the answer says what is pending. Nothing of the wait stays on the futures.
     *
     * @param futures the futures; one given twice counts once
     * @param until what to wait for; nothing to wait for if there are no futures
     * @param timeout how long to wait at most; zero or negative: no wait
     * @param <F> the type of the futures
     * @return which have ended and which have not
     * @throws InterruptedException if the calling thread was interrupted before or while it waited
     */
    public static <F extends Future<?>> Awaited<F> await(Collection<? extends F> futures, Until until, Duration timeout)
            throws InterruptedException {
        return FutureSet.<F>of(futures).await(until, Durations.nanos(timeout));
    }

    // ---- later ---------------------------------------------------------------------------------------------------

    /**
     * Runs a task after a delay, in a virtual thread of its own.
     *
     * <p>Cancelling the future before the delay is over takes the task back. A pending delay doesn't keep the JVM alive;
     * who needs the result waits for it.
     *
     * @param delay how long to wait; zero or negative: start at once
     * @param work the task
     * @param <T> the type of the value
     * @return its future
     */
    public static <T extends @Nullable Object> TaskFuture<T> after(Duration delay, Work<T> work) {
        Objects.requireNonNull(work, "work");
        return DelayedTask.schedule(delay, work);
    }

    /**
     * Runs a task without a value that may throw checked exceptions after a delay, in a virtual thread of its own. See
     * {@link #after(Duration, Work)}.
     *
     * @param delay how long to wait; zero or negative: start at once
     * @param job the task
     * @return its future; the value is null
     */
    public static TaskFuture<?> afterChecked(Duration delay, CheckedJob job) {
        return DelayedTask.<@Nullable Object>schedule(delay, new CheckedJobWork(job));
    }

    /**
     * Runs a task without a value after a delay, in a virtual thread of its own. See {@link #after(Duration, Work)}.
     *
     * @param delay how long to wait; zero or negative: start at once
     * @param job the task
     * @return its future; the value is null
     */
    public static TaskFuture<?> after(Duration delay, Job job) {
        return DelayedTask.<@Nullable Object>schedule(delay, JobWork.of(job));
    }
}
