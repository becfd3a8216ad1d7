package dev.cordage.cli.demo;

import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * The class files of the JDK that runs this program, read from its own run-time image.
 *
 * <p>A file is known by its name, {@code java.base/java/lang/Object.class}: the module, then the path inside it. Names,
 * unlike the paths of the {@code jrt:/} file system, mean the same thing in another JVM of the same JDK and are
 * serialisable. All modules of the image count, whether this JVM has resolved them or not, and so do their
 * {@code module-info.class} files.
 */
public final class RuntimeImage {
    private static final Path MODULES =
            FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules");

    private RuntimeImage() {}

    /** The names of all class files, sorted: the same list in every JVM of the same JDK. */
    public static List<String> classFiles() throws IOException {
        // Module readers list the image several times faster than a cold Files.walk, which asks for attributes.
        List<String> names = new ArrayList<>(1 << 15);
        for (ModuleReference module : ModuleFinder.ofSystem().findAll()) {
            String prefix = module.descriptor().name() + "/";
            try (ModuleReader reader = module.open();
                    Stream<String> resources = reader.list()) {
                resources
                        .filter(resource -> resource.endsWith(".class"))
                        .forEach(resource -> names.add(prefix + resource));
            }
        }
        Collections.sort(names);
        return Collections.unmodifiableList(names);
    }

    /** The bytes of one class file. */
    public static byte[] read(String name) throws IOException {
        return Files.readAllBytes(MODULES.resolve(name));
    }

    /** The module a class file belongs to. */
    static String moduleOf(String name) {
        int slash = name.indexOf('/');
        if (slash < 1) {
            throw new IllegalArgumentException("not a class file name (module/path.class): " + name);
        }
        return name.substring(0, slash);
    }
}
