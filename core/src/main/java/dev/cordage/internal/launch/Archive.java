package dev.cordage.internal.launch;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An ahead-of-time cache of the classes a worker needs, in the user's cache folder, which makes workers start sooner.
 * Never required: where it can't be made or doesn't fit, workers start as ever.
 */
public final class Archive {
    /*
     * The JVM makes one from a training run (-XX:AOTCacheOutput), in about two seconds. It can be used by any class path
     * (what differs is loaded as ever), but a JVM whose module options differ would do without the JDK's own archive
     * too, and start later than without. So these options, the JDK and the jar are in the name of the file, and the
     * command line uses it only if nothing else there is known to be in its way.
     *
     * Who can write the file has the workers' code in hand, so its folder must be the user's alone.
     *
     * Makers exclude each other by a lock; a file appears under its name when it is whole. One that can't be made leaves
     * an empty file, so that not every program tries again.
     */
    private static final String SUFFIX = ".aot";

    private static final long TRAINING_SECONDS = 60;
    private static final long DAY = 24L * 60 * 60 * 1000;
    private static final long KEPT = 30 * DAY;

    private final Path folder;
    private final Path file;

    private Archive(Path folder, String name) {
        this.folder = folder;
        this.file = folder.resolve(name);
    }

    /** Of a jar with Cordage, for these module options; null where there is no folder for it. */
    static @Nullable Archive of(Path jar, List<String> moduleOptions) {
        Path folder = folder(System.getenv("XDG_CACHE_HOME"), System.getProperty("user.home"));
        return folder == null ? null : in(folder, jar, moduleOptions);
    }

    static @Nullable Archive in(Path folder, Path jar, List<String> moduleOptions) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(jar, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                return null;
            }
            String key = System.getProperty("java.vm.version")
                    + '\n'
                    + System.getProperty("java.home")
                    + '\n'
                    + System.getProperty("os.arch")
                    + '\n'
                    + jar
                    + '\n'
                    + attributes.size()
                    + '\n'
                    + attributes.lastModifiedTime().toMillis()
                    + '\n'
                    + String.join("\n", moduleOptions);
            String name = UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8)) + SUFFIX;
            return new Archive(folder, name);
        } catch (IOException _) {
            return null;
        }
    }

    static @Nullable Path folder(@Nullable String cacheHome, @Nullable String home) {
        try {
            // A relative one is to be ignored, says its specification.
            if (cacheHome != null && Path.of(cacheHome).isAbsolute()) {
                return Path.of(cacheHome, "cordage");
            }
            return home != null && Path.of(home).isAbsolute() ? Path.of(home, ".cache", "cordage") : null;
        } catch (InvalidPathException _) {
            return null;
        }
    }

    /** The file, if it is there and can be trusted. */
    @Nullable Path find() {
        try {
            return Files.exists(file) && Files.size(file) > 0 && isPrivate(folder) ? file : null;
        } catch (IOException _) {
            return null;
        }
    }

    /** Whether it was made, or tried to be, so that making it now would be no use. */
    boolean wasTried() {
        return Files.exists(file);
    }

    private static boolean isPrivate(Path folder) throws IOException {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        if (PrivateFolder.POSIX) {
            permissions = Files.getPosixFilePermissions(folder, NOFOLLOW_LINKS);
        }
        return !permissions.contains(PosixFilePermission.GROUP_WRITE)
                && !permissions.contains(PosixFilePermission.OTHERS_WRITE)
                && Leftovers.isOurs(folder);
    }

    /**
     * Makes it with a training run of this command, to which the option for that is added in front, and waits for it.
     * Whether it is there now; false also if another JVM is at it.
     */
    boolean make(List<String> java, List<String> arguments) throws InterruptedException {
        try {
            Path cache = folder.getParent();
            if (cache != null) {
                var _ = Files.createDirectories(cache);
            }
            try {
                var _ = Files.createDirectory(folder, PrivateFolder.onlyOwner("rwx------"));
            } catch (FileAlreadyExistsException _) {
                // As after the first time.
            }
            if (!isPrivate(folder)) {
                return false;
            }
            deleteOld();
            Path lock = folder.resolve("lock");
            try (FileChannel channel =
                            FileChannel.open(lock, EnumSet.of(CREATE, WRITE), PrivateFolder.onlyOwner("rw-------"));
                    @Nullable FileLock held = channel.tryLock()) {
                return held != null && !wasTried() && train(java, arguments);
            }
        } catch (IOException | OverlappingFileLockException _) {
            // No cache, or somebody is at it: workers start without.
            return false;
        }
    }

    private boolean train(List<String> java, List<String> arguments) throws IOException, InterruptedException {
        Path unfinished = folder.resolve("new-" + ProcessHandle.current().pid() + SUFFIX);
        var command = new ArrayList<>(java);
        command.add("-XX:AOTCacheOutput=" + unfinished);
        command.add("-Xlog:disable");
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        WorkerCommand.removeJvmOptions(builder.environment());
        Process training = builder.start();
        Thread hook = new Thread(
                () -> {
                    end(training);
                    deleteUnfinished(unfinished);
                },
                "cordage-archive-end");
        boolean done = false;
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            done = training.waitFor(TRAINING_SECONDS, TimeUnit.SECONDS)
                    && training.exitValue() == 0
                    && Files.exists(unfinished);
        } catch (IllegalStateException _) {
            // This JVM is exiting: no time to make anything.
            return false;
        } finally {
            end(training);
            removeHook(hook);
            if (!done) {
                deleteUnfinished(unfinished);
            }
            boolean _ = Files.deleteIfExists(configuration(unfinished));
        }
        if (done) {
            var _ = Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } else {
            var _ = Files.createFile(file);
        }
        return done;
    }

    private static Path configuration(Path unfinished) {
        return unfinished.resolveSibling(unfinished.getFileName() + ".config");
    }

    private static void deleteUnfinished(Path unfinished) {
        try {
            boolean _ = Files.deleteIfExists(unfinished);
            boolean _ = Files.deleteIfExists(configuration(unfinished));
        } catch (IOException _) {
            // Deleted with what is old.
        }
    }

    /** The JVM that writes the file is a child of the one that was trained. */
    private static void end(Process training) {
        training.descendants().forEach(ProcessHandle::destroyForcibly);
        var _ = training.destroyForcibly();
    }

    private static void removeHook(Thread hook) {
        try {
            boolean _ = Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // It runs.
        }
    }

    /** Deletes what no worker was started with for a month. Use is marked once a day. */
    private void deleteOld() throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                boolean old = age(entry) > (entry.toString().endsWith(SUFFIX) ? KEPT : DAY);
                if (old && !entry.endsWith("lock")) {
                    boolean _ = Files.deleteIfExists(entry);
                }
            }
        }
    }

    /** Marks it as used today. */
    void touch() {
        try {
            if (age(file) > DAY) {
                var _ = Files.setLastModifiedTime(file, FileTime.fromMillis(System.currentTimeMillis()));
            }
        } catch (IOException _) {
            // Then it will be made again some day.
        }
    }

    private static long age(Path path) throws IOException {
        return System.currentTimeMillis() - Files.getLastModifiedTime(path).toMillis();
    }
}
