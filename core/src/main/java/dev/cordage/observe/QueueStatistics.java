package dev.cordage.observe;

/**
 * A snapshot of a queue. The figures are each true at some moment during the call, not all at the same moment.
 *
 * @param name the name of the queue
 * @param size how many items are queued now
 * @param capacity how many there can be; {@link Integer#MAX_VALUE} if it is unbounded
 * @param added how many items have been put in since it was made
 * @param removed how many have left it again, in whatever way
 * @param unfinished how many have been put in, and not yet been reported done or discarded
 * @param putters how many threads wait for space now
 * @param takers how many threads wait for an item now, those in a {@code Select} included
 * @param closed whether it is closed
 */
public record QueueStatistics(
        String name,
        int size,
        int capacity,
        long added,
        long removed,
        long unfinished,
        int putters,
        int takers,
        boolean closed) {}
