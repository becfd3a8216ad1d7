package dev.cordage.bench.shared;

import dev.cordage.bench.Case;
import dev.cordage.bench.Plan;
import dev.cordage.bench.Python;
import dev.cordage.bench.Side;
import dev.cordage.bench.Stopwatch;
import dev.cordage.bench.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentMap;

/** A map that one process has, and another calls. */
final class DictCases {
    private static final Unit TRIPS = Unit.perSecond("trips");
    private static final String KEY = "key";

    private DictCases() {}

    static List<Case> of(Plan plan) {
        List<Case> cases = new ArrayList<>();
        Python.find().ifPresent(python -> {
            int trips = plan.choose(20_000, 2_000);
            cases.add(beside(python, plan, "get", Session.side(() -> new Gets(trips))));
            if (!plan.isQuick()) {
                cases.add(beside(python, plan, "put", Session.side(() -> new Puts(trips))));
            }
        });
        return cases;
    }

    private static Case beside(Python python, Plan plan, String what, Side ours) {
        int theirs = plan.choose(10_000, 1_000);
        return Case.named("dict(): " + what + " from another process, one by one")
                .unit(TRIPS)
                .heap("64m")
                .atMost(plan.choose(Integer.MAX_VALUE, 4))
                .compare(
                        ours,
                        python.version() + " Manager().dict()",
                        () -> python.run(DictCases.class, "dict.py", what, theirs));
    }

    private static final class Gets extends Session {
        private final ConcurrentMap<String, Integer> dict = fabric.dict();
        private final int trips;

        Gets(int trips) {
            super(1);
            this.trips = trips;
            Integer _ = dict.put(KEY, 1);
        }

        @Override
        double sample() throws Exception {
            ConcurrentMap<String, Integer> dict = this.dict;
            int trips = this.trips;
            return in(
                            0,
                            () -> Stopwatch.perSecond(trips, () -> {
                                for (int i = 0; i < trips; i++) {
                                    Stopwatch.check(1, Objects.requireNonNull(dict.get(KEY)));
                                }
                            }))
                    .result();
        }
    }

    private static final class Puts extends Session {
        private final ConcurrentMap<String, Integer> dict = fabric.dict();
        private final int trips;

        Puts(int trips) {
            super(1);
            this.trips = trips;
        }

        @Override
        double sample() throws Exception {
            ConcurrentMap<String, Integer> dict = this.dict;
            int trips = this.trips;
            double perSecond = in(
                            0,
                            () -> Stopwatch.perSecond(trips, () -> {
                                for (int i = 0; i < trips; i++) {
                                    Integer _ = dict.put(KEY, i);
                                }
                            }))
                    .result();
            Stopwatch.check(trips - 1, Objects.requireNonNull(dict.get(KEY)));
            return perSecond;
        }
    }
}
