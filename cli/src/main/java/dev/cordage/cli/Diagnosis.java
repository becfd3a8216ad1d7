package dev.cordage.cli;

import com.sun.management.OperatingSystemMXBean;
import dev.cordage.process.HostFabric;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import jdk.management.VirtualThreadSchedulerMXBean;

/** What of this machine matters to Cordage. Every finding is looked up anew, and none of them throws. */
final class Diagnosis {
    private static final long MIB = 1L << 20;

    /** Docker's default is 64 MB, less than a few shared arrays take. */
    private static final long SMALL_SHARED_MEMORY = 256 * MIB;

    private Diagnosis() {}

    static List<Finding> all() {
        return List.of(
                cordage(),
                jdk(),
                cores(),
                memory(),
                virtualThreads(),
                sharedMemory(Path.of("/dev/shm")),
                temporaryFolder(Path.of(System.getProperty("java.io.tmpdir"))),
                leftovers(HostFabric.leftovers()),
                python(),
                terminal());
    }

    private static Finding cordage() {
        return Finding.ok("cordage", System.getProperty("cordage.version", "not started by the launcher"));
    }

    private static Finding jdk() {
        String value = "%s (%s) in %s"
                .formatted(Runtime.version(), System.getProperty("java.vendor"), System.getProperty("java.home"));
        return Finding.ok("JDK", value);
    }

    private static Finding cores() {
        int cores = Runtime.getRuntime().availableProcessors();
        long onHost = coresOnHost();
        String value = onHost > cores ? "%d of the machine's %d".formatted(cores, onHost) : String.valueOf(cores);
        return cores > 1
                ? Finding.ok("cores", value)
                : Finding.warn("cores", value, "pools and worker processes cannot speed up work on a single core");
    }

    /** As Linux lists them, without regard to a container's limits; 0 where unknown. */
    private static long coresOnHost() {
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("processor")).count();
        } catch (IOException _) {
            return 0;
        }
    }

    private static Finding memory() {
        long heap = Runtime.getRuntime().maxMemory();
        long total =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
        String value = "%s, a heap of %s by default".formatted(mib(total), mib(heap));
        return heap >= 128 * MIB
                ? Finding.ok("memory", value)
                : Finding.warn(
                        "memory", value, "worker processes divide what is left among them: give the container more");
    }

    private static Finding virtualThreads() {
        int parallelism = ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class)
                .getParallelism();
        return Finding.ok("virtual threads", "on %d carriers".formatted(parallelism));
    }

    static Finding leftovers(List<Path> folders) {
        String name = "leftovers";
        if (folders.isEmpty()) {
            return Finding.ok(name, "none of programs that died");
        }
        String paths = folders.stream().map(Path::toString).collect(Collectors.joining(", "));
        return Finding.warn(
                name,
                "%s of programs that died: %s"
                        .formatted(folders.size() == 1 ? "1 folder" : folders.size() + " folders", paths),
                "the next program that needs such a folder deletes them; so does cordage doctor --clean, now");
    }

    static Finding sharedMemory(Path folder) {
        String name = "shared memory";
        if (!Files.isDirectory(folder)) {
            return Finding.ok(name, "no %s here; files in the temporary folder instead".formatted(folder));
        }
        try {
            FileStore store = Files.getFileStore(folder);
            String value =
                    "%s of %s free in %s".formatted(mib(store.getUsableSpace()), mib(store.getTotalSpace()), folder);
            if (!Files.isWritable(folder)) {
                return Finding.warn(name, value + ", not writable", "shared arrays will use the temporary folder");
            }
            return store.getUsableSpace() >= SMALL_SHARED_MEMORY
                    ? Finding.ok(name, value)
                    : Finding.warn(name, value, "large shared arrays will not fit; in a container, raise --shm-size");
        } catch (IOException e) {
            return Finding.warn(name, e.toString(), "shared arrays will use the temporary folder");
        }
    }

    static Finding temporaryFolder(Path folder) {
        String name = "temporary folder";
        Path mine;
        try {
            mine = Files.createTempDirectory(folder, "cordage-doctor");
        } catch (IOException e) {
            return Finding.fail(name, "cannot write: " + e, "set -Djava.io.tmpdir to a folder that is writable");
        }
        Path socket = mine.resolve("socket");
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            return Finding.ok(name, folder + ", with Unix-domain sockets");
        } catch (IOException | UnsupportedOperationException e) {
            return Finding.fail(
                    name,
                    "%s, but no Unix-domain socket there: %s".formatted(folder, e),
                    "worker processes need one; set -Djava.io.tmpdir to a local folder with a short path");
        } finally {
            try {
                Files.deleteIfExists(socket);
                Files.delete(mine);
            } catch (IOException _) {
                // An empty folder stays behind in the temporary folder, which is not worth more than that.
            }
        }
    }

    private static Finding python() {
        String name = "python3";
        try {
            Process process = new ProcessBuilder("python3", "--version")
                    .redirectErrorStream(true)
                    .start();
            try (InputStream output = process.getInputStream()) {
                process.getOutputStream().close();
                if (!process.waitFor(5, TimeUnit.SECONDS)) {
                    return Finding.warn(name, "does not answer", "the benchmarks will not compare with Python");
                }
                String version = new String(output.readAllBytes(), StandardCharsets.UTF_8).strip();
                return process.exitValue() == 0
                        ? Finding.ok(name, version)
                        : Finding.warn(name, version, "the benchmarks will not compare with Python");
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException _) {
            return Finding.ok(name, "not found; the benchmarks will not compare with Python");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Finding.warn(name, "interrupted", "");
        }
    }

    private static Finding terminal() {
        return Boolean.getBoolean("cordage.terminal")
                ? Finding.ok("terminal", "yes, %s columns".formatted(System.getProperty("cordage.columns", "80")))
                : Finding.ok("terminal", "no: plain lines, no colours");
    }

    private static String mib(long bytes) {
        return String.format(Locale.ROOT, "%,d MiB", bytes / MIB);
    }
}
