package dev.cordage.queue;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cordage.internal.shared.SharedFixture;
import dev.cordage.internal.shared.SharedQueue;
import dev.cordage.queue.QueueShape.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

/** The contract of {@link CloseableQueue} for the queue between processes, used by one. */
class SharedQueueTest {
    private static final SharedFixture SHARED = new SharedFixture();

    @AfterEach
    void close() {
        SHARED.close();
    }

    static <E> CloseableQueue<E> make(QueueShape shape, String name) {
        assumeTrue(shape.kind() == Kind.FIFO, "there is no other kind");
        return SharedQueue.create(SHARED.region(), shape.capacity(), name);
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
