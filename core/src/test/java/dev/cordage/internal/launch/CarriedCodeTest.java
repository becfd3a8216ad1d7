package dev.cordage.internal.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cordage.testing.LeakCheck;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Parents started in all the ways there are, whose workers must have their code and options. */
@ExtendWith(LeakCheck.class)
class CarriedCodeTest {
    private static final String PARENT = ParentProgram.class.getName();
    private static final Path CLASSES = Path.of("target", "classes").toAbsolutePath();
    private static final Path TEST_CLASSES = Path.of("target", "test-classes").toAbsolutePath();
    private static final String CLASS_PATH = CLASSES + ":" + TEST_CLASSES;

    @TempDir
    Path place;

    private ProcessBuilder java(String... arguments) {
        var command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    @Test
    void fromTheClassPathWithOptionsOfAllSources() throws Exception {
        Path file = Files.writeString(place.resolve("options"), "-Dfrom.file=\"a b\" -ea");
        ProcessBuilder parent = java(
                "@" + file,
                "--add-opens",
                "java.base/java.util=ALL-UNNAMED",
                "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0",
                "-cp",
                CLASS_PATH,
                PARENT,
                "opens:java.util",
                "opens:java.text",
                "opens:java.io",
                "assertions:",
                "property:from.file",
                "property:from.tool.options",
                "env:JAVA_TOOL_OPTIONS");
        parent.environment()
                .put("JAVA_TOOL_OPTIONS", "--add-opens=java.base/java.text=ALL-UNNAMED -Dfrom.tool.options=x");
        List<String> lines = Child.run(parent);
        assertEquals(
                List.of("true", "true", "false", "true", "a b", "x", "null"),
                lines.subList(lines.size() - 7, lines.size()));
        assertEquals(
                1,
                lines.stream().filter(line -> line.startsWith("Listening")).count(),
                "the worker has no debug agent");
    }

    @Test
    void fromARelativeClassPathWhileTheWorkerRunsElsewhere() throws Exception {
        ProcessBuilder parent = java("-cp", "target/classes::target/test-classes", PARENT, "text:found");
        assertEquals(List.of("found"), Child.run(parent));
    }

    @Test
    void fromTheModulePath() throws Exception {
        ProcessBuilder parent = java(
                "--module-path",
                CLASSES.toString(),
                "--patch-module",
                "dev.cordage=" + TEST_CLASSES,
                "--add-modules",
                "java.sql",
                "-cp",
                place.toString(),
                "-m",
                "dev.cordage/" + PARENT,
                "module:",
                "class:java.sql.Driver",
                "property:java.class.path");
        assertEquals(List.of("module dev.cordage", "java.sql.Driver", place.toString()), Child.run(parent));
    }

    @Test
    void fromAnExecutableJarWithAllInIt() throws Exception {
        Path jar = place.resolve("the app.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, PARENT);
        manifest.getMainAttributes().putValue("Add-Opens", "java.base/java.util");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream zip = new JarOutputStream(out, manifest)) {
            for (Path root : List.of(CLASSES, TEST_CLASSES)) {
                Path launch = Path.of("dev/cordage/internal/launch");
                try (Stream<Path> files = Files.list(root.resolve(launch))) {
                    for (Path file : (Iterable<Path>) files::iterator) {
                        if (!file.endsWith("package-info.class")) {
                            zip.putNextEntry(new ZipEntry(launch + "/" + file.getFileName()));
                            Files.copy(file, zip);
                        }
                    }
                }
            }
        }
        assertEquals(
                List.of("true", jar.toString(), "unnamed"),
                Child.run(java("-jar", jar.toString(), "opens:java.util", "property:java.class.path", "module:"))
                        .stream()
                        .map(line -> line.startsWith("unnamed") ? "unnamed" : line)
                        .toList());
    }

    @Test
    void fromALoaderWithoutFiles() throws Exception {
        ClassLoader nested = new ClassLoader(CarriedCodeTest.class.getClassLoader()) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                if (!name.startsWith("dev.cordage.internal.launch.")) {
                    return super.loadClass(name, resolve);
                }
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? define(name) : loaded;
            }

            private Class<?> define(String name) throws ClassNotFoundException {
                try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                    byte[] bytes = in.readAllBytes();
                    return defineClass(name, bytes, 0, bytes.length);
                } catch (IOException e) {
                    throw new ClassNotFoundException(name, e);
                }
            }
        };
        String before = System.setProperty("java.class.path", place.toString());
        try {
            Class<?> test = nested.loadClass(NestedParent.class.getName());
            assertEquals(List.of("hi"), test.getMethod("run").invoke(null));
        } finally {
            System.setProperty("java.class.path", before);
        }
    }

    /** What runs in the loader of the test above. */
    public static final class NestedParent {
        private NestedParent() {}

        public static List<String> run() throws Exception {
            try (PrivateFolder folder = PrivateFolder.create()) {
                return Child.run(WorkerCommand.builder("dev.cordage.internal.launch.WorkerProgram")
                        .argument("text:hi")
                        .build()
                        .build(folder, "worker"));
            }
        }
    }

    @Test
    void theEnvironmentIsNoSourceOfTrouble() throws Exception {
        ProcessBuilder parent = java("-cp", CLASS_PATH, PARENT, "env:JDK_JAVA_OPTIONS", "heap:");
        parent.environment().putAll(Map.of("JDK_JAVA_OPTIONS", "-Xmx300m", "_JAVA_OPTIONS", "-XX:+UseSerialGC"));
        List<String> lines = Child.run(parent);
        assertEquals("null", lines.get(lines.size() - 2));
    }
}
