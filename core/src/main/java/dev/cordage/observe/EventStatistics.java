package dev.cordage.observe;

/**
 * A snapshot of an event flag.
 *
 * @param name the name of the flag
 * @param set whether it is set now
 * @param waiters how many threads wait for it now
 */
public record EventStatistics(String name, boolean set, int waiters) {}
