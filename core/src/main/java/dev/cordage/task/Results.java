package dev.cordage.task;

import dev.cordage.internal.threads.Reclaim;
import dev.cordage.observe.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CompletionException;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Collector;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The results of {@link Pool#map}, to come. Read once, by one thread: with a loop, as a {@link #stream}, or with
 * {@link #toList}, {@link #reduce}, {@link #collect}.
 *
 * <p><b>Lazy.</b> Nothing happens before the first result is asked for. From then on inputs are read, in the thread that
 * asks, a bounded number ahead; see {@link #inFlight}. Results are given as soon as they are there and it is their turn.
 *
 * <p><b>Failures.</b> A failure is thrown where its result would have come, and ends the reading: an unchecked exception
 * as it is, a checked one as the cause of a {@link CompletionException}. An input iterator that throws fails at its
 * position in the same way, after all results of what it gave before. With {@link #keepFailures} they are values.
 *
 * <p><b>Leaving early.</b> After {@link #close}, a failure, or the end of any of the terminal methods, however they end,
 * what is queued is cancelled and what runs is interrupted. A loop that is left by {@code break} reads no further
 * inputs; what is in flight is cancelled once the iterator is garbage, and with try-with-resources at once.
 *
 * <p><b>Interruption.</b> If the reading thread is interrupted, before or while it waits, a {@link CompletionException}
 * caused by an {@link InterruptedException} is thrown and the flag is kept. An iterator loses nothing by that.
 *
 * <p><b>A full pool.</b> Where the queue of the pool is bounded and full, the reader waits for space, whatever the pool
 * does with other submitters; results that are ready come first.
 *
 * @param <R> the type of a result; may be null
 */
public final class Results<R extends @Nullable Object> implements Iterable<R>, AutoCloseable {

    /** What was asked for. */
    static final class Settings {
        boolean unordered;
        boolean keepFailures;
        int inFlight;
        int chunk;

        @Nullable Duration timeout;

        @Nullable Duration itemTimeout;

        @Nullable String progressName;

        boolean idempotent;
    }

    private final Pool pool;
    private final TaskFunction<?, ?> function;
    private final Inputs<?> inputs;
    private final Settings settings = new Settings();
    private boolean used;

    // @GuardedBy("this")
    private boolean closed;

    // @GuardedBy("this")
    private @Nullable MapControl control;

    private Results(Pool pool, TaskFunction<?, ?> function, Inputs<?> inputs) {
        this.pool = pool;
        this.function = Objects.requireNonNull(function, "function");
        this.inputs = inputs;
    }

    static <T extends @Nullable Object, R extends @Nullable Object> Results<R> of(
            Pool pool, TaskFunction<? super T, ? extends R> function, Inputs<? extends T> inputs) {
        return new Results<>(pool, function, inputs);
    }

    // ---- settings ------------------------------------------------------------------------------------------------

    /**
     * Gives results in the order in which they come, not in the order of their inputs.
     *
     * @return this
     */
    public Results<R> unordered() {
        set().unordered = true;
        return this;
    }

    /**
     * Bounds the items in flight: at any time at most so many inputs have been read whose results were not given. The
     * bound is exact. By default it follows from the size of the pool: four batches for each worker, or 256 items where
     * the pool has no limit.
     *
     * @param items at least 1
     * @return this
     */
    public Results<R> inFlight(int items) {
        set().inFlight = atLeastOne(items, "inFlight");
        return this;
    }

    /**
     * Sends so many items to a worker at a time. By default items go one by one to begin with, and where they prove tiny
     * in batches that take about 20 milliseconds; in a pool without limit always one by one.
     *
     * @param items at least 1
     * @return this
     */
    public Results<R> chunk(int items) {
        set().chunk = atLeastOne(items, "chunk");
        return this;
    }

    /**
     * Limits the time for all results together, from when the first is asked for. When it is up, reading throws a
     * {@link CompletionException} caused by a {@link java.util.concurrent.TimeoutException TimeoutException}, and the
     * rest is cancelled. The limit doesn't end a wait for the next input.
     *
     * @param timeout zero or negative: only what needs no waiting is given
     * @return this
     */
    public Results<R> timeout(Duration timeout) {
        set().timeout = Objects.requireNonNull(timeout, "timeout");
        return this;
    }

    /**
     * Limits the time of each item, from when a worker starts on it. Past it the item is interrupted and fails with a
     * {@link java.util.concurrent.TimeoutException TimeoutException}. Items then go to the workers one by one.
     *
     * @param timeout positive
     * @return this
     */
    public Results<R> itemTimeout(Duration timeout) {
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException("itemTimeout must be positive: " + timeout);
        }
        set().itemTimeout = timeout;
        return this;
    }

    /**
     * Says that the function may be applied to an item again: done twice it has the same effect as done once. A pool whose
     * workers can die applies it anew where it was told to retry, and items that failed only because they were sent
     * together with another, which killed their worker say, are sent again without it.
     *
     * @return this
     */
    public Results<R> idempotent() {
        set().idempotent = true;
        return this;
    }

    /**
     * Gives failures as values. Reading goes on after a failure.
     *
     * @return this, with results that are outcomes
     */
    @SuppressWarnings("unchecked") // the setting makes it one: see ResultIterator.next
    public Results<Outcome<R>> keepFailures() {
        if (settings.keepFailures) {
            throw new IllegalStateException("keepFailures was called already");
        }
        set().keepFailures = true;
        return (Results<Outcome<R>>) this;
    }

    /**
     * Shows a progress bar on the standard error while the results are read; where that is no terminal, some plain lines.
     * Items are counted when their worker is done with them, also inside batches.
     *
     * @param name what the items are
     * @return this
     */
    public Results<R> withProgress(String name) {
        set().progressName = Objects.requireNonNull(name, "name");
        return this;
    }

    private Settings set() {
        if (used) {
            throw new IllegalStateException("the results are being read already: too late for settings");
        }
        return settings;
    }

    private static int atLeastOne(int value, String what) {
        if (value < 1) {
            throw new IllegalArgumentException(what + " must be at least 1: " + value);
        }
        return value;
    }

    // ---- reading -------------------------------------------------------------------------------------------------

    /**
     * An iterator, to be used by one thread. After {@link #close} it has no more results.
     *
     * @return the iterator
     * @throws IllegalStateException if the results were read before, or if what was set doesn't go together
     */
    @Override
    public Iterator<R> iterator() {
        if (used) {
            throw new IllegalStateException("results can be read once, and are or were read already");
        }
        if (settings.inFlight > 0 && settings.chunk > settings.inFlight) {
            throw new IllegalStateException(
                    "chunk(" + settings.chunk + ") is more than inFlight(" + settings.inFlight + ") allows");
        }
        if (settings.itemTimeout != null && settings.chunk > 1) {
            throw new IllegalStateException(
                    "itemTimeout sends items one by one and excludes chunk(" + settings.chunk + ")");
        }
        used = true;
        return new ResultIterator<>(this);
    }

    /** The run, begun now; null if this was closed. */
    @SuppressWarnings("unchecked") // the function takes the inputs, see of()
    private @Nullable MapRun<Object, Object> begin() {
        MapControl control;
        synchronized (this) {
            if (closed) {
                return null;
            }
            Progress progress = settings.progressName == null
                    ? null
                    : Progress.start(settings.progressName, inputs.size() < 0 ? Progress.UNKNOWN : inputs.size());
            control = new MapControl(progress, settings.itemTimeout == null, inputs.close());
            this.control = control;
        }
        return new MapRun<>(pool, (TaskFunction<Object, Object>) function, (Inputs<Object>) inputs, settings, control);
    }

    /** Begins when it is first asked. */
    private static final class ResultIterator<R extends @Nullable Object> implements Iterator<R> {
        private @Nullable Results<R> results;
        private @Nullable MapRun<Object, Object> run;
        private final boolean keepFailures;
        private boolean ready;
        private boolean ended;

        ResultIterator(Results<R> results) {
            this.results = results;
            this.keepFailures = results.settings.keepFailures;
        }

        @Override
        public boolean hasNext() {
            if (results != null) {
                run = results.begin();
                results = null;
                if (run != null) {
                    Reclaim.whenUnreachable(this, run.control()::close);
                }
            }
            if (!ready && !ended) {
                ready = run != null && run.advance();
                ended = !ready;
            }
            return ready;
        }

        @Override
        @SuppressWarnings("unchecked") // the function maps to R; where failures are kept, R is the outcome
        public R next() {
            if (!hasNext() || run == null) {
                throw new NoSuchElementException("there are no more results");
            }
            ready = false;
            Throwable failure = run.failure();
            if (keepFailures) {
                return (R)
                        (failure == null
                                ? new Outcome.Success<>(run.index(), run.value())
                                : new Outcome.Failure<>(run.index(), failure));
            }
            if (failure == null) {
                return (R) run.value();
            }
            ended = true;
            try {
                run.control().close();
            } catch (RuntimeException | Error alsoFailed) {
                failure.addSuppressed(alsoFailed);
            }
            throw thrown(failure, run.index());
        }
    }

    private static RuntimeException thrown(Throwable failure, long index) {
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof RuntimeException unchecked
                ? unchecked
                : new CompletionException("item " + index + " failed: " + failure, failure);
    }

    /**
     * Gives every result to an action, and closes.
     *
     * @param action is called in the calling thread
     */
    @Override
    public void forEach(Consumer<? super R> action) {
        Objects.requireNonNull(action, "action");
        try (this) {
            iterator().forEachRemaining(action);
        }
    }

    /**
     * All results in a list, and closes.
     *
     * @return an unmodifiable list; it may contain null
     */
    public List<R> toList() {
        List<R> list = new ArrayList<>();
        forEach(list::add);
        return Collections.unmodifiableList(list);
    }

    /**
     * Combines all results in the calling thread, in the order in which they are given, and closes.
     *
     * @param identity what to begin with, and the answer if there are no results
     * @param operator combines what there is so far with the next result
     * @param <A> the type of the combination
     * @return the combination
     */
    public <A extends @Nullable Object> A reduce(A identity, BiFunction<? super A, ? super R, ? extends A> operator) {
        Objects.requireNonNull(operator, "operator");
        try (this) {
            A sum = identity;
            for (R result : this) {
                sum = operator.apply(sum, result);
            }
            return sum;
        }
    }

    /**
     * Collects all results in the calling thread, in the order in which they are given, and closes.
     *
     * @param collector the collector
     * @param <A> its container
     * @param <C> what it makes
     * @return what the collector makes of them
     */
    public <A extends @Nullable Object, C extends @Nullable Object> C collect(
            Collector<? super R, A, ? extends C> collector) {
        A container = collector.supplier().get();
        forEach(result -> collector.accumulator().accept(container, result));
        return collector.finisher().apply(container);
    }

    /**
     * The results as a sequential stream. Closing the stream closes the results.
     *
     * @return the stream
     */
    public Stream<R> stream() {
        int characteristics = settings.unordered ? 0 : Spliterator.ORDERED;
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(iterator(), characteristics), false)
                .onClose(this::close);
    }

    /** Ends the reading: what is queued is cancelled, what runs is interrupted. Doesn't wait for it. */
    @Override
    public void close() {
        MapControl running;
        boolean unread;
        synchronized (this) {
            running = control;
            unread = running == null && !closed;
            closed = true;
        }
        if (running != null) {
            running.close();
        } else if (unread) {
            inputs.close().run();
        }
    }
}
