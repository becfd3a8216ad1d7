package dev.cordage.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What another program prints. */
public final class Output {
    private Output() {}

    /**
     * Runs a program until it ends.
     *
     * @param command the program and its arguments
     * @return what it printed, without white space around
     * @throws IOException if it can't be started
     * @throws IllegalStateException with what it printed, if it fails or doesn't end within a minute after that
     */
    public static String of(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IllegalStateException(command.getFirst() + " failed: " + output);
            }
            return output;
        } finally {
            process.destroyForcibly();
        }
    }
}
