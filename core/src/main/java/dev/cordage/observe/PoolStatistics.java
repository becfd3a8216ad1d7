package dev.cordage.observe;

/**
 * A snapshot of a pool. The figures are each true at some moment during the call, not all at the same moment.
 *
 * @param name the name of the pool
 * @param workers how many workers (threads, processes) it has now
 * @param running how many tasks run now
 * @param queued how many accepted tasks wait for a worker now
 * @param completed how many tasks have run to an end since the pool was made, successful or not
 */
public record PoolStatistics(String name, int workers, int running, int queued, long completed) {}
