package dev.cordage.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Where and when it was measured.
 *
 * @param processor its model
 * @param cores how many this JVM may use
 * @param memory in bytes
 * @param system the operating system
 * @param jvm the version of the JVM
 * @param time when
 * @param load how many threads were running or wanted to, before we began; negative where that is unknown
 */
record Machine(String processor, int cores, long memory, String system, String jvm, String time, double load) {
    private static final double BUSY = 0.25;

    static Machine now() {
        OperatingSystemMXBean os = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return new Machine(
                processorModel(),
                Runtime.getRuntime().availableProcessors(),
                os.getTotalMemorySize(),
                os.getName() + " " + os.getVersion() + " " + os.getArch(),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
                ZonedDateTime.now(ZoneOffset.UTC)
                        .format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT)),
                os.getSystemLoadAverage());
    }

    private static String processorModel() {
        return Stream.of(
                        fromProc(), fromSysctl(), Objects.requireNonNullElse(System.getenv("PROCESSOR_IDENTIFIER"), ""))
                .filter(model -> !model.isEmpty())
                .findFirst()
                .orElse("unknown processor");
    }

    private static String fromProc() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("");
        } catch (IOException _) {
            return "";
        }
    }

    private static String fromSysctl() {
        try {
            Process sysctl = new ProcessBuilder("sysctl", "-n", "machdep.cpu.brand_string").start();
            try (var output = sysctl.inputReader()) {
                return Objects.requireNonNullElse(output.readLine(), "").strip();
            }
        } catch (IOException _) {
            return "";
        }
    }

    boolean isBusy() {
        return load > BUSY * cores;
    }

    @Override
    public String toString() {
        String text = String.format(
                Locale.ROOT,
                "%s, %d cores, %.1f GB; %s; %s; %s; %s",
                processor,
                cores,
                memory / (double) (1 << 30),
                system,
                jvm,
                time,
                load < 0 ? "load unknown" : String.format(Locale.ROOT, "load %.2f", load));
        return isBusy() ? text + " (BUSY: other programs disturb these figures)" : text;
    }
}
