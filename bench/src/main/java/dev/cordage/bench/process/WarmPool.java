package dev.cordage.bench.process;

import dev.cordage.bench.Side;
import dev.cordage.process.ProcessPool;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A side whose pool is made before the first sample and stays open until the last: its workers are warm, and idle. */
abstract class WarmPool implements Side {
    private final Supplier<ProcessPool> maker;

    /** By the one thread that samples. */
    private @Nullable ProcessPool pool;

    WarmPool(Supplier<ProcessPool> maker) {
        this.maker = maker;
    }

    /** What is measured. */
    @FunctionalInterface
    interface Body {
        double sample(ProcessPool pool) throws Exception;
    }

    static Side of(Supplier<ProcessPool> maker, Body body) {
        return new WarmPool(maker) {
            @Override
            double sample(ProcessPool pool) throws Exception {
                return body.sample(pool);
            }
        };
    }

    abstract double sample(ProcessPool pool) throws Exception;

    @Override
    public double sample() throws Exception {
        ProcessPool open = pool;
        if (open == null) {
            open = maker.get();
            pool = open;
        }
        return sample(open);
    }

    /** Also where a task would never end. */
    @Override
    public void close() {
        if (pool != null) {
            pool.kill();
            pool.close();
            pool = null;
        }
    }
}
