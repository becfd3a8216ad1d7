package dev.cordage.process;

import java.io.InvalidObjectException;
import java.io.Serial;
import java.io.Serializable;

/**
 * What a {@link SharedArray} is on its way from one process to another.
 *
 * @param memory what it is in
 * @param elements the name of their type
 * @param from the index in the memory of the first
 * @param length how many
 * @param slice whether it is a slice
 */
record SharedArrayHandle(SharedMemory memory, String elements, long from, long length, boolean slice)
        implements Serializable {
    @Serial
    private Object readResolve() throws InvalidObjectException {
        try {
            SharedArray.Part all = SharedArray.Part.all(memory, Elements.valueOf(elements));
            SharedArray.Part part = slice ? all.slice(from, Math.addExact(from, length)) : all;
            return part.array();
        } catch (IllegalArgumentException | IllegalStateException | ArithmeticException | IndexOutOfBoundsException e) {
            throw new InvalidObjectException(
                    "an array in the shared memory " + memory.name() + ": " + e.getMessage(), e);
        }
    }
}
