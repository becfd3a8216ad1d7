// Maps over an input without end, takes the results in order, and leaves when it has enough.
// ./cordage run examples/task/Mersenne.java

import module dev.cordage;

record Candidate(int exponent, boolean prime) {}

void main() {
    Stream<Integer> exponents = Stream.iterate(3, n -> n + 2).filter(n -> BigInteger.valueOf(n).isProbablePrime(30));
    try (Pool pool = ThreadPool.of(Runtime.getRuntime().availableProcessors());
            Results<Candidate> candidates = pool.map(p -> new Candidate(p, isMersennePrime(p)), exponents)) {
        int found = 0;
        for (Candidate candidate : candidates) {
            if (candidate.prime()) {
                IO.println("2^" + candidate.exponent() + " - 1 is prime");
                if (++found == 12) {
                    break; // closing the results cancels what was begun ahead
                }
            }
        }
    }
}

/** The test of Lucas and Lehmer, for an odd prime exponent. */
boolean isMersennePrime(int exponent) {
    BigInteger number = BigInteger.ONE.shiftLeft(exponent).subtract(BigInteger.ONE);
    BigInteger term = BigInteger.valueOf(4);
    for (int i = 2; i < exponent; i++) {
        term = term.multiply(term).subtract(BigInteger.TWO).mod(number);
    }
    return term.signum() == 0;
}
