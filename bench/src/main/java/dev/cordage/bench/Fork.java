package dev.cordage.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Has a case measured in a JVM of its own. */
final class Fork {
    private static final int FIRST_LINES = 5;

    private final Suite suite;
    private final Case measured;
    private final Plan plan;

    Fork(Suite suite, Case measured, Plan plan) {
        this.suite = suite;
        this.measured = measured;
        this.plan = plan;
    }

    Samples run() throws IOException, InterruptedException, ForkException {
        Path result = Files.createTempFile("cordage-bench", ".samples");
        Path output = Files.createTempFile("cordage-bench", ".log");
        try {
            measure(result, output);
            return Samples.fromLines(Files.readAllLines(result));
        } finally {
            Files.delete(result);
            Files.delete(output);
        }
    }

    private void measure(Path result, Path output) throws IOException, InterruptedException, ForkException {
        List<String> command = JavaCommand.of(
                measured.heap(),
                measured.options(),
                ForkMain.class,
                suite.name(),
                String.valueOf(plan.isQuick()),
                measured.title(),
                result.toString());
        // Its standard input stays open for as long as we live: the child ends when it ends.
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!process.waitFor(plan.limit().toSeconds(), TimeUnit.SECONDS)) {
                throw new ForkException("no end after " + plan.limit().toSeconds() + " s");
            }
            if (process.exitValue() != 0) {
                throw new ForkException("exit code " + process.exitValue() + "; " + firstLines(output));
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
    }

    private static String firstLines(Path output) throws IOException {
        List<String> lines = Files.readAllLines(output);
        return String.join(" | ", lines.subList(0, Math.min(lines.size(), FIRST_LINES)));
    }
}
