package dev.cordage.queue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * What sort of queue a contract is run against.
 *
 * @param kind in which order its items come out
 * @param capacity how many items there can be; {@link #UNBOUNDED}: any number
 */
record QueueShape(Kind kind, int capacity) {
    static final int UNBOUNDED = Integer.MAX_VALUE;

    /** In which order items come out. */
    enum Kind {
        FIFO,
        LIFO,
        PRIORITY;

        /** The order in which these come out that went in so. */
        <T extends Comparable<? super T>> List<T> order(List<T> put) {
            List<T> order = new ArrayList<>(put);
            switch (this) {
                case FIFO -> {}
                case LIFO -> Collections.reverse(order);
                case PRIORITY -> Collections.sort(order);
            }
            return order;
        }
    }

    /** Every kind, in every size that makes a difference. */
    static Stream<QueueShape> all() {
        return Stream.of(Kind.values()).flatMap(QueueShape::of);
    }

    /** The same for a reach that has one kind only. */
    static Stream<QueueShape> fifo() {
        return of(Kind.FIFO);
    }

    private static Stream<QueueShape> of(Kind kind) {
        return Stream.of(1, 2, 16, UNBOUNDED).map(capacity -> new QueueShape(kind, capacity));
    }

    boolean isBounded() {
        return capacity != UNBOUNDED;
    }

    @Override
    public String toString() {
        return kind + (isBounded() ? " of " + capacity : " without bound");
    }
}
