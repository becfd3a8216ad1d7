package dev.cordage.process;

import dev.cordage.internal.memory.Blocks;
import dev.cordage.internal.memory.Places;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.nio.file.FileAlreadyExistsException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An array of numbers in {@link SharedMemory}, as from {@code multiprocessing.Array}. Processes that have it read and write
 * the same elements; nothing is copied.
 *
 * <pre>{@code
 * try (SharedArray.OfDoubles prices = SharedArray.ofDoubles(1_000_000);
 *         ProcessPool pool = ProcessPool.of(2)) {
 *     pool.submit(() -> prices.set(0, 9.99)).result();
 *     IO.println(prices.get(0));                           // 9.99
 * }
 * }</pre>
 *
 * <p><b>Which operation.</b> {@code get}, {@code set} and all that copies are as for elements of an array: quick, and
 * without a promise when another thread or process sees them. {@code getVolatile} and {@code setVolatile} are as for a
 * volatile field, and the atomic operations as those of the JDK's atomic classes, among all processes. Vast numbers of
 * plain operations in a loop are best done on {@link #asSegment}, with a layout in a static final field.
 *
 * <p><b>Slices</b> share the elements, and count from 0.
 *
 * <p><b>Handing over.</b> An array or slice is serialisable, as {@link SharedMemory} is. Which type of elements the memory
 * was made for goes with it, under its name too; memory of {@link SharedMemory#create} takes any.
 *
 * <p><b>Closing</b> an array closes its memory; closing a slice does nothing. After that all operations on elements are an
 * {@link IllegalStateException}. What was received from another process needs no closing.
 *
 * <p>Two arrays are equal if they are the same elements of the same memory.
 */
public abstract sealed class SharedArray implements AutoCloseable, Serializable
        permits SharedBytes, SharedInts, SharedLongs, SharedFloats, SharedDoubles {
    @Serial
    private static final long serialVersionUID = 1;

    /** Of bytes. */
    public static final class OfBytes extends SharedBytes {
        @Serial
        private static final long serialVersionUID = 1;

        OfBytes(Part part) {
            super(part);
        }

        @Serial
        private Object writeReplace() {
            return handle();
        }
    }

    /** Of ints. */
    public static final class OfInts extends SharedInts {
        @Serial
        private static final long serialVersionUID = 1;

        OfInts(Part part) {
            super(part);
        }

        @Serial
        private Object writeReplace() {
            return handle();
        }
    }

    /** Of longs. */
    public static final class OfLongs extends SharedLongs {
        @Serial
        private static final long serialVersionUID = 1;

        OfLongs(Part part) {
            super(part);
        }

        @Serial
        private Object writeReplace() {
            return handle();
        }
    }

    /** Of floats. */
    public static final class OfFloats extends SharedFloats {
        @Serial
        private static final long serialVersionUID = 1;

        OfFloats(Part part) {
            super(part);
        }

        @Serial
        private Object writeReplace() {
            return handle();
        }
    }

    /** Of doubles. */
    public static final class OfDoubles extends SharedDoubles {
        @Serial
        private static final long serialVersionUID = 1;

        OfDoubles(Part part) {
            super(part);
        }

        @Serial
        private Object writeReplace() {
            return handle();
        }
    }

    /**
     * What an array is of.
     *
     * @param from the index in the memory of its first element
     */
    record Part(SharedMemory memory, Elements elements, long from, long length, boolean slice) {
        static Part all(SharedMemory memory, Elements elements) {
            if (!memory.elements().isEmpty() && !memory.elements().equals(elements.label())) {
                throw new IllegalArgumentException("the shared memory " + memory.name() + " has " + memory.elements()
                        + ", not " + elements.label());
            }
            if (memory.isClosed()) {
                throw memory.closed();
            }
            if (memory.size() % elements.size() != 0) {
                throw new IllegalArgumentException("the " + memory.size() + " bytes of the shared memory "
                        + memory.name() + " are no whole number of " + elements.label() + ", which have "
                        + elements.size() + " each");
            }
            return new Part(memory, elements, 0, memory.size() / elements.size(), false);
        }

        static Part create(@Nullable String name, long length, Elements elements) throws IOException {
            long bytes = elements.bytes(length);
            String checked = name == null ? Blocks.unguessable() : Blocks.check(name);
            return all(SharedMemory.create(Places.usual(), checked, bytes, elements.label()), elements);
        }

        Part slice(long begin, long end) {
            if (begin < 0 || end > length || begin > end) {
                throw new IndexOutOfBoundsException(
                        "a slice from " + begin + " to " + end + " of an array of length " + length);
            }
            return new Part(memory, elements, from + begin, end - begin, true);
        }

        SharedArray array() {
            return switch (elements) {
                case BYTES -> new OfBytes(this);
                case INTS -> new OfInts(this);
                case LONGS -> new OfLongs(this);
                case FLOATS -> new OfFloats(this);
                case DOUBLES -> new OfDoubles(this);
            };
        }
    }

    /*
     * An element is reached through the memory's handle, so that closing that ends all arrays of it. The index is checked
     * here and not by the segment, which would let a slice be left, and whose offset could overflow.
     */
    final transient SharedMemory memory;

    /** Where the first element is, in bytes. */
    final transient long base;

    final transient long length;

    private final transient Part part;

    SharedArray(Part part) {
        this.part = part;
        this.memory = part.memory;
        this.base = part.from * part.elements.size();
        this.length = part.length;
    }

    /**
     * A new array of bytes, all zero, in memory of its own under a name that nobody can guess.
     *
     * @param length how many elements, at least 1
     * @return the array; close it
     * @throws IOException if there is not so much space, saying how much there is
     * @throws IllegalArgumentException if the length is less than 1, or too large to be counted in bytes
     */
    public static OfBytes ofBytes(long length) throws IOException {
        return new OfBytes(Part.create(null, length, Elements.BYTES));
    }

    /**
     * As {@link #ofBytes(long)}, under a name for {@link SharedMemory#open}.
     *
     * @param name as for {@link SharedMemory#create(String, long)}
     * @param length how many elements, at least 1
     * @return the array; close it
     * @throws FileAlreadyExistsException if memory of this name exists
     * @throws IOException if there is not so much space, saying how much there is
     * @throws IllegalArgumentException if the name can't be, or the length
     */
    public static OfBytes ofBytes(String name, long length) throws IOException {
        return new OfBytes(Part.create(name, length, Elements.BYTES));
    }

    /**
     * All of the memory as bytes. Closing the array closes it.
     *
     * @param memory where
     * @return the array
     * @throws IllegalArgumentException if it was made for other elements, or its size is not a whole number of them
     * @throws IllegalStateException if it is closed
     */
    public static OfBytes ofBytes(SharedMemory memory) {
        return new OfBytes(Part.all(memory, Elements.BYTES));
    }

    /**
     * A new array of ints, all zero, in memory of its own under a name that nobody can guess.
     *
     * @param length how many elements, at least 1
     * @return the array; close it
     * @throws IOException if there is not so much space, saying how much there is
     * @throws IllegalArgumentException if the length is less than 1, or too large to be counted in bytes
     */
    public static OfInts ofInts(long length) throws IOException {
        return new OfInts(Part.create(null, length, Elements.INTS));
    }

    /**
     * As {@link #ofInts(long)}, under a name for {@link SharedMemory#open}.
     *
     * @param name as for {@link SharedMemory#create(String, long)}
     * @param length how many elements, at least 1
     * @return the array; close it
     * @throws FileAlreadyExistsException if memory of this name exists
     * @throws IOException if there is not so much space, saying how much there is
     * @throws IllegalArgumentException if the name can't be, or the length
     */
    public static OfInts ofInts(String name, long length) throws IOException {
        return new OfInts(Part.create(name, length, Elements.INTS));
    }

    /**
     * All of the memory as ints. Closing the array closes it.
     *
     * @param memory where
     * @return the array
     * @throws IllegalArgumentException if it was made for other elements, or its size is not a whole number of them
     * @throws IllegalStateException if it is closed
     */
    public static OfInts ofInts(SharedMemory memory) {
        return new OfInts(Part.all(memory, Elements.INTS));
    }

    /**
     * A new array of longs, all zero, in memory of its own under a name that nobody can guess.
     *
     * @param length how many elements, at least 1
     * @return the array; close it
     * @throws IOException if there is not so much space, saying how much there is
     * @throws IllegalArgumentException if the length is less than 1, or too large to be counted in bytes
     */
    public static OfLongs ofLongs(long length) throws IOException {
        return new OfLongs(Part.create(null, length, Elements.LONGS));
    }

    /**
     * As {@link #ofLongs(long)}, under a name for {@link SharedMemory#open}.
     *
     * @param name as for {@link SharedMemory#create(String, long)}
     * @param length how many elements, at least 1
     * @return the array; close it
     * @throws FileAlreadyExistsException if memory of this name exists
     * @throws IOException if there is not so much space, saying how much there is
     * @throws IllegalArgumentException if the name can't be, or the length
     */
    public static OfLongs ofLongs(String name, long length) throws IOException {
        return new OfLongs(Part.create(name, length, Elements.LONGS));
    }

    /**
     * All of the memory as longs. Closing the array closes it.
     *
     * @param memory where
     * @return the array
     * @throws IllegalArgumentException if it was made for other elements, or its size is not a whole number of them
     * @throws IllegalStateException if it is closed
     */
    public static OfLongs ofLongs(SharedMemory memory) {
        return new OfLongs(Part.all(memory, Elements.LONGS));
    }

    /**
     * A new array of floats, all zero, in memory of its own under a name that nobody can guess.
     *
     * @param length how many elements, at least 1
     * @return the array; close it
     * @throws IOException if there is not so much space, saying how much there is
     * @throws IllegalArgumentException if the length is less than 1, or too large to be counted in bytes
     */
    public static OfFloats ofFloats(long length) throws IOException {
        return new OfFloats(Part.create(null, length, Elements.FLOATS));
    }

    /**
     * As {@link #ofFloats(long)}, under a name for {@link SharedMemory#open}.
     *
     * @param name as for {@link SharedMemory#create(String, long)}
     * @param length how many elements, at least 1
     * @return the array; close it
     * @throws FileAlreadyExistsException if memory of this name exists
     * @throws IOException if there is not so much space, saying how much there is
     * @throws IllegalArgumentException if the name can't be, or the length
     */
    public static OfFloats ofFloats(String name, long length) throws IOException {
        return new OfFloats(Part.create(name, length, Elements.FLOATS));
    }

    /**
     * All of the memory as floats. Closing the array closes it.
     *
     * @param memory where
     * @return the array
     * @throws IllegalArgumentException if it was made for other elements, or its size is not a whole number of them
     * @throws IllegalStateException if it is closed
     */
    public static OfFloats ofFloats(SharedMemory memory) {
        return new OfFloats(Part.all(memory, Elements.FLOATS));
    }

    /**
     * A new array of doubles, all zero, in memory of its own under a name that nobody can guess.
     *
     * @param length how many elements, at least 1
     * @return the array; close it
     * @throws IOException if there is not so much space, saying how much there is
     * @throws IllegalArgumentException if the length is less than 1, or too large to be counted in bytes
     */
    public static OfDoubles ofDoubles(long length) throws IOException {
        return new OfDoubles(Part.create(null, length, Elements.DOUBLES));
    }

    /**
     * As {@link #ofDoubles(long)}, under a name for {@link SharedMemory#open}.
     *
     * @param name as for {@link SharedMemory#create(String, long)}
     * @param length how many elements, at least 1
     * @return the array; close it
     * @throws FileAlreadyExistsException if memory of this name exists
     * @throws IOException if there is not so much space, saying how much there is
     * @throws IllegalArgumentException if the name can't be, or the length
     */
    public static OfDoubles ofDoubles(String name, long length) throws IOException {
        return new OfDoubles(Part.create(name, length, Elements.DOUBLES));
    }

    /**
     * All of the memory as doubles. Closing the array closes it.
     *
     * @param memory where
     * @return the array
     * @throws IllegalArgumentException if it was made for other elements, or its size is not a whole number of them
     * @throws IllegalStateException if it is closed
     */
    public static OfDoubles ofDoubles(SharedMemory memory) {
        return new OfDoubles(Part.all(memory, Elements.DOUBLES));
    }

    /** How many elements it has. */
    public final long length() {
        return length;
    }

    /** The memory it is in. */
    public final SharedMemory memory() {
        return memory;
    }

    /** Whether its memory is closed here. */
    public final boolean isClosed() {
        return memory.isClosed();
    }

    /**
     * The elements as a segment, aligned for their type. It ends as {@link SharedMemory#segment} does.
     *
     * @throws IllegalStateException if the array is closed
     */
    public final MemorySegment asSegment() {
        return memory.segment().asSlice(base, length * part.elements.size(), part.elements.size());
    }

    /**
     * The elements of this array from an index to before another, shared with it.
     *
     * @param from the index of the first element
     * @param to the index after the last element, not less than that
     * @return an array that need not be closed
     * @throws IndexOutOfBoundsException if that is not a part of the array
     */
    public abstract SharedArray slice(long from, long to);

    /** Closes the memory, if this is not a slice. See {@link SharedMemory#close}. */
    @Override
    public final void close() {
        if (!part.slice) {
            memory.close();
        }
    }

    final Part part() {
        return part;
    }

    /** What a failure of an access means. */
    final RuntimeException explained(RuntimeException failure) {
        if (failure instanceof IllegalStateException || memory.isClosed()) {
            IllegalStateException closed = memory.closed();
            closed.initCause(failure);
            return closed;
        }
        return failure;
    }

    private MemorySegment range(long from, int count) {
        if (count < 0 || from < 0 || from > length - count) {
            throw new IndexOutOfBoundsException(
                    count + " elements from index " + from + " of a shared array of length " + length);
        }
        long size = part.elements.size();
        return memory.segment().asSlice(base + from * size, count * size);
    }

    final void copyIn(Object source, int sourceFrom, long to, int count) {
        MemorySegment range = range(to, count);
        try {
            MemorySegment.copy(source, sourceFrom, range, part.elements.layout(), 0, count);
        } catch (IllegalStateException e) {
            throw explained(e);
        }
    }

    final void copyOut(long from, Object target, int targetFrom, int count) {
        MemorySegment range = range(from, count);
        try {
            MemorySegment.copy(range, part.elements.layout(), 0, target, targetFrom, count);
        } catch (IllegalStateException e) {
            throw explained(e);
        }
    }

    /** The length, if a Java array can have it. */
    final int arrayLength() {
        if (length > Integer.MAX_VALUE - 8) {
            throw new IllegalStateException(length + " elements are too many for a Java array");
        }
        return (int) length;
    }

    /** What is written in place of this array. */
    final SharedArrayHandle handle() {
        return new SharedArrayHandle(memory, part.elements.name(), part.from, length, part.slice);
    }

    @Serial
    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("an array is sent as the name of its memory");
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof SharedArray that
                && memory.block().file().equals(that.memory.block().file())
                && part.elements == that.part.elements
                && base == that.base
                && length == that.length;
    }

    @Override
    public final int hashCode() {
        return Objects.hash(memory.block().file(), base, length);
    }

    @Override
    public final String toString() {
        String where = part.slice ? ", from index " + part.from : "";
        return "SharedArray[" + length + " " + part.elements.label() + where + " of " + memory.name()
                + (isClosed() ? ", closed" : "") + "]";
    }
}
