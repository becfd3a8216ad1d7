package dev.cordage.bench;

import java.util.Arrays;
import java.util.Locale;

/** How long trips there and back took, each timed by itself. */
public final class Trips {
    private static final double NEARLY_ALL = 0.99;

    /** In seconds, sorted. */
    private final double[] sorted;

    Trips(double[] seconds) {
        this.sorted = seconds.clone();
        Arrays.sort(sorted);
    }

    /** There and back once. */
    @FunctionalInterface
    public interface Trip {
        void run() throws Exception;
    }

    /** Makes so many trips. */
    public static Trips time(int count, Trip trip) throws Exception {
        return time(count, () -> {}, trip);
    }

    /** Makes so many trips, with something before each that is not timed. */
    public static Trips time(int count, Trip before, Trip trip) throws Exception {
        double[] seconds = new double[count];
        for (int i = 0; i < count; i++) {
            before.run();
            long start = System.nanoTime();
            trip.run();
            seconds[i] = (System.nanoTime() - start) / 1e9;
        }
        return new Trips(seconds);
    }

    /** In seconds. */
    public double median() {
        return sorted[sorted.length / 2];
    }

    /** How bad it gets. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "99%% of the trips took at most %.1f us, the longest took %.1f us",
                sorted[(int) (NEARLY_ALL * (sorted.length - 1))] * 1e6,
                sorted[sorted.length - 1] * 1e6);
    }
}
