package dev.cordage.task;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A function of three inputs that may throw and can be sent to another JVM; what {@link Pool#map} applies to three
 * inputs zipped. For more inputs than three, map over a record of them.
 *
 * @param <A> the type of the first input; may be null
 * @param <B> the type of the second input; may be null
 * @param <C> the type of the third input; may be null
 * @param <R> the type of the result; may be null
 */
@FunctionalInterface
public interface TaskTriFunction<
                A extends @Nullable Object,
                B extends @Nullable Object,
                C extends @Nullable Object,
                R extends @Nullable Object>
        extends Serializable {
    /**
     * Applies the function.
     *
     * @param first the first input
     * @param second the second input
     * @param third the third input
     * @return the result
     * @throws Exception whatever the function fails with
     */
    R apply(A first, B second, C third) throws Exception;
}
