package dev.cordage.process;

import java.io.IOException;

/**
 * The other side of a connection has the wrong key, or has not shown in time that it has the right one. Thrown on both
 * sides. A {@link PipeListener} goes on and can accept the next.
 */
public final class PipeAuthenticationException extends IOException {
    private static final long serialVersionUID = 1;

    PipeAuthenticationException(String message) {
        super(message);
    }
}
