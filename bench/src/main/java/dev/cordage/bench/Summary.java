package dev.cordage.bench;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * A row that follows from others. Where several rows have the same name, the one that is worst for ours counts.
 *
 * @param name the name of the row
 * @param rivalName whom it is about
 * @param target what it should at least be
 * @param cells which rows it is made of
 * @param figure a row's own ratio, or another one that follows from it; NaN if the row has failed
 * @param fold makes one ratio of theirs
 */
public record Summary(
        String name,
        String rivalName,
        double target,
        Predicate<Row> cells,
        ToDoubleFunction<Row> figure,
        ToDoubleFunction<Collection<Double>> fold) {
    private static final Unit RATIO = new Unit("ratio", true);

    /** The geometric mean of the ratios. */
    public static Summary geometricMean(String name, String rivalName, double target, Predicate<Row> cells) {
        return new Summary(name, rivalName, target, cells, Row::ratio, Summary::geometricMean);
    }

    /** The worst ratio. */
    public static Summary worst(String name, String rivalName, double target, Predicate<Row> cells) {
        return new Summary(name, rivalName, target, cells, Row::ratio, Summary::worst);
    }

    /** How many times better than a limit our worst figure is; the limit is in the unit of the rows. Met from 1 on. */
    public static Summary limit(String name, double limit, Predicate<Row> cells) {
        ToDoubleFunction<Row> margin = row -> row.unit().ratio(row.ours(), limit);
        return new Summary(name, "the limit", 1, cells, margin, Summary::worst);
    }

    private static double worst(Collection<Double> ratios) {
        return ratios.stream().reduce(Math::min).orElse(Double.NaN);
    }

    static double geometricMean(Collection<Double> ratios) {
        return Math.exp(ratios.stream().mapToDouble(Math::log).average().orElse(Double.NaN));
    }

    /** The row; NaN, and so not met, if a cell has failed. */
    Row of(String suite, List<Row> rows) {
        Map<String, Double> ratios = new TreeMap<>();
        for (Row row : rows) {
            if (cells.test(row)) {
                ratios.merge(row.name(), figure.applyAsDouble(row), Math::min);
            }
        }
        double ratio = fold.applyAsDouble(ratios.values());
        return new Row(suite, name, ratio, 1, rivalName, RATIO, ratio, Range.NONE, target, false, List.of());
    }

    /** Whether any of its rows was measured. */
    boolean appliesTo(List<Row> rows) {
        return rows.stream().anyMatch(cells);
    }
}
