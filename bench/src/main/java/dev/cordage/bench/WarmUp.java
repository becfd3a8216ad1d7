package dev.cordage.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * Tells when a side no longer gets faster: when the best of its last two samples is no more than 3% better than the
 * best of those before them.
 */
final class WarmUp {
    private static final int LATEST = 2;
    private static final double BETTER = 1.03;

    private final Unit unit;
    private final List<Double> figures = new ArrayList<>();

    WarmUp(Unit unit) {
        this.unit = unit;
    }

    void add(double figure) {
        figures.add(figure);
    }

    boolean isSteady() {
        int before = figures.size() - LATEST;
        if (before < LATEST) {
            return false;
        }
        return unit.ratio(best(figures.subList(before, figures.size())), best(figures.subList(0, before))) <= BETTER;
    }

    private double best(List<Double> some) {
        return some.stream().reduce((a, b) -> unit.ratio(a, b) >= 1 ? a : b).orElseThrow();
    }
}
