package dev.cordage.internal.launch;

import dev.cordage.testing.Bounded;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process that a test starts, ended whatever happens, and its output. */
public final class Child implements AutoCloseable {
    private final Process process;
    private final List<String> output = new ArrayList<>();

    private Child(Process process) {
        this.process = process;
    }

    public static Child start(ProcessBuilder builder) throws IOException {
        return new Child(builder.redirectErrorStream(true).start());
    }

    /** Starts the program, and waits for its end; it must be a good one. What it printed. */
    public static List<String> run(ProcessBuilder builder) throws Exception {
        try (Child child = start(builder)) {
            int exit = child.exit();
            if (exit != 0) {
                throw new AssertionError("exit code " + exit + ": " + child.output);
            }
            return child.output;
        }
    }

    public Process process() {
        return process;
    }

    /** The next line of its output. */
    public String line() throws Exception {
        return Bounded.call(() -> process.inputReader().readLine());
    }

    /** Reads all its output and waits for its end. */
    public int exit() throws Exception {
        Bounded.run(() -> output.addAll(process.inputReader().readAllLines()));
        if (!process.waitFor(Bounded.LONG.toNanos(), TimeUnit.NANOSECONDS)) {
            throw Bounded.ranOut("the end of " + process);
        }
        return process.exitValue();
    }

    public List<String> output() {
        return output;
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
    }
}
