package dev.cordage.internal.waiting;

import org.jspecify.annotations.Nullable;

/** How things and threads are named in messages and logs. */
public final class Names {
    private Names() {}

    /** The name of a thread; virtual threads often have none, and are numbered. */
    public static String of(Thread thread) {
        String name = thread.getName();
        return name.isEmpty() ? "virtual thread " + thread.threadId() : name;
    }

    /** A name for a thing that was given none. */
    public static String madeUp(String kind, Object thing) {
        return kind + "@" + Integer.toHexString(System.identityHashCode(thing));
    }

    /** A line for a log, such as {@code Mutex orders [held by worker-1, 3 waiting]}. */
    public static String describe(String kind, @Nullable String givenName, Object thing, String state, int waiting) {
        String name = givenName == null ? madeUp(kind, thing) : kind + " " + givenName;
        return name + " [" + state + (waiting == 0 ? "" : ", " + waiting + " waiting") + "]";
    }
}
