package dev.cordage.task;

import java.io.Serializable;

/**
 * A task without a value that can be sent to another JVM: a {@link Runnable} that is {@link Serializable}.
 *
 * <p>A body that throws checked exceptions is a {@link CheckedJob}.
 */
@FunctionalInterface
public interface Job extends Runnable, Serializable {
    @Override
    void run();
}
