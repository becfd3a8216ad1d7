package dev.cordage.internal.memory;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.cordage.internal.launch.Entropy;
import dev.cordage.internal.launch.PrivateFolder;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Makes, finds, maps and deletes blocks. No method is ended by an interrupt; the flag is kept. */
public final class Blocks {
    private static final int LONGEST_NAME = 100;
    private static final int CHUNK = 1 << 20;
    private static final int NAME_BYTES = 16;

    /** The blocks of this JVM that are not deleted, and where their names are. The shutdown hook reads it. */
    private static final Map<Block, Names> OWNED = new ConcurrentHashMap<>();

    private Blocks() {}

    /**
     * Refuses a name that some system can't have.
     *
     * @throws IllegalArgumentException saying what is allowed
     */
    public static String check(String name) {
        boolean good = !name.isEmpty() && name.length() <= LONGEST_NAME && name.charAt(0) != '.';
        for (int i = 0; good && i < name.length(); i++) {
            char c = name.charAt(i);
            good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "._-".indexOf(c) >= 0;
        }
        if (!good) {
            throw new IllegalArgumentException("a name of shared memory has 1 to " + LONGEST_NAME
                    + " of the characters A-Z a-z 0-9 . _ - and doesn't begin with a dot, but was \""
                    + printable(name) + "\"" + (name.length() > LONGEST_NAME ? ", " + name.length() + " long" : ""));
        }
        return name;
    }

    private static String printable(String name) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(name.length(), LONGEST_NAME + 1); i++) {
            char c = name.charAt(i);
            if (Character.isISOControl(c)) {
                text.append("\\u").append(Integer.toHexString(c | 0x10000).substring(1));
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    /** A name nobody can guess. */
    public static String unguessable() {
        return "m-" + new BigInteger(1, Entropy.bytes(NAME_BYTES)).toString(Character.MAX_RADIX);
    }

    /**
     * A new block of zeros, for which all the memory is there.
     *
     * @throws FileAlreadyExistsException if another has the name, whose owner lives
     * @throws IOException if there is no space, saying how much there is
     */
    public static Block create(Places places, String name, long size, String elements) throws IOException {
        return Uninterrupted.run(() -> {
            Names names = Names.in(places.ofNames());
            names.sweepOnce();
            if (names.find(name) != null) {
                throw new FileAlreadyExistsException(name); // before the work
            }
            Block block = new Block(name, newFile(places, size), size, elements);
            try {
                names.claim(block);
                OWNED.put(block, names);
            } catch (FileAlreadyExistsException | ClosedByInterruptException | RuntimeException e) {
                Estate.delete(block.file());
                throw e;
            } catch (IOException e) {
                Estate.delete(block.file());
                throw new IOException(
                        "the name " + name + " can't be made in " + places.ofNames() + ": " + e.getMessage(), e);
            }
            Exit.arrange();
            return block;
        });
    }

    /** A new file with so many zeros in the first place that has the space. */
    private static Path newFile(Places places, long size) throws IOException {
        List<IOException> failures = new ArrayList<>();
        StringBuilder message = new StringBuilder("no place for ")
                .append(size)
                .append(size == 1 ? " byte" : " bytes")
                .append(" of shared memory: ");
        for (Places.Place place : places.all()) {
            if (place.left(size) < size) {
                PrivateFolder.sweep(place.path()); // what the dead have left there may be enough
            }
            long left = place.left(size);
            message.append(place == places.all().getFirst() ? "" : ", ")
                    .append(place.path())
                    .append(" has ")
                    .append(left)
                    .append(" left");
            if (left >= size) {
                try {
                    return newFile(place.path(), size);
                } catch (IOException e) {
                    message.append(" (").append(e.getMessage()).append(')');
                    failures.add(e);
                }
            }
        }
        IOException failure = new IOException(message.toString());
        failures.forEach(failure::addSuppressed);
        throw failure;
    }

    private static Path newFile(Path place, long size) throws IOException {
        Path file = Estate.newFile(place);
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            // A file with holes maps well and ends the process at the first touch of a page for which there is no
            // memory.
            byte[] zeros = new byte[(int) Math.min(size, CHUNK)];
            for (long left = size; left > 0; left -= zeros.length) {
                out.write(zeros, 0, (int) Math.min(left, zeros.length));
            }
            return file;
        } catch (IOException | RuntimeException e) {
            Estate.delete(file);
            throw e;
        }
    }

    /**
     * The block of this name.
     *
     * @throws NoSuchFileException if there is none
     */
    public static Block open(Places places, String name) throws IOException {
        return Uninterrupted.run(() -> {
            Block block = Names.in(places.ofNames()).find(name);
            if (block == null) {
                throw new NoSuchFileException(name);
            }
            return block;
        });
    }

    /**
     * Maps it.
     *
     * @throws IOException if it isn't there any more, or is not what shared memory is
     */
    public static MemorySegment map(Block block, Arena arena) throws IOException {
        return Uninterrupted.run(() -> {
            if (!PrivateFolder.isOne(block.home())) {
                throw new FileNotFoundException(
                        "the owner of the shared memory " + block.name() + " has closed it, or has ended");
            }
            // The size is looked at first: a shorter file would be made longer by mapping it, with holes.
            if (!Files.isRegularFile(block.file(), NOFOLLOW_LINKS) || Files.size(block.file()) != block.size()) {
                throw new FileNotFoundException("the shared memory " + block.name() + " is not there any more");
            }
            try (FileChannel channel =
                    FileChannel.open(block.file(), StandardOpenOption.READ, StandardOpenOption.WRITE, NOFOLLOW_LINKS)) {
                return channel.map(MapMode.READ_WRITE, 0, block.size(), arena);
            }
        });
    }

    /** Whether it can still be found. */
    public static boolean isThere(Block block) {
        return Files.exists(block.file(), NOFOLLOW_LINKS);
    }

    /** How much the place of this block can hold in all, in bytes. */
    public static long spaceAround(Block block) {
        return block.home().toFile().getTotalSpace();
    }

    /**
     * Deletes a block of this JVM: nobody can find or open it any more. Those who have mapped it keep it. Idempotent.
     *
     * @throws IOException if that can't be done; it is deleted with the JVM then
     */
    public static void delete(Block block) throws IOException {
        Names names = OWNED.remove(block);
        if (names != null) {
            try {
                names.release(block);
            } finally {
                Estate.delete(block.file());
            }
        }
    }

    /** Deletes what the dead have left, at once: in the background the first block of this JVM does that too. */
    public static void sweep(Places places) throws IOException {
        for (Places.Place place : places.all()) {
            PrivateFolder.sweep(place.path());
        }
        Names.in(places.ofNames()).sweep();
    }

    /** The one shutdown hook. Its class is initialised by the first block. */
    private static final class Exit extends Thread {
        private static final boolean ARRANGED = hook();

        private Exit() {
            super("cordage-names");
        }

        static void arrange() {
            boolean _ = ARRANGED;
        }

        private static boolean hook() {
            try {
                Runtime.getRuntime().addShutdownHook(new Exit());
                return true;
            } catch (IllegalStateException _) {
                return false; // exiting already: the next JVM tidies up
            }
        }

        @Override
        public void run() {
            for (Map.Entry<Block, Names> owned : OWNED.entrySet()) {
                try {
                    owned.getValue().release(owned.getKey());
                } catch (IOException _) {
                    // The next JVM tidies up. The file goes with its folder.
                }
            }
        }
    }
}
