package dev.cordage.process;

/** The two ends of a pair, in one JVM. */
class PipeEndPairTest extends PipeEndContract {
    @Override
    PipeEnd.Pair connected() {
        return PipeEnd.pair();
    }
}
