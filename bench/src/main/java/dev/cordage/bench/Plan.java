package dev.cordage.bench;

import java.time.Duration;

/**
 * How thoroughly to measure.
 *
 * @param isQuick whether a rough answer in a few minutes is wanted
 * @param forks in how many JVMs to measure a case, one after the other: the JIT compiler's luck differs
 * @param pairs how many times to measure all sides in each of them; where it is a multiple of their number, each side
 *     goes first as often
 * @param warmUp how long to warm up at most
 * @param limit how long a JVM may take before it is given up
 */
public record Plan(boolean isQuick, int forks, int pairs, Duration warmUp, Duration limit) {
    public static final Plan QUICK = new Plan(true, 1, 8, Duration.ofMillis(2500), Duration.ofMinutes(3));
    public static final Plan FULL = new Plan(false, 3, 6, Duration.ofSeconds(5), Duration.ofMinutes(20));

    static Plan of(boolean quick) {
        return quick ? QUICK : FULL;
    }

    /** One of two numbers, for what takes too long otherwise. Names of cases say which it was. */
    public int choose(int full, int quick) {
        return isQuick ? quick : full;
    }
}
