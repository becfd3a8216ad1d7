package dev.cordage.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs every example, {@code examples/TOPIC/NAME.java}, as a user would, and expects exit code 0. Where there is a
 * {@code NAME.expected} beside it, that is what it must print.
 */
class ExamplesTest {
    private static final Path EXAMPLES = Java.CHECKOUT.resolve("examples");

    @TestFactory
    List<DynamicTest> examplesRun() throws IOException {
        List<Path> examples = examples();
        assertFalse(examples.isEmpty(), "no examples in " + EXAMPLES);
        return examples.stream()
                .map(file ->
                        DynamicTest.dynamicTest(EXAMPLES.relativize(file).toString(), file.toUri(), () -> run(file)))
                .toList();
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

    private static void run(Path file) throws IOException, InterruptedException {
        Java.Outcome outcome = Java.run(Java.CHECKOUT, List.of(file.toString()));
        assertEquals(0, outcome.exitCode(), outcome::output);
        Path expected = Path.of(file.toString().replaceFirst("\\.java$", ".expected"));
        if (Files.exists(expected)) {
            assertEquals(Files.readString(expected), outcome.output());
        }
    }
}
