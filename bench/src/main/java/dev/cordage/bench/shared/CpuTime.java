package dev.cordage.bench.shared;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How long the threads of processes have run, as Linux counts it: in nanoseconds, where other figures of a process come
 * in steps of ten milliseconds.
 */
final class CpuTime {
    /**
     * A thread of some process.
     *
     * @param pid the process
     * @param thread its number
     * @param name its name, of which Linux keeps 15 bytes
     */
    private record Ran(long pid, String thread, String name) {}

    /** By thread, since one that ends takes its figure along. */
    private final Map<Ran, Long> nanos = new HashMap<>();

    private CpuTime() {}

    /**
     * Of all threads of these processes, until now.
     *
     * @throws IllegalStateException if this system doesn't say
     */
    static CpuTime of(List<Long> pids) throws IOException {
        CpuTime time = new CpuTime();
        for (long pid : pids) {
            time.add(pid);
        }
        return time;
    }

    private void add(long pid) throws IOException {
        Path threads = Path.of("/proc", String.valueOf(pid), "task");
        if (!Files.exists(threads.resolve(String.valueOf(pid)).resolve("schedstat"))) {
            throw new IllegalStateException("this system doesn't say how long the threads of process " + pid + " ran");
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(threads)) {
            for (Path thread : all) {
                try {
                    String name = Files.readString(thread.resolve("comm")).strip();
                    String figures = Files.readString(thread.resolve("schedstat"));
                    nanos.put(
                            new Ran(pid, thread.getFileName().toString(), name),
                            Long.parseLong(figures.substring(0, figures.indexOf(' '))));
                } catch (NoSuchFileException _) {
                    // It has just ended.
                }
            }
        }
    }

    /** How long its threads have run since an earlier time, by their names, in seconds; new ones altogether. */
    Map<String, Double> secondsSince(CpuTime earlier) {
        Map<String, Double> seconds = new TreeMap<>();
        nanos.forEach((thread, now) ->
                seconds.merge(thread.name, (now - earlier.nanos.getOrDefault(thread, 0L)) / 1e9, Double::sum));
        return seconds;
    }
}
