package dev.cordage.bench.process;

import dev.cordage.bench.Case;
import dev.cordage.bench.Plan;
import dev.cordage.bench.Side;
import dev.cordage.bench.Stopwatch;
import dev.cordage.bench.Unit;
import dev.cordage.process.ProcessPool;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Work that needs nothing but processors, on two workers, beside two JVMs that need nobody. All are warm. */
final class CpuCase {
    private static final Unit STEPS = Unit.perSecond("steps");
    private static final double TARGET = 0.95;
    private static final int TASKS = 100;
    private static final int WORKERS = 2;

    private CpuCase() {}

    static Case of(Plan plan) {
        int seconds = plan.choose(30, 4);
        long steps = plan.choose(120_000_000, 16_000_000); // about so many seconds for all tasks together
        Agreed agreed = new Agreed();
        return Case.named("CPU-bound work of about " + seconds + " s on 2 workers")
                .unit(STEPS)
                .target(TARGET)
                .cold()
                .atMost(plan.choose(2, 4))
                .compare(new OnPool(steps, agreed), "two JVMs, half each", new OnTwoJvms(steps, agreed));
    }

    private static double perSecond(long steps, Stopwatch.Body body) throws Exception {
        return Stopwatch.perSecond(TASKS * steps, body);
    }

    /** All have to find the same. */
    private static final class Agreed {
        private @Nullable Long sum;

        void check(long found) {
            if (sum == null) {
                sum = found;
            }
            Stopwatch.check(sum, found);
        }
    }

    private static final class OnPool extends WarmPool {
        private final long steps;
        private final Agreed agreed;
        private boolean warm;

        OnPool(long steps, Agreed agreed) {
            super(() -> ProcessPool.of(WORKERS));
            this.steps = steps;
            this.agreed = agreed;
        }

        @Override
        double sample(ProcessPool pool) throws Exception {
            if (!warm) {
                long _ = sum(pool, steps / 100);
                warm = true;
            }
            return perSecond(steps, () -> agreed.check(sum(pool, steps)));
        }

        private static long sum(ProcessPool pool, long steps) {
            long sum = 0;
            for (long result : pool.map(
                    seed -> Loop.run(seed, steps),
                    IntStream.range(0, TASKS).boxed().toList())) {
                sum += result;
            }
            return sum;
        }
    }

    private static final class OnTwoJvms implements Side {
        private final long steps;
        private final Agreed agreed;
        private final List<LoopJvm> jvms = new ArrayList<>();

        OnTwoJvms(long steps, Agreed agreed) {
            this.steps = steps;
            this.agreed = agreed;
        }

        @Override
        public double sample() throws Exception {
            if (jvms.isEmpty()) {
                for (int i = 0; i < WORKERS; i++) {
                    jvms.add(new LoopJvm());
                }
                long _ = sum(steps / 100);
            }
            return perSecond(steps, () -> agreed.check(sum(steps)));
        }

        private long sum(long each) throws IOException {
            int share = TASKS / WORKERS;
            for (int i = 0; i < WORKERS; i++) {
                jvms.get(i).begin(i * share, (i + 1) * share, each);
            }
            long sum = 0;
            for (LoopJvm jvm : jvms) {
                sum += jvm.sum();
            }
            return sum;
        }

        @Override
        public void close() {
            jvms.forEach(LoopJvm::close);
            jvms.clear();
        }
    }
}
