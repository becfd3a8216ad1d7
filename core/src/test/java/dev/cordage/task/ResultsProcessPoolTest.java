package dev.cordage.task;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cordage.process.ProcessPool;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.Gate;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contracts of {@link Results} for pools of processes. Starting workers takes longer than most of these tests, so those
 * that need two, and don't end the pool, have one after the other the same. It is there, with both its workers, before the
 * first of them, and is no leak then.
 */
class ResultsProcessPoolTest {
    private static final int WORKERS = 2;

    private static ProcessPool shared;
    private static boolean lent;

    @BeforeAll
    static void open(@TempDir Path folder) throws Exception {
        shared = ProcessPool.builder()
                .workers(WORKERS)
                .workerIdle(Duration.ofDays(1))
                .build();
        Gate one = Gate.in(folder);
        Gate two = Gate.in(folder);
        TaskFuture<?> first = shared.submit(() -> meet(one, two));
        TaskFuture<?> second = shared.submit(() -> meet(two, one));
        Bounded.get(first);
        Bounded.get(second);
        assertEquals(WORKERS, shared.statistics().workers());
    }

    private static boolean meet(Gate mine, Gate other) throws InterruptedException {
        mine.open();
        other.await();
        return true;
    }

    @AfterAll
    static void close() throws Exception {
        Bounded.run(shared::close);
    }

    private static Pool lend(int workers) {
        if (workers != WORKERS || lent) {
            return ProcessPool.of(workers);
        }
        lent = true;
        return shared;
    }

    private static void letGoOf(Pool pool) {
        if (pool != shared) {
            pool.close();
            return;
        }
        lent = false;
        Bounded.until("the shared pool to have nothing to do", () -> {
            var statistics = shared.statistics();
            return statistics.running() == 0 && statistics.queued() == 0;
        });
    }

    @Nested
    class OfProcesses extends ResultsContract {
        @Override
        Pool makePool(int workers) {
            return lend(workers);
        }

        @Override
        void letGo(Pool pool) {
            letGoOf(pool);
        }
    }

    @Nested
    class FlowOfProcesses extends ResultsFlowContract {
        @Override
        Pool makePool(int workers) {
            return lend(workers);
        }

        @Override
        void letGo(Pool pool) {
            letGoOf(pool);
        }
    }

    @Nested
    class EndOfProcesses extends ResultsEndContract {
        @Override
        Pool makePool(int workers) {
            return lend(workers);
        }

        @Override
        Pool makeOwnPool(int workers) {
            return ProcessPool.of(workers);
        }

        @Override
        void letGo(Pool pool) {
            letGoOf(pool);
        }
    }
}
