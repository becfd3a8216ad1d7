package dev.cordage.observe;

/**
 * What a bar showed at one moment.
 *
 * @param done items that are over, {@code failed} of them badly
 * @param total {@link Progress#UNKNOWN}, or how many items there are; fewer than {@code done} if the program erred
 * @param perSecond items per second, smoothed while the bar is open, the mean of the whole at its end; NaN while
 *     unknown
 * @param last whether the bar has ended
 */
record ProgressReading(
        String name, long done, long failed, long total, long elapsedNanos, double perSecond, boolean last) {

    boolean sized() {
        return total != Progress.UNKNOWN;
    }

    /** Whether this is the last reading of a bar that stopped short of its total. */
    boolean stopped() {
        return last && sized() && done < total;
    }

    /** From 0 to 1; 1 only if everything is done; 0 if the total is unknown. */
    double fraction() {
        if (!sized()) {
            return 0;
        }
        return done >= total ? 1 : Math.min((double) done / total, Math.nextDown(1.0));
    }

    /** From 0 to 100; 100 only if everything is done. */
    int percent() {
        return (int) (fraction() * 100);
    }

    /** Seconds until everything will be done; NaN if that cannot be said, or the bar is at its end. */
    double secondsLeft() {
        if (last || !sized() || done >= total || !(perSecond > 0)) {
            return Double.NaN;
        }
        return (total - done) / perSecond;
    }
}
