package dev.cordage.process;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cordage.internal.portable.PortablePool;
import dev.cordage.task.Pool;
import dev.cordage.task.PoolContract;
import dev.cordage.task.ThreadPool;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract of pools, on worker processes, and on threads that copy what processes would. */
class ProcessPoolContractTest {
    @Nested
    @ExtendWith(ProcessLeakCheck.class)
    class Processes extends PoolContract {
        @Override
        protected Pool pool(int workers) {
            return ProcessPool.of(workers);
        }
    }

    /** Runs one task at a time, so it can only stand for a pool of one worker. */
    @Nested
    class Inline extends PoolContract {
        @Override
        protected Pool pool(int workers) {
            assumeTrue(workers == 1, "inline() has one thread");
            return ProcessPool.inline();
        }
    }

    /** What {@code inline()} is made of, with more threads. */
    @Nested
    class Portable extends PoolContract {
        @Override
        protected Pool pool(int workers) {
            return PortablePool.of(ThreadPool.of(workers));
        }
    }
}
