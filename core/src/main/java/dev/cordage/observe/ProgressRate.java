package dev.cordage.observe;

/**
 * Items per second, smoothed.
 *
 * <p>Two decaying sums, of items and of seconds, are divided: that weighs the recent past most, is right from the
 * first sample on, and does not care how regular the samples are. The memory is 15 seconds, or a fifth of the time
 * that the job has lasted, or the time of 20 items, whichever is longest: a remaining time that jumps about helps
 * nobody.
 *
 * <p>{@link #sample} is called under the display's lock; {@link #perSecondOr} from anywhere.
 */
final class ProgressRate {
    private static final double MEMORY_SECONDS = 15;
    private static final double MEMORY_SHARE = 0.2;
    private static final double MEMORY_ITEMS = 20;
    private static final long SHORTEST_NANOS = 50_000_000;
    private static final double NANOS = 1e9;

    /** Guarded by the display's lock, as the next three. */
    private long lastNanos;

    private long lastDone;
    private double items;
    private double seconds;

    /** Volatile; NaN until there is a sample. */
    private volatile double perSecond = Double.NaN;

    void sample(long elapsedNanos, long done) {
        if (elapsedNanos - lastNanos < SHORTEST_NANOS || done <= 0) {
            return;
        }
        double step = (elapsedNanos - lastNanos) / NANOS;
        double elapsed = elapsedNanos / NANOS;
        double memory = Math.max(MEMORY_SECONDS, Math.max(elapsed * MEMORY_SHARE, elapsed / done * MEMORY_ITEMS));
        double kept = Math.exp(-step / memory);
        items = items * kept + (done - lastDone);
        seconds = seconds * kept + step;
        lastNanos = elapsedNanos;
        lastDone = done;
        perSecond = items / seconds;
    }

    double perSecondOr(double otherwise) {
        double smoothed = perSecond;
        return Double.isNaN(smoothed) ? otherwise : smoothed;
    }

    /** Items per second over the whole time; NaN if nothing is done or no time has passed. */
    static double mean(long elapsedNanos, long done) {
        return elapsedNanos <= 0 || done <= 0 ? Double.NaN : done / (elapsedNanos / NANOS);
    }
}
