package dev.cordage.bench.process;

import dev.cordage.process.ProcessPool;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Cordage and these benchmarks as jars and as folders, whichever of the two this JVM has them as. */
final class Packed {
    private static final Class<?>[] WANTED = {ProcessPool.class, Packed.class};

    private Packed() {}

    /** A class path of jars; those that have to be made first are put into the folder. */
    static String jars(Path folder) throws IOException {
        return classPath(folder, true);
    }

    /** A class path of folders with classes; those that have to be made first are put into the folder. */
    static String folders(Path folder) throws IOException {
        return classPath(folder, false);
    }

    /** A jar with nothing but a class. */
    static Path jarOf(Class<?> only, Path folder) throws IOException {
        Path jar = folder.resolve(only.getSimpleName() + ".jar");
        String name = only.getName().replace('.', '/') + ".class";
        try (FileSystem zip = FileSystems.newFileSystem(jar, Map.of("create", "true"));
                var bytes = Objects.requireNonNull(only.getResourceAsStream("/" + name), name)) {
            Path target = zip.getPath("/").resolve(name);
            Files.createDirectories(Objects.requireNonNull(target.getParent()));
            Files.write(target, bytes.readAllBytes());
        }
        return jar;
    }

    private static String classPath(Path folder, boolean jars) throws IOException {
        String[] paths = new String[WANTED.length];
        for (int i = 0; i < paths.length; i++) {
            Path now = whereIs(WANTED[i]);
            paths[i] = (Files.isRegularFile(now) == jars ? now : repacked(now, folder.resolve("part" + i))).toString();
        }
        return String.join(File.pathSeparator, paths);
    }

    private static Path whereIs(Class<?> wanted) throws IOException {
        URL location = wanted.getProtectionDomain().getCodeSource().getLocation();
        try {
            return Path.of(location.toURI());
        } catch (URISyntaxException e) {
            throw new IOException("not a path: " + location, e);
        }
    }

    static Path repacked(Path now, Path name) throws IOException {
        if (Files.isRegularFile(now)) {
            try (FileSystem zip = FileSystems.newFileSystem(now)) {
                copy(zip.getPath("/"), Files.createDirectory(name));
            }
            return name;
        }
        Path jar = name.resolveSibling(name.getFileName() + ".jar");
        try (FileSystem zip = FileSystems.newFileSystem(jar, Map.of("create", "true"))) {
            copy(now, zip.getPath("/"));
        }
        return jar;
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(target(folder));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, target(file));
                return FileVisitResult.CONTINUE;
            }

            private Path target(Path one) {
                return to.resolve(from.relativize(one).toString());
            }
        });
    }

    /** A new temporary folder. */
    static Path folder() throws IOException {
        return Files.createTempDirectory("cordage-bench");
    }

    /** Removes a folder with all that is in it. */
    static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
