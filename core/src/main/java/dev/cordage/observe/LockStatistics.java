package dev.cordage.observe;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of a lock. The figures are each true at some moment during the call, not all at the same moment.
 *
 * @param name the name of the lock
 * @param owner the thread that holds it now, or null
 * @param holds how often the owner has locked it and not yet unlocked it; 0 if it is free
 * @param waiters how many threads wait for the lock now, those that wait on its conditions not included
 * @param contended how many acquisitions since it was made had to wait in the queue, successful in the end or not
 * @param waited the sum of those waits
 */
public record LockStatistics(
        String name, @Nullable Thread owner, int holds, int waiters, long contended, Duration waited) {}
