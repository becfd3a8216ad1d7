package dev.cordage.internal.memory;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

/** Short work with channels, done again if an interrupt closed the channel under it. The flag is kept. */
final class Uninterrupted {
    /** Opens what it needs itself, each time. */
    @FunctionalInterface
    interface Body<T> {
        T run() throws IOException;
    }

    private Uninterrupted() {}

    static <T> T run(Body<T> body) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            for (; ; ) {
                try {
                    return body.run();
                } catch (ClosedByInterruptException _) {
                    interrupted = true;
                    boolean _ = Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
