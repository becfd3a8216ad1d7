package dev.cordage.bench;

/** Times code. */
public final class Stopwatch {
    private Stopwatch() {}

    /** What is timed. */
    @FunctionalInterface
    public interface Body {
        void run() throws Exception;
    }

    /** How many seconds it takes. */
    public static double seconds(Body body) throws Exception {
        long start = System.nanoTime();
        body.run();
        return (System.nanoTime() - start) / 1e9;
    }

    /** How many operations a second it does, doing so many each time it is run, so many times on end. */
    public static double perSecond(long operations, int rounds, Body body) throws Exception {
        long start = System.nanoTime();
        for (int i = 0; i < rounds; i++) {
            body.run();
        }
        return operations * rounds / ((System.nanoTime() - start) / 1e9);
    }

    /** How many operations a second it does, doing so many. */
    public static double perSecond(long operations, Body body) throws Exception {
        return perSecond(operations, 1, body);
    }

    /** Fails unless a result is right: nobody can then compute less than was asked for. */
    public static void check(long expected, long actual) {
        if (expected != actual) {
            throw new IllegalStateException("wrong result: " + actual + " instead of " + expected);
        }
    }
}
