package dev.cordage.task;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * How one item of a {@code map} ended, where failures are kept as values.
 *
 * <pre>{@code
 * for (Outcome<Integer> outcome : pool.map(Integer::parseInt, words).keepFailures()) {
 *     switch (outcome) {
 *         case Outcome.Success(long index, Integer value) -> IO.println(index + ": " + value);
 *         case Outcome.Failure(long index, Throwable cause) -> IO.println(index + " failed: " + cause);
 *     }
 * }
 * }</pre>
 *
 * @param <R> the type of a result; may be null
 */
public sealed interface Outcome<R extends @Nullable Object> extends Serializable {
    /**
     * The position of the item among the inputs, from 0.
     *
     * @return the position
     */
    long index();

    /**
     * The item ended with a value.
     *
     * @param index the position of the item among the inputs, from 0
     * @param value the value
     * @param <R> the type of the value
     */
    record Success<R extends @Nullable Object>(long index, R value) implements Outcome<R> {}

    /**
     * The item failed, or reading it did.
     *
     * @param index the position of the item among the inputs, from 0
     * @param cause the original failure
     * @param <R> the type of the value that did not come
     */
    record Failure<R extends @Nullable Object>(long index, Throwable cause) implements Outcome<R> {}
}
