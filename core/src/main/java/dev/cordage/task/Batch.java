package dev.cordage.task;

import dev.cordage.internal.threads.EndSignal;
import dev.cordage.observe.Progress;
import java.io.Serial;
import java.io.Serializable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Some consecutive items of a {@code map}, as one task. Items are worked on one after the other; each is a task of its
 * own to the user: its failure is its own, and an interrupt flag it leaves set doesn't reach the next one.
 */
final class Batch<T extends @Nullable Object, R extends @Nullable Object> implements Work<Batch.Result> {
    private static final long serialVersionUID = 1L;

    /** The time that a batch of automatic size aims at. Long enough to make the trip cheap, short enough to be lively. */
    static final long SLICE_NANOS = 20_000_000;

    /** After so many slices a batch of automatic size stops and gives the rest back: its items are not what they were. */
    private static final int OVERDUE_SLICES = 2;

    private final TaskFunction<? super T, ? extends R> function;

    @SuppressWarnings("serial") // what is mapped over must be serialisable where it is to be sent
    private final @Nullable Object[] items;

    private final boolean mayGiveBack;
    private final boolean stopAtFailure;

    /** What only threads share with the reader of the results; null where this was sent to another JVM. */
    private final transient @Nullable MapControl control;

    Batch(
            TaskFunction<? super T, ? extends R> function,
            @Nullable Object[] items,
            boolean mayGiveBack,
            boolean stopAtFailure,
            @Nullable MapControl control) {
        this.function = function;
        this.items = items;
        this.mayGiveBack = mayGiveBack;
        this.stopAtFailure = stopAtFailure;
        this.control = control;
    }

    /**
     * What became of a batch.
     *
     * @param outcomes a value or an {@link ItemFailure} for each item, as far as they were worked on
     * @param count how many were worked on, at least one
     * @param nanos how long that took
     * @param counted whether the progress bar has counted them already
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared, and the reader clears what it has given
    record Result(@Nullable Object[] outcomes, int count, long nanos, boolean counted) implements Serializable {}

    /** Stands for the value of an item that failed. */
    record ItemFailure(Throwable cause) implements Serializable {}

    /** What of a batch is sent to another JVM, and how: a record is the cheapest to encode. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Sent(
            TaskFunction<?, ?> function, @Nullable Object[] items, boolean mayGiveBack, boolean stopAtFailure)
            implements Serializable {
        @Serial
        private Object readResolve() {
            return new Batch<>(function, items, mayGiveBack, stopAtFailure, null);
        }
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // the items are of type T, see MapRun; a T that may be null is null
    public Result call() {
        long start = System.nanoTime();
        Progress progress = control == null || !control.countsInWorkers() ? null : control.progress();
        @Nullable Object[] outcomes = new @Nullable Object[items.length];
        int done = 0;
        do {
            try {
                outcomes[done] = function.apply((T) items[done]);
                if (progress != null) {
                    progress.step();
                }
            } catch (Throwable failure) {
                outcomes[done] = new ItemFailure(failure);
                if (progress != null) {
                    progress.fail();
                }
                if (stopAtFailure) {
                    done++;
                    break;
                }
            }
            done++;
        } while (done < items.length && goesOn(done, start));
        return new Result(outcomes, done, System.nanoTime() - start, progress != null);
    }

    @Serial
    private Object writeReplace() {
        return new Sent(function, items, mayGiveBack, stopAtFailure);
    }

    private boolean goesOn(int done, long start) {
        boolean stopping = Thread.interrupted() && PoolEngine.currentIsStopping();
        if (stopping || EndSignal.isGiven() || (control != null && control.isClosed())) {
            Thread.currentThread().interrupt();
            return false;
        }
        return !mayGiveBack || done % 8 != 0 || System.nanoTime() - start < OVERDUE_SLICES * SLICE_NANOS;
    }

    /** The items from {@code from} on. */
    Batch<T, R> part(int from, int to) {
        if (control == null) {
            throw new AssertionError("a batch is split where it was made");
        }
        @Nullable Object[] rest = Arrays.copyOfRange(items, from, to);
        return new Batch<>(function, rest, mayGiveBack, stopAtFailure, control);
    }

    int size() {
        return items.length;
    }
}
