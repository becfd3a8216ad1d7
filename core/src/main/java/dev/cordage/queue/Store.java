package dev.cordage.queue;

import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a {@link LocalQueue} keeps its items: everything that doesn't wait. All methods may be called by any threads at
 * any time, and each takes effect at one moment.
 */
abstract class Store<E> {
    /** What came of an attempt to add. */
    enum Added {
        ADDED,
        FULL,
        CLOSED
    }

    abstract int capacity();

    /** Whether to look again and again costs the others nothing. */
    abstract boolean isWorthSpinning();

    abstract Added add(E item);

    /**
     * Adds as many as there is space for, in one step.
     *
     * @return how many, or -1 if the store is closed
     */
    abstract int addSome(Object[] items, int from, int to);

    abstract @Nullable E poll();

    /** Takes at most so many in one step; none only if there are none. */
    abstract Object[] pollSome(int most);

    abstract @Nullable E peek();

    abstract int size();

    /** The items in the order in which they would be taken. */
    abstract List<E> snapshot();

    /**
     * Discards some items.
     *
     * @param choice says which, by their indexes in the order in which they would be taken; quick, and uses no queue
     * @return how many
     */
    abstract int discard(Choice<E> choice);

    /** Which of the items to discard. */
    interface Choice<E> {
        BitSet among(List<E> items);

        /**
         * Some items of an earlier snapshot, as far as they are still there. If the same object is queued several times, they
         * are counted from the end, which takers don't change.
         */
        static <E> Choice<E> of(List<E> snapshot, BitSet chosen) {
            // For each object that was chosen somewhere: which of its places, counted from the end.
            IdentityHashMap<E, BitSet> choices = new IdentityHashMap<>();
            chosen.stream().forEach(index -> choices.put(snapshot.get(index), new BitSet()));
            eachFromTheEnd(snapshot, choices, (index, rank, ranks) -> ranks.set(rank, chosen.get(index)));
            return items -> {
                BitSet indexes = new BitSet();
                eachFromTheEnd(items, choices, (index, rank, ranks) -> indexes.set(index, ranks.get(rank)));
                return indexes;
            };
        }

        private static <E> void eachFromTheEnd(List<E> items, IdentityHashMap<E, BitSet> choices, Visitor visitor) {
            IdentityHashMap<E, Integer> seen = new IdentityHashMap<>();
            for (int i = items.size() - 1; i >= 0; i--) {
                BitSet ranks = choices.get(items.get(i));
                if (ranks != null) {
                    visitor.visit(i, seen.merge(items.get(i), 1, Integer::sum) - 1, ranks);
                }
            }
        }
    }

    /** Looks at one place of an object. */
    interface Visitor {
        void visit(int index, int rank, BitSet ranks);
    }

    abstract int discardAll();

    /** Puts items back where they were taken from, even over capacity. Not counted as taken then. */
    abstract void putBack(List<E> items);

    abstract void close();

    abstract boolean isClosed();

    /** Closes, and discards what there is, in one step. */
    abstract int closeNow();

    /** How many items were ever added. */
    abstract long added();

    /** How many items were ever discarded. */
    abstract long discarded();

    /** How many items were ever taken. */
    abstract long taken();
}
