package dev.cordage.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** What the system says about a process. */
final class ProcessFigures {
    private static final long KB = 1024;

    private ProcessFigures() {}

    /** Bytes of memory that the process holds now; -1 where the system doesn't say. */
    static long rss(long pid) {
        try {
            String status =
                    Files.readString(Path.of("/proc", Long.toString(pid), "status"), StandardCharsets.ISO_8859_1);
            int at = status.indexOf("VmRSS:");
            if (at < 0) {
                return -1;
            }
            long kilobytes = 0;
            for (int i = at + 6; i < status.length() && status.charAt(i) != 'k'; i++) {
                int digit = Character.digit(status.charAt(i), 10);
                if (digit >= 0) {
                    kilobytes = kilobytes * 10 + digit;
                }
            }
            return kilobytes * KB;
        } catch (IOException e) {
            return -1;
        }
    }

    /** Processor time that the process has used; zero where the system doesn't say. */
    static Duration cpu(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().totalCpuDuration())
                .orElse(Duration.ZERO);
    }
}
