package dev.cordage.bench.process;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A JVM that does its share of the loops, in one thread, whenever it is told to. */
final class LoopJvm implements AutoCloseable {
    private final Process process;
    private final BufferedReader fromJvm;
    private final BufferedWriter toJvm;

    LoopJvm() throws IOException {
        this.process = new ProcessBuilder(List.of(
                        BareJava.java(), "-cp", System.getProperty("java.class.path"), LoopMain.class.getName()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        this.fromJvm = process.inputReader(StandardCharsets.UTF_8);
        this.toJvm = process.outputWriter(StandardCharsets.UTF_8);
    }

    void begin(int from, int to, long steps) throws IOException {
        toJvm.write(from + " " + to + " " + steps);
        toJvm.newLine();
        toJvm.flush();
    }

    long sum() throws IOException {
        String line = fromJvm.readLine();
        if (line == null) {
            throw new IOException("a JVM with loops has ended: " + process);
        }
        return Long.parseLong(line);
    }

    /** It would end by itself, as its standard input does. */
    @Override
    public void close() {
        process.destroyForcibly();
    }
}
