package dev.cordage.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of the report: what is measured, against whom, and what it should come to. Made by {@link #named}.
 *
 * <p>Making a case measures nothing and starts nothing: it is made in each process that wants to know of it.
 *
 * @param name what is measured, with the counts, as they may differ between plans
 * @param rivalNames against whom or what; where there are several, the one with the best median counts. A case name may
 *     occur several times with different rivals
 * @param unit of both figures
 * @param target what the ratio should at least be, or null
 * @param isNoise whether the rival is measured against itself, to see the noise
 * @param heap the heap of the JVM it is measured in, as {@code -Xmx} has it
 * @param options other options of that JVM
 * @param experiment how it is measured
 */
public record Case(
        String name,
        List<String> rivalNames,
        Unit unit,
        @Nullable Double target,
        boolean isNoise,
        String heap,
        List<String> options,
        Experiment experiment) {

    /**
     * A rival.
     *
     * @param name its name
     * @param side it
     */
    public record Rival(String name, Side side) {}

    public Case {
        rivalNames = List.copyOf(rivalNames);
        options = List.copyOf(options);
    }

    /** Begins a case. */
    public static Builder named(String name) {
        return new Builder(name);
    }

    /** Tells this case from all others of its suite. */
    String title() {
        return name + " vs " + rivalName();
    }

    /** All rivals. */
    String rivalName() {
        return String.join(" or ", rivalNames);
    }

    /** Makes a {@link Case}. */
    public static final class Builder {
        private final String name;
        private Unit unit = Unit.SECONDS;
        private @Nullable Double target;
        private String heap = "1g";
        private List<String> options = List.of();
        private boolean warmsUp = true;
        private int mostRounds = Integer.MAX_VALUE;

        private Builder(String name) {
            this.name = name;
        }

        /** What both figures are counted in; seconds by default. */
        public Builder unit(Unit unit) {
            this.unit = unit;
            return this;
        }

        /** How many times better than the rival it should be at least. */
        public Builder target(double ratio) {
            this.target = ratio;
            return this;
        }

        /** The heap of the JVM it is measured in; 1g by default. */
        public Builder heap(String size) {
            this.heap = size;
            return this;
        }

        /** Other options of the JVM it is measured in; none by default. Its worker processes inherit what such do. */
        public Builder options(List<String> options) {
            this.options = List.copyOf(options);
            return this;
        }

        /** No warm-up, as each sample has JVMs of its own. */
        public Builder cold() {
            this.warmsUp = false;
            return this;
        }

        /** Fewer rounds than planned, for what takes long. */
        public Builder atMost(int rounds) {
            this.mostRounds = rounds;
            return this;
        }

        /** Measures both in turns. */
        public Case compare(Side ours, String rivalName, Side rival) {
            return compare(ours, new Rival(rivalName, rival));
        }

        /** Measures all in turns; the rival with the best median counts. */
        public Case compare(Side ours, Rival... rivals) {
            List<Side> sides = new ArrayList<>(List.of(ours));
            for (Rival rival : rivals) {
                sides.add(rival.side);
            }
            return make(Arrays.stream(rivals).map(Rival::name).toList(), false, paired(sides));
        }

        /** Measures ours alone; the rival is what it may come to at most, or for rates at least. The target is 1. */
        public Case within(double limit, Side ours) {
            return target(1).compare(ours, "the limit", () -> limit);
        }

        /** Measures a rival in turns with itself. */
        public Case noise(String rivalName, Side rival) {
            return make(List.of(rivalName), true, paired(List.of(rival, rival)));
        }

        /** Measures in its own way. */
        public Case measure(String rivalName, Experiment experiment) {
            return make(List.of(rivalName), false, experiment);
        }

        private Experiment paired(List<Side> sides) {
            return new PairedExperiment(unit, warmsUp, mostRounds, sides);
        }

        private Case make(List<String> rivalNames, boolean isNoise, Experiment experiment) {
            return new Case(name, rivalNames, unit, isNoise ? null : target, isNoise, heap, options, experiment);
        }
    }
}
