package dev.cordage.bench;

import dev.cordage.bench.Samples.Pair;
import java.util.ArrayList;
import java.util.List;

/**
 * Ours and a rival in turns, first the one, then the other, then the other way round: what disturbs the machine, or
 * drifts, disturbs both. Garbage is collected before each sample, so that neither pays for the other's.
 */
final class PairedExperiment implements Experiment {
    private final Unit unit;
    private final Side ours;
    private final Side rival;
    private final boolean warmsUp;

    PairedExperiment(Unit unit, boolean warmsUp, Side ours, Side rival) {
        this.unit = unit;
        this.warmsUp = warmsUp;
        this.ours = ours;
        this.rival = rival;
    }

    @Override
    public Samples run(Plan plan) throws Exception {
        try (ours;
                rival) {
            if (warmsUp) {
                warmUp(plan);
            }
            List<Pair> pairs = new ArrayList<>();
            for (int i = 0; i < plan.pairs(); i++) {
                pairs.add(pair(i % 2 == 0));
            }
            return new Samples(pairs);
        }
    }

    private void warmUp(Plan plan) throws Exception {
        long start = System.nanoTime();
        WarmUp ourWarmUp = new WarmUp(unit);
        WarmUp rivalWarmUp = new WarmUp(unit);
        boolean oursFirst = true;
        do {
            Pair pair = pair(oursFirst);
            ourWarmUp.add(pair.ours());
            rivalWarmUp.add(pair.rival());
            oursFirst = !oursFirst;
        } while (!(ourWarmUp.isSteady() && rivalWarmUp.isSteady())
                && System.nanoTime() - start < plan.warmUp().toNanos());
    }

    private Pair pair(boolean oursFirst) throws Exception {
        if (oursFirst) {
            double first = sample(ours);
            return new Pair(first, sample(rival));
        }
        double first = sample(rival);
        return new Pair(sample(ours), first);
    }

    private static double sample(Side side) throws Exception {
        System.gc();
        return side.sample();
    }
}
