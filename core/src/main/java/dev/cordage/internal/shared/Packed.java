package dev.cordage.internal.shared;

import dev.cordage.internal.codec.Encoded;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * An item that is about to be put into a queue.
 *
 * @param bytes its message; empty if that is in a file
 * @param file the file with its message
 */
@SuppressWarnings("ArrayRecordComponent") // identity is all that counts
record Packed(byte[] bytes, @Nullable Path file) {
    /** Larger ones have a file of their own: to copy so many bytes takes some microseconds, with the guard held. */
    static final int LARGEST = 1 << 17;

    private static final byte[] NONE = {};

    /**
     * Packs a message.
     *
     * @throws IllegalStateException if it is large, and there is no space for its file
     */
    static Packed of(Encoded message, QueuePuts puts) {
        try {
            if (message.size() <= LARGEST) {
                return new Packed(message.toBytes(), null);
            }
            puts.expectLarge();
            return new Packed(NONE, puts.files.write(message));
        } catch (IOException e) {
            throw new IllegalStateException(
                    RegionFile.noSpace(
                            "for an item of " + message.size() + " bytes of the queue " + puts.name(),
                            puts.region.folder(),
                            e),
                    e);
        }
    }

    /** Deletes the file of one that was not put in. */
    void drop(Region region) {
        if (file != null && !(CrashPoint.ARMED && region.isDead())) {
            QueueFiles.delete(file);
        }
    }
}
