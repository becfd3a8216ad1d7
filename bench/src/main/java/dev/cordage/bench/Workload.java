package dev.cordage.bench;

import java.util.List;

/** Work that can be done in any amount: what a {@link Load} sizes. */
@FunctionalInterface
public interface Workload {
    /**
     * Does the work.
     *
     * @param operations how much of it, at least 1
     * @return how many seconds it took, without what had to be prepared
     * @throws Exception if the work fails, or its result is wrong
     */
    double seconds(int operations) throws Exception;

    /** What else a reader would like to know; asked after the last sample. */
    default List<String> remarks() {
        return List.of();
    }
}
