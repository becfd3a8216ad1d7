package dev.cordage.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.cli.Launcher.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The build on first use, in a checkout whose Maven is a stub that counts its runs and delivers this build's core. */
class LauncherBuildTest {
    private static final String FIRST_USE = "cordage: building (first use, about a minute) ...\n";
    private static final String CHANGED = "cordage: building (sources have changed) ...\n";

    private static final String DELIVER = """
            mkdir -p core/target/launcher
            cp ../core.jar core/target/launcher/cordage.jar
            """;

    @TempDir
    Path folder;

    private Path checkout;
    private Path program;

    @BeforeEach
    void makeCheckout() throws IOException {
        checkout = Files.createDirectories(folder.resolve("a checkout"));
        for (String name : List.of("cordage", "pom.xml")) {
            Files.copy(Launcher.CHECKOUT.resolve(name), checkout.resolve(name));
        }
        for (String module : List.of("core", "cli")) {
            Files.createDirectories(checkout.resolve(module, "src", "main"));
            Files.createFile(checkout.resolve(module, "pom.xml"));
        }
        Path core = Launcher.module("dev.cordage");
        Path jar = folder.resolve("core.jar");
        if (Files.isDirectory(core)) {
            ToolProvider.findFirst("jar")
                    .orElseThrow()
                    .run(System.out, System.err, "--create", "--file", jar.toString(), "-C", core.toString(), ".");
        } else {
            Files.copy(core, jar);
        }
        maven(DELIVER);
        program = Files.writeString(folder.resolve("Hello.java"), "void main() { IO.println(\"hello\"); }");
        Instant earlier = Instant.now().minusSeconds(60);
        try (Stream<Path> files = Files.walk(checkout)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.setLastModifiedTime(file, FileTime.from(earlier));
            }
        }
    }

    private void maven(String script) throws IOException {
        Path file = Files.writeString(checkout.resolve("mvnw"), "#!/bin/sh\nset -e\necho built >>../builds\n" + script);
        assertTrue(file.toFile().setExecutable(true));
    }

    private long builds() throws IOException {
        return Files.readAllLines(folder.resolve("builds")).size();
    }

    private Result run() throws IOException, InterruptedException {
        return new Launcher()
                .without("CORDAGE_MODULE_PATH")
                .script(checkout.resolve("cordage"))
                .run("run", program.toString());
    }

    @Test
    void buildsOnFirstUseAndAfterChangesOnly() throws Exception {
        assertEquals(new Result(0, "hello\n", FIRST_USE), run());
        assertEquals(new Result(0, "hello\n", ""), run());
        Path source = checkout.resolve("core", "src", "main", "New.java");
        Files.createFile(source);
        assertEquals(new Result(0, "hello\n", CHANGED), run());
        assertEquals(new Result(0, "hello\n", ""), run());
        Files.delete(source);
        assertEquals(new Result(0, "hello\n", CHANGED), run());
        assertEquals(3, builds());
    }

    @Test
    void usesAtTheSameTimeBuildOnce() throws Exception {
        maven("sleep 2\n" + DELIVER);
        try (var threads = Executors.newCachedThreadPool()) {
            List<Future<Result>> results =
                    Stream.generate(() -> threads.submit(this::run)).limit(4).toList();
            for (Future<Result> result : results) {
                assertEquals(
                        "hello\n", result.get().out(), () -> result.resultNow().err());
            }
        }
        assertEquals(1, builds());
    }

    @Test
    void takesOverFromABuildThatWasKilled() throws Exception {
        Path lock = Files.createDirectories(checkout.resolve("target", "launcher", "lock"));
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        Files.writeString(lock.resolve("pid"), dead.pid() + "\n");
        assertEquals(new Result(0, "hello\n", FIRST_USE), run());
    }

    @Test
    void aFailingBuildShowsItsLastLinesAndIsTriedAgain() throws Exception {
        maven("echo nonsense; echo the reason; exit 3\n");
        for (int i = 1; i <= 2; i++) {
            Result result = run();
            assertEquals(1, result.exitCode());
            assertEquals("", result.out());
            assertTrue(
                    result.err().startsWith(FIRST_USE + "nonsense\nthe reason\ncordage: the build failed;"),
                    result.err());
            assertEquals(i, builds());
        }
    }
}
