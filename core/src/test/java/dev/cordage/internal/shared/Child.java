package dev.cordage.internal.shared;

import dev.cordage.testing.Bounded;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.platform.commons.util.UnrecoverableExceptions;
import org.opentest4j.AssertionFailedError;

/** A JVM that joins a fabric, and can be killed. What it says goes to a file. */
final class Child implements AutoCloseable {
    private final Process process;
    private final Path output;
    private boolean closed;

    private Child(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /**
     * Starts one.
     *
     * @param futex whether it has native access
     */
    static Child start(Class<?> program, boolean futex, List<String> arguments, String... options) throws IOException {
        Path output = Files.createTempFile("cordage-child", ".txt");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m"));
        if (futex) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", classPath(), program.getName()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        return new Child(process, output);
    }

    /** Only what is Cordage's and what assertions need, since each entry of a class path takes time to open. */
    private static String classPath() {
        List<String> folders = new ArrayList<>();
        for (Class<?> one : List.of(
                Region.class,
                Child.class,
                Bounded.class,
                Assertions.class,
                UnrecoverableExceptions.class,
                AssertionFailedError.class)) {
            String folder = folderOf(one);
            if (!folders.contains(folder)) {
                folders.add(folder);
            }
        }
        return String.join(java.io.File.pathSeparator, folders);
    }

    private static String folderOf(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** What it has said so far. */
    String output() {
        try {
            return Files.readString(output, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits until it has said something. */
    void untilSays(String text) {
        Bounded.until("process " + pid() + " to say " + text, () -> {
            check();
            return output().contains(text);
        });
    }

    /** Tells it to go on, or to end if it waits for the end of its input. */
    void tell(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** Waits for its end, and gives its exit code. */
    int join() throws Exception {
        Bounded.until("the end of process " + pid() + ", which said " + output(), () -> !process.isAlive());
        return process.waitFor();
    }

    /** Fails if it has ended by itself. */
    void check() {
        if (!process.isAlive()) {
            throw new AssertionError("process " + pid() + " has ended with " + process.exitValue() + ":\n" + output());
        }
    }

    /** Kills it, if it is alive; fails if it has ended because something was wrong. */
    @Override
    public void close() throws Exception {
        if (closed) {
            return;
        }
        closed = true;
        process.destroyForcibly();
        int code = join();
        String said = output();
        Files.deleteIfExists(output);
        process.getOutputStream().close();
        if (code == 3) {
            throw new AssertionError("process " + pid() + " failed:\n" + said);
        }
    }
}
