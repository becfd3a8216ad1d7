package dev.cordage.bench;

import java.util.Locale;

/**
 * What a figure is counted in. Figures are kept in the unit itself (seconds, bytes, things a second) and scaled only for
 * the eye.
 *
 * @param name as in the JSON file
 * @param higherIsBetter which direction wins
 */
public record Unit(String name, boolean higherIsBetter) {
    public static final Unit SECONDS = new Unit("s", false);
    public static final Unit BYTES = new Unit("B", false);

    private static final String[] SMALL = {"s", "ms", "us", "ns"};
    private static final String[] LARGE = {"", " k", " M", " G", " T"};

    /** So many things a second. */
    public static Unit perSecond(String things) {
        return new Unit(things + "/s", true);
    }

    /** A number with its thousands marked, the same in every language: {@code 1,000,000}. */
    public static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** How many times better ours is than the rival. */
    double ratio(double ours, double rival) {
        return higherIsBetter ? ours / rival : rival / ours;
    }

    /** For the eye: {@code 2.31 M tasks/s}, {@code 17.2 us}. */
    String format(double figure) {
        if (Double.isNaN(figure)) {
            return "-";
        }
        if (equals(SECONDS)) {
            int scale = 0;
            while (scale < SMALL.length - 1 && figure < 1) {
                figure *= 1000;
                scale++;
            }
            return digits(figure) + " " + SMALL[scale];
        }
        int step = equals(BYTES) ? 1024 : 1000;
        int scale = 0;
        while (scale < LARGE.length - 1 && figure >= step) {
            figure /= step;
            scale++;
        }
        String prefix = LARGE[scale];
        return digits(figure) + (prefix.isEmpty() ? " " : prefix + (name.length() == 1 ? "" : " ")) + name;
    }

    private static String digits(double figure) {
        int decimals = figure >= 100 ? 0 : figure >= 10 ? 1 : 2;
        return String.format(Locale.ROOT, "%." + decimals + "f", figure);
    }
}
