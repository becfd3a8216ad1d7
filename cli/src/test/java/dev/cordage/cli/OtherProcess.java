package dev.cordage.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A program that runs until its standard input ends: at the latest with this JVM, so that none is left behind. */
final class OtherProcess implements AutoCloseable {
    private static final long SECONDS = 40;

    private final Process process;
    private final Path err;

    private OtherProcess(List<String> command, Path err) throws IOException {
        this.err = err;
        var builder = new ProcessBuilder(command).redirectError(err.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("CORDAGE_MODULE_PATH", Launcher.modulePath());
        process = builder.start();
    }

    /** A Java program on the class path; its source says "ready" when it is. */
    static OtherProcess java(Path source, String... options) throws Exception {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", Launcher.module("dev.cordage").toString()));
        command.addAll(List.of(options));
        command.add(source.toString());
        return started(command);
    }

    /** The same with {@code cordage run}: on the module path. */
    static OtherProcess cordageRun(Path source) throws Exception {
        return started(List.of("sh", Launcher.CHECKOUT.resolve("cordage").toString(), "run", source.toString()));
    }

    /** Something in the shell, which says "ready" as well. */
    static OtherProcess shell(String script) throws Exception {
        return started(List.of("sh", "-c", script));
    }

    private static OtherProcess started(List<String> command) throws Exception {
        var other = new OtherProcess(command, Files.createTempFile("cordage-test", ".err"));
        try {
            other.untilReady();
            return other;
        } catch (Throwable e) {
            other.close();
            throw e;
        }
    }

    private void untilReady() throws Exception {
        var line = new FutureTask<String>(() -> {
            BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
            return out.readLine();
        });
        Thread.ofPlatform().daemon().name("until ready").start(line);
        String first;
        try {
            first = line.get(SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new AssertionError("not ready: " + err(), e);
        }
        if (!"ready".equals(first)) {
            throw new AssertionError("said " + first + ": " + err());
        }
    }

    String pid() {
        return Long.toString(process.pid());
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** What it has printed on the standard error so far. */
    String err() throws IOException {
        return Files.readString(err);
    }

    /** Stops it as Ctrl-Z does, on Linux, and sees that it has stopped: the signal takes its time. */
    void stop() throws Exception {
        signal("STOP");
        Path status = Path.of("/proc", pid(), "status");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!Files.readString(status).contains("State:\tT ")) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("has not stopped: " + Files.readString(status));
            }
            Thread.onSpinWait();
        }
    }

    /** Lets it go on. */
    void goOn() throws Exception {
        signal("CONT");
    }

    private void signal(String name) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, pid()).start();
        if (kill.waitFor() != 0) {
            throw new AssertionError("kill failed");
        }
    }

    @Override
    public void close() throws Exception {
        try {
            // A JVM that is killed would leave the files others find it by.
            process.getOutputStream().close();
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("still running: " + err());
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
            Files.delete(err);
        }
    }
}
