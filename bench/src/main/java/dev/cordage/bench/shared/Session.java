package dev.cordage.bench.shared;

import dev.cordage.bench.Side;
import dev.cordage.process.HostFabric;
import dev.cordage.process.ProcessPool;
import dev.cordage.task.TaskFuture;
import dev.cordage.task.Work;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A fabric with other processes: what a side keeps from its first sample to its last, so that all of it is warm. */
abstract class Session implements AutoCloseable {
    final HostFabric fabric = HostFabric.open();
    private final List<ProcessPool> others = new ArrayList<>();

    /** One with so many other processes. */
    Session(int others) {
        for (int i = 0; i < others; i++) {
            this.others.add(fabric.pool(ProcessPool.builder().workers(1).spares(0)));
        }
    }

    /** Makes one. */
    @FunctionalInterface
    interface Maker {
        Session make() throws Exception;
    }

    /** Does work in one of the other processes, numbered from 0; each does one thing after the other. */
    final <T> TaskFuture<T> in(int other, Work<T> work) {
        return others.get(other).submit(work);
    }

    /** How many other processes there are. */
    final int others() {
        return others.size();
    }

    /** As {@link Side#sample}. */
    abstract double sample() throws Exception;

    /** As {@link Side#remarks}. */
    List<String> remarks() {
        return List.of();
    }

    /** Also where a task would never end. */
    @Override
    public void close() {
        others.forEach(ProcessPool::kill);
        fabric.close();
    }

    /** The side whose session is made when it is first sampled. */
    static Side side(Maker maker) {
        return new SessionSide(maker);
    }

    private static final class SessionSide implements Side {
        private final Maker maker;
        private @Nullable Session session;

        /** The last ones, as they are asked for when the session may be over. */
        private List<String> remarks = List.of();

        SessionSide(Maker maker) {
            this.maker = maker;
        }

        @Override
        public double sample() throws Exception {
            Session open = session;
            if (open == null) {
                open = maker.make();
                session = open;
            }
            double figure = open.sample();
            remarks = open.remarks();
            return figure;
        }

        @Override
        public List<String> remarks() {
            return remarks;
        }

        @Override
        public void close() {
            if (session != null) {
                session.close();
                session = null;
            }
        }
    }
}
