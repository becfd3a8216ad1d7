package dev.cordage.internal.launch;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Deletes the folders of owners that have died. */
final class Leftovers {
    /** How old a folder without a lease is when nobody can be at work on it any more; milliseconds. */
    private static final long ABANDONED = 60_000;

    /** The places looked at by this JVM. Guarded by itself. */
    private static final Set<Path> SWEPT = new HashSet<>();

    /** Held while a lease is tried: two locks of one JVM on the same file exclude each other, even shared ones. */
    private static final Object LEASES = new Object();

    private Leftovers() {}

    /** Sweeps the place, in a thread of its own, unless this JVM has done so. What can't be deleted stays. */
    static void sweepOnce(Path parent) {
        synchronized (SWEPT) {
            if (!SWEPT.add(parent)) {
                return;
            }
        }
        Thread sweeper = new Sweeper(parent);
        sweeper.setDaemon(true);
        sweeper.start();
    }

    private static final class Sweeper extends Thread {
        private final Path parent;

        Sweeper(Path parent) {
            super("cordage-sweeper");
            this.parent = parent;
        }

        @Override
        public void run() {
            sweep(parent);
        }
    }

    /** Deletes them. */
    static void sweep(Path parent) {
        for (Path folder : in(parent)) {
            boolean _ = delete(folder);
        }
    }

    /**
     * Deletes one.
     *
     * @return whether it is gone
     */
    static boolean delete(Path folder) {
        try {
            if (isLeftover(folder)) {
                PrivateFolder.deleteAll(folder);
                return true;
            }
        } catch (IOException _) {
            // It stays, for a later JVM that may have better luck.
        }
        return false;
    }

    /** The folders in a place whose owners have died. */
    static List<Path> in(Path parent) {
        var found = new ArrayList<Path>();
        String own = PrivateFolder.PREFIX + PrivateFolder.Owner.ID + "-";
        String unfinishedOwn = PrivateFolder.UNFINISHED + PrivateFolder.Owner.ID + "-";
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(parent)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                boolean candidate = (name.startsWith(PrivateFolder.PREFIX) && !name.startsWith(own))
                        || (name.startsWith(PrivateFolder.UNFINISHED) && !name.startsWith(unfinishedOwn));
                if (candidate && isLeftover(entry)) {
                    found.add(entry);
                }
            }
        } catch (IOException | RuntimeException _) {
            // A place that can't be listed is not ours to tidy; creating a folder in it says what is wrong, if
            // anything.
        }
        return found;
    }

    private static boolean isLeftover(Path folder) {
        try {
            if (!Files.isDirectory(folder, NOFOLLOW_LINKS) || !isOurs(folder)) {
                return false;
            }
            Path file = folder.resolve(PrivateFolder.LEASE);
            boolean finished = folder.getFileName().toString().startsWith(PrivateFolder.PREFIX);
            boolean hasLease = Files.isRegularFile(file, NOFOLLOW_LINKS);
            // Its owner may be between making the lease and locking it, which would fail if somebody tried it here.
            if (!(finished && hasLease) && !isOld(folder)) {
                return false;
            }
            if (!hasLease) {
                return true;
            }
            return !isHeld(file);
        } catch (IOException _) {
            return false; // deleted by another JVM meanwhile, or not to be read
        }
    }

    /**
     * Whether its owner holds the lease of another JVM. The lock that shows it is shared, so that of several that find an
     * owner dead none takes another for the owner.
     */
    private static boolean isHeld(Path file) throws IOException {
        synchronized (LEASES) {
            try (FileChannel lease = FileChannel.open(file, StandardOpenOption.READ, NOFOLLOW_LINKS);
                    @Nullable FileLock lock = lease.tryLock(0, Long.MAX_VALUE, true)) {
                return lock == null;
            } catch (OverlappingFileLockException _) {
                return false; // another copy of this class in this JVM has it, so the owner has not
            }
        }
    }

    static boolean isOwned(Path folder) throws IOException {
        if (folder.getFileName().toString().startsWith(PrivateFolder.PREFIX + PrivateFolder.Owner.ID + "-")) {
            return Files.isDirectory(folder, NOFOLLOW_LINKS);
        }
        try {
            return isHeld(folder.resolve(PrivateFolder.LEASE));
        } catch (NoSuchFileException _) {
            return false;
        }
    }

    private static boolean isOld(Path folder) throws IOException {
        long changed = Files.getLastModifiedTime(folder, NOFOLLOW_LINKS).toMillis();
        return System.currentTimeMillis() - changed > ABANDONED;
    }

    /** Whether it belongs to the user of this JVM. */
    static boolean isOurs(Path file) throws IOException {
        return User.of(file).equals(User.SELF);
    }

    /** Who owns a file: a number where there is one, since finding its name may take a directory service. */
    static final class User {
        private static final String NUMBER = "unix:uid";
        private static final boolean HAS_NUMBER =
                FileSystems.getDefault().supportedFileAttributeViews().contains("unix");

        /** The user of this JVM, who also owns what this process has in /proc, or the home folder. */
        static final Object SELF = self();

        private User() {}

        static Object of(Path file) throws IOException {
            return HAS_NUMBER ? Files.getAttribute(file, NUMBER, NOFOLLOW_LINKS) : Files.getOwner(file, NOFOLLOW_LINKS);
        }

        private static Object self() {
            Path self = Path.of("/proc/self");
            Path home = Path.of(System.getProperty("user.home"));
            try {
                return of((Files.isDirectory(self) ? self : home).toRealPath());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
