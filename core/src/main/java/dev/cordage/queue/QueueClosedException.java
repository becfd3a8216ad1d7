package dev.cordage.queue;

import java.io.Serial;

/**
 * A queue is closed: it takes no more items, or, to those that wait for one, it is closed and empty.
 */
public class QueueClosedException extends IllegalStateException {
    @Serial
    private static final long serialVersionUID = 1;

    /**
     * Makes one.
     *
     * @param message which queue, and what was wanted of it
     */
    public QueueClosedException(String message) {
        super(message);
    }
}
