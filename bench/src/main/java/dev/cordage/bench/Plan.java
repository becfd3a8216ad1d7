package dev.cordage.bench;

import java.time.Duration;

/**
 * How thoroughly to measure.
 *
 * @param isQuick whether a rough answer in a few minutes is wanted
 * @param pairs how many pairs of samples to take
 * @param warmUp how long to warm up at most
 * @param limit how long a case may take before it is given up
 */
public record Plan(boolean isQuick, int pairs, Duration warmUp, Duration limit) {
    public static final Plan QUICK = new Plan(true, 7, Duration.ofMillis(2500), Duration.ofMinutes(3));
    public static final Plan FULL = new Plan(false, 15, Duration.ofSeconds(10), Duration.ofMinutes(20));

    static Plan of(boolean quick) {
        return quick ? QUICK : FULL;
    }

    /** One of two numbers, for what takes too long otherwise. Names of cases say which it was. */
    public int choose(int full, int quick) {
        return isQuick ? quick : full;
    }
}
