package dev.cordage.queue;

import java.util.BitSet;
import java.util.List;
import java.util.Set;
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

        /** These, by identity, wherever they are. */
        static <E> Choice<E> of(Set<E> gone) {
            return items -> {
                BitSet indexes = new BitSet();
                for (int i = 0; i < items.size(); i++) {
                    indexes.set(i, gone.contains(items.get(i)));
                }
                return indexes;
            };
        }

        /**
         * One item of an earlier snapshot, if it is still there. If the same object is queued several times, they are counted
         * from the end, which takers don't change.
         */
        static <E> Choice<E> of(List<E> snapshot, int index) {
            E item = snapshot.get(index);
            return items -> {
                BitSet indexes = new BitSet();
                int place = items.size();
                for (int i = snapshot.size() - 1; i >= index; i--) {
                    if (snapshot.get(i) == item) {
                        place = lastIndex(items, item, place);
                    }
                }
                if (place >= 0) {
                    indexes.set(place);
                }
                return indexes;
            };
        }

        private static <E> int lastIndex(List<E> items, E item, int before) {
            int i = before - 1;
            while (i >= 0 && items.get(i) != item) {
                i--;
            }
            return i;
        }
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
