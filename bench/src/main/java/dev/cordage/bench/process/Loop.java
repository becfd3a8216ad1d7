package dev.cordage.bench.process;

/** Work for a processor and nothing else. */
final class Loop {
    private Loop() {}

    /** Steps of a random number generator, about two nanoseconds each, which can't be left out or done side by side. */
    static long run(long seed, long steps) {
        long x = seed + 1; // zero would stay zero
        for (long i = 0; i < steps; i++) {
            x ^= x << 13;
            x ^= x >>> 7;
            x ^= x << 17;
        }
        return x;
    }
}
