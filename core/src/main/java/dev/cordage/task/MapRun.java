package dev.cordage.task;

import dev.cordage.internal.waiting.Durations;
import dev.cordage.observe.Progress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One run of a {@code map}, pulled by the one thread that reads its results; {@link #advance} moves to the next. */
final class MapRun<T extends @Nullable Object, R extends @Nullable Object> {
    /*
     * How it works
     *
     * There is no thread of its own: the reader reads the inputs ahead, cuts them into batches, submits these to the
     * pool, and waits for the next batch of results. So nothing goes on once nobody reads any more.
     *
     * In flight are the items read from the inputs and not yet given to the reader. They are bounded in two ways: by
     * `maxBatches`, so that the workers have enough to do and not much more, and, where the user set one, by `bound`, exactly.
     *
     * Batch size: unless set, the first batches have one item. Each batch reports how long it took; the next ones are
     * made to take Batch.SLICE_NANOS, growing at most fourfold at a time, as joblib does. A batch that turns out to take
     * much longer stops and gives the rest back, which is then submitted again. A reader that waits for a slow input
     * submits what it has after a slice of time.
     *
     * Slow inputs: results that are ready are given before more inputs are read, once reading has proved slow.
     */

    private static final int MAX_AUTOMATIC_SIZE = 1 << 12;
    private static final int UNLIMITED_POOL_BATCHES = 256;

    /** For each worker, so that none has to wait for the reader. */
    private static final long BATCHES = 4;

    /** The same where a batch takes less time than QUICK_NANOS, and so less than its trip to another process may. */
    private static final long QUICK_BATCHES = 64;

    private static final long QUICK_NANOS = 50_000;
    private static final long SLOW_READ_NANOS = 1_000_000;

    private final Pool pool;
    private final TaskFunction<? super T, ? extends R> function;
    private final Results.Settings settings;
    private final TaskOptions options;
    private final Iterator<? extends T> inputs;
    private final MapControl control;
    private final long start = System.nanoTime();

    private final boolean automatic;
    /** How many batches may be in flight; more while they are quick, see {@link #adapt}. */
    private int maxBatches;

    private final long bound;

    /** In the order of the inputs; used when results are ordered. */
    private final Deque<Flight<T, R>> ordered = new ArrayDeque<>();

    /** In the order of their end; used when results are not ordered. The only state that other threads change. */
    private final LinkedBlockingQueue<Flight<T, R>> ended;

    private int size;
    private long nanosPerItem;
    private long nextIndex;
    private long itemsInFlight;
    private int batchesInFlight;
    private boolean inputsEnded;
    private boolean readsSlowly;

    /** Why there are no more inputs, if that is a failure; comes after all results. */
    private @Nullable Throwable inputsFailure;

    /** What is still to be submitted, in the order of the inputs. Stays here while the pool is full. */
    private final Deque<Flight<T, R>> unsubmitted = new ArrayDeque<>();

    /** The batch whose results are being given. */
    private @Nullable Flight<T, R> current;

    private int position;
    private Batch.@Nullable Result results;

    // What advance() moved to.
    private long index;
    private @Nullable Object value;

    MapRun(
            Pool pool,
            TaskFunction<? super T, ? extends R> function,
            Inputs<? extends T> inputs,
            Results.Settings settings,
            MapControl control) {
        this.pool = pool;
        this.function = function;
        this.settings = settings;
        int parallelism = pool.parallelism();
        boolean unlimited = parallelism == Integer.MAX_VALUE;
        this.automatic = settings.chunk == 0 && settings.itemTimeout == null && !unlimited;
        this.maxBatches = settings.inFlight > 0
                ? Integer.MAX_VALUE
                : unlimited ? UNLIMITED_POOL_BATCHES : (int) Math.min(Integer.MAX_VALUE, BATCHES * parallelism);
        this.bound = settings.inFlight > 0 ? settings.inFlight : Long.MAX_VALUE;
        this.size = Math.max(1, settings.chunk);
        this.ended = new LinkedBlockingQueue<>();
        TaskOptions named =
                settings.progressName == null ? TaskOptions.none() : TaskOptions.named(settings.progressName);
        TaskOptions repeatable = settings.idempotent ? named.idempotent() : named;
        this.options = settings.itemTimeout == null ? repeatable : repeatable.timeout(settings.itemTimeout);
        this.control = control;
        this.inputs = open(inputs);
    }

    MapControl control() {
        return control;
    }

    private Iterator<? extends T> open(Inputs<? extends T> inputs) {
        try {
            return inputs.open().get();
        } catch (Throwable failure) {
            inputsEnded = true;
            inputsFailure = failure;
            return Collections.emptyIterator();
        }
    }

    /** A batch on its way. */
    private static final class Flight<T extends @Nullable Object, R extends @Nullable Object> {
        final long first;
        final Batch<T, R> batch;

        @Nullable TaskFuture<Batch.Result> future;

        /** Why it could not be submitted. */
        @Nullable Throwable failure;

        Flight(long first, Batch<T, R> batch) {
            this.first = first;
            this.batch = batch;
        }

        boolean isDone() {
            return future == null ? failure != null : future.isDone();
        }
    }

    // ---- giving results ------------------------------------------------------------------------------------------

    /**
     * Moves to the next result, waiting for it; false if there are no more. What it moved to is then in {@link #index},
     * {@link #failure} and {@link #value}.
     *
     * @throws CompletionException if the total time is up or the thread is interrupted
     */
    boolean advance() {
        value = null;
        while (!control.isClosed()) {
            if (current != null && results != null) {
                if (position < results.count()) {
                    index = current.first + position;
                    value = results.outcomes()[position];
                    results.outcomes()[position] = null;
                    position++;
                    itemsInFlight--;
                    return true;
                }
                finishBatch(current, results);
            }
            try {
                fill();
                if (batchesInFlight == 0) {
                    return end();
                }
                awaitNext();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CompletionException("interrupted while waiting for the results of " + what(), e);
            }
        }
        return false;
    }

    /** All results were given: what is left to give is why there are no more inputs, if that is a failure. */
    private boolean end() {
        if (inputsFailure == null) {
            control.close();
            return false;
        }
        index = nextIndex;
        value = new Batch.ItemFailure(inputsFailure);
        inputsFailure = null;
        return true;
    }

    long index() {
        return index;
    }

    @Nullable Throwable failure() {
        return value instanceof Batch.ItemFailure(Throwable cause) ? cause : null;
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // an R that may be null is null
    R value() {
        return (R) value;
    }

    private void finishBatch(Flight<T, R> flight, Batch.Result result) {
        batchesInFlight--;
        current = null;
        results = null;
        if (result.count() < flight.batch.size()) { // it gave the rest back
            giveBack(flight, result.count(), size); // adapt() has seen how slow they are
        }
    }

    /** The items of a batch from there on are to be submitted again, so many at a time. */
    private void giveBack(Flight<T, R> flight, int first, int atMost) {
        List<Flight<T, R>> rest = new ArrayList<>();
        for (int from = first, to; from < flight.batch.size(); from = to) {
            to = Math.min(flight.batch.size(), from + atMost);
            rest.add(new Flight<>(flight.first + from, flight.batch.part(from, to)));
        }
        batchesInFlight += rest.size();
        for (Flight<T, R> part : rest.reversed()) {
            if (!settings.unordered) {
                ordered.addFirst(part);
            }
            unsubmitted.addFirst(part);
        }
    }

    /** Whether a batch has failed as a whole, for the sake of one item perhaps, and its halves may be tried. */
    private boolean mayDivide(Flight<T, R> flight) {
        return settings.idempotent
                && flight.batch.size() > 1
                && flight.future != null
                && flight.future.state() == Future.State.FAILED
                && !pool.isShutdown();
    }

    private void receive(Flight<T, R> flight) {
        current = flight;
        position = 0;
        TaskFuture<Batch.Result> future = flight.future;
        if (future != null) {
            control.received(future);
        }
        if (future != null && future.state() == Future.State.SUCCESS) {
            results = future.resultNow();
            adapt(results);
        } else if (mayDivide(flight)) {
            giveBack(flight, 0, (flight.batch.size() + 1) / 2);
            batchesInFlight--;
            current = null;
            results = null;
            return;
        } else {
            Throwable failure = future == null
                    ? flight.failure
                    : future.state() == Future.State.FAILED
                            ? future.exceptionNow()
                            : new CancellationException("the pool dropped " + future.name());
            @Nullable Object[] failures = new @Nullable Object[flight.batch.size()];
            Arrays.fill(failures, new Batch.ItemFailure(failure == null ? new AssertionError() : failure));
            results = new Batch.Result(failures, failures.length, 0, false);
        }
        count(results);
    }

    private void count(Batch.Result result) {
        Progress progress = control.progress();
        if (progress != null && !result.counted()) {
            for (int i = 0; i < result.count(); i++) {
                if (result.outcomes()[i] instanceof Batch.ItemFailure) {
                    progress.fail();
                } else {
                    progress.step();
                }
            }
        }
    }

    /** Waits for the batch whose turn it is, and receives it; or for space in a pool that is full of what is not ours. */
    private void awaitNext() throws InterruptedException {
        long nanos = Durations.left(start, settings.timeout);
        boolean inTime = settings.unordered ? awaitAny(nanos) : awaitFirst(nanos);
        if (!inTime) {
            control.close();
            throw new CompletionException(new TimeoutException(
                    "after " + settings.timeout + " the results of " + what() + " were not complete"));
        }
    }

    private boolean awaitAny(long nanos) throws InterruptedException {
        Flight<T, R> next = ended.poll();
        if (next == null && !unsubmitted.isEmpty() && !control.anyUnfinished()) {
            return submitFirst(nanos);
        }
        if (next == null) {
            next = nanos == Long.MAX_VALUE ? ended.take() : ended.poll(nanos, TimeUnit.NANOSECONDS);
        }
        if (next != null) {
            receive(next);
        }
        return next != null;
    }

    private boolean awaitFirst(long nanos) throws InterruptedException {
        Flight<T, R> first = ordered.element();
        if (first.future == null && first.failure == null) {
            for (Flight<T, R> later : ordered) {
                if (later.future != null && !later.future.isDone()) {
                    return later.future.tryAwait(Duration.ofNanos(nanos));
                }
            }
            return submitFirst(nanos);
        }
        if (first.future != null && !first.future.tryAwait(Duration.ofNanos(nanos))) {
            return false;
        }
        receive(ordered.remove());
        return true;
    }

    private String what() {
        return settings.progressName == null
                ? "a map in pool '" + pool.name() + "'"
                : "'" + settings.progressName + "'";
    }

    // ---- reading ahead -------------------------------------------------------------------------------------------

    /** Reads inputs and submits them, as far as the bounds and the pool allow without a wait. */
    private void fill() throws InterruptedException {
        submitAll();
        while (unsubmitted.isEmpty()
                && !inputsEnded
                && batchesInFlight < maxBatches
                && bound - itemsInFlight >= Math.min(size, bound)
                && !(readsSlowly && nextIsReady())) {
            Flight<T, R> flight = read();
            if (flight != null) {
                itemsInFlight += flight.batch.size();
                batchesInFlight++;
                if (!settings.unordered) {
                    ordered.addLast(flight);
                }
                unsubmitted.addLast(flight);
                submitAll();
            }
        }
    }

    private boolean nextIsReady() {
        Flight<T, R> next = settings.unordered ? ended.peek() : ordered.peek();
        return next != null && next.isDone();
    }

    private @Nullable Flight<T, R> read() {
        long began = System.nanoTime();
        @Nullable Object[] items = new @Nullable Object[(int) Math.min(size, bound)];
        int count = 0;
        try {
            while (count < items.length) {
                if (!inputs.hasNext()) {
                    inputsEnded = true;
                    break;
                }
                T item = inputs.next();
                items[count++] = item;
                boolean looks = readsSlowly || count % 16 == 0;
                if (automatic && looks && System.nanoTime() - began > Batch.SLICE_NANOS) {
                    break;
                }
            }
        } catch (Throwable failure) {
            inputsEnded = true;
            inputsFailure = failure;
        }
        readsSlowly = System.nanoTime() - began > SLOW_READ_NANOS;
        if (count == 0) {
            return null;
        }
        Flight<T, R> flight = new Flight<>(
                nextIndex,
                new Batch<>(
                        function,
                        count == items.length ? items : Arrays.copyOf(items, count),
                        automatic,
                        !settings.keepFailures,
                        control));
        nextIndex += count;
        return flight;
    }

    private void submitAll() throws InterruptedException {
        while (!unsubmitted.isEmpty() && submitFirst(0)) {}
    }

    /** Submits what is first to be submitted; false if the pool had no space in time. */
    private boolean submitFirst(long nanos) throws InterruptedException {
        Flight<T, R> flight = unsubmitted.element();
        Optional<TaskFuture<Batch.Result>> accepted;
        try {
            accepted = pool.trySubmit(options, flight.batch, Duration.ofNanos(nanos));
        } catch (RuntimeException failure) {
            unsubmitted.remove();
            if (failure instanceof IllegalArgumentException && flight.batch.size() > 1) {
                divideRefused(flight); // one item can't be sent, perhaps the others can
            } else {
                refuse(flight, failure);
            }
            return true;
        }
        if (accepted.isEmpty()) {
            return false;
        }
        unsubmitted.remove();
        TaskFuture<Batch.Result> future = accepted.get();
        flight.future = future;
        control.submitted(future);
        if (settings.unordered) {
            LinkedBlockingQueue<Flight<T, R>> queue = ended;
            future.onDone(_ -> queue.add(flight));
        }
        return true;
    }

    private void divideRefused(Flight<T, R> flight) {
        List<Flight<T, R>> before = new ArrayList<>();
        while (!settings.unordered && ordered.peek() != flight) {
            before.add(ordered.remove());
        }
        if (!settings.unordered) {
            ordered.remove();
        }
        batchesInFlight--;
        giveBack(flight, 0, (flight.batch.size() + 1) / 2);
        before.reversed().forEach(ordered::addFirst);
    }

    /** The items fail at their position with what kept them from being submitted. */
    private void refuse(Flight<T, R> flight, RuntimeException failure) {
        flight.failure = failure;
        inputsEnded |= pool.isShutdown();
        if (settings.unordered) {
            ended.add(flight);
        }
    }

    private void adapt(Batch.Result result) {
        if (!automatic) {
            if (bound == Long.MAX_VALUE && pool.parallelism() != Integer.MAX_VALUE) {
                long batches = result.nanos() < QUICK_NANOS ? QUICK_BATCHES : BATCHES;
                maxBatches = (int) Math.min(Integer.MAX_VALUE, batches * pool.parallelism());
            }
            return;
        }
        long nanos = Math.max(1, result.nanos() / result.count());
        nanosPerItem = nanosPerItem == 0 ? nanos : (nanosPerItem + nanos) / 2;
        long wanted = Math.min(Batch.SLICE_NANOS / nanosPerItem, 4L * size);
        long most = bound == Long.MAX_VALUE
                ? MAX_AUTOMATIC_SIZE
                : Math.min(MAX_AUTOMATIC_SIZE, bound / (2L * pool.parallelism()));
        size = (int) Math.clamp(wanted, 1, Math.max(1, most));
    }
}
