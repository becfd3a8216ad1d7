package dev.cordage.task;

/**
 * How long to look again before parking, learnt from what came of it. A hand-over between two running threads takes about
 * a microsecond, and a park with its unpark ten to fifty times that; to get from the one to the other, somebody must look
 * for as long as that. But where no processor is idle, looking again only keeps the other thread from running. So the
 * budget doubles when it was enough and halves when it was not; once in a while the full one is tried again, to notice
 * that the times have changed.
 *
 * <p>May be shared by threads: a lost update costs a little speed, no correctness.
 */
final class Spin {
    private static final int MOST = Runtime.getRuntime().availableProcessors() > 1 ? 1 << 12 : 0;
    private static final int LEAST = MOST >> 9;
    private static final int TRY_AGAIN = 256;

    /** Races on it are harmless, see above. */
    private int budget = MOST;

    private int failures;

    /** How many rounds of {@link Thread#onSpinWait} are worth while now. */
    int budget() {
        return budget;
    }

    void succeeded() {
        if (budget != MOST) {
            budget = Math.min(MOST, 2 * budget);
        }
    }

    void failed() {
        budget = ++failures % TRY_AGAIN == 0 ? MOST : Math.max(LEAST, budget / 2);
    }
}
