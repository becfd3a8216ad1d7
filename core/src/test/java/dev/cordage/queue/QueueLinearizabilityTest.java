package dev.cordage.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Lincheck over the operations that do not wait. In a JVM of its own: Lincheck instruments all classes it meets, those of
 * the JDK too, which the other tests should not run on. {@link QueueLincheck} says how to have it try more than it does
 * here.
 */
class QueueLinearizabilityTest {
    @TempDir
    private Path folder;

    @Timeout(value = 6, unit = TimeUnit.MINUTES)
    @ParameterizedTest
    @ValueSource(strings = {"model", "stress"})
    void theQueuesAreLinearizable(String mode) throws Exception {
        Path log = folder.resolve("log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+EnableDynamicAgentLoading",
                "-Xmx512m"));
        for (String property : List.of("cordage.lincheck.programs", "cordage.lincheck.orders")) {
            if (System.getProperty(property) != null) {
                command.add("-D" + property + "=" + System.getProperty(property));
            }
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), QueueLincheck.class.getName(), mode));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertTrue(process.waitFor(5, TimeUnit.MINUTES), () -> "still running\n" + read(log));
            assertEquals(0, process.exitValue(), () -> read(log));
            assertEquals(6, read(log).split("is linearizable", -1).length - 1, () -> read(log));
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
