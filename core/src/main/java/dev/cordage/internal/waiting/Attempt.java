package dev.cordage.internal.waiting;

/** What a thread tries until it succeeds. */
public interface Attempt {
    /**
     * Tries once, without waiting.
     *
     * @return whether it has got what it wanted
     */
    boolean now();

    /** Whether, after a success, there is anything left that the next in the line could get. */
    boolean isMoreLeft();

    /**
     * Keeps newcomers from trying before the first in the line, which has waited too long, or lets them again. Called by
     * the first in a {@linkplain WaitLine#pausing pausing} line.
     */
    default void reserve(boolean reserved) {}

    /** Whether only the first in the line may try now. */
    default boolean isReserved() {
        return false;
    }
}
