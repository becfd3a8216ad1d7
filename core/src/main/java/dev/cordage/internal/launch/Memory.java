package dev.cordage.internal.launch;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How much memory workers may have: what the machine and the container have left. All sizes are in bytes. */
public final class Memory {
    /*
     * Each level of the control group of this process may have a limit, so all are looked at, up to the root; of
     * version 2 (one hierarchy) and version 1 (memory has its own). In a container, the path that /proc names may be
     * that of the host, and not be there or lead out of the mount: then the root is the container's group.
     *
     * What the kernel could drop from the page cache (inactive_file) does not count as used. The heap of this JVM
     * counts as if it were full.
     */
    private static final long LEAST = 64L << 20;
    private static final long UNLIMITED = Long.MAX_VALUE;

    private final Path proc;
    private final Path groups;
    private final long heapToGrow;
    private final long maxHeap;

    Memory(Path proc, Path groups, long maxHeap, long heapToGrow) {
        this.proc = proc;
        this.groups = groups;
        this.maxHeap = maxHeap;
        this.heapToGrow = heapToGrow;
    }

    private static Memory ofThisJvm() {
        Runtime runtime = Runtime.getRuntime();
        long max = runtime.maxMemory();
        return new Memory(Path.of("/proc"), Path.of("/sys/fs/cgroup"), max, max - runtime.totalMemory());
    }

    /** What the container, or else the machine, has left once the heap of this JVM is as large as it may become. */
    public static long available() {
        return ofThisJvm().left();
    }

    /** What the container, or else the machine, has left now; what the JVM's heap may take if neither is known. */
    public static long free() {
        Memory memory = ofThisJvm();
        return new Memory(memory.proc, memory.groups, memory.maxHeap, 0).left();
    }

    /**
     * The maximum heap for each of so many workers: their part of three quarters of {@link #available()}, at least 64
     * MB, at most what a JVM would take by itself, which is a quarter of the memory.
     */
    public static long heapShare(int workers) {
        if (workers < 1) {
            throw new IllegalArgumentException("workers must be at least 1, but was " + workers);
        }
        return ofThisJvm().share(workers);
    }

    long left() {
        long machine = field("MemAvailable:", proc.resolve("meminfo"));
        if (machine < 0) {
            return maxHeap;
        }
        Limits limits = limits();
        return Math.max(0, Math.min(machine, limits.left) - heapToGrow);
    }

    long share(int workers) {
        long total = field("MemTotal:", proc.resolve("meminfo"));
        long most = total < 0 ? maxHeap : Math.min(total, limits().limit) / 4;
        long part = left() / 4 * 3 / workers;
        return Math.max(LEAST, Math.min(part, most));
    }

    private record Limits(long limit, long left) {
        Limits and(long otherLimit, long used) {
            return new Limits(Math.min(limit, otherLimit), Math.min(left, Math.max(0, otherLimit - used)));
        }
    }

    private Limits limits() {
        Limits limits = new Limits(UNLIMITED, UNLIMITED);
        for (String line : lines(proc.resolve("self").resolve("cgroup"))) {
            int first = line.indexOf(':');
            int second = line.indexOf(':', first + 1);
            if (first < 0 || second < 0) {
                continue;
            }
            String controllers = line.substring(first + 1, second);
            String path = line.substring(second + 1);
            if (controllers.isEmpty()) {
                limits = along(limits, groups, path, "memory.max", "memory.current", "inactive_file ");
            } else if (("," + controllers + ",").contains(",memory,")) {
                limits = along(
                        limits,
                        groups.resolve("memory"),
                        path,
                        "memory.limit_in_bytes",
                        "memory.usage_in_bytes",
                        "total_inactive_file ");
            }
        }
        return limits;
    }

    private static Limits along(
            Limits limits, Path root, String path, String maxName, String usedName, String reclaimable) {
        Path relative = Path.of(path.startsWith("/") ? path.substring(1) : path).normalize();
        Limits found = limits;
        Path own = root.resolve(relative).normalize();
        for (Path group = own.startsWith(root) ? own : root;
                group != null && group.startsWith(root);
                group = group.getParent()) {
            long max = number(group.resolve(maxName));
            if (max >= 0) {
                long used = Math.max(0, number(group.resolve(usedName)))
                        - Math.max(0, field(reclaimable, group.resolve("memory.stat")));
                found = found.and(max, Math.max(0, used));
            }
        }
        return found;
    }

    /** The number in the file; negative if there is none, as where the file says "max". */
    private static long number(Path file) {
        List<String> lines = lines(file);
        return lines.isEmpty() ? -1 : parse(lines.getFirst());
    }

    /** The number, in bytes, behind this name in a file of names and numbers; negative if there is none. */
    private static long field(String name, Path file) {
        for (String line : lines(file)) {
            if (line.startsWith(name)) {
                String value = line.substring(name.length()).strip();
                if (value.endsWith(" kB")) {
                    long kilobytes = parse(value.substring(0, value.length() - 3));
                    return kilobytes < 0 ? -1 : kilobytes << 10;
                }
                return parse(value);
            }
        }
        return -1;
    }

    private static long parse(String digits) {
        try {
            return Long.parseLong(digits.strip());
        } catch (NumberFormatException _) {
            return -1;
        }
    }

    /** The lines of a small file of the kernel's, which says nothing about its length. */
    private static List<String> lines(Path file) {
        var lines = new ArrayList<String>();
        try (InputStream in = new FileInputStream(file.toFile())) {
            String text = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
            int start = 0;
            for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
                lines.add(text.substring(start, end));
                start = end + 1;
            }
            if (start < text.length()) {
                lines.add(text.substring(start));
            }
        } catch (IOException _) {
            // Not there, or not to be read: then there is no limit to be known either.
            lines.clear();
        }
        return lines;
    }
}
