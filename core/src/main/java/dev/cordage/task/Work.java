package dev.cordage.task;

import java.io.Serializable;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A task that returns a value and can be sent to another JVM.
 *
 * <p>It is a {@link Callable} that is {@link Serializable}: a lambda written where a {@code Work} is wanted needs no cast
 * to be shippable. On threads nothing is serialised, and what the lambda captures is shared; on every other reach what
 * it captures is copied.
 *
 * @param <T> the type of the value; may be null
 */
@FunctionalInterface
public interface Work<T extends @Nullable Object> extends Callable<T>, Serializable {
    @Override
    T call() throws Exception;
}
