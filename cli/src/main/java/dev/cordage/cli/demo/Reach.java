package dev.cordage.cli.demo;

import dev.cordage.task.Pool;
import java.util.function.Consumer;

/** Where the counting is done. */
interface Reach {
    /** What to call it: short, as it heads a progress bar. */
    String name();

    /** Has every slice counted, and hands each slice's census over, in any order, in the calling thread. */
    void count(Workload work, Consumer<Census> counted) throws Exception;

    /** In the calling thread, without a pool. */
    record OneThread() implements Reach {
        @Override
        public String name() {
            return "one thread";
        }

        @Override
        public void count(Workload work, Consumer<Census> counted) throws Exception {
            for (Slice slice : work.slices()) {
                counted.accept(work.count().apply(slice));
            }
        }
    }

    /** In a pool. What its workers are doesn't matter: slices and censuses travel. */
    record InPool(String name, Pool pool) implements Reach {
        @Override
        public void count(Workload work, Consumer<Census> counted) {
            pool.map(work.count(), work.slices()).unordered().forEach(counted);
        }
    }
}
