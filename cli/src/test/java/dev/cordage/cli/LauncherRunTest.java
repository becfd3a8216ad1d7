package dev.cordage.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.cli.Launcher.Result;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cordage run}: as simple as {@code python file.py}, and otherwise just the JDK's {@code java}. */
class LauncherRunTest {
    private static final String ECHO = """
            import module dev.cordage;

            void main(String[] args) {
                IO.println(List.of(args));
                IO.println(IO.readln(""));
                IO.println(ContextCarrier.class.getModule());
                System.exit(Integer.parseInt(args[0]));
            }
            """;

    @TempDir
    Path folder;

    @Test
    void argumentsInputAndExitCodeAreTheProgramsOwn() throws Exception {
        Path file = write("Echo.java", ECHO);
        Result result =
                new Launcher().input("grüße\n").run("run", file.toString(), "7", "two words", "", "*", "-p", "ü");
        assertEquals("[7, two words, , *, -p, ü]\ngrüße\nmodule dev.cordage\n", result.out(), result.err());
        assertEquals("", result.err());
        assertEquals(7, result.exitCode());
    }

    @Test
    void nonAsciiWorksInTheCLocaleToo() throws Exception {
        Path file = Files.createDirectories(folder.resolve("früh am Morgen")).resolve("Echo.java");
        Files.writeString(file, ECHO);
        Result result = new Launcher()
                .with("LC_ALL", "C")
                .without("LANG")
                .input("grüße\n")
                .run("run", file.toString(), "0", "ü");
        assertEquals("[0, ü]\ngrüße\nmodule dev.cordage\n", result.out(), result.err());
    }

    @Test
    void optionsBeforeTheFileAreForJava() throws Exception {
        Path file = write("Options.java", """
                void main() {
                    IO.println(System.getProperty("colour") + " " + Runtime.getRuntime().maxMemory() / (1 << 20));
                    IO.println(ModuleLayer.boot().findModule("dev.cordage").isPresent());
                    IO.println(ModuleLayer.boot().findModule("jdk.httpserver").isPresent());
                    IO.println(ModuleLayer.boot().findModule("info.picocli").isPresent());
                }
                """);
        Result result = new Launcher()
                .run(
                        "run",
                        "-Dcolour=blue sky",
                        "-XX:+UseSerialGC",
                        "-Xmx64m",
                        "--add-modules",
                        "info.picocli",
                        "--module-path",
                        Launcher.module("info.picocli").toString(),
                        "--",
                        file.toString());
        assertTrue(result.out().startsWith("blue sky 6"), result.out() + result.err());
        assertTrue(result.out().endsWith("\ntrue\ntrue\ntrue\n"), result.out());
    }

    @Test
    void compileErrorsAreTheJdksOwn() throws Exception {
        Result result = new Launcher()
                .run("run", write("Wrong.java", "void main() { int x = \"\"; }").toString());
        assertEquals(1, result.exitCode());
        assertTrue(result.err().contains("Wrong.java:1: error: incompatible types"), result.err());
        assertTrue(result.err().endsWith("error: compilation failed\n"), result.err());
    }

    @Test
    void exceptionsAreTheJdksOwn() throws Exception {
        Path file = write("Throws.java", "void main() { throw new IllegalStateException(\"no\"); }");
        Result result = new Launcher().run("run", file.toString());
        assertEquals(1, result.exitCode());
        assertTrue(
                result.err().startsWith("Exception in thread \"main\" java.lang.IllegalStateException: no\n"),
                result.err());
    }

    @Test
    void theProgramIsTheProcessSoSignalsReachIt() throws Exception {
        Path file = write("Waits.java", """
                void main() throws Exception {
                    Runtime.getRuntime().addShutdownHook(new Thread(() -> IO.println("bye")));
                    IO.println(ProcessHandle.current().pid());
                    Thread.sleep(60_000);
                }
                """);
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process process = new Launcher().start(out, err, "run", file.toString());
        try {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
            while (!Files.readString(out).endsWith("\n")) {
                assertTrue(process.isAlive() && System.nanoTime() < deadline, () -> "did not start: " + read(err));
                Thread.onSpinWait();
            }
            process.destroy();
            Launcher.await(process, err);
            assertEquals(process.pid() + "\nbye\n", Files.readString(out));
            assertEquals(143, process.exitValue());
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void runsAClassAJarAndAScriptWithoutSuffix() throws Exception {
        Path source = write("Hello.java", """
                public class Hello {
                    public static void main(String[] args) {
                        System.out.println("hello " + String.join(" ", args));
                    }
                }
                """);
        Path classes = folder.resolve("classes");
        tool("javac", "-d", classes.toString(), source.toString());
        Path jar = folder.resolve("hello there.jar");
        tool("jar", "--create", "--file", jar.toString(), "--main-class", "Hello", "-C", classes.toString(), ".");
        Path script = write("greet", "#!/usr/bin/env -S cordage run\n" + Files.readString(source));

        assertEquals(
                "hello a b\n",
                new Launcher()
                        .run("run", "-cp", classes.toString(), "Hello", "a", "b")
                        .out());
        assertEquals("hello a\n", new Launcher().run("run", jar.toString(), "a").out());
        assertEquals(
                "hello a\n", new Launcher().run("run", script.toString(), "a").out());
    }

    @Test
    void aFileMayStartWithADash() throws Exception {
        Files.writeString(folder.resolve("-odd"), "class Odd { void main() { IO.println(\"odd\"); } }");
        Result result = new Launcher().in(folder).run("run", "--", "-odd");
        assertEquals("odd\n", result.out(), result.err());
    }

    @Test
    void whatIsNotThereIsOneLine() throws Exception {
        for (String missing : List.of("nowhere.java", "no/where", "nowhere.jar")) {
            Result result = new Launcher().run("run", missing);
            assertEquals(2, result.exitCode());
            assertEquals("cordage: no such file: " + missing + "\n", result.err());
        }
        Result nothing = new Launcher().run("run");
        assertEquals(2, nothing.exitCode());
        assertTrue(nothing.err().startsWith("Usage: cordage run "), nothing.err());
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static void tool(String name, String... arguments) {
        var messages = new StringWriter();
        var writer = new PrintWriter(messages);
        int exitCode = ToolProvider.findFirst(name).orElseThrow().run(writer, writer, arguments);
        assertEquals(0, exitCode, messages::toString);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
