package dev.cordage.internal.pipe;

import java.io.IOException;

/** The other side of a connection doesn't know the key, or has not shown in time that it does. */
public final class KeyRefusedException extends IOException {
    private static final long serialVersionUID = 1;

    KeyRefusedException(String message) {
        super(message);
    }
}
