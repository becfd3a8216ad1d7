package dev.cordage.bench;

import java.util.List;

/**
 * How much work a sample does: so much that it takes long enough to be timed. Found out before the first sample, by the
 * side that has the first turn, and the same for all sides of a case from then on. For one thread at a time.
 */
public final class Load {
    private static final int FIRST = 256;
    private static final int MOST = 1 << 28;
    private static final int STEADY = 3;
    private static final double GROWTH = 8;

    private final double seconds;

    /** 0 until it is known. */
    private int operations;

    /** A sample shall take about so many milliseconds. */
    public Load(int milliseconds) {
        this.seconds = milliseconds / 1e3;
    }

    /** As for most cases. */
    public static Load of(Plan plan) {
        return new Load(plan.choose(100, 25));
    }

    /** A side of the case, in operations a second. */
    public Side side(Workload work) {
        return new Side() {
            @Override
            public double sample() throws Exception {
                if (operations == 0) {
                    operations = enough(work);
                }
                return operations / work.seconds(operations);
            }

            @Override
            public List<String> remarks() {
                return work.remarks();
            }
        };
    }

    /** The same amount has to take long enough several times on end: at first it only does because the code is cold. */
    private int enough(Workload work) throws Exception {
        int tried = FIRST;
        for (int steady = 0; steady < STEADY; ) {
            double taken = work.seconds(tried);
            if (taken >= seconds || tried >= MOST) {
                steady++;
            } else {
                steady = 0;
                double missing = taken > 0 ? 1.1 * seconds / taken : GROWTH;
                tried = (int) Math.min(MOST, Math.ceil(tried * Math.min(GROWTH, missing)));
            }
        }
        return tried;
    }
}
