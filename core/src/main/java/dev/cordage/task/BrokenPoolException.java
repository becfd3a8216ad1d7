package dev.cordage.task;

import java.io.Serial;
import java.util.concurrent.RejectedExecutionException;

/**
 * Says that a pool can run no more tasks, because the workers it needs cannot be made ready. The cause is the reason.
 *
 * <p>Futures of tasks that were queued fail with it, and later submissions throw it.
 */
public final class BrokenPoolException extends RejectedExecutionException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message what broke
     * @param cause the reason
     */
    public BrokenPoolException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The same, thrown here. */
    BrokenPoolException again() {
        return new BrokenPoolException(String.valueOf(getMessage()), getCause() == null ? this : getCause());
    }
}
