package dev.cordage.task;

import dev.cordage.internal.portable.PortablePool;
import org.junit.jupiter.api.Nested;

/** The contracts of {@link Results} for every kind of {@link ThreadPool}, and for one that shares no memory. */
class ResultsPoolsTest {

    private static Pool someVirtual(int workers) {
        return ThreadPool.builder().threads(workers).virtual().build();
    }

    private static Pool portable(int workers) {
        return PortablePool.of(ThreadPool.of(workers));
    }

    @Nested
    class OfThreads extends ResultsContract {
        @Override
        Pool makePool(int workers) {
            return ThreadPool.of(workers);
        }
    }

    @Nested
    class OfSomeVirtualThreads extends ResultsContract {
        @Override
        Pool makePool(int workers) {
            return someVirtual(workers);
        }
    }

    @Nested
    class OfVirtualThreads extends ResultsContract {
        @Override
        Pool makePool(int workers) {
            return ThreadPool.virtual();
        }
    }

    @Nested
    class WithoutSharedMemory extends ResultsContract {
        @Override
        Pool makePool(int workers) {
            return portable(workers);
        }
    }

    @Nested
    class FlowOfThreads extends ResultsFlowContract {
        @Override
        Pool makePool(int workers) {
            return ThreadPool.of(workers);
        }
    }

    @Nested
    class FlowOfSomeVirtualThreads extends ResultsFlowContract {
        @Override
        Pool makePool(int workers) {
            return someVirtual(workers);
        }
    }

    @Nested
    class FlowOfVirtualThreads extends ResultsFlowContract {
        @Override
        Pool makePool(int workers) {
            return ThreadPool.virtual();
        }
    }

    @Nested
    class FlowWithoutSharedMemory extends ResultsFlowContract {
        @Override
        Pool makePool(int workers) {
            return portable(workers);
        }
    }

    @Nested
    class EndOfThreads extends ResultsEndContract {
        @Override
        Pool makePool(int workers) {
            return ThreadPool.of(workers);
        }
    }

    @Nested
    class EndOfSomeVirtualThreads extends ResultsEndContract {
        @Override
        Pool makePool(int workers) {
            return someVirtual(workers);
        }
    }

    @Nested
    class EndOfVirtualThreads extends ResultsEndContract {
        @Override
        Pool makePool(int workers) {
            return ThreadPool.virtual();
        }
    }

    @Nested
    class EndWithoutSharedMemory extends ResultsEndContract {
        @Override
        Pool makePool(int workers) {
            return portable(workers);
        }
    }
}
