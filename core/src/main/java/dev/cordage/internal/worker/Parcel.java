package dev.cordage.internal.worker;

import dev.cordage.internal.codec.Encoded;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way: its bytes, or the file they are in.
 *
 * @param definitions how many definitions of the codec the receiver must have
 * @param bytes the message, or the path of the file
 * @param file the file, if there is one; the parent deletes it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Parcel(
        int definitions, byte[] bytes, @Nullable Path file) {
    private static final long LARGEST_KEPT = 128L << 20;

    /**
     * Packs a message: in a file where it is large and a file can be written.
     *
     * @param files where to put it if it is large; gives null where files are no use
     * @throws IOException if it is too large to be sent at all
     */
    public static Parcel pack(Encoded message, Supplier<@Nullable Path> files) throws IOException {
        Path file = message.size() > Wire.LARGE ? files.get() : null;
        if (file != null) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                message.writeTo(channel);
                channel.truncate(channel.position()); // what is left of an earlier message
                return new Parcel(message.definitions(), file.toString().getBytes(StandardCharsets.UTF_8), file);
            } catch (IOException full) {
                Files.deleteIfExists(file); // then by the socket
            }
        }
        if (message.size() > Wire.LONGEST - 1_000) {
            throw new IOException("it takes " + message.size() + " bytes, more than can be sent (2 GB)");
        }
        return new Parcel(message.definitions(), message.toBytes(), null);
    }

    /** The message in the rest of a frame. What is in a file has been read then. */
    public static Encoded unpack(ByteBuffer rest) throws IOException {
        byte form = rest.get();
        return switch (form) {
            case Wire.INLINE -> Encoded.of(rest.array(), rest.arrayOffset() + rest.position(), rest.remaining());
            case Wire.IN_FILE -> {
                try (FileChannel channel = FileChannel.open(Path.of(Wire.text(rest)), StandardOpenOption.READ)) {
                    yield Encoded.readFrom(channel);
                }
            }
            default -> throw new IOException("no parcel has the form " + form);
        };
    }

    /** The file that the rest of a frame names; null if it holds the message itself. */
    public static @Nullable Path fileOf(ByteBuffer rest) {
        return rest.get() == Wire.IN_FILE ? Path.of(Wire.text(rest)) : null;
    }

    /**
     * Whether a file that was read may be kept for another message: memory that was written before takes the next one some
     * five times faster than memory that the system has to find first.
     */
    public static boolean isWorthKeeping(Path file) {
        try {
            return Files.size(file) <= LARGEST_KEPT;
        } catch (IOException e) {
            return false;
        }
    }

    /** The form of the parcel in a frame. */
    public byte form() {
        return file == null ? Wire.INLINE : Wire.IN_FILE;
    }

    /** The file's or the message's bytes, whatever they weigh in the queue of the sender. */
    public long weight() {
        return bytes.length;
    }
}
