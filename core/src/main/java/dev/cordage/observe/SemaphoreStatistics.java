package dev.cordage.observe;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * A snapshot of a semaphore. The figures are each true at some moment during the call, not all at the same moment.
 *
 * @param name the name of the semaphore
 * @param available how many permits there are now
 * @param bound the most permits there can be, if there is such a bound
 * @param waiters how many threads wait now
 * @param contended how many acquisitions since it was made had to wait in the queue, successful in the end or not
 * @param waited the sum of those waits
 */
public record SemaphoreStatistics(
        String name, int available, OptionalInt bound, int waiters, long contended, Duration waited) {}
