package dev.cordage.bench.process;

import dev.cordage.bench.Case;
import dev.cordage.bench.Plan;
import dev.cordage.bench.Python;
import dev.cordage.bench.Side;
import dev.cordage.bench.Stopwatch;
import dev.cordage.bench.Trips;
import dev.cordage.process.ProcessPool;
import java.util.ArrayList;
import java.util.List;

/** A trivial task there, its value back, one by one. */
final class TripCases {
    private static final double PYTHON_TARGET = 10;
    private static final double ECHO_TARGET = 1 / 3.0;
    static final String ECHO = "a byte echoed by another JVM through a Unix-domain socket";
    private static final String NAME = "submit and get of a trivial lambda, median";

    private TripCases() {}

    static List<Case> of(Plan plan) {
        int trips = plan.choose(20_000, 5_000);
        int theirs = plan.choose(3_000, 1_000);
        List<Case> cases = new ArrayList<>();
        cases.add(Case.named("A/A: an echo, median").noise(ECHO, new EchoSide(trips)));
        Python.find()
                .ifPresent(python -> cases.add(Case.named(NAME)
                        .target(PYTHON_TARGET)
                        .compare(
                                new Ours(trips),
                                python.version() + " ProcessPoolExecutor(1)",
                                () -> python.run(TripCases.class, "executor.py", "trips", 1, theirs))));
        cases.add(Case.named(NAME).target(ECHO_TARGET).compare(new Ours(trips), ECHO, new EchoSide(trips)));
        return cases;
    }

    private static final class Ours extends WarmPool {
        private final int trips;
        private String latest = "";

        Ours(int trips) {
            super(() -> ProcessPool.of(1));
            this.trips = trips;
        }

        @Override
        double sample(ProcessPool pool) throws Exception {
            Trips timed = Trips.time(
                    trips, () -> Stopwatch.check(1, pool.submit(() -> 1).get()));
            latest = timed.toString();
            return timed.median();
        }

        @Override
        public List<String> remarks() {
            return List.of("ours: " + latest);
        }
    }

    /** The same JVM for all samples. */
    static final class EchoSide implements Side {
        private final int trips;
        private final Echo.Slot echo = new Echo.Slot();
        private String latest = "";

        EchoSide(int trips) {
            this.trips = trips;
        }

        @Override
        public double sample() throws Exception {
            Echo open = echo.get();
            Trips timed = Trips.time(trips, open::roundTrip);
            latest = timed.toString();
            return timed.median();
        }

        @Override
        public List<String> remarks() {
            return List.of("the echo: " + latest);
        }

        @Override
        public void close() {
            echo.close();
        }
    }
}
