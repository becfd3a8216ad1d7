package dev.cordage.internal.launch;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Deletes the folders of owners that have died. */
final class Leftovers {
    /** How old a folder without a lease is when nobody can be at work on it any more; milliseconds. */
    private static final long ABANDONED = 60_000;

    /** The places looked at by this JVM. Guarded by itself. */
    private static final Set<Path> SWEPT = new HashSet<>();

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

    static void sweep(Path parent) {
        String own = PrivateFolder.PREFIX + PrivateFolder.Owner.ID + "-";
        String unfinishedOwn = PrivateFolder.UNFINISHED + PrivateFolder.Owner.ID + "-";
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(parent)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                boolean candidate = (name.startsWith(PrivateFolder.PREFIX) && !name.startsWith(own))
                        || (name.startsWith(PrivateFolder.UNFINISHED) && !name.startsWith(unfinishedOwn));
                if (candidate) {
                    consider(entry);
                }
            }
        } catch (IOException | RuntimeException _) {
            // A place that can't be listed is not ours to tidy; creating a folder in it says what is wrong, if
            // anything.
        }
    }

    private static void consider(Path folder) {
        try {
            if (!Files.isDirectory(folder, NOFOLLOW_LINKS) || !isOurs(folder)) {
                return;
            }
            Path file = folder.resolve(PrivateFolder.LEASE);
            if (!Files.isRegularFile(file, NOFOLLOW_LINKS)) {
                deleteIfOld(folder);
                return;
            }
            try (FileChannel lease = FileChannel.open(file, StandardOpenOption.WRITE, NOFOLLOW_LINKS);
                    @Nullable FileLock lock = lease.tryLock()) {
                if (lock == null) {
                    return;
                }
                boolean finished = folder.getFileName().toString().startsWith(PrivateFolder.PREFIX);
                if (finished) {
                    PrivateFolder.deleteAll(folder);
                } else {
                    // Its owner may be between making the lease and locking it.
                    deleteIfOld(folder);
                }
            } catch (NoSuchFileException _) {
                // Another JVM sweeps too, and was quicker.
            }
        } catch (IOException | OverlappingFileLockException _) {
            // It stays, for a later JVM that may have better luck.
        }
    }

    private static void deleteIfOld(Path folder) throws IOException {
        long changed = Files.getLastModifiedTime(folder, NOFOLLOW_LINKS).toMillis();
        if (System.currentTimeMillis() - changed > ABANDONED) {
            PrivateFolder.deleteAll(folder);
        }
    }

    /** Whether it belongs to the user of this JVM, who also owns what this process has in /proc, or the home folder. */
    static boolean isOurs(Path folder) throws IOException {
        Path self = Path.of("/proc/self");
        Path reference = Files.isDirectory(self) ? self : Path.of(System.getProperty("user.home"));
        return Files.getOwner(folder, NOFOLLOW_LINKS).equals(Files.getOwner(reference));
    }
}
