package dev.cordage.internal.waiting;

import java.time.Duration;

/** What arguments have to be; the messages say what was given. */
public final class Checks {
    private Checks() {}

    /** At least 1. */
    public static int positive(int value, String what) {
        if (value < 1) {
            throw new IllegalArgumentException(what + " must be at least 1: " + value);
        }
        return value;
    }

    /** At least 0. */
    public static int notNegative(int value, String what) {
        if (value < 0) {
            throw new IllegalArgumentException(what + " must not be negative: " + value);
        }
        return value;
    }

    /** Longer than nothing. */
    public static Duration positive(Duration value, String what) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(what + " must be positive: " + value);
        }
        return value;
    }
}
