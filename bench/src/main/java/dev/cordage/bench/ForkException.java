package dev.cordage.bench;

/** A JVM that was to measure has not; the message says why. */
final class ForkException extends Exception {
    private static final long serialVersionUID = 1L;

    ForkException(String message) {
        super(message);
    }
}
