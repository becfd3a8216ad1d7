package dev.cordage.bench.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.process.ProcessPool;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackedTest {
    private static Class<?> loaded(String classPath, Class<?> wanted) throws Exception {
        List<URL> urls = new ArrayList<>();
        for (String path : classPath.split(File.pathSeparator, -1)) {
            urls.add(Path.of(path).toUri().toURL());
        }
        try (URLClassLoader loader =
                new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            return Class.forName(wanted.getName(), false, loader);
        }
    }

    @Test
    void cordageAndTheBenchmarksAreInJarsAndInFolders(@TempDir Path folder) throws Exception {
        String jars = Packed.jars(folder);
        for (String path : jars.split(File.pathSeparator, -1)) {
            assertTrue(Files.isRegularFile(Path.of(path)), jars);
        }
        String folders = Packed.folders(folder);
        for (String path : folders.split(File.pathSeparator, -1)) {
            assertTrue(Files.isDirectory(Path.of(path)), folders);
        }
        for (String classPath : List.of(jars, folders)) {
            assertEquals(
                    ProcessPool.class.getName(),
                    loaded(classPath, ProcessPool.class).getName());
            assertEquals(
                    ColdStartMain.class.getName(),
                    loaded(classPath, ColdStartMain.class).getName());
        }
    }

    @Test
    void aJarBecomesAFolderWithTheSameClasses(@TempDir Path folder) throws Exception {
        Path jar = Packed.jarOf(Hello.class, folder);
        Path unpacked = Packed.repacked(jar, folder.resolve("unpacked"));
        assertEquals(
                Hello.class.getName(),
                loaded(unpacked + File.separator, Hello.class).getName());
    }

    @Test
    void aFolderIsRemovedWithAllThatIsInIt() throws Exception {
        Path folder = Packed.folder();
        Files.writeString(Files.createDirectories(folder.resolve("a/b")).resolve("c"), "");
        Packed.delete(folder);
        assertFalse(Files.exists(folder));
    }
}
