package dev.cordage.cli.demo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuntimeImageTest {
    @Test
    void listsExactlyTheClassFilesOfTheFileSystem() throws IOException {
        Path modules = Path.of(URI.create("jrt:/")).resolve("/modules");
        List<String> expected;
        try (var paths = Files.walk(modules)) {
            expected = paths.map(path -> modules.relativize(path).toString())
                    .filter(name -> name.endsWith(".class"))
                    .sorted()
                    .toList();
        }
        assertEquals(expected, RuntimeImage.classFiles());
        assertTrue(expected.containsAll(List.of("java.base/java/lang/Object.class", "java.base/module-info.class")));
    }

    @Test
    void readsWhatTheListNames() throws IOException {
        byte[] bytes = RuntimeImage.read("java.base/java/lang/Object.class");
        try (var expected = Object.class.getResourceAsStream("Object.class")) {
            assertArrayEquals(expected.readAllBytes(), bytes);
        }
    }

    @Test
    void cutsSlicesWithoutGapOrOverlap() {
        List<String> files = List.of("m/a", "m/b", "m/c", "m/d", "m/e");
        assertEquals(
                List.of(new Slice(List.of("m/a", "m/b")), new Slice(List.of("m/c", "m/d")), new Slice(List.of("m/e"))),
                Slice.of(files, 2));
        assertEquals(List.of(new Slice(files)), Slice.of(files, 9));
        assertEquals(List.of(), Slice.of(List.of(), 3));
        assertThrows(IllegalArgumentException.class, () -> Slice.of(files, 0));
    }
}
