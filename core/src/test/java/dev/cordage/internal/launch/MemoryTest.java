package dev.cordage.internal.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryTest {
    private static final long MB = 1 << 20;

    @TempDir
    Path root;

    private Path proc;
    private Path groups;

    @BeforeEach
    void machineWithSixteenGigabytesAndTenLeft() throws IOException {
        proc = root.resolve("proc");
        groups = root.resolve("cgroup");
        put(proc.resolve("meminfo"), "MemTotal:       16777216 kB\nMemFree: 1 kB\nMemAvailable:   10485760 kB\n");
    }

    private static void put(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private Memory memory(long maxMb, long toGrowMb) {
        return new Memory(proc, groups, maxMb * MB, toGrowMb * MB);
    }

    @Test
    void aMachineWithoutLimitsLeavesWhatIsAvailable() {
        assertEquals(10_240 * MB - 240 * MB, memory(300, 240).left());
        assertEquals(10_000 * MB / 4 * 3 / 4, memory(300, 240).share(4));
    }

    @Test
    void aShareIsAtMostWhatAJvmWouldTakeAndAtLeast64Megabytes() {
        assertEquals(4_096 * MB, memory(300, 240).share(1));
        assertEquals(64 * MB, memory(300, 240).share(1_000));
        assertEquals(64 * MB, memory(20_000, 20_000).share(1));
    }

    @Test
    void eachLevelOfVersionTwoMayLimit() throws IOException {
        put(proc.resolve("self/cgroup"), "0::/a/b\n");
        put(groups.resolve("a/b/memory.max"), "max\n");
        put(groups.resolve("a/memory.max"), 1_000 * MB + "\n");
        put(groups.resolve("a/memory.current"), 500 * MB + "\n");
        put(groups.resolve("a/memory.stat"), "anon 1\ninactive_file " + 100 * MB + "\n");
        assertEquals(600 * MB - 100 * MB, memory(200, 100).left());
        assertEquals(250 * MB, memory(200, 100).share(1));
    }

    @Test
    void aContainerSeesItsOwnGroupAtTheRoot() throws IOException {
        put(proc.resolve("self/cgroup"), "0::/../host/path\n");
        put(groups.resolve("memory.max"), 512 * MB + "\n");
        put(groups.resolve("memory.current"), 12 * MB + "\n");
        assertEquals(400 * MB, memory(128, 100).left());
        assertEquals(128 * MB, memory(128, 100).share(2));
    }

    @Test
    void versionOneLimitsTheMemoryGroup() throws IOException {
        put(proc.resolve("self/cgroup"), "12:cpu,cpuacct:/x\n5:memory:/docker/abc\n0::/\n");
        put(groups.resolve("memory/docker/abc/memory.limit_in_bytes"), 800 * MB + "\n");
        put(groups.resolve("memory/docker/abc/memory.usage_in_bytes"), 300 * MB + "\n");
        put(groups.resolve("memory/docker/abc/memory.stat"), "total_inactive_file " + 100 * MB + "\n");
        put(groups.resolve("memory/memory.limit_in_bytes"), "9223372036854771712\n");
        assertEquals(600 * MB - 50 * MB, memory(100, 50).left());
    }

    @Test
    void whatCantBeReadIsNoLimit() throws IOException {
        put(proc.resolve("self/cgroup"), "nonsense\n0::/a\n");
        put(groups.resolve("a/memory.max"), "\n");
        assertEquals(10_240 * MB, memory(100, 0).left());
    }

    @Test
    void anotherSystemHasTheMaximumHeap() throws IOException {
        Files.delete(proc.resolve("meminfo"));
        assertEquals(1_000 * MB, memory(1_000, 900).left());
        assertEquals(375 * MB, memory(1_000, 900).share(2));
    }

    @Test
    void thisMachineHasSome() {
        assertTrue(Memory.available() > 0);
        assertTrue(Memory.heapShare(1) >= 64 * MB);
        assertThrows(IllegalArgumentException.class, () -> Memory.heapShare(0));
    }
}
