package dev.cordage.task;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Stands for a failure in another JVM that could not be sent, or that this JVM could not rebuild: its class is unknown
 * here, it holds something that can't be serialised, or its own code refused. It has the original's class name and
 * message, its stack trace, its cause and what it suppressed.
 */
public final class RemoteFailureException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String className;

    private final @Nullable String originalMessage;

    /**
     * Makes one, with a stack trace of here and now, which {@link #setStackTrace} can replace.
     *
     * @param className the name of the original's class
     * @param originalMessage the original's message; null if it has none
     * @param cause the original's cause; null if it has none
     */
    public RemoteFailureException(String className, @Nullable String originalMessage, @Nullable Throwable cause) {
        super(originalMessage == null ? className : className + ": " + originalMessage, cause);
        this.className = className;
        this.originalMessage = originalMessage;
    }

    /**
     * The name of the original's class, such as {@code com.example.OrderException}.
     *
     * @return the name
     */
    public String className() {
        return className;
    }

    /**
     * The original's message; {@link #getMessage} has the name of its class in front of it.
     *
     * @return the message; null if it has none
     */
    public @Nullable String originalMessage() {
        return originalMessage;
    }
}
