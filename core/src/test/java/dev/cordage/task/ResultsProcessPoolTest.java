package dev.cordage.task;

import dev.cordage.process.ProcessPool;
import org.junit.jupiter.api.Nested;

/** The contracts of {@link Results} for pools of processes. */
class ResultsProcessPoolTest {
    @Nested
    class OfProcesses extends ResultsContract {
        @Override
        Pool makePool(int workers) {
            return ProcessPool.of(workers);
        }
    }

    @Nested
    class FlowOfProcesses extends ResultsFlowContract {
        @Override
        Pool makePool(int workers) {
            return ProcessPool.of(workers);
        }
    }

    @Nested
    class EndOfProcesses extends ResultsEndContract {
        @Override
        Pool makePool(int workers) {
            return ProcessPool.of(workers);
        }
    }
}
