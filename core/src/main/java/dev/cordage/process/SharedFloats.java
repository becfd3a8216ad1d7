package dev.cordage.process;

import java.io.Serial;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.Objects;

/** The operations on elements of {@link SharedArray.OfFloats}, which is the type to be used. */
abstract sealed class SharedFloats extends SharedArray permits SharedArray.OfFloats {
    @Serial
    private static final long serialVersionUID = 1;

    private static final VarHandle ELEMENT = ValueLayout.JAVA_FLOAT.varHandle();

    SharedFloats(Part part) {
        super(part);
    }

    /**
     * Reads an element.
     *
     * @param index from 0
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws IllegalStateException if the array is closed
     */
    public float get(long index) {
        try {
            return (float) ELEMENT.get(memory.mapped(), base + Objects.checkIndex(index, length) * Float.BYTES);
        } catch (IllegalStateException | IndexOutOfBoundsException e) {
            throw explained(e);
        }
    }

    /**
     * Writes an element.
     *
     * @param index from 0
     * @param value the new value
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws IllegalStateException if the array is closed
     */
    public void set(long index, float value) {
        try {
            ELEMENT.set(memory.mapped(), base + Objects.checkIndex(index, length) * Float.BYTES, value);
        } catch (IllegalStateException | IndexOutOfBoundsException e) {
            throw explained(e);
        }
    }

    /**
     * Reads an element as a volatile field.
     *
     * @param index from 0
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws IllegalStateException if the array is closed
     */
    public float getVolatile(long index) {
        try {
            return (float) ELEMENT.getVolatile(memory.mapped(), base + Objects.checkIndex(index, length) * Float.BYTES);
        } catch (IllegalStateException | IndexOutOfBoundsException e) {
            throw explained(e);
        }
    }

    /**
     * Writes an element as a volatile field.
     *
     * @param index from 0
     * @param value the new value
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws IllegalStateException if the array is closed
     */
    public void setVolatile(long index, float value) {
        try {
            ELEMENT.setVolatile(memory.mapped(), base + Objects.checkIndex(index, length) * Float.BYTES, value);
        } catch (IllegalStateException | IndexOutOfBoundsException e) {
            throw explained(e);
        }
    }

    /**
     * Writes an element, atomically.
     *
     * @param index from 0
     * @param value the new value
     * @return the value before
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws IllegalStateException if the array is closed
     */
    public float getAndSet(long index, float value) {
        try {
            return (float)
                    ELEMENT.getAndSet(memory.mapped(), base + Objects.checkIndex(index, length) * Float.BYTES, value);
        } catch (IllegalStateException | IndexOutOfBoundsException e) {
            throw explained(e);
        }
    }

    /**
     * Writes an element if it has the expected value, atomically. Values are the same if their
     * bits are: NaN is itself, and 0.0 is not -0.0.
     *
     * @param index from 0
     * @param expected the value it must have
     * @param value the new value
     * @return whether it was written
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws IllegalStateException if the array is closed
     */
    public boolean compareAndSet(long index, float expected, float value) {
        try {
            return ELEMENT.compareAndSet(
                    memory.mapped(), base + Objects.checkIndex(index, length) * Float.BYTES, expected, value);
        } catch (IllegalStateException | IndexOutOfBoundsException e) {
            throw explained(e);
        }
    }

    /**
     * Adds to an element, atomically.
     *
     * @param index from 0
     * @param delta what to add
     * @return the value before
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws IllegalStateException if the array is closed
     */
    public float getAndAdd(long index, float delta) {
        float before;
        do {
            before = getVolatile(index);
        } while (!compareAndSet(index, before, before + delta));
        return before;
    }

    /**
     * As {@link #getAndAdd}, but tells the value after.
     *
     * @param index from 0
     * @param delta what to add
     * @return the value after
     */
    public float addAndGet(long index, float delta) {
        return getAndAdd(index, delta) + delta;
    }

    /**
     * Copies elements of a Java array into this one.
     *
     * @param source from where
     * @param sourceFrom its first element to be copied
     * @param to where it goes in this array
     * @param count how many
     * @throws IndexOutOfBoundsException if they are not there, or have no place here; nothing is copied
     * @throws IllegalStateException if the array is closed
     */
    public void copyFrom(float[] source, int sourceFrom, long to, int count) {
        Objects.checkFromIndexSize(sourceFrom, count, source.length);
        copyIn(source, sourceFrom, to, count);
    }

    /**
     * Copies all of a Java array to the beginning of this one.
     *
     * @param source from where
     * @throws IndexOutOfBoundsException if it is longer than this one; nothing is copied
     * @throws IllegalStateException if the array is closed
     */
    public void copyFrom(float[] source) {
        copyIn(source, 0, 0, source.length);
    }

    /**
     * Copies elements of this array into a Java array.
     *
     * @param from the first to be copied
     * @param target where to
     * @param targetFrom where the first goes there
     * @param count how many
     * @throws IndexOutOfBoundsException if they are not here, or have no place there; nothing is copied
     * @throws IllegalStateException if the array is closed
     */
    public void copyTo(long from, float[] target, int targetFrom, int count) {
        Objects.checkFromIndexSize(targetFrom, count, target.length);
        copyOut(from, target, targetFrom, count);
    }

    /**
     * The elements, copied.
     *
     * @throws IllegalStateException if there are more than a Java array can have, or the array is closed
     */
    public float[] toArray() {
        float[] copy = new float[arrayLength()];
        copyOut(0, copy, 0, copy.length);
        return copy;
    }

    /**
     * Writes the same value to all elements, one after the other.
     *
     * @param value the new value
     * @throws IllegalStateException if the array is closed
     */
    public void fill(float value) {
        for (long i = 0; i < length; i++) {
            set(i, value);
        }
    }

    @Override
    public SharedArray.OfFloats slice(long from, long to) {
        return new SharedArray.OfFloats(part().slice(from, to));
    }
}
