package dev.cordage.observe;

/**
 * A snapshot of a pool, whatever its workers are. The figures are each true at some moment during the call, not all at
 * the same moment.
 */
public interface PoolStatistics {
    /**
     * The name of the pool.
     *
     * @return the name
     */
    String name();

    /**
     * How many workers (threads, processes) it has now.
     *
     * @return zero or more
     */
    int workers();

    /**
     * How many tasks run now.
     *
     * @return zero or more
     */
    int running();

    /**
     * How many accepted tasks wait for a worker now.
     *
     * @return zero or more
     */
    int queued();

    /**
     * How many tasks have run to an end since the pool was made, successful or not.
     *
     * @return zero or more
     */
    long completed();
}
