package dev.cordage.observe;

import java.time.Duration;
import java.util.List;

/**
 * A snapshot of a capacity limiter, true at one moment during the call.
 *
 * @param name the name of the limiter
 * @param total how many tokens there are in all
 * @param borrowers who has one now
 * @param waiters how many threads wait now
 * @param contended how many acquisitions since it was made had to wait in the queue, successful in the end or not
 * @param waited the sum of those waits
 */
public record LimiterStatistics(
        String name, int total, List<Object> borrowers, int waiters, long contended, Duration waited) {
    /** Copies the list. */
    public LimiterStatistics {
        borrowers = List.copyOf(borrowers);
    }
}
