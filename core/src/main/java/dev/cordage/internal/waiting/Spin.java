package dev.cordage.internal.waiting;

/**
 * How long to look again before parking, learnt from what came of it. A hand-over between two running threads takes about
 * a microsecond, and a park with its unpark ten to fifty times that; to get from the one to the other, somebody must look
 * for as long as that. But where no processor is idle, looking again only keeps the other thread from running. So the
 * budget doubles when it was enough and halves when it was not; once in a while the full one is tried again, to notice
 * that the times have changed.
 *
 * <p>May be shared by threads: a lost update costs a little speed, no correctness.
 */
public final class Spin {
    /** Whether there is another processor for the thread that is looked out for. */
    static final boolean IS_WORTH_WHILE = Runtime.getRuntime().availableProcessors() > 1;

    private static final int LEAST = 8;
    private static final int MOST_IF_VIRTUAL = 64;
    private static final int YIELDS = 3;

    private final int most;
    private final int tryAgain;

    /** Races on it are harmless, see above. */
    private int budget;

    private int failures;

    /**
     * Makes one.
     *
     * @param most the full budget, in rounds of {@link Thread#onSpinWait}; at least 8
     * @param tryAgain after how many failures to try the full budget again
     */
    public Spin(int most, int tryAgain) {
        this.most = IS_WORTH_WHILE ? most : 0;
        this.tryAgain = tryAgain;
        this.budget = this.most;
    }

    /** How many rounds of {@link Thread#onSpinWait} are worth while now. */
    public int budget() {
        return budget;
    }

    /** It was enough. */
    public void succeeded() {
        if (budget != most) {
            budget = Math.min(most, 2 * budget);
        }
    }

    /** It was not enough. */
    public void failed() {
        budget = ++failures % tryAgain == 0 ? most : Math.min(most, Math.max(LEAST, budget / 2));
    }

    /**
     * Tries for a while before a thread waits. A virtual thread does so for less long, since it keeps others from its
     * carrier, and then lets these run some times, which costs it no more than parking, and others less than waking it.
     *
     * @param attempt what to try
     * @param isCheap whether trying again at once disturbs nobody
     * @return whether it succeeded
     */
    public boolean succeeds(Attempt attempt, boolean isCheap) {
        boolean isVirtual = Thread.currentThread().isVirtual();
        if (isCheap && spinSucceeds(attempt, isVirtual ? Math.min(budget, MOST_IF_VIRTUAL) : budget)) {
            return true;
        }
        for (int i = isVirtual ? YIELDS : 0; i > 0; i--) {
            Thread.yield();
            if (attempt.now()) {
                return true;
            }
        }
        return false;
    }

    private boolean spinSucceeds(Attempt attempt, int rounds) {
        for (int i = rounds; i > 0; i--) {
            if (attempt.now()) {
                succeeded();
                return true;
            }
            Thread.onSpinWait();
        }
        failed();
        return false;
    }
}
