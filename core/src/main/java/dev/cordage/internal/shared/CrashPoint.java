package dev.cordage.internal.shared;

import org.jspecify.annotations.Nullable;

/**
 * A place after a store to shared memory, by name. Tests stop a process exactly there, which costs nothing where no test
 * asked for it: the property {@code dev.cordage.crashpoints} is read once.
 */
final class CrashPoint {
    /** Whether this JVM is one of a test. */
    static final boolean ARMED = System.getProperty("dev.cordage.crashpoints") != null;

    /** What a test does at each point. */
    interface Probe {
        /** The current thread has made the store; an exception or error is the end of it. */
        void at(String point);
    }

    /** The end of a process that only a thread plays. Whatever would tidy up for the living does nothing. */
    @SuppressWarnings("serial") // never written
    static final class Death extends Error {
        Death(String point) {
            super(point, null, false, false);
        }
    }

    private static final ThreadLocal<@Nullable Probe> PROBE = new ThreadLocal<>();

    private CrashPoint() {}

    /** Asks the probe of the current thread from now on; null: none. */
    static void probe(@Nullable Probe probe) {
        if (!ARMED) {
            throw new IllegalStateException("no crash points without -Ddev.cordage.crashpoints");
        }
        PROBE.set(probe);
    }

    /**
     * To be called after a store, if {@link #ARMED}.
     *
     * @throws Death if the process of the region has just died, or had died before
     */
    static void at(Region region, Object where, String operation, String step) {
        Probe probe = PROBE.get();
        if (probe != null) {
            try {
                probe.at(where.getClass().getSimpleName() + "." + operation + ": " + step);
            } catch (Death death) {
                region.die(); // before any finally block acts
                throw death;
            }
        }
    }
}
