package dev.cordage.internal.worker;

import org.jspecify.annotations.Nullable;

/** Which worker this JVM is, if it is one. */
public final class Identity {
    private static volatile @Nullable Setup setup;
    private static volatile @Nullable Thread decoding;

    private Identity() {}

    /** What this worker was told; null in a JVM that is no worker. */
    public static @Nullable Setup current() {
        return setup;
    }

    static void become(Setup told) {
        setup = told;
    }

    /** Says that the current thread rebuilds a task, or no longer does. */
    static void decoding(boolean is) {
        decoding = is ? Thread.currentThread() : null;
    }

    /** Whether the current thread is about to rebuild a task: static initialisers run then that meant the first JVM. */
    public static boolean isDecoding() {
        return decoding == Thread.currentThread();
    }
}
