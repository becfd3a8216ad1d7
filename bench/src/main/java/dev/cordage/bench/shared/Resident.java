package dev.cordage.bench.shared;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * How much memory a process holds, in bytes, as Linux has it.
 *
 * @param anonymous its own: heap, stacks
 * @param file of files that it has mapped
 * @param shared of files that are nowhere but in memory
 */
record Resident(long anonymous, long file, long shared) implements Serializable {
    static Resident ofThisProcess() throws IOException {
        String status = Files.readString(Path.of("/proc/self/status"));
        return new Resident(bytes(status, "RssAnon:"), bytes(status, "RssFile:"), bytes(status, "RssShmem:"));
    }

    private static long bytes(String status, String name) {
        String line = status.lines()
                .filter(one -> one.startsWith(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("this system doesn't say what memory a process holds"));
        String kilobytes = line.substring(name.length(), line.length() - "kB".length());
        return Long.parseLong(kilobytes.strip()) << 10;
    }

    /** In megabytes. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "RssAnon %d MB, RssFile %d MB, RssShmem %d MB", anonymous >> 20, file >> 20, shared >> 20);
    }
}
