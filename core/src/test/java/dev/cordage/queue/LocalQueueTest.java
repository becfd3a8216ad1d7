package dev.cordage.queue;

import java.util.Comparator;
import org.junit.jupiter.api.Nested;

/** The contract of {@link CloseableQueue} for the queues of one JVM. */
class LocalQueueTest {
    static <E extends Comparable<? super E>> CloseableQueue<E> make(QueueShape shape, String name) {
        return switch (shape.kind()) {
            case FIFO ->
                shape.isBounded() ? CloseableQueue.bounded(shape.capacity(), name) : CloseableQueue.unbounded(name);
            case LIFO -> CloseableQueue.lifo(shape.capacity(), name);
            case PRIORITY -> CloseableQueue.priority(shape.capacity(), Comparator.naturalOrder(), name);
        };
    }

    @Nested
    class Basics extends QueueBasicsContract {
        @Override
        protected <E extends Comparable<? super E>> CloseableQueue<E> newQueue(QueueShape shape, String name) {
            return make(shape, name);
        }
    }

    @Nested
    class Bulk extends QueueBulkContract {
        @Override
        protected <E extends Comparable<? super E>> CloseableQueue<E> newQueue(QueueShape shape, String name) {
            return make(shape, name);
        }
    }

    @Nested
    class Iterator extends QueueIteratorContract {
        @Override
        protected <E extends Comparable<? super E>> CloseableQueue<E> newQueue(QueueShape shape, String name) {
            return make(shape, name);
        }
    }

    @Nested
    class Waiting extends QueueWaitingContract {
        @Override
        protected <E extends Comparable<? super E>> CloseableQueue<E> newQueue(QueueShape shape, String name) {
            return make(shape, name);
        }
    }

    @Nested
    class Closing extends QueueClosingContract {
        @Override
        protected <E extends Comparable<? super E>> CloseableQueue<E> newQueue(QueueShape shape, String name) {
            return make(shape, name);
        }
    }

    @Nested
    class Unfinished extends QueueUnfinishedContract {
        @Override
        protected <E extends Comparable<? super E>> CloseableQueue<E> newQueue(QueueShape shape, String name) {
            return make(shape, name);
        }
    }

    @Nested
    class Consumption extends QueueConsumptionContract {
        @Override
        protected <E extends Comparable<? super E>> CloseableQueue<E> newQueue(QueueShape shape, String name) {
            return make(shape, name);
        }
    }
}
