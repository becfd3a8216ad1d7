package dev.cordage.bench.shared;

import dev.cordage.bench.Case;
import dev.cordage.bench.Plan;
import dev.cordage.bench.Side;
import dev.cordage.bench.Stopwatch;
import dev.cordage.bench.Trips;
import dev.cordage.sync.EventFlag;
import dev.cordage.task.TaskFuture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Two processes wake each other up in turns. A round trip is two wake-ups. */
final class PingPongCases {
    private static final double FUTEX_TARGET = 1 / 3.0;
    private static final double DOORBELL_LIMIT = 60e-6;
    private static final Duration REST = Duration.ofMillis(3);
    private static final String NAME = "EventFlag ping-pong between 2 processes, round trip, median, ";
    private static final String RESTED = "EventFlag ping-pong, " + REST.toMillis() + " ms after the last, median, ";
    private static final String C = "a C program with futexes";
    private static final String HEAP = "64m";

    private PingPongCases() {}

    static List<Case> of(Plan plan) {
        int trips = plan.choose(20_000, 5_000);
        int rested = plan.choose(300, 60);
        List<Case> cases = new ArrayList<>();
        for (Mode mode : Mode.all()) {
            if (mode == Mode.DOORBELL) {
                cases.add(named(NAME, mode).within(DOORBELL_LIMIT, ours(trips, Duration.ZERO)));
            } else if (CProgram.isPossible()) {
                cases.add(named(NAME, mode)
                        .target(FUTEX_TARGET)
                        .compare(ours(trips, Duration.ZERO), C, theirs(trips, Duration.ZERO)));
            }
            if (CProgram.isPossible()) {
                cases.add(named(RESTED, mode)
                        .atMost(plan.choose(Integer.MAX_VALUE, 4))
                        .compare(ours(rested, REST), C, theirs(rested, REST)));
            }
        }
        return cases;
    }

    private static Case.Builder named(String what, Mode mode) {
        return Case.named(what + mode).heap(HEAP).options(mode.options());
    }

    private static Side ours(int trips, Duration rest) {
        return Session.side(() -> new PingPong(trips, rest));
    }

    private static Side theirs(int trips, Duration rest) {
        return new CProgram("pingpong.c", trips, rest.toNanos() / 1_000);
    }

    /** The same other process for all samples. */
    static final class PingPong extends Session {
        /** What makes both processes compile their code, where rested trips are too few for that. */
        private static final int WARMING = 20_000;

        private final EventFlag ping = fabric.event("ping");
        private final EventFlag pong = fabric.event("pong");
        private final int trips;
        private final Duration rest;
        private boolean warm;
        private List<String> remarks = List.of();

        PingPong(int trips, Duration rest) throws Exception {
            super(1);
            this.trips = trips;
            this.rest = rest;
        }

        @Override
        double sample() throws Exception {
            if (!warm && !rest.isZero()) {
                Trips _ = trips(WARMING, Duration.ZERO);
            }
            warm = true;
            Trips timed = trips(trips, rest);
            remarks = List.of(String.format(
                    Locale.ROOT, "one way, half a round trip: %.1f us; %s", timed.median() / 2 * 1e6, timed));
            return timed.median();
        }

        private Trips trips(int count, Duration rest) throws Exception {
            EventFlag ping = this.ping;
            EventFlag pong = this.pong;
            TaskFuture<Integer> other = in(0, () -> answer(ping, pong, count + 1));
            trip(); // the other may still be on its way
            Trips timed = rest.isZero()
                    ? Trips.time(count, this::trip)
                    : Trips.time(count, () -> Thread.sleep(rest), this::trip);
            Stopwatch.check(count + 1, other.result());
            return timed;
        }

        private void trip() throws InterruptedException {
            ping.set();
            pong.await();
            pong.clear();
        }

        private static int answer(EventFlag ping, EventFlag pong, int trips) throws InterruptedException {
            for (int i = 0; i < trips; i++) {
                ping.await();
                ping.clear();
                pong.set();
            }
            return trips;
        }

        @Override
        List<String> remarks() {
            return remarks;
        }
    }
}
