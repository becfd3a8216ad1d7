package dev.cordage.internal.shared;

import dev.cordage.internal.codec.Encoded;
import dev.cordage.internal.launch.PrivateFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The files of a queue: its rings, and the items that are too large for them.
 *
 * <pre>
 *   new item  queue-B-put-LEASE-N   --its record is about to be committed-->  queue-B-item-POSITION
 *             queue-B-item-POSITION --its record was taken------------------>  queue-B-take-LEASE-POSITION --read--> deleted
 * </pre>
 *
 * An item's file has the item's name before anybody can know of the item, so it is there as long as the item is. What the
 * dead leave behind is told by its name: a file of a dead process, or of a position that has been passed.
 */
final class QueueFiles {
    private static final int RADIX = Character.MAX_RADIX;
    private static final int ZEROS = 1 << 16;

    private final Region region;
    private final Path folder;
    private final String prefix;
    private final AtomicLong numbers = new AtomicLong();

    QueueFiles(Region region, long base) {
        this.region = region;
        this.folder = region.folder();
        this.prefix = "queue-" + Long.toString(base, RADIX) + "-";
    }

    private Path path(String kind, long number) {
        return folder.resolve(prefix + kind + Long.toString(number, RADIX));
    }

    // --- rings

    Path ring(long generation) {
        return path("ring-", generation);
    }

    /**
     * Makes a ring, which nobody knows yet; or makes it again, if its maker died, who may have wanted another size. All its
     * pages are there afterwards. With the guard of the put side held, or before anybody knows the queue.
     *
     * @throws IOException if there is no space for it
     */
    void makeRing(long generation, long size) throws IOException {
        Path path = ring(generation);
        try {
            boolean _ = region.withFiles(() -> {
                createIfMissing(path);
                try (FileChannel channel = FileChannel.open(
                        path, Set.of(StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING))) {
                    ByteBuffer zeros = ByteBuffer.allocate(ZEROS);
                    for (long at = 0; at < size; at += ZEROS) {
                        for (zeros.clear(); zeros.hasRemaining(); ) {
                            int _ = channel.write(zeros, at + zeros.position());
                        }
                    }
                }
                return true;
            });
        } catch (IOException e) {
            delete(path);
            throw e;
        }
    }

    private static void createIfMissing(Path path) throws IOException {
        try {
            var _ = Files.createFile(path, PrivateFolder.privateFile());
        } catch (FileAlreadyExistsException _) {
            // It belongs to one who died.
        }
    }

    void deleteRing(long generation) {
        delete(ring(generation));
    }

    // --- items

    /** Writes an item to a new file. */
    Path write(Encoded item) throws IOException {
        Path path = path("put-" + Long.toString(region.me(), RADIX) + "-", numbers.incrementAndGet());
        try {
            boolean _ = RegionFile.uninterrupted(() -> {
                createIfMissing(path);
                try (FileChannel channel = FileChannel.open(
                        path, Set.of(StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING))) {
                    item.writeTo(channel);
                }
                return true;
            });
            return path;
        } catch (IOException e) {
            delete(path);
            throw e;
        }
    }

    /** Gives the file of a new item the name of the item. */
    void name(Path written, long position) {
        move(written, item(position));
    }

    Path item(long position) {
        return path("item-", position);
    }

    /** Makes the file of an item that was taken one of this process. */
    Path take(long position) {
        Path taken = path("take-" + Long.toString(region.me(), RADIX) + "-", position);
        move(item(position), taken);
        return taken;
    }

    private void move(Path from, Path to) {
        try {
            var _ = region.withFiles(() -> Files.move(from, to, StandardCopyOption.ATOMIC_MOVE));
        } catch (IOException e) {
            throw new IllegalStateException("the file of a large item of a queue can't be renamed: " + e, e);
        }
    }

    /** The item in a file; null if there is none, since it was taken meanwhile. */
    static @Nullable Encoded read(Path path) throws IOException {
        try {
            return RegionFile.uninterrupted(() -> {
                try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
                    return Encoded.readFrom(channel);
                }
            });
        } catch (NoSuchFileException _) {
            return null;
        }
    }

    static void delete(Path path) {
        try {
            boolean _ = Files.deleteIfExists(path);
        } catch (IOException _) {
            // The next sweep tries again, and in the end the folder is deleted as a whole.
        }
    }

    /**
     * Deletes what is left of a dead process, and what was passed and not deleted, since the process that should have died.
     * With the guard of the take side held, so that no living process is about to do it.
     *
     * @param head from where on items are queued
     */
    void sweep(long head, long dead) throws IOException {
        String lease = Long.toString(dead, RADIX) + "-";
        sweep(name -> name.startsWith("put-" + lease)
                || name.startsWith("take-" + lease)
                || (name.startsWith("item-") && number(name) < head)
                || (name.startsWith("ring-") && number(name) < QueueRing.generation(head)));
    }

    /**
     * Deletes what was made for items that did not come in, since the process died. With the guard of the put side held.
     *
     * @param tail up to where items are queued
     */
    void sweepBehind(long tail) throws IOException {
        sweep(name -> (name.startsWith("item-") && number(name) >= tail && number(name) != Long.MAX_VALUE)
                || (name.startsWith("ring-") && number(name) > QueueRing.generation(tail)));
    }

    private void sweep(Predicate<String> isLeft) throws IOException {
        boolean _ = region.withFiles(() -> deleteAll(isLeft));
    }

    private boolean deleteAll(Predicate<String> isLeft) throws IOException {
        try (DirectoryStream<Path> all =
                Files.newDirectoryStream(folder, path -> name(path).startsWith(prefix))) {
            for (Path path : all) {
                if (isLeft.test(name(path).substring(prefix.length()))) {
                    delete(path);
                }
            }
        }
        return true;
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }

    private static long number(String name) {
        try {
            return Long.parseLong(name.substring("item-".length()), RADIX);
        } catch (NumberFormatException _) {
            return Long.MAX_VALUE; // none of ours
        }
    }
}
