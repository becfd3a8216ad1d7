package dev.cordage.task;

import dev.cordage.internal.portable.PortablePool;
import org.junit.jupiter.api.Nested;

/** The contract of pools, on every kind of {@link ThreadPool}. */
class ThreadPoolContractTest {
    @Nested
    class Platform extends PoolThreadsContract {
        @Override
        protected Pool pool(int workers) {
            return ThreadPool.of(workers);
        }
    }

    @Nested
    class Virtual extends PoolThreadsContract {
        @Override
        protected Pool pool(int workers) {
            return ThreadPool.builder().threads(workers).virtual().build();
        }
    }

    @Nested
    class Unlimited extends PoolThreadsContract {
        @Override
        protected Pool pool(int workers) {
            return ThreadPool.virtual();
        }
    }

    /** The bound, though never reached, makes another path of every submit. */
    @Nested
    class Bound extends PoolThreadsContract {
        @Override
        protected Pool pool(int workers) {
            return ThreadPool.builder().threads(workers).queueBound(1_000_000).build();
        }
    }

    /** Every task, value and failure goes through Java serialisation: keeps {@link PoolContract} fit for other reaches. */
    @Nested
    class Copying extends PoolContract {
        @Override
        protected Pool pool(int workers) {
            return PortablePool.of(ThreadPool.of(workers));
        }
    }
}
