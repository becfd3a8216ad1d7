package dev.cordage.bench.process;

import dev.cordage.bench.Side;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Seconds from {@code ProcessPool.of(1)} until its first result, in a JVM that has Cordage from jars or from folders. Each
 * sample is a new pool with a new process; that JVM is the same.
 */
final class ColdStart implements Side {
    private static final String UNFINISHED = "new-";
    private static final long ARCHIVE_SECONDS = 60;

    private final boolean fromJars;
    private @Nullable Path folder;
    private @Nullable Process process;
    private @Nullable BufferedReader fromJvm;
    private @Nullable BufferedWriter toJvm;
    private String remark = "";

    ColdStart(boolean fromJars) {
        this.fromJars = fromJars;
    }

    @Override
    public double sample() throws Exception {
        if (process == null) {
            start();
        }
        return next();
    }

    private double next() throws IOException {
        if (toJvm == null || fromJvm == null) {
            throw new IllegalStateException("not started");
        }
        toJvm.newLine();
        toJvm.flush();
        String line = fromJvm.readLine();
        if (line == null) {
            throw new IOException("the JVM with the pools has ended: " + process);
        }
        return Double.parseDouble(line);
    }

    private void start() throws Exception {
        Path made = Packed.folder();
        folder = made;
        String classPath = fromJars ? Packed.jars(made) : Packed.folders(made);
        ProcessBuilder builder =
                new ProcessBuilder(List.of(BareJava.java(), "-cp", classPath, ColdStartMain.class.getName()));
        // So that it can be seen when the archive of classes is there, and nothing is left of it.
        var _ = builder.environment().put("XDG_CACHE_HOME", made.toString());
        Process started = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        process = started;
        fromJvm = started.inputReader(StandardCharsets.UTF_8);
        toJvm = started.outputWriter(StandardCharsets.UTF_8);
        double first = next();
        boolean archived = fromJars && awaitArchive(made.resolve("cordage"));
        remark = String.format(
                Locale.ROOT,
                "from %s: the very first pool of that JVM took %.1f ms; the others had %s archive of classes",
                fromJars ? "jars" : "folders",
                first * 1e3,
                archived ? "an" : "no");
    }

    /** Cordage has one made in the background, where it can; the pools after that are the ones to measure. */
    private static boolean awaitArchive(Path cache) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + ARCHIVE_SECONDS * 1_000_000_000L;
        while (System.nanoTime() < deadline) {
            if (Files.isDirectory(cache)) {
                try (var archives = Files.newDirectoryStream(cache, "*.aot")) {
                    for (Path archive : archives) {
                        if (!archive.getFileName().toString().startsWith(UNFINISHED)) {
                            return Files.size(archive) > 0; // an empty one says that it can't be made
                        }
                    }
                }
            }
            Thread.sleep(20);
        }
        return false;
    }

    @Override
    public List<String> remarks() {
        return List.of(remark);
    }

    @Override
    public void close() throws IOException {
        if (process != null) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            try {
                int _ = process.waitFor();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            process = null;
        }
        if (folder != null) {
            Packed.delete(folder);
            folder = null;
        }
    }
}
