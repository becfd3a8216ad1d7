package dev.cordage.task;

import java.io.Serializable;

/**
 * A task without a value whose body may throw checked exceptions.
 *
 * <p>It is not an overload of {@link Work} and {@link Job} anywhere, because such an overload would make every void
 * lambda ambiguous; the methods that take one have a name of their own, such as {@link Pool#submitChecked}.
 */
@FunctionalInterface
public interface CheckedJob extends Serializable {
    /**
     * Does the work.
     *
     * @throws Exception whatever the work fails with
     */
    void run() throws Exception;
}
