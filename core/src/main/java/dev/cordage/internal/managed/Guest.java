package dev.cordage.internal.managed;

import org.jspecify.annotations.Nullable;

/**
 * A process that calls shared objects of this one.
 *
 * @param pid the number of the process, as it says
 * @param number of its connection; none is given twice
 */
public record Guest(long pid, long number) {
    private static final ScopedValue<Guest> CURRENT = ScopedValue.newInstance();

    /** The one whose call this thread answers; null if it answers none. */
    public static @Nullable Guest current() {
        return CURRENT.isBound() ? CURRENT.get() : null;
    }

    /** A call that is being answered. */
    interface Answer {
        @Nullable Object get() throws Throwable;
    }

    /** Answers a call of this guest's. */
    @Nullable Object answer(Answer answer) throws Throwable {
        return ScopedValue.where(CURRENT, this).<@Nullable Object, Throwable>call(answer::get);
    }
}
