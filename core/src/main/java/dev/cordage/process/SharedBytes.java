package dev.cordage.process;

import java.io.Serial;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.Objects;

/** The operations on elements of {@link SharedArray.OfBytes}, which is the type to be used. */
abstract sealed class SharedBytes extends SharedArray permits SharedArray.OfBytes {
    @Serial
    private static final long serialVersionUID = 1;

    private static final VarHandle ELEMENT = ValueLayout.JAVA_BYTE.varHandle();

    SharedBytes(Part part) {
        super(part);
    }

    /**
     * Reads an element.
     *
     * @param index from 0
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws IllegalStateException if the array is closed
     */
    public byte get(long index) {
        try {
            return (byte) ELEMENT.get(memory.mapped(), base + Objects.checkIndex(index, length));
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
    public void set(long index, byte value) {
        try {
            ELEMENT.set(memory.mapped(), base + Objects.checkIndex(index, length), value);
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
    public byte getVolatile(long index) {
        try {
            return (byte) ELEMENT.getVolatile(memory.mapped(), base + Objects.checkIndex(index, length));
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
    public void setVolatile(long index, byte value) {
        try {
            ELEMENT.setVolatile(memory.mapped(), base + Objects.checkIndex(index, length), value);
        } catch (IllegalStateException | IndexOutOfBoundsException e) {
            throw explained(e);
        }
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
    public void copyFrom(byte[] source, int sourceFrom, long to, int count) {
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
    public void copyFrom(byte[] source) {
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
    public void copyTo(long from, byte[] target, int targetFrom, int count) {
        Objects.checkFromIndexSize(targetFrom, count, target.length);
        copyOut(from, target, targetFrom, count);
    }

    /**
     * The elements, copied.
     *
     * @throws IllegalStateException if there are more than a Java array can have, or the array is closed
     */
    public byte[] toArray() {
        byte[] copy = new byte[arrayLength()];
        copyOut(0, copy, 0, copy.length);
        return copy;
    }

    /**
     * Writes the same value to all elements, one after the other.
     *
     * @param value the new value
     * @throws IllegalStateException if the array is closed
     */
    public void fill(byte value) {
        var _ = asSegment().fill(value);
    }

    @Override
    public SharedArray.OfBytes slice(long from, long to) {
        return new SharedArray.OfBytes(part().slice(from, to));
    }
}
