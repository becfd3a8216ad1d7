package dev.cordage.bench.sync;

import dev.cordage.bench.Crowd;
import dev.cordage.bench.Stopwatch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Who wants the same thing at the same time. They do nothing else in between.
 *
 * @param crowd which kind of threads
 * @param threads how many
 * @param length how long each has it at a time
 */
record Cell(Crowd crowd, int threads, Section.Length length) {
    /** All of these; those of a quick run are fewer, the extremes. */
    static List<Cell> all(List<Integer> threads, List<Section.Length> lengths) {
        List<Cell> cells = new ArrayList<>();
        for (Crowd crowd : Crowd.values()) {
            for (int count : threads) {
                for (Section.Length length : lengths) {
                    cells.add(new Cell(crowd, count, length));
                }
            }
        }
        return cells;
    }

    Section section() {
        return new Section(length);
    }

    /** How often each thread has to do it, so that it is done at least so many times by all of them. */
    int share(int operations) {
        return Math.ceilDiv(operations, threads);
    }

    /** Runs the same in each thread. */
    double seconds(Stopwatch.Body body) throws Exception {
        return crowd.seconds(Collections.nCopies(threads, body));
    }

    /** For names of cases. */
    @Override
    public String toString() {
        return threads + " " + crowd + " threads, " + length;
    }
}
