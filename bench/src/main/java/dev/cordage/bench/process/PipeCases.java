package dev.cordage.bench.process;

import dev.cordage.bench.Case;
import dev.cordage.bench.Plan;
import dev.cordage.bench.Python;
import dev.cordage.bench.Side;
import dev.cordage.bench.Stopwatch;
import dev.cordage.bench.Trips;
import dev.cordage.process.PipeEnd;
import dev.cordage.process.WorkerProcess;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A number through a pipe to another process, and back. */
final class PipeCases {
    private static final String NAME = "a number through a PipeEnd to a process and back, median";

    private PipeCases() {}

    static List<Case> of(Plan plan) {
        int trips = plan.choose(20_000, 5_000);
        List<Case> cases = new ArrayList<>();
        Python.find()
                .ifPresent(python -> cases.add(Case.named(NAME)
                        .compare(
                                new Pipe(trips),
                                python.version() + " multiprocessing.Pipe",
                                () -> python.run(PipeCases.class, "pipe.py", plan.choose(20_000, 5_000)))));
        cases.add(Case.named(NAME).compare(new Pipe(trips), TripCases.ECHO, new TripCases.EchoSide(trips)));
        return cases;
    }

    /** The same process for all samples. */
    private static final class Pipe implements Side {
        private final int trips;
        private PipeEnd.@Nullable Pair pair;
        private @Nullable WorkerProcess<?> process;
        private String latest = "";

        Pipe(int trips) {
            this.trips = trips;
        }

        @Override
        public double sample() throws Exception {
            PipeEnd ours = open();
            Trips timed = Trips.time(trips, () -> {
                ours.send(1);
                Stopwatch.check(1, (Integer) Objects.requireNonNull(ours.receive()));
            });
            latest = timed.toString();
            return timed.median();
        }

        private PipeEnd open() {
            PipeEnd.Pair open = pair;
            if (open == null) {
                open = PipeEnd.pair();
                pair = open;
                PipeEnd theirs = open.second();
                process = WorkerProcess.startChecked(() -> echo(theirs));
            }
            return open.first();
        }

        private static void echo(PipeEnd end) throws IOException, InterruptedException {
            try {
                while (true) {
                    end.send(end.receive());
                }
            } catch (EOFException _) {
                end.close();
            }
        }

        @Override
        public List<String> remarks() {
            return List.of("ours: " + latest);
        }

        @Override
        public void close() {
            if (pair != null) {
                pair.close();
                pair = null;
            }
            if (process != null) {
                process.kill();
                process = null;
            }
        }
    }
}
