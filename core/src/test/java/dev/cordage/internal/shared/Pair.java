package dev.cordage.internal.shared;

/** Two words of shared memory that are equal whenever nobody is in the middle of changing both, which a lock is to guard. */
final class Pair {
    private static final int FIRST = 8;
    private static final int SECOND = 9;

    private final SharedCounter slot;
    private final long first;
    private final long second;

    /** The pair in an otherwise unused counter. */
    Pair(SharedCounter slot) {
        this.slot = slot;
        this.first = Layout.word(slot.base, FIRST);
        this.second = Layout.word(slot.base, SECOND);
    }

    /** Adds one to both; a process may die before, between and after the stores. */
    void increment() {
        slot.init(first, slot.read(first) + 1);
        slot.init(second, slot.read(second) + 1);
    }

    /** Whether both are equal. */
    boolean isWhole() {
        return slot.read(first) == slot.read(second);
    }

    /** Makes them equal after somebody died between the two stores. */
    void repair() {
        slot.init(second, slot.read(first));
    }

    long value() {
        return slot.read(first);
    }

    @Override
    public String toString() {
        return "(" + slot.read(first) + ", " + slot.read(second) + ")";
    }
}
