package dev.cordage.bench.sync;

import dev.cordage.bench.Stopwatch;

/**
 * What is done with a lock held: steps of a generator of random numbers, which can neither overlap nor be folded into one
 * (those of a linear one are, by the JIT compiler), on fields that the lock guards.
 */
final class Section {
    /** How long it is. */
    enum Length {
        /** A few nanoseconds. */
        SHORT("a few ns", 1),
        /** Some 200 ns on a processor of 3 GHz. */
        LONG("about 200 ns", 100);

        private final String text;
        private final int steps;

        Length(String text, int steps) {
            this.text = text;
            this.steps = steps;
        }

        /** For names of cases. */
        @Override
        public String toString() {
            return text;
        }
    }

    private final int steps;
    private long value = 1;
    private long entered;

    Section(Length length) {
        this.steps = length.steps;
    }

    void enter() {
        long next = value;
        for (int i = 0; i < steps; i++) {
            next ^= next << 13;
            next ^= next >>> 7;
            next ^= next << 17;
        }
        value = next;
        entered++;
    }

    /** Fails if an update was lost. */
    void check(long times) {
        Stopwatch.check(times, entered);
    }
}
