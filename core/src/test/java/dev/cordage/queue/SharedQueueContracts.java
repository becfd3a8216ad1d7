package dev.cordage.queue;

import dev.cordage.internal.shared.SharedFixture;
import dev.cordage.internal.shared.SharedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;

/** The contract of {@link CloseableQueue} for the queue between processes, used by one. */
abstract class SharedQueueContracts {
    private final SharedFixture shared;

    SharedQueueContracts(SharedFixture shared) {
        this.shared = shared;
    }

    private <E> CloseableQueue<E> make(QueueShape shape, String name) {
        return SharedQueue.create(shared.region(), shape.capacity(), name);
    }

    @Nested
    class Basics extends QueueBasicsContract {
        static Stream<QueueShape> shapes() {
            return QueueShape.fifo();
        }

        @Override
        protected <E extends Comparable<? super E>> CloseableQueue<E> newQueue(QueueShape shape, String name) {
            return make(shape, name);
        }
    }

    @Nested
    class Bulk extends QueueBulkContract {
        static Stream<QueueShape> shapes() {
            return QueueShape.fifo();
        }

        @Override
        protected <E extends Comparable<? super E>> CloseableQueue<E> newQueue(QueueShape shape, String name) {
            return make(shape, name);
        }
    }

    @Nested
    class Iterator extends QueueIteratorContract {
        static Stream<QueueShape> shapes() {
            return QueueShape.fifo();
        }

        @Override
        protected <E extends Comparable<? super E>> CloseableQueue<E> newQueue(QueueShape shape, String name) {
            return make(shape, name);
        }
    }

    @Nested
    class Waiting extends QueueWaitingContract {
        static Stream<QueueShape> shapes() {
            return QueueShape.fifo();
        }

        @Override
        protected <E extends Comparable<? super E>> CloseableQueue<E> newQueue(QueueShape shape, String name) {
            return make(shape, name);
        }
    }

    @Nested
    class Closing extends QueueClosingContract {
        static Stream<QueueShape> shapes() {
            return QueueShape.fifo();
        }

        @Override
        protected <E extends Comparable<? super E>> CloseableQueue<E> newQueue(QueueShape shape, String name) {
            return make(shape, name);
        }
    }

    @Nested
    class Unfinished extends QueueUnfinishedContract {
        static Stream<QueueShape> shapes() {
            return QueueShape.fifo();
        }

        @Override
        protected <E extends Comparable<? super E>> CloseableQueue<E> newQueue(QueueShape shape, String name) {
            return make(shape, name);
        }
    }

    @Nested
    class Consumption extends QueueConsumptionContract {
        static Stream<QueueShape> shapes() {
            return QueueShape.fifo();
        }

        @Override
        protected <E extends Comparable<? super E>> CloseableQueue<E> newQueue(QueueShape shape, String name) {
            return make(shape, name);
        }
    }
}
