package dev.cordage.testing;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** All threads of this JVM, platform and virtual, from the thread dump that {@code jcmd Thread.dump_to_file} writes. */
public final class Threads {
    private static final Pattern HEAD = Pattern.compile("#(\\d+) \"(.*)\".*");

    private Threads() {}

    /** One live thread as the dump shows it. */
    public record Sighting(long id, String name, List<String> lines) {
        /** Whether a frame of its stack mentions this. */
        public boolean mentions(String text) {
            return lines.stream().anyMatch(line -> line.contains(text));
        }

        @Override
        public String toString() {
            return String.join("\n", lines);
        }
    }

    /** The live threads by their ids. */
    public static Map<Long, Sighting> all() {
        Map<Long, Sighting> all = new LinkedHashMap<>();
        Sighting current = null;
        for (String line : dump().lines().toList()) {
            Matcher head = HEAD.matcher(line);
            if (head.matches()) {
                current = new Sighting(Long.parseLong(head.group(1)), head.group(2), new ArrayList<>());
                all.put(current.id, current);
            }
            if (line.isBlank()) {
                current = null;
            }
            if (current != null) {
                current.lines.add(line);
            }
        }
        return all;
    }

    /** The stacks of all threads, to be printed when a wait ran out. */
    public static String dump() {
        try {
            Path folder = Files.createTempDirectory("cordage-threads");
            Path file = folder.resolve("dump.txt"); // must not exist before
            try {
                ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                        .dumpThreads(file.toString(), ThreadDumpFormat.TEXT_PLAIN);
                return Files.readString(file);
            } finally {
                Files.deleteIfExists(file);
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
