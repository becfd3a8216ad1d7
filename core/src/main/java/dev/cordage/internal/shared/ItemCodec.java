package dev.cordage.internal.shared;

import dev.cordage.internal.codec.Encoded;
import dev.cordage.internal.launch.PrivateFolder;
import dev.cordage.internal.pipe.Dictionary;
import java.io.EOFException;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Makes objects into messages that any process of the fabric can read. What several messages have in common, definitions, is
 * in a file for each process that encodes: written there before the first message that needs it is sent, and read by others
 * when they meet such a message. These files stay as long as the fabric, since messages may outlive their sender.
 */
final class ItemCodec {
    private static final int LARGEST_DEFINITION = 1 << 24;

    private final Region region;

    /** Of this process. */
    private final Dictionary own = Dictionary.here();

    private final ReentrantLock writing = new ReentrantLock();

    /** How many definitions are in the file of this process. Written under the lock. */
    private volatile int written;

    /** How long that file is. */
    // @GuardedBy("writing")
    private long end;

    /** Of the others, by their leases. */
    private final Map<Long, Foreign> foreign = new ConcurrentHashMap<>();

    ItemCodec(Region region) {
        this.region = region;
    }

    private Path file(long lease) {
        return region.folder().resolve("definitions-" + Long.toString(lease, Character.MAX_RADIX));
    }

    /**
     * Encodes an object.
     *
     * @throws IllegalArgumentException if it can't be sent; says how what is in the way is reached
     */
    Encoded encode(Object value) {
        try {
            Encoded message = own.encode(value);
            if (message.definitions() > written) {
                publish(message.definitions());
            }
            return message;
        } catch (NotSerializableException e) {
            throw new IllegalArgumentException("the item cannot be sent to another process: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("the item cannot be sent to another process: " + e, e);
        }
    }

    private void publish(int count) throws IOException {
        writing.lock();
        try {
            for (int next = written; next < count; next++) {
                byte[] definition = own.definition(next);
                ByteBuffer entry = ByteBuffer.allocate(Integer.BYTES + definition.length);
                entry.putInt(definition.length).put(definition);
                boolean _ = RegionFile.uninterrupted(() -> append(entry.rewind()));
                end += entry.capacity();
                written = next + 1;
            }
        } finally {
            writing.unlock();
        }
    }

    // @GuardedBy("writing")
    private boolean append(ByteBuffer entry) throws IOException {
        Path path = file(region.me());
        if (end == 0 && !Files.exists(path)) {
            var _ = Files.createFile(path, PrivateFolder.privateFile());
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            while (entry.hasRemaining()) {
                int _ = channel.write(entry, end + entry.position());
            }
        }
        return true;
    }

    /**
     * Decodes a message.
     *
     * @param lease whose it is
     * @throws UncheckedIOException if that can't be done, caused by an {@link InvalidObjectException}
     */
    Object decode(long lease, Encoded message) {
        try {
            Dictionary dictionary = lease == region.me() ? own : of(lease).upTo(message.definitions());
            @Nullable Object value = dictionary.decode(message);
            if (value == null) {
                throw new InvalidObjectException("null");
            }
            return value;
        } catch (IOException e) {
            throw broken(lease, e);
        }
    }

    /** The failure of an item that can't be rebuilt. */
    UncheckedIOException broken(long lease, IOException why) {
        InvalidObjectException failure = why instanceof InvalidObjectException invalid
                ? invalid
                : new InvalidObjectException("an item of a queue can't be rebuilt: " + why, why);
        return new UncheckedIOException(
                "an item of a queue, put in by process %d, can't be rebuilt here: %s"
                        .formatted(region.leases.pid(lease), why.getMessage()),
                failure);
    }

    private Foreign of(long lease) {
        Foreign known = foreign.get(lease);
        return known != null ? known : foreign.computeIfAbsent(lease, key -> new Foreign(file(key)));
    }

    /** The definitions of another process, as far as they were needed. */
    private static final class Foreign {
        private final Dictionary dictionary = Dictionary.elsewhere();
        private final Path file;
        private final ReentrantLock reading = new ReentrantLock();

        /** How many were read. Written under the lock. */
        private volatile int read;

        // @GuardedBy("reading")
        private long end;

        Foreign(Path file) {
            this.file = file;
        }

        Dictionary upTo(int count) throws IOException {
            if (read < count) {
                reading.lock();
                try {
                    boolean _ = RegionFile.uninterrupted(() -> readUpTo(count));
                } finally {
                    reading.unlock();
                }
            }
            return dictionary;
        }

        // @GuardedBy("reading")
        private boolean readUpTo(int count) throws IOException {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                for (int next = read; next < count; next++) {
                    int length = read(channel, Integer.BYTES, end).getInt();
                    if (length < 0 || length > LARGEST_DEFINITION) {
                        throw new InvalidObjectException("a definition of " + length + " bytes");
                    }
                    dictionary.add(read(channel, length, end + Integer.BYTES).array());
                    end += Integer.BYTES + length;
                    read = next + 1;
                }
            }
            return true;
        }

        private static ByteBuffer read(FileChannel channel, int length, long from) throws IOException {
            ByteBuffer bytes = ByteBuffer.allocate(length);
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, from + bytes.position()) < 0) {
                    throw new EOFException("the definitions end at " + from);
                }
            }
            return bytes.flip();
        }
    }
}
