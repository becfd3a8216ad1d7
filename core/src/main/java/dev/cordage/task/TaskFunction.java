package dev.cordage.task;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A function of one input that may throw and can be sent to another JVM; what {@link Pool#map} applies.
 *
 * @param <T> the type of the input; may be null
 * @param <R> the type of the result; may be null
 */
@FunctionalInterface
public interface TaskFunction<T extends @Nullable Object, R extends @Nullable Object> extends Serializable {
    /**
     * Applies the function.
     *
     * @param input the input
     * @return the result
     * @throws Exception whatever the function fails with
     */
    R apply(T input) throws Exception;
}
