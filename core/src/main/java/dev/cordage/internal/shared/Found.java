package dev.cordage.internal.shared;

import dev.cordage.internal.codec.Encoded;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** An item that was found in a queue: a copy of its message, or the name of the file with it. Used by one thread. */
final class Found {
    /** Where it was found. */
    final long position;

    /** The lease of the process that encoded it. */
    final long producer;

    /** How long the body of its record is. */
    final int length;

    private final byte @Nullable [] bytes;
    private @Nullable Path file;

    Found(long position, long producer, int length, byte @Nullable [] bytes, @Nullable Path file) {
        this.position = position;
        this.producer = producer;
        this.length = length;
        this.bytes = bytes;
        this.file = file;
    }

    /** Makes the file one of this process, which has taken the item. With the guard of the take side held. */
    void own(QueueFiles files) {
        if (file != null) {
            file = files.take(position);
        }
    }

    /** Deletes the file, if there is one. */
    void delete() {
        if (file != null) {
            QueueFiles.delete(file);
        }
    }

    /**
     * The item. Without any guard.
     *
     * @return null if it has a file, and was taken meanwhile
     * @throws UncheckedIOException if it can't be rebuilt
     */
    @Nullable Object decode(ItemCodec codec) {
        try {
            Encoded message =
                    bytes != null ? Encoded.of(bytes, 0, bytes.length) : file == null ? null : QueueFiles.read(file);
            return message == null ? null : codec.decode(producer, message);
        } catch (IOException e) {
            throw codec.broken(producer, e);
        }
    }
}
