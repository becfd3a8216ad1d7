package dev.cordage.task;

import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code map} reads: opened when the results are first asked for, closed at the end.
 *
 * @param open opens the inputs; called once
 * @param size how many there are, or -1 if that is not known
 * @param close called once after the last was read
 */
record Inputs<T extends @Nullable Object>(Supplier<Iterator<? extends T>> open, long size, Runnable close) {
    private static void nothing() {}

    static <T extends @Nullable Object> Inputs<T> of(Iterable<? extends T> inputs) {
        Objects.requireNonNull(inputs, "inputs");
        return new Inputs<>(inputs::iterator, inputs instanceof Collection<?> c ? c.size() : -1, Inputs::nothing);
    }

    static <T extends @Nullable Object> Inputs<T> of(Iterator<? extends T> inputs) {
        Objects.requireNonNull(inputs, "inputs");
        return new Inputs<>(() -> inputs, -1, Inputs::nothing);
    }

    static <T extends @Nullable Object> Inputs<T> of(Stream<? extends T> inputs) {
        Objects.requireNonNull(inputs, "inputs");
        return new Inputs<>(inputs::iterator, -1, inputs::close);
    }

    /** The first of all, the second of all, and so on, until one has no more. */
    static Inputs<@Nullable Object[]> zip(List<? extends Iterable<?>> inputs) {
        long size = Long.MAX_VALUE;
        for (Iterable<?> input : inputs) {
            Objects.requireNonNull(input, "inputs");
            size = Math.min(size, input instanceof Collection<?> c ? c.size() : -1);
        }
        return new Inputs<>(() -> new Zip(inputs), size, Inputs::nothing);
    }

    private static final class Zip implements Iterator<@Nullable Object[]> {
        private final Iterator<?>[] inputs;

        Zip(List<? extends Iterable<?>> inputs) {
            this.inputs = inputs.stream().map(Iterable::iterator).toArray(Iterator<?>[]::new);
        }

        @Override
        public boolean hasNext() {
            return Arrays.stream(inputs).allMatch(Iterator::hasNext);
        }

        @Override
        public @Nullable Object[] next() {
            if (!hasNext()) {
                throw new NoSuchElementException("one of the inputs has no more");
            }
            return Arrays.stream(inputs).map(Iterator::next).toArray();
        }
    }

    @SuppressWarnings("unchecked") // the arrays come from zip, in the order of the function's parameters
    static <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
            TaskFunction<@Nullable Object[], R> spread(TaskBiFunction<? super A, ? super B, ? extends R> function) {
        Objects.requireNonNull(function, "function");
        return inputs -> function.apply((A) inputs[0], (B) inputs[1]);
    }

    @SuppressWarnings("unchecked") // as above
    static <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    R extends @Nullable Object>
            TaskFunction<@Nullable Object[], R> spread(
                    TaskTriFunction<? super A, ? super B, ? super C, ? extends R> function) {
        Objects.requireNonNull(function, "function");
        return inputs -> function.apply((A) inputs[0], (B) inputs[1], (C) inputs[2]);
    }
}
