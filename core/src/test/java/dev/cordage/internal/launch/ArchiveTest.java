package dev.cordage.internal.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.Bounded;
import dev.cordage.testing.LeakCheck;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
class ArchiveTest {
    private static final String MAIN = "dev.cordage.internal.launch.ArchiveTest$Trained";
    private static final List<String> JAVA =
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString());

    @TempDir
    Path place;

    private Path jar;
    private Path folder;

    static final class Trained {
        public static void main(String[] args) {
            System.exit(Integer.parseInt(args[0]));
        }
    }

    @BeforeEach
    void pack() throws Exception {
        jar = place.resolve("core.jar");
        folder = place.resolve("cache/cordage");
        String entry = MAIN.replace('.', '/') + ".class";
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream zip = new JarOutputStream(out)) {
            zip.putNextEntry(new ZipEntry(entry));
            Files.copy(Path.of("target", "test-classes").resolve(entry), zip);
        }
    }

    private List<String> training(int exit) {
        return List.of("-XX:+UseSerialGC", "-cp", jar.toString(), MAIN, Integer.toString(exit));
    }

    private List<String> files() throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void oneThatWasMadeIsFoundAndUsedWithoutAWord() throws Exception {
        Archive archive = Archive.in(folder, jar, List.of());
        assertNull(archive.find());
        assertTrue(Bounded.call(() -> archive.make(JAVA, training(0))));
        Path found = archive.find();
        assertNotNull(found);
        assertEquals(
                List.of(found.getFileName().toString(), "lock").stream()
                        .sorted()
                        .toList(),
                files());
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)));
        assertFalse(Bounded.call(() -> archive.make(JAVA, training(0))), "it is there");

        String java = JAVA.getFirst();
        assertEquals(
                List.of(),
                Child.run(new ProcessBuilder(
                        java,
                        "-XX:AOTCache=" + found,
                        "-XX:AOTMode=on",
                        "-XX:+UseSerialGC",
                        "-cp",
                        jar.toString(),
                        MAIN,
                        "0")));
        Files.writeString(found, "not an archive");
        assertEquals(
                List.of(),
                Child.run(new ProcessBuilder(
                        java,
                        "-XX:AOTCache=" + found,
                        "-Xlog:aot=off",
                        "-Xlog:cds=off",
                        "-cp",
                        jar.toString(),
                        MAIN,
                        "0")));
    }

    @Test
    void aTrainingThatFailsIsNotTriedAgain() throws Exception {
        Archive archive = Archive.in(folder, jar, List.of());
        assertFalse(Bounded.call(() -> archive.make(JAVA, training(3))));
        assertNull(archive.find());
        assertTrue(archive.wasTried());
        assertEquals(2, files().size(), files().toString());
    }

    @Test
    void anotherJarOrOtherModuleOptionsHaveAnother() throws Exception {
        assertFalse(Bounded.call(() -> Archive.in(folder, jar, List.of()).make(JAVA, training(3))));
        assertTrue(Archive.in(folder, jar, List.of()).wasTried());
        assertFalse(Archive.in(folder, jar, List.of("--add-opens=x")).wasTried());
        Files.setLastModifiedTime(jar, FileTime.fromMillis(1_000_000));
        assertFalse(Archive.in(folder, jar, List.of()).wasTried());
        assertNull(Archive.in(folder, place.resolve("missing.jar"), List.of()));
        assertNull(Archive.in(folder, place, List.of()));
    }

    @Test
    void oneInAFolderOthersCanWriteToIsNotTrusted() throws Exception {
        Archive archive = Archive.in(folder, jar, List.of());
        assertTrue(Bounded.call(() -> archive.make(JAVA, training(0))));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertNull(archive.find());
    }

    @Test
    void theFolderIsTheUsersCache() {
        assertEquals(Path.of("/c/cordage"), Archive.folder("/c", "/home/x"));
        assertEquals(Path.of("/home/x/.cache/cordage"), Archive.folder("relative", "/home/x"));
        assertEquals(Path.of("/home/x/.cache/cordage"), Archive.folder(null, "/home/x"));
        assertNull(Archive.folder(null, "?"));
        assertNotEquals(Archive.folder(null, "/a"), Archive.folder(null, "/b"));
    }
}
