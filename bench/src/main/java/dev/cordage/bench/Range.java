package dev.cordage.bench;

/**
 * From a low to a high number, both included.
 *
 * @param low the low end
 * @param high the high end
 */
record Range(double low, double high) {
    static final Range NONE = new Range(Double.NaN, Double.NaN);

    boolean contains(double number) {
        return low <= number && number <= high;
    }

    /** The smallest range of ratios that has this one in it and, with each ratio, its inverse. */
    Range aroundOne() {
        double most = Math.max(Math.max(high, 1 / low), 1);
        return new Range(1 / most, most);
    }
}
