package dev.cordage.process;

import dev.cordage.task.Work;
import dev.cordage.testing.Bounded;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A JVM that runs what a test sends it, one after the other, and is killed when the test closes it. */
final class PipeEndChild implements AutoCloseable {
    private static final byte[] KEY = {3, 1, 4};

    /** What the work in the child wants to keep for later. */
    static final Map<String, Object> KEPT = new ConcurrentHashMap<>();

    private final Process process;
    private final PipeEnd control;

    private PipeEndChild(Process process, PipeEnd control) {
        this.process = process;
        this.control = control;
    }

    /** Sent back in place of a result. */
    record Failure(String text) implements java.io.Serializable {}

    static PipeEndChild start(Path folder, String... flags) throws Exception {
        try (PipeListener listener = PipeEnd.listen(folder.resolve("c" + System.nanoTime()), KEY)) {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString()));
            command.addAll(List.of(flags));
            command.addAll(List.of(
                    "-XX:+UseSerialGC",
                    "-cp",
                    System.getProperty("java.class.path"),
                    PipeEndChild.class.getName(),
                    listener.path().toString()));
            Process process = new ProcessBuilder(command).inheritIO().start();
            try {
                PipeEnd control = Bounded.call(listener::accept);
                return new PipeEndChild(process, control);
            } catch (Throwable e) {
                process.destroyForcibly();
                throw e;
            }
        }
    }

    public static void main(String[] args) throws Exception {
        try (PipeEnd control = PipeEnd.connect(Path.of(args[0]), KEY)) {
            for (; ; ) {
                Work<?> work = (Work<?>) control.receive();
                Object result;
                try {
                    result = work.call();
                } catch (Throwable e) {
                    result = new Failure(e.toString());
                }
                control.send(result);
            }
        } catch (EOFException _) {
            // The test has closed its end.
        }
    }

    /** Sends the work without waiting for it. */
    void begin(Work<?> work) throws IOException, InterruptedException {
        control.send(work);
    }

    /** The result of what was begun. */
    Object result() throws Exception {
        return Bounded.call(control::receive);
    }

    /** Runs the work in the child, and gives its result back. */
    Object run(Work<?> work) throws Exception {
        begin(work);
        Object result = result();
        if (result instanceof Failure failure) {
            throw new AssertionError(failure.text());
        }
        return result;
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    void kill() {
        process.destroyForcibly();
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(Bounded.LONG.toMillis(), TimeUnit.MILLISECONDS)) {
            throw Bounded.ranOut("the end of the child");
        }
        return process.exitValue();
    }

    @Override
    public void close() throws Exception {
        kill();
        int _ = exitCode();
        control.close();
    }
}
