package dev.cordage.internal.worker;

import dev.cordage.task.Codec;
import java.io.IOException;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What a codec of the user's made of an object. It travels in a message of the default codec, as bytes.
 *
 * @param bytes the bytes
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Foreign(byte[] bytes) implements Serializable {
    /** The object as it is, or in the form that the user's codec gives it. */
    public static @Nullable Object wrap(@Nullable Codec codec, @Nullable Object object) throws IOException {
        return codec == null ? object : new Foreign(codec.encode(object));
    }

    /** What was wrapped. */
    public static @Nullable Object unwrap(@Nullable Codec codec, @Nullable Object object, ClassLoader loader)
            throws IOException, ClassNotFoundException {
        return codec != null && object instanceof Foreign(byte[] bytes) ? codec.decode(bytes, loader) : object;
    }
}
