package dev.cordage.internal.managed;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A map as its owner has it. Keys are objects there, and values only bytes: the owner needs to know the classes of keys
 * alone, and changing a value that was got changes nothing.
 *
 * <p>Each value that is put has a version that no other has, so that who has read it can replace it, whatever its
 * {@code equals}.
 */
interface Table {
    /**
     * A value.
     *
     * @param version what replaces it asks for
     * @param bytes itself
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by the version
    record Stored(long version, byte[] bytes) implements Serializable {}

    /**
     * An entry.
     *
     * @param key its key
     * @param stored its value
     */
    record Row(Object key, Stored stored) implements Serializable {}

    @Nullable Stored get(Object key);

    boolean has(Object key);

    int size();

    void clear();

    /** Puts it, and gives what was there. */
    byte @Nullable [] put(Object key, byte[] value);

    /** Puts all of them, which are as many keys as values. */
    void putAll(List<?> keys, List<byte[]> values);

    /** Puts it if nothing is there, and gives what is. */
    @Nullable Stored putIfAbsent(Object key, byte[] value);

    /** Puts it if something is there, and gives what was. */
    byte @Nullable [] putIfPresent(Object key, byte[] value);

    /** Removes it, and gives it. */
    byte @Nullable [] remove(Object key);

    /** Puts it in the place of that version, or removes that if it is null; says whether that was still there. */
    boolean replace(Object key, long version, byte @Nullable [] value);

    /** All entries, each as it was at some moment of the call. */
    List<Row> rows();
}
