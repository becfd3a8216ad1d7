package dev.cordage.internal.waiting;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Durations as waits measure them. */
public final class Durations {
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

    private Durations() {}

    /** Nanoseconds; what does not fit in a long is {@link Long#MAX_VALUE}, which means for ever. Never negative. */
    public static long nanos(Duration duration) {
        if (Objects.requireNonNull(duration, "duration").compareTo(LONGEST) >= 0) {
            return Long.MAX_VALUE;
        }
        return duration.isPositive() ? duration.toNanos() : 0;
    }

    /** What is left of a limit that began at a {@link System#nanoTime}; no limit is {@link Long#MAX_VALUE}. */
    public static long left(long start, @Nullable Duration limit) {
        return left(start, limit == null ? Long.MAX_VALUE : nanos(limit));
    }

    /** What is left of so many nanoseconds that began at a {@link System#nanoTime}. Never negative. */
    public static long left(long start, long nanos) {
        return nanos == Long.MAX_VALUE ? nanos : Math.max(0, Math.max(0, nanos) - (System.nanoTime() - start));
    }
}
