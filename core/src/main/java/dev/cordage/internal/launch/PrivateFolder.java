package dev.cordage.internal.launch;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A folder of mode 0700 that is gone when its owner, this JVM, is: deleted by {@link #close()}, else when the JVM exits
 * in order, else by the next JVM of the same user that makes one.
 */
public final class PrivateFolder implements AutoCloseable {
    /*
     * The owner holds a lock on the file "lease" in the folder for as long as it lives. The kernel releases it with the
     * process, so that a lease that can be locked proves the owner dead, in whatever pid namespace it lived. The folder
     * is filled under another name and renamed when the lease is held: whoever sees the name sees a held lease.
     * A POSIX lock is lost when its process closes any descriptor of the file, so a JVM never opens a lease of its own:
     * the name tells by the pid and start time.
     */
    static final String PREFIX = "cordage-";
    static final String UNFINISHED = "cordage.new-";
    static final String LEASE = "lease";

    /** The longest path of a Unix-domain socket on the systems that allow the least (macOS), without the final zero. */
    private static final int LONGEST_SOCKET_PATH = 103;

    private static final int LONGEST_NAME = 20;
    private static final long LEAST_MEMORY = 64L << 20;
    static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    /** Folders not yet closed. A concurrent set; the shutdown hook reads it. */
    private static final Set<PrivateFolder> OPEN = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel lease;
    /** Guarded by this. */
    private boolean closed;

    private PrivateFolder(Path path, FileChannel lease) {
        this.path = path;
        this.lease = lease;
    }

    /**
     * A new folder whose path is short enough for sockets in it with names of up to 20 characters.
     *
     * @throws IOException if none of the usual places allows one, saying why for each
     */
    public static PrivateFolder create() throws IOException {
        var failures = new ArrayList<String>();
        for (Path parent : candidates(failures)) {
            try {
                return createIn(parent, LONGEST_SOCKET_PATH - 1 - LONGEST_NAME);
            } catch (IOException e) {
                failures.add(parent + " (" + reason(e) + ")");
            }
        }
        throw new IOException("no place for a folder with sockets; tried " + String.join(", ", failures));
    }

    /** A new folder in memory for large data, if this system has {@code /dev/shm} with 64 MB free. */
    public static Optional<PrivateFolder> inMemory() {
        return inMemory(Path.of("/dev/shm"));
    }

    /**
     * A new folder in this place, whatever the length of its path.
     *
     * @throws IOException if it can't be made there
     */
    public static PrivateFolder in(Path parent) throws IOException {
        return createIn(parent, Integer.MAX_VALUE);
    }

    /** Whether the path could be that of such a folder of this user, be its owner alive or not. */
    public static boolean isOne(Path folder) {
        Path name = folder.getFileName();
        try {
            return name != null
                    && name.toString().startsWith(PREFIX)
                    && Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                    && isOurs(folder);
        } catch (IOException _) {
            return false; // gone meanwhile
        }
    }

    /** Whether the folder is there and its owner, this JVM or another, is alive. */
    public static boolean isOwned(Path folder) throws IOException {
        return Leftovers.isOwned(folder);
    }

    /** Whether the file or folder belongs to the user of this JVM. A link is not followed. */
    public static boolean isOurs(Path file) throws IOException {
        return Leftovers.isOurs(file);
    }

    /** A number or word for the user of this JVM that is good for the name of a file. */
    public static String user() {
        return Leftovers.User.SELF instanceof Integer number
                ? number.toString()
                : Integer.toHexString(Leftovers.User.SELF.hashCode());
    }

    /** The folders of this user whose owners have died, in all the places where there may be some. */
    public static List<Path> leftovers() {
        var found = new ArrayList<Path>();
        for (Path place : candidates(new ArrayList<>())) {
            found.addAll(Leftovers.in(place));
        }
        return found;
    }

    /**
     * Deletes one of those.
     *
     * @return whether it is gone
     */
    public static boolean deleteLeftover(Path folder) {
        return Leftovers.delete(folder);
    }

    /** Deletes what owners that have died left in this place, at once. */
    public static void sweep(Path parent) {
        Leftovers.sweep(parent);
    }

    static Optional<PrivateFolder> inMemory(Path parent) {
        try {
            if (Files.isDirectory(parent) && Files.getFileStore(parent).getUsableSpace() >= LEAST_MEMORY) {
                return Optional.of(createIn(parent, Integer.MAX_VALUE));
            }
        } catch (IOException _) {
            // Not writable, or gone: the caller has another way, which is what the empty answer is for.
        }
        return Optional.empty();
    }

    private static Set<Path> candidates(List<String> failures) {
        var places = new LinkedHashSet<Path>();
        String[] names = {System.getProperty("java.io.tmpdir"), System.getenv("XDG_RUNTIME_DIR"), "/tmp", "/dev/shm", ""
        };
        for (@Nullable String name : names) {
            if (name == null) {
                continue;
            }
            try {
                places.add(Path.of(name).toAbsolutePath().normalize());
            } catch (InvalidPathException e) {
                failures.add(name + " (" + e.getReason() + ")");
            }
        }
        return places;
    }

    private static String reason(IOException e) {
        return e.getClass() == IOException.class ? String.valueOf(e.getMessage()) : e.toString();
    }

    static PrivateFolder createIn(Path parent, int longest) throws IOException {
        String suffix = Owner.ID + "-" + unguessable();
        Path path = parent.resolve(PREFIX + suffix);
        int length = path.toString().getBytes(Owner.FILE_NAMES).length;
        if (length > longest) {
            throw new IOException("too long: " + length + " bytes, more than " + longest);
        }
        Leftovers.sweepOnce(parent);
        Path unfinished = parent.resolve(UNFINISHED + suffix);
        var _ = Files.createDirectory(unfinished, onlyOwner("rwx------"));
        FileChannel lease = null;
        try {
            lease = FileChannel.open(unfinished.resolve(LEASE), EnumSet.of(CREATE_NEW, WRITE), privateFile());
            if (lease.tryLock() == null) {
                throw new IOException("the lease of a new folder is locked by another process");
            }
            var _ = Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | RuntimeException e) {
            try {
                if (lease != null) {
                    lease.close();
                }
                deleteAll(unfinished);
            } catch (IOException inTheWay) {
                e.addSuppressed(inTheWay);
            }
            throw e;
        }
        PrivateFolder folder = new PrivateFolder(path, lease);
        OPEN.add(folder);
        Exit.arrange();
        return folder;
    }

    private static String unguessable() {
        return Long.toUnsignedString(Entropy.number(), Character.MAX_RADIX);
    }

    /** What makes a new file one of mode 0600. */
    public static FileAttribute<?>[] privateFile() {
        return onlyOwner("rw-------");
    }

    /** For a new file or folder; ignored where the system has no such permissions. */
    public static FileAttribute<?>[] onlyOwner(String permissions) {
        if (!POSIX) {
            return new FileAttribute<?>[0];
        }
        Set<PosixFilePermission> set = PosixFilePermissions.fromString(permissions);
        return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(set)};
    }

    /** The folder. */
    public Path path() {
        return path;
    }

    /**
     * A new empty file of mode 0600 in it.
     *
     * @throws IOException if it can't be made, or exists
     */
    public Path file(String name) throws IOException {
        return Files.createFile(path.resolve(name), privateFile());
    }

    /**
     * Deletes it with all in it. What can't be deleted stays for the next JVM to try; what others put into it meanwhile
     * too.
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            deleteAll(path);
        } catch (IOException _) {
            // Its lease is free from here on, so the next JVM tries again.
        }
        try {
            lease.close();
        } catch (IOException _) {
            // The descriptor is gone in either case, and the lock with it.
        }
        OPEN.remove(this);
    }

    /** Deletes a tree, the lease last, following no links. What is not there is no error. */
    static void deleteAll(Path folder) throws IOException {
        Path lease = folder.resolve(LEASE);
        var _ = Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (!file.equals(lease)) {
                    boolean _ = Files.deleteIfExists(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                    throw e;
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e) throws IOException {
                if (e != null) {
                    throw e;
                }
                if (visited.equals(folder)) {
                    boolean _ = Files.deleteIfExists(lease);
                }
                boolean _ = Files.deleteIfExists(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    @Override
    public String toString() {
        return path.toString();
    }

    /** Who this JVM is, in the names of its folders. */
    static final class Owner {
        static final Charset FILE_NAMES = ArgumentFile.nativeCharset();
        static final String ID = id();

        private Owner() {}

        private static String id() {
            ProcessHandle self = ProcessHandle.current();
            Instant start = self.info().startInstant().orElse(Instant.EPOCH);
            return self.pid() + "-" + Long.toString(start.toEpochMilli(), Character.MAX_RADIX);
        }
    }

    /** The one shutdown hook. Its class is initialised by the first folder. */
    private static final class Exit {
        private static final boolean ARRANGED = hook();

        private Exit() {}

        static void arrange() {
            boolean _ = ARRANGED;
        }

        private static boolean hook() {
            try {
                Runtime.getRuntime().addShutdownHook(new CloseAll());
                return true;
            } catch (IllegalStateException _) {
                // The JVM is exiting already: the folder's user closes it, or the next JVM does.
                return false;
            }
        }
    }

    private static final class CloseAll extends Thread {
        CloseAll() {
            super("cordage-folders");
        }

        @Override
        public void run() {
            for (PrivateFolder folder : OPEN) {
                folder.close();
            }
        }
    }
}
