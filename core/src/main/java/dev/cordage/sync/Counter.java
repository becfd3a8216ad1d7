package dev.cordage.sync;

import java.util.Objects;

/**
 * A whole number of 64 bits that all reaches can count with. It never blocks, and wraps round past
 * {@link Long#MAX_VALUE}.
 *
 * <p><b>Happens-before.</b> A change happens-before any call that sees it, as with
 * {@link java.util.concurrent.atomic.AtomicLong}, which does the same within one JVM; this one is for code that is to run
 * on other reaches too.
 */
public interface Counter {
    /** A counter that starts at 0. */
    static Counter create() {
        return new LocalCounter(null);
    }

    /**
     * A counter that starts at 0.
     *
     * @param name its name in logs
     */
    static Counter create(String name) {
        return new LocalCounter(Objects.requireNonNull(name, "name"));
    }

    /**
     * Adds.
     *
     * @param delta what to add; may be negative
     * @return the new value
     */
    long add(long delta);

    /** The value. */
    long get();

    /**
     * Changes the value.
     *
     * @param value the new value
     * @return the old value
     */
    long set(long value);

    /**
     * Changes the value if it is the expected one.
     *
     * @param expected what it should be
     * @param value the new value
     * @return whether it was as expected, and is changed
     */
    boolean compareAndSet(long expected, long value);

    /** The name it was given, or one made up. */
    String name();
}
