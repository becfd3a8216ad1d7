package dev.cordage.process;

import dev.cordage.internal.shared.Region;
import dev.cordage.internal.shared.SharedCell;
import dev.cordage.sync.RLock;
import java.io.Serial;
import java.io.Serializable;
import java.util.function.UnaryOperator;

/**
 * A value that processes share, guarded by its lock, as {@code multiprocessing.Value}.
 *
 * <pre>{@code
 * SharedValue<Double> total = fabric.value(0.0, "total");
 * total.update(sum -> sum + 1.5);                     // in any process
 *
 * try (Hold _ = total.lock().hold()) {                // several steps
 *     if (total.get() < 10) {
 *         total.set(10.0);
 *     }
 * }
 * }</pre>
 *
 * <p><b>Values.</b> Longs, doubles, ints and booleans are quick. Anything else that is serialisable is copied on the way in
 * and on the way out: to change the object that {@link #get} returned changes nothing here. It must fit into
 * {@link #capacity()} bytes when serialised. Classes are found by name, by the context class loader of the thread that
 * reads, else by the system's; the JVM's serial filter applies. Null is no value. To count, a
 * {@link dev.cordage.sync.Counter} is quicker; for much data there is {@code SharedMemory}.
 *
 * <p><b>Waiting.</b> {@link #get} never waits for writers, also not for one that has the lock: it returns the value that was
 * set last. The others wait for the lock, not interruptibly; who wants to be interrupted takes it first.
 *
 * <p><b>Deaths.</b> When a process dies while it changes the value, that is the old one or the new one, never half of it,
 * and the lock is passed on, to one that can ask whether it was {@linkplain RLock#wasAbandoned abandoned}.
 *
 * <p><b>Handles</b> are serialisable: they mean the same value in every process of the fabric.
 *
 * <p><b>Happens-before.</b> Setting a value happens-before a {@code get} that returns it.
 *
 * @param <T> the type of the value
 */
public final class SharedValue<T> implements Serializable {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Bytes enough for a long, a double, an int or a boolean. */
    private static final int OF_A_NUMBER = 8;

    private final SharedCell cell;

    private SharedValue(SharedCell cell) {
        this.cell = cell;
    }

    /** A value with room for others of its kind: for numbers and booleans just that, for all else the most there can be. */
    static <T> SharedValue<T> create(Region region, T initial, String name) {
        boolean isSmall = initial instanceof Long
                || initial instanceof Double
                || initial instanceof Integer
                || initial instanceof Boolean;
        return create(region, initial, isSmall ? OF_A_NUMBER : SharedCell.LARGEST, name);
    }

    /** A value of at most so many bytes. */
    static <T> SharedValue<T> create(Region region, T initial, int most, String name) {
        return new SharedValue<>(SharedCell.create(region, initial, most, name));
    }

    /**
     * The value that was set last. Never waits for the lock.
     *
     * @throws IllegalStateException if it can't be rebuilt here, for instance since its class is not known; or if the fabric
     *     is closed
     */
    @SuppressWarnings("unchecked") // only a T was ever set
    public T get() {
        return (T) cell.get();
    }

    /**
     * Sets the value, under the lock.
     *
     * @param value the value
     * @throws IllegalArgumentException if it is not serialisable, or too large; nothing changes
     */
    public void set(T value) {
        cell.set(value);
    }

    /**
     * Changes the value, under the lock: nobody else sets it in between.
     *
     * @param change makes the new value of the old one, and may use the lock; what it throws is thrown here, and nothing
     *     changes
     * @return the new value
     * @throws IllegalArgumentException if it is not serialisable, or too large; nothing changes
     */
    @SuppressWarnings("unchecked") // only a T was ever set
    public T update(UnaryOperator<T> change) {
        return (T) cell.update((UnaryOperator<Object>) change);
    }

    /** The lock that guards the value, for what takes several steps. */
    public RLock lock() {
        return cell.lock();
    }

    /** How many bytes a value may have when it is serialised. */
    public int capacity() {
        return cell.capacity();
    }

    /** The name it was given. */
    public String name() {
        return cell.name();
    }

    /** Whether this is a handle of the same value. */
    @Override
    public boolean equals(Object other) {
        return other instanceof SharedValue<?> value && value.cell == cell;
    }

    @Override
    public int hashCode() {
        return cell.hashCode();
    }

    @Override
    public String toString() {
        return "SharedValue " + name() + " [" + (cell.lock().isLocked() ? "locked" : "free") + "]";
    }
}
