package dev.cordage.bench;

import org.jspecify.annotations.Nullable;

/**
 * One line of the report: what is measured, against whom, and what it should come to. Made by {@link #named}.
 *
 * <p>Making a case measures nothing and starts nothing: it is made in each process that wants to know of it.
 *
 * @param name what is measured, with the counts, as they may differ between plans
 * @param rivalName against whom or what; a case name may occur several times with different rivals
 * @param unit of both figures
 * @param target what the ratio should at least be, or null
 * @param isNoise whether the rival is measured against itself, to see the noise
 * @param heap the heap of the JVM it is measured in, as {@code -Xmx} has it
 * @param experiment how it is measured
 */
public record Case(
        String name,
        String rivalName,
        Unit unit,
        @Nullable Double target,
        boolean isNoise,
        String heap,
        Experiment experiment) {

    /** Begins a case. */
    public static Builder named(String name) {
        return new Builder(name);
    }

    /** Tells this case from all others of its suite. */
    String title() {
        return name + " vs " + rivalName;
    }

    /** Makes a {@link Case}. */
    public static final class Builder {
        private final String name;
        private Unit unit = Unit.SECONDS;
        private @Nullable Double target;
        private String heap = "1g";
        private boolean warmsUp = true;

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

        /** No warm-up, as each sample has JVMs of its own. */
        public Builder cold() {
            this.warmsUp = false;
            return this;
        }

        /** Measures both in turns. */
        public Case compare(Side ours, String rivalName, Side rival) {
            return measure(rivalName, new PairedExperiment(unit, warmsUp, ours, rival));
        }

        /** Measures a rival in turns with itself. */
        public Case noise(String rivalName, Side rival) {
            Experiment experiment = new PairedExperiment(unit, warmsUp, rival, rival);
            return new Case(name, rivalName, unit, null, true, heap, experiment);
        }

        /** Measures in its own way. */
        public Case measure(String rivalName, Experiment experiment) {
            return new Case(name, rivalName, unit, target, false, heap, experiment);
        }
    }
}
