package dev.cordage.bench.shared;

import dev.cordage.bench.Case;
import dev.cordage.bench.Plan;
import dev.cordage.bench.Side;
import dev.cordage.bench.Stopwatch;
import dev.cordage.bench.Unit;
import dev.cordage.process.SharedArray;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Numbers in shared memory, beside those in the heap. */
final class ArrayCases {
    private static final Unit DOUBLES = Unit.perSecond("doubles");
    private static final double TARGET = 0.95;
    private static final int LENGTH = 10_000_000;
    private static final int PERIOD = 1_000; // divides the length
    private static final long SUM = (long) LENGTH / PERIOD * (PERIOD * (PERIOD - 1L) / 2);
    private static final String HEAP = "256m";

    private ArrayCases() {}

    static List<Case> of(Plan plan) {
        int rounds = plan.choose(10, 3);
        return List.of(
                named("asSegment()", plan)
                        .target(TARGET)
                        .compare(Session.side(() -> new BySegment(rounds)), "a double[]", new OnHeap(rounds)),
                named("get(i)", plan)
                        .compare(Session.side(() -> new ByIndex(rounds)), "a double[]", new OnHeap(rounds)),
                HandOver.of(plan));
    }

    private static Case.Builder named(String how, Plan plan) {
        return Case.named("sum of a SharedArray of 80 MB of doubles by " + how)
                .unit(DOUBLES)
                .heap(HEAP)
                .atMost(plan.choose(Integer.MAX_VALUE, 6));
    }

    private abstract static class Shared extends Session {
        final SharedArray.OfDoubles array = fabric.doubles(LENGTH);
        private final int rounds;

        Shared(int rounds) throws Exception {
            super(0);
            this.rounds = rounds;
            for (int i = 0; i < LENGTH; i++) {
                array.set(i, i % PERIOD);
            }
        }

        abstract double sum();

        @Override
        final double sample() throws Exception {
            return Stopwatch.perSecond(LENGTH, rounds, () -> Stopwatch.check(SUM, (long) sum()));
        }
    }

    private static final class BySegment extends Shared {
        BySegment(int rounds) throws Exception {
            super(rounds);
        }

        @Override
        double sum() {
            MemorySegment segment = array.asSegment();
            double sum = 0;
            for (long i = 0; i < LENGTH; i++) {
                sum += segment.getAtIndex(ValueLayout.JAVA_DOUBLE, i);
            }
            return sum;
        }
    }

    private static final class ByIndex extends Shared {
        ByIndex(int rounds) throws Exception {
            super(rounds);
        }

        @Override
        double sum() {
            SharedArray.OfDoubles array = this.array;
            double sum = 0;
            for (long i = 0; i < LENGTH; i++) {
                sum += array.get(i);
            }
            return sum;
        }
    }

    private static final class OnHeap implements Side {
        private final int rounds;
        private double @Nullable [] array;

        OnHeap(int rounds) {
            this.rounds = rounds;
        }

        @Override
        public double sample() throws Exception {
            double[] filled = array == null ? filled() : array;
            array = filled;
            return Stopwatch.perSecond(LENGTH, rounds, () -> Stopwatch.check(SUM, (long) sum(filled)));
        }

        private static double[] filled() {
            double[] array = new double[LENGTH];
            for (int i = 0; i < LENGTH; i++) {
                array[i] = i % PERIOD;
            }
            return array;
        }

        private static double sum(double[] array) {
            double sum = 0;
            for (int i = 0; i < array.length; i++) {
                sum += array[i];
            }
            return sum;
        }
    }
}
