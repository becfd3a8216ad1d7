package dev.cordage.bench.queue;

import dev.cordage.bench.Crowd;
import dev.cordage.bench.Stopwatch;
import dev.cordage.bench.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Who puts in and takes out.
 *
 * @param crowd which kind of threads
 * @param pairs how many producers there are, and how many consumers
 */
record Traffic(Crowd crowd, int pairs) {
    private static final List<Integer> PAIRS = List.of(1, 2, 8);

    /** Platform threads, then virtual ones, from few to many. */
    static List<Traffic> all() {
        List<Traffic> all = new ArrayList<>();
        for (Crowd crowd : Crowd.values()) {
            for (int pairs : PAIRS) {
                all.add(new Traffic(crowd, pairs));
            }
        }
        return all;
    }

    /** Moves items through a new queue. */
    Workload through(Supplier<Line> queue) {
        return operations -> seconds(queue.get(), Math.ceilDiv(operations, pairs));
    }

    private double seconds(Line line, int share) throws Exception {
        AtomicLong received = new AtomicLong();
        List<Stopwatch.Body> bodies = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            bodies.add(() -> line.send(share));
            bodies.add(() -> received.addAndGet(line.receive(share)));
        }
        double seconds = crowd.seconds(bodies);
        Stopwatch.check(pairs * Items.sum(share), received.get());
        return seconds;
    }

    /** For names of cases. */
    @Override
    public String toString() {
        return pairs + "+" + pairs + " " + crowd + " threads";
    }
}
