package dev.cordage.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs every example, {@code examples/TOPIC/NAME.java}, and expects exit code 0. Where there is a {@code NAME.expected}
 * beside it, that is what it must print. The first of each topic is run from its source, as a user would. Compiling takes
 * most of the time then, so the others are compiled together.
 */
class ExamplesTest {
    private static final Path EXAMPLES = Java.CHECKOUT.resolve("examples");

    /** Some compute so much that the better compiler pays. */
    private static final String ALL_TIERS = "-XX:TieredStopAtLevel=4";

    @TempDir
    static Path folder;

    @TestFactory
    List<DynamicTest> examplesRun() throws IOException {
        Map<Path, List<Path>> topics = new TreeMap<>();
        for (Path file : examples()) {
            topics.computeIfAbsent(file.getParent(), _ -> new ArrayList<>()).add(file);
        }
        assertFalse(topics.isEmpty(), "no examples in " + EXAMPLES);
        List<DynamicTest> tests = new ArrayList<>();
        for (Map.Entry<Path, List<Path>> topic : topics.entrySet()) {
            List<Path> files = topic.getValue();
            Path first = files.getFirst();
            tests.add(test(first, () -> run(first, List.of(first.toString()))));
            List<Path> others = files.subList(1, files.size());
            Path classes = folder.resolve(topic.getKey().getFileName());
            compile(others, classes);
            for (Path file : others) {
                String name = file.getFileName().toString().replaceFirst("\\.java$", "");
                tests.add(test(file, () -> run(file, List.of(ALL_TIERS, "--class-path", classes.toString(), name))));
            }
        }
        return tests;
    }

    private static DynamicTest test(Path file, Executable body) {
        return DynamicTest.dynamicTest(EXAMPLES.relativize(file).toString(), file.toUri(), body);
    }

    private static void compile(List<Path> files, Path classes) {
        List<String> arguments = new ArrayList<>(List.of("-d", classes.toString(), "-nowarn"));
        arguments.addAll(List.of("--module-path", Java.core(), "--add-modules", "dev.cordage"));
        files.forEach(file -> arguments.add(file.toString()));
        StringWriter messages = new StringWriter();
        PrintWriter writer = new PrintWriter(messages);
        int exitCode =
                ToolProvider.findFirst("javac").orElseThrow().run(writer, writer, arguments.toArray(String[]::new));
        assertEquals(0, exitCode, messages::toString);
    }

    private static List<Path> examples() throws IOException {
        try (Stream<Path> files = Files.walk(EXAMPLES)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file ->
                            !file.startsWith(EXAMPLES.resolve("src")) && !file.startsWith(EXAMPLES.resolve("target")))
                    .sorted()
                    .toList();
        }
    }

    private static void run(Path file, List<String> arguments) throws IOException, InterruptedException {
        Java.Outcome outcome = Java.run(Java.CHECKOUT, arguments);
        assertEquals(0, outcome.exitCode(), outcome::output);
        Path expected = Path.of(file.toString().replaceFirst("\\.java$", ".expected"));
        if (Files.exists(expected)) {
            assertEquals(Files.readString(expected), outcome.output());
        }
    }
}
