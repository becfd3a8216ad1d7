package dev.cordage.observe;

/**
 * A snapshot of a barrier, true at one moment during the call.
 *
 * @param name the name of the barrier
 * @param parties how many threads must arrive
 * @param waiters how many have arrived and wait now
 * @param broken whether it is broken
 * @param rounds how often all have arrived and gone on since it was made
 */
public record BarrierStatistics(String name, int parties, int waiters, boolean broken, long rounds) {}
