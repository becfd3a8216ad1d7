package dev.cordage.internal.memory;

import dev.cordage.internal.launch.PrivateFolder;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who has which name, in one place, among all processes of this user. */
final class Names {
    /*
     * A name is a folder with one file in it, the claim, which says where the memory is:
     *
     *   PLACE/cordage.names-USER/       mode 0700
     *       NAME/
     *           cordage-...m1           named after the memory's file, so no two claims ever have the same name
     *       .cordage-...m2/             a claim in the making
     *
     * A claim is made by renaming a folder that has it already. The kernel lets a folder replace another only if that one
     * is empty, which makes the claim atomic. To take a name away is to delete the claim by its own name, which cannot hit
     * a later claim of somebody else; then the folder is empty and can be replaced, or removed, which fails if it was
     * replaced meanwhile. So neither the makers nor those that tidy up need a lock, and any of them may die anywhere.
     *
     * A claim counts while its owner lives and the file is there. The folder of names goes with the last name.
     */
    private static final String FOLDER = "cordage.names-";

    /** More than others can get in the way by chance. */
    private static final int TRIES = 1000;

    /** How old a claim in the making is when nobody is at work on it any more; milliseconds. */
    private static final long ABANDONED = 60_000;

    /** The places looked at by this JVM. Guarded by itself. */
    private static final Set<Path> SWEPT = new HashSet<>();

    private final Path folder;

    private Names(Path folder) {
        this.folder = folder;
    }

    static Names in(Path place) {
        return new Names(place.resolve(FOLDER + PrivateFolder.user()));
    }

    /** Makes the block's name its own. */
    void claim(Block block) throws IOException {
        Path name = folder.resolve(block.name());
        Path prepared = folder.resolve("." + claimOf(block));
        for (int left = TRIES; ; left--) {
            try {
                prepare(prepared, block);
                if (replaces(prepared, name)) {
                    return;
                }
            } catch (NoSuchFileException e) {
                // Others have removed the folder of names, which was empty until now.
                if (left == 0) {
                    throw e;
                }
            } finally {
                discard(prepared);
            }
            if (find(block.name()) != null || left == 0) {
                throw new FileAlreadyExistsException(block.name());
            }
            tidy(name);
        }
    }

    private void prepare(Path prepared, Block block) throws IOException {
        makeFolder();
        var _ = Files.createDirectory(prepared, PrivateFolder.onlyOwner("rwx------"));
        Path claim = Files.createFile(prepared.resolve(claimOf(block)), PrivateFolder.onlyOwner("rw-------"));
        var _ = Files.writeString(claim, block.file() + "\n" + block.elements() + "\n");
    }

    /** Whether it could be renamed, so that nothing was there, or an empty folder. */
    private static boolean replaces(Path prepared, Path name) throws IOException {
        try {
            var _ = Files.move(prepared, name, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (NoSuchFileException e) {
            throw e;
        } catch (FileSystemException e) {
            if (isForeign(name)) {
                throw e;
            }
            return false;
        }
    }

    /** Whether something else than a name is there, which nobody will take away. */
    private static boolean isForeign(Path name) throws IOException {
        try {
            return !Files.readAttributes(name, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .isDirectory();
        } catch (NoSuchFileException _) {
            return false;
        }
    }

    private void makeFolder() throws IOException {
        try {
            var _ = Files.createDirectory(folder, PrivateFolder.onlyOwner("rwx------"));
        } catch (FileAlreadyExistsException e) {
            try {
                check();
            } catch (NoSuchFileException _) {
                // The last name is gone, and the folder with it: the next try makes it again.
            }
        }
    }

    /**
     * Refuses a folder that anybody else could have a hand in.
     *
     * @throws NoSuchFileException if it isn't there
     */
    private void check() throws IOException {
        var attributes = Files.readAttributes(folder, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isDirectory()) {
            throw new IOException(folder + ", where the names of shared memory should be, is no folder");
        }
        if (!PrivateFolder.isOurs(folder)) {
            throw new IOException(folder + ", where the names of shared memory should be, belongs to another user: "
                    + Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).getName());
        }
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            for (PosixFilePermission permission : Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS)) {
                if (!permission.name().startsWith("OWNER_")) {
                    throw new IOException(
                            folder + ", where the names of shared memory are, is open to other users: " + permission);
                }
            }
        }
    }

    /** What has the name; null if nothing has. */
    @Nullable Block find(String name) throws IOException {
        try {
            check();
        } catch (NoSuchFileException _) {
            return null;
        }
        try (DirectoryStream<Path> claims = Files.newDirectoryStream(folder.resolve(name))) {
            for (Path claim : claims) {
                Block block = read(name, claim);
                if (block != null) {
                    return block;
                }
            }
        } catch (NoSuchFileException | NotDirectoryException _) {
            // Nothing has it, or no longer.
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return null;
    }

    /** What the claim is for; null if its owner is dead, or has deleted it. */
    private static @Nullable Block read(String name, Path claim) throws IOException {
        String text;
        try {
            text = Files.readString(claim);
        } catch (NoSuchFileException _) {
            return null;
        }
        int end = text.indexOf('\n');
        if (end < 0) {
            return null; // still being written
        }
        Path file = Path.of(text.substring(0, end));
        Block block = new Block(name, file, 0, text.substring(end + 1).strip());
        try {
            return PrivateFolder.isOwned(block.home())
                    ? new Block(name, file, Files.size(file), block.elements())
                    : null;
        } catch (NoSuchFileException _) {
            return null;
        }
    }

    /** Gives the block's name up, if it is still its own. */
    void release(Block block) throws IOException {
        Path name = folder.resolve(block.name());
        boolean _ = Files.deleteIfExists(name.resolve(claimOf(block)));
        removeIfEmpty(name);
        removeIfEmpty(folder);
    }

    private static String claimOf(Block block) {
        return block.home().getFileName() + "." + block.file().getFileName();
    }

    private static void removeIfEmpty(Path directory) throws IOException {
        try {
            boolean _ = Files.deleteIfExists(directory);
        } catch (DirectoryNotEmptyException _) {
            // Somebody else's by now.
        }
    }

    /** Deletes the claims of the dead, in a thread of its own, unless this JVM has done so. */
    void sweepOnce() {
        synchronized (SWEPT) {
            if (!SWEPT.add(folder)) {
                return;
            }
        }
        Thread sweeper = new Thread(this::sweep, "cordage-sweeper");
        sweeper.setDaemon(true);
        sweeper.start();
    }

    void sweep() {
        try {
            check();
            try (DirectoryStream<Path> names = Files.newDirectoryStream(folder)) {
                for (Path name : names) {
                    if (!name.getFileName().toString().startsWith(".")) {
                        tidy(name);
                    } else if (isOld(name)) {
                        discard(name);
                    }
                }
            }
            removeIfEmpty(folder);
        } catch (IOException | RuntimeException _) {
            // It stays. Who wants one of the names is told what is wrong.
        }
    }

    private static boolean isOld(Path path) throws IOException {
        long changed =
                Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toMillis();
        return System.currentTimeMillis() - changed > ABANDONED;
    }

    private static void tidy(Path name) throws IOException {
        try (DirectoryStream<Path> claims = Files.newDirectoryStream(name)) {
            for (Path claim : claims) {
                if (read("", claim) == null) {
                    boolean _ = Files.deleteIfExists(claim);
                }
            }
        } catch (NoSuchFileException | NotDirectoryException _) {
            return;
        }
        removeIfEmpty(name);
    }

    private static void discard(Path prepared) throws IOException {
        try (DirectoryStream<Path> claims = Files.newDirectoryStream(prepared)) {
            for (Path claim : claims) {
                boolean _ = Files.deleteIfExists(claim);
            }
        } catch (NoSuchFileException _) {
            return;
        }
        removeIfEmpty(prepared);
    }
}
