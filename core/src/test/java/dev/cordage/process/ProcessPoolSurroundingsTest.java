package dev.cordage.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.task.TaskFuture;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A program with a pool, in surroundings that are not as they should be, or run by the JDK's source launcher. */
class ProcessPoolSurroundingsTest extends ProcessPoolFixture {

    /** Uses a pool, and prints what came of it. */
    static final class Program {
        private Program() {}

        public static void main(String[] args) throws Exception {
            try (ProcessPool pool = ProcessPool.of(1)) {
                String property = "some.property";
                System.out.println("result "
                        + pool.submit(() -> 42 + " " + System.getProperty(property))
                                .result());
            }
        }
    }

    @Test
    void aTemporaryFolderThatCannotBeWrittenIsReplaced() throws Exception {
        assertEquals(
                "result 42 null",
                ChildJvm.of(Program.class)
                        .options("-Djava.io.tmpdir=/proc")
                        .run()
                        .output()
                        .strip());
    }

    @Test
    void aTemporaryFolderThatIsNotThereIsReplaced() throws Exception {
        assertContains(
                "result 42 null",
                ChildJvm.of(Program.class)
                        .options("-Djava.io.tmpdir=" + folder.resolve("gone"))
                        .run()
                        .output());
    }

    @Test
    void aPathTooLongForSocketsIsReplaced() throws Exception {
        Path deep = folder;
        while (deep.toString().length() < 200) {
            deep = deep.resolve("a-name-of-some-length");
        }
        Files.createDirectories(deep);
        assertEquals(
                "result 42 null",
                ChildJvm.of(Program.class)
                        .options("-Djava.io.tmpdir=" + deep)
                        .run()
                        .output()
                        .strip());
    }

    @Test
    void propertiesWithOddCharactersArriveAndOptionsOfTheEnvironmentDoNoHarm() throws Exception {
        ChildJvm.Result result = ChildJvm.of(Program.class)
                .after("export JAVA_TOOL_OPTIONS=-Dsome.property=wrong JDK_JAVA_OPTIONS=-Dother=1")
                .options("-Dsome.property=a \"quoted\" \\ 'ä' #x")
                .run();
        assertContains("result 42 a \"quoted\" \\ '", result.output());
        assertContains(" #x", result.output());
    }

    /** Opens files until there are no more descriptors, then uses a pool; then lets them go and uses another. */
    static final class Exhausted {
        private Exhausted() {}

        public static void main(String[] args) throws Exception {
            List<AutoCloseable> open = new ArrayList<>();
            ProcessPool pool = ProcessPool.of(1);
            System.out.println("before " + pool.submit(() -> 1).result());
            ProcessPool second = ProcessPool.of(1);
            try {
                while (true) {
                    open.add(Files.newInputStream(Path.of(args[0])));
                }
            } catch (java.io.IOException full) {
                System.out.println("full");
            }
            TaskFuture<Integer> future = null;
            try {
                future = second.submit(() -> 2);
            } catch (RuntimeException refused) {
                System.out.println("refused");
            }
            if (future != null) {
                System.out.println("failure " + future.failure());
            }
            System.out.println("same worker " + pool.submit(() -> 3).result());
            for (AutoCloseable one : open) {
                one.close();
            }
            try (ProcessPool third = ProcessPool.of(1)) {
                System.out.println("after " + third.submit(() -> 4).result());
            }
            second.close();
            pool.close();
            System.out.println("closed");
        }
    }

    /** The folder or jar that this class is from, as a jar. */
    private String jar(Class<?> member) throws Exception {
        Path code = Path.of(
                member.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (Files.isRegularFile(code)) {
            return code.toString();
        }
        Path jar = folder.resolve(member.getSimpleName() + ".jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(code)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new ZipEntry(code.relativize(file).toString().replace(File.separatorChar, '/')));
                Files.copy(file, out);
            }
        }
        return jar.toString();
    }

    @Test
    void withoutDescriptorsAPoolFailsWithAReasonAndTheOthersGoOn() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        // From a folder, classes could not be loaded any more either; a jar is open already.
        ChildJvm.Result result = ChildJvm.of(Exhausted.class)
                .classPath(jar(ProcessPool.class) + File.pathSeparator + jar(Exhausted.class))
                .options("-XX:-MaxFDLimit")
                .arguments(file.toString())
                .after("ulimit -n 60")
                .run();
        String output = result.output();
        assertContains("before 1", output);
        assertTrue(
                output.contains("failure dev.cordage.task.BrokenPoolException") || output.contains("refused"), output);
        assertContains("same worker 3", output);
        assertContains("after 4", output);
        assertContains("closed", output);
    }

    // ---- the source launcher
    // ----------------------------------------------------------------------------------------------------

    private ChildJvm.Result source(String text) throws Exception {
        Path file = Files.writeString(folder.resolve("Example.java"), text);
        return ChildJvm.of(file).runAnyway();
    }

    @Test
    @Timeout(30) // it is compiled first
    void aCompactSourceFileMayUseItsMethodsInTasks() throws Exception {
        ChildJvm.Result result = source("""
                import dev.cordage.process.ProcessPool;
                import dev.cordage.task.*;

                record Pair(int a, String b) implements java.io.Serializable {}

                int twice(int n) { return 2 * n; }

                static int thrice(int n) { return 3 * n; }

                void main() throws Exception {
                    try (ProcessPool pool = ProcessPool.of(1)) {
                        int n = 5;
                        IO.println(pool.submit(() -> twice(n)).result());
                        IO.println(pool.submit(() -> thrice(twice(n))).result());
                        IO.println(pool.submit(this::answer).result());
                        IO.println(pool.submit(() -> new Pair(n, "p")).result());
                        IO.println(pool.map(this::twice, java.util.List.of(1, 2, 3)).toList());
                        pool.submit(() -> IO.println("printed")).result();
                    }
                }

                int answer() { return 42; }
                """);
        assertEquals(0, result.exitCode(), result.output());
        assertContains("10\n30\n42\nPair[a=5, b=p]\n[2, 4, 6]\n", result.output());
        assertContains("printed", result.output());
    }

    @Test
    @Timeout(30)
    void aCompactSourceFileWithStateIsRefusedAndTheFieldNamed() throws Exception {
        ChildJvm.Result result = source("""
                import dev.cordage.process.ProcessPool;

                int counter = 3;

                int next() { return counter + 1; }

                void main() throws Exception {
                    try (ProcessPool pool = ProcessPool.of(1)) {
                        IO.println(pool.submit(() -> next()).result());
                    }
                }
                """);
        assertFalse(result.exitCode() == 0, result.output());
        assertContains("IllegalArgumentException", result.output());
        assertContains("counter", result.output());
    }
}
