package dev.cordage.bench.task;

import dev.cordage.bench.JavaCommand;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A JVM that takes a census, or its share of one, whenever it is told to. */
final class CensusJvm implements AutoCloseable {

    /** Which slices it does, and with what. */
    enum Share {
        /** All slices, on a pool of two threads. */
        WHOLE("1g"),
        /** Every other slice, in one thread. */
        FIRST_HALF("512m"),
        /** The others, in one thread. */
        SECOND_HALF("512m");

        final String heap;

        Share(String heap) {
            this.heap = heap;
        }
    }

    /**
     * What it did.
     *
     * @param seconds how long it took
     * @param files how many files it read
     * @param instructions how many instructions are in them
     */
    record Result(double seconds, long files, long instructions) {}

    static final String READY = "ready";
    static final String GO = "go";

    private final Process process;
    private final BufferedReader fromJvm;
    private final BufferedWriter toJvm;

    private CensusJvm(Process process) {
        this.process = process;
        this.fromJvm = process.inputReader(StandardCharsets.UTF_8);
        this.toJvm = process.outputWriter(StandardCharsets.UTF_8);
    }

    static CensusJvm start(Share share, int files) throws IOException {
        return new CensusJvm(
                new ProcessBuilder(JavaCommand.of(share.heap, CensusMain.class, share.name(), String.valueOf(files)))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start());
    }

    /** Waits until it has the list of its files. */
    void awaitReady() throws IOException {
        String line = line();
        if (!line.equals(READY)) {
            throw new IOException("a census JVM said: " + line);
        }
    }

    /** Lets it begin. */
    void begin() throws IOException {
        toJvm.write(GO);
        toJvm.newLine();
        toJvm.flush();
    }

    /** Waits for its end. */
    Result result() throws IOException {
        String[] words = line().split(" ", -1);
        return new Result(Double.parseDouble(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2]));
    }

    private String line() throws IOException {
        String line = fromJvm.readLine();
        if (line == null) {
            throw new IOException("a census JVM has ended: " + process);
        }
        return line;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
