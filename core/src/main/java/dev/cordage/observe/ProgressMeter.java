package dev.cordage.observe;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What a bar counts. It knows nothing of its {@link Progress}, so that the board can hold on to the meter without
 * keeping a bar alive that the program has forgotten.
 */
final class ProgressMeter {
    private final String name;
    private final long startNanos;
    private final LongAdder passed = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private volatile long total;

    /**
     * Null while the bar is open; then its last reading, set once, by compare-and-set. What is counted later shows
     * nowhere.
     */
    private final AtomicReference<@Nullable ProgressReading> end = new AtomicReference<>();

    /** Written under the display's lock, by {@link #sample}; what others see of it is volatile. */
    private final ProgressRate rate = new ProgressRate();

    /** Guarded by the display's lock. */
    private final ProgressSchedule schedule = new ProgressSchedule();

    ProgressMeter(String name, long total, long startNanos) {
        this.name = name;
        this.total = total;
        this.startNanos = startNanos;
    }

    String name() {
        return name;
    }

    void pass(long items) {
        passed.add(items);
    }

    void fail(long items) {
        failed.add(items);
    }

    void total(long newTotal) {
        total = newTotal;
    }

    boolean ended() {
        return end.get() != null;
    }

    /** Takes the last reading. Returns null to all but the first caller. */
    @Nullable ProgressReading end(long now) {
        ProgressReading last = measure(now, true);
        return end.compareAndSet(null, last) ? last : null;
    }

    /** The last reading of an ended meter, else a fresh one. */
    ProgressReading read(long now) {
        ProgressReading last = end.get();
        return last != null ? last : measure(now, false);
    }

    /** As if the meter ended now; it does not. */
    ProgressReading readAsLast(long now) {
        ProgressReading last = end.get();
        return last != null ? last : measure(now, true);
    }

    /** A reading that also tells the rate how far the bar has come. Under the display's lock. */
    ProgressReading sample(long now) {
        rate.sample(now - startNanos, passed.sum() + failed.sum());
        return read(now);
    }

    /** Whether a plain line should be printed with this reading. Under the display's lock. */
    boolean isLineDue(ProgressReading reading) {
        return schedule.isDue(reading);
    }

    private ProgressReading measure(long now, boolean last) {
        long failures = failed.sum();
        long done = passed.sum() + failures;
        long elapsed = Math.max(0, now - startNanos);
        double mean = ProgressRate.mean(elapsed, done);
        double perSecond = last ? mean : rate.perSecondOr(mean);
        return new ProgressReading(name, done, failures, total, elapsed, perSecond, last);
    }
}
