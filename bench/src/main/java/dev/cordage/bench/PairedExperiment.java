package dev.cordage.bench;

import dev.cordage.bench.Samples.Round;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Ours and its rivals in turns, each round beginning with the next of them: what disturbs the machine, or drifts,
 * disturbs all. Garbage is collected before each sample, so that nobody pays for another's.
 */
final class PairedExperiment implements Experiment {
    private final Unit unit;
    private final boolean warmsUp;
    private final int mostRounds;

    /** Ours, then the rivals. */
    private final List<Side> sides;

    /** At most so many rounds, however many the plan has. */
    PairedExperiment(Unit unit, boolean warmsUp, int mostRounds, List<Side> sides) {
        this.unit = unit;
        this.warmsUp = warmsUp;
        this.mostRounds = mostRounds;
        this.sides = List.copyOf(sides);
    }

    PairedExperiment(Unit unit, boolean warmsUp, Side ours, Side rival) {
        this(unit, warmsUp, Integer.MAX_VALUE, List.of(ours, rival));
    }

    @Override
    public Samples run(Plan plan) throws Exception {
        return run(plan, 0);
    }

    /** Closes the sides from this one on, the last one first. */
    private Samples run(Plan plan, int opened) throws Exception {
        if (opened < sides.size()) {
            try (Side _ = sides.get(opened)) {
                return run(plan, opened + 1);
            }
        }
        if (warmsUp) {
            warmUp(plan);
        }
        List<Round> rounds = new ArrayList<>();
        for (int i = 0; i < Math.min(plan.pairs(), mostRounds); i++) {
            double[] figures = figures(i);
            List<Double> rivals = Arrays.stream(figures).skip(1).boxed().toList();
            rounds.add(new Round(figures[0], rivals));
        }
        Set<String> remarks = new LinkedHashSet<>();
        sides.forEach(side -> remarks.addAll(side.remarks()));
        return new Samples(rounds, List.copyOf(remarks));
    }

    private void warmUp(Plan plan) throws Exception {
        long start = System.nanoTime();
        List<WarmUp> warmUps = new ArrayList<>();
        for (Side _ : sides) {
            warmUps.add(new WarmUp(unit));
        }
        int round = 0;
        do {
            double[] figures = figures(round++);
            for (int i = 0; i < figures.length; i++) {
                warmUps.get(i).add(figures[i]);
            }
        } while (!warmUps.stream().allMatch(WarmUp::isSteady)
                && System.nanoTime() - start < plan.warmUp().toNanos());
    }

    /** A figure of each side, measured in the order that is this round's. */
    private double[] figures(int round) throws Exception {
        double[] figures = new double[sides.size()];
        for (int i = 0; i < figures.length; i++) {
            int turn = (round + i) % figures.length;
            System.gc();
            figures[turn] = sides.get(turn).sample();
        }
        return figures;
    }
}
