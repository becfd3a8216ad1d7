package dev.cordage.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Runs all jcstress tests of this module: briefly, unless {@code -Dstress.mode} names one of jcstress' own modes
 * ({@code default}, {@code tough}). The whole output is in {@code target/jcstress.log}, the report in
 * {@code target/jcstress}.
 */
class StressTest {
    private static final Path FOLDER = Path.of("target");
    private static final Path LOG = FOLDER.resolve("jcstress.log");

    /** A second or so for each test: one JVM, in the JDK's own configuration, instead of dozens. */
    private static final List<String> BRIEF = List.of(
            "-m",
            "quick",
            "-sc",
            "false",
            "-f",
            "1",
            "-fsm",
            "1",
            "-iters",
            "3",
            "-time",
            "100",
            "-jvmArgs",
            "-Xmx256m");

    @Test
    @Timeout(value = 4, unit = TimeUnit.HOURS)
    void nothingForbiddenIsSeen() throws IOException, InterruptedException {
        String mode = System.getProperty("stress.mode");
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // jcstress loads JNA, to pin threads to processors.
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of("org.openjdk.jcstress.Main", "-r", "jcstress"));
        command.addAll(mode == null ? BRIEF : List.of("-m", mode));

        Process process = new ProcessBuilder(command)
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .redirectOutput(LOG.toFile())
                .start();
        try {
            long limit = mode == null ? TimeUnit.MINUTES.toSeconds(5) : TimeUnit.HOURS.toSeconds(4);
            assertTrue(
                    process.waitFor(limit, TimeUnit.SECONDS),
                    () -> "still running after " + limit + " s\n" + results());
            assertEquals(0, process.exitValue(), StressTest::results);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
        assertTrue(results().contains("Failed tests: No matches"), StressTest::results);
    }

    private static String results() {
        try {
            String output = Files.readString(LOG);
            return output.substring(Math.max(0, output.indexOf("RUN RESULTS:")));
        } catch (IOException e) {
            return "no results: " + e;
        }
    }
}
