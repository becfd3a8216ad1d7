package dev.cordage.observe;

/**
 * A snapshot of a condition.
 *
 * @param name the name of the condition
 * @param lock the name of its lock
 * @param waiters how many threads wait for a signal now; those that were signalled wait for the lock
 */
public record ConditionStatistics(String name, String lock, int waiters) {}
