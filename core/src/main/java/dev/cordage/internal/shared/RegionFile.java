package dev.cordage.internal.shared;

import static dev.cordage.internal.shared.Layout.BLOCK;

import dev.cordage.internal.launch.Entropy;
import dev.cordage.internal.launch.PrivateFolder;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** The file that is mapped: how it is made, grows, and is mapped, whatever interrupts. */
final class RegionFile {
    static final String NAME = "region";

    private RegionFile() {}

    /** Makes the file, for processes that wait in a mode. */
    static void make(Path folder, long mode) throws IOException {
        Path file = folder.resolve(NAME);
        try (FileChannel channel = FileChannel.open(
                file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), PrivateFolder.privateFile())) {
            zero(channel, 0);
            var start = ByteBuffer.allocate(3 * Long.BYTES).order(ByteOrder.nativeOrder());
            start.putLong(Layout.MAGIC_VALUE).putLong(Entropy.number()).putLong(mode);
            var _ = channel.write(start.flip(), 0);
            var _ = channel.write(ByteBuffer.allocate(1), Layout.SIZE - 1);
        } catch (IOException e) {
            throw new IOException(noSpace("to begin with", folder, e), e);
        }
    }

    /**
     * What is said when a file can't be written.
     *
     * @param what the space is for
     */
    static String noSpace(String what, Path folder, IOException e) {
        String left;
        try {
            left = (Files.getFileStore(folder).getUsableSpace() >> 20) + " MB left";
        } catch (IOException gone) {
            left = gone.toString();
        }
        return "no space for the shared memory of a fabric %s in %s: %s; %s (a container's /dev/shm has 64 MB if nobody asks for more)"
                .formatted(what, folder, e.getMessage(), left);
    }

    /** Maps a file of the right size. */
    static MemorySegment map(Path file, Arena arena) throws IOException {
        return uninterrupted(() -> {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                if (channel.size() != Layout.SIZE) {
                    throw new IOException(file + " has " + channel.size() + " bytes, not " + Layout.SIZE);
                }
                return channel.map(MapMode.READ_WRITE, 0, Layout.SIZE, arena);
            }
        });
    }

    /** Something done with a file, which may be done again. */
    interface FileWork<T> {
        T run() throws IOException;
    }

    /** Channels are closed by an interrupt, which is not meant for them: it is kept, and the work done again. */
    static <T> T uninterrupted(FileWork<T> work) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            for (; ; ) {
                try {
                    return work.run();
                } catch (ClosedByInterruptException _) {
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Writes a block of zeros, so that its pages are there when they are touched. To be done {@link #uninterrupted}.
     *
     * @return true
     * @throws IOException if there is no space for them
     */
    static boolean zero(Path folder, int block) throws IOException {
        try (FileChannel channel = FileChannel.open(folder.resolve(NAME), StandardOpenOption.WRITE)) {
            zero(channel, block);
            return true;
        }
    }

    private static void zero(FileChannel channel, int block) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocate((int) BLOCK);
        while (zeros.hasRemaining()) {
            var _ = channel.write(zeros, block * BLOCK + zeros.position());
        }
    }
}
