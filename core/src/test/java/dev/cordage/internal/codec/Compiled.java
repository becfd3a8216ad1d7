package dev.cordage.internal.codec;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Classes of a user, compiled while the test runs, so that they are in no loader or module of ours. */
final class Compiled {
    private final Path folder;

    private Compiled(Path folder) {
        this.folder = folder;
    }

    static Compiled in(Path folder, Map<String, String> sources) throws IOException {
        var files = new ArrayList<Path>();
        for (Map.Entry<String, String> source : sources.entrySet()) {
            Path file = folder.resolve("src").resolve(source.getKey());
            Files.createDirectories(file.getParent());
            files.add(Files.writeString(file, source.getValue()));
        }
        var compiler = ToolProvider.getSystemJavaCompiler();
        var messages = new StringWriter();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            Iterable<? extends JavaFileObject> units = manager.getJavaFileObjectsFromPaths(files);
            Path out = Files.createDirectories(folder.resolve("out"));
            var options = List.of("-proc:none", "-d", out.toString());
            assertTrue(
                    compiler.getTask(messages, manager, null, options, null, units)
                            .call(),
                    messages::toString);
        }
        return new Compiled(folder.resolve("out"));
    }

    URLClassLoader loader() throws IOException {
        return new URLClassLoader(new URL[] {folder.toUri().toURL()}, Compiled.class.getClassLoader());
    }

    /** The loader of a module that opens and exports nothing. */
    ClassLoader moduleLoader(String module) {
        Configuration configuration =
                ModuleLayer.boot().configuration().resolve(ModuleFinder.of(folder), ModuleFinder.of(), Set.of(module));
        return ModuleLayer.defineModulesWithOneLoader(
                        configuration, List.of(ModuleLayer.boot()), ClassLoader.getPlatformClassLoader())
                .layer()
                .findLoader(module);
    }

    /** The value of a static method without parameters. */
    static Object call(ClassLoader loader, String type, String method) throws Exception {
        var found = loader.loadClass(type).getDeclaredMethod(method);
        found.setAccessible(true);
        return found.invoke(null);
    }
}
