package dev.cordage.internal.pipe;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One message. Its body is never changed.
 *
 * @param dictionary what the object needs to be rebuilt; null if the body is just bytes
 * @param definitions how many definitions of the dictionary it needs
 * @param body the bytes
 */
@SuppressWarnings("ArrayRecordComponent") // identity is all that counts
public record Parcel(@Nullable Dictionary dictionary, int definitions, byte[] body) {
    /** The most bytes of a body: what an array may have, minus some for what goes before it. */
    public static final int MOST = Integer.MAX_VALUE - 64;

    /** What a message takes besides its body, so that a million empty ones don't count as nothing. */
    private static final int OVERHEAD = 64;

    /** An object. */
    public static Parcel object(Dictionary dictionary, int definitions, byte[] body) {
        return new Parcel(Objects.requireNonNull(dictionary), definitions, body);
    }

    /** Just bytes. */
    public static Parcel bytes(byte[] body) {
        return new Parcel(null, 0, body);
    }

    boolean isObject() {
        return dictionary != null;
    }

    /** What it takes of the space of a buffer. The same on both sides of a wire. */
    long cost() {
        return OVERHEAD + (long) body.length;
    }
}
