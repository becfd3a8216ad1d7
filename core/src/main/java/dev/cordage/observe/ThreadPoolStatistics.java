package dev.cordage.observe;

/**
 * A snapshot of a pool of threads.
 *
 * @param name the name of the pool
 * @param workers how many threads it has now
 * @param running how many tasks run now
 * @param queued how many accepted tasks wait for a thread now
 * @param completed how many tasks have run to an end since the pool was made, successful or not
 */
public record ThreadPoolStatistics(String name, int workers, int running, int queued, long completed)
        implements PoolStatistics {}
