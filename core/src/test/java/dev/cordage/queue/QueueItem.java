package dev.cordage.queue;

import java.io.Serial;
import java.io.Serializable;

/**
 * What the tests put into queues: serialisable, since some queues are between processes. Items of the same rank compare
 * equal without being equal, which is how the order among equals is seen.
 *
 * @param rank what a priority queue sorts by
 * @param number which one it is
 */
record QueueItem(int rank, int number) implements Comparable<QueueItem>, Serializable {
    @Serial
    private static final long serialVersionUID = 1L;

    /** One whose rank is its number. */
    static QueueItem of(int number) {
        return new QueueItem(number, number);
    }

    @Override
    public int compareTo(QueueItem other) {
        return Integer.compare(rank, other.rank);
    }
}
