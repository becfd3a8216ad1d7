package dev.cordage.task;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A function of two inputs that may throw and can be sent to another JVM; what {@link Pool#map} applies to two inputs
 * zipped.
 *
 * @param <A> the type of the first input; may be null
 * @param <B> the type of the second input; may be null
 * @param <R> the type of the result; may be null
 */
@FunctionalInterface
public interface TaskBiFunction<A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
        extends Serializable {
    /**
     * Applies the function.
     *
     * @param first the first input
     * @param second the second input
     * @return the result
     * @throws Exception whatever the function fails with
     */
    R apply(A first, B second) throws Exception;
}
