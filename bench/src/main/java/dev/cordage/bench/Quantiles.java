package dev.cordage.bench;

import java.util.Arrays;
import java.util.Collection;

/** Numbers in order of size. */
final class Quantiles {
    private final double[] sorted;

    Quantiles(double... numbers) {
        if (numbers.length == 0) {
            throw new IllegalArgumentException("no numbers");
        }
        this.sorted = numbers.clone();
        Arrays.sort(sorted);
    }

    static Quantiles of(Collection<Double> numbers) {
        return new Quantiles(numbers.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** The number that a share of all numbers lies below, interpolated between neighbours. */
    double at(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("not between 0 and 1: " + share);
        }
        double rank = share * (sorted.length - 1);
        int below = (int) rank;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (rank - below) * (sorted[above] - sorted[below]);
    }

    double median() {
        return at(0.5);
    }

    /** Where the middle of the numbers lies, leaving out a share at both ends. */
    Range without(double share) {
        return new Range(at(share), at(1 - share));
    }
}
