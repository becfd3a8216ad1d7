package dev.cordage.observe;

/**
 * When a bar without a terminal prints a line: first after three seconds, then when the time has grown by half, or
 * when another tenth of the total is done, but never sooner than three seconds nor later than ten minutes after the
 * line before. Guarded by the display's lock.
 */
final class ProgressSchedule {
    private static final long SECOND = 1_000_000_000L;
    private static final long SHORTEST = 3 * SECOND;
    private static final long LONGEST = 600 * SECOND;
    private static final double STEP = 0.1;

    private long lineNanos;
    private double lineFraction;

    /** Whether to print a line now; if so, it is taken as printed. */
    boolean isDue(ProgressReading reading) {
        long since = reading.elapsedNanos() - lineNanos;
        long patience = Math.clamp(lineNanos / 2, SHORTEST, LONGEST);
        boolean grown = reading.fraction() - lineFraction >= STEP;
        if (since < SHORTEST || (since < patience && !grown)) {
            return false;
        }
        lineNanos = reading.elapsedNanos();
        lineFraction = reading.fraction();
        return true;
    }
}
