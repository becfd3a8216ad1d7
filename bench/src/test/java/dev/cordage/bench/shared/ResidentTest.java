package dev.cordage.bench.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ResidentTest {
    private static final long SIZE = 64 << 20;

    @Test
    void whatAProcessAllocatesIsItsOwn() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/status")), "this system doesn't say");
        Resident before = Resident.ofThisProcess();
        try (Arena arena = Arena.ofConfined()) {
            var _ = arena.allocate(SIZE).fill((byte) 1);
            Resident after = Resident.ofThisProcess();
            assertTrue(after.anonymous() - before.anonymous() >= SIZE / 2, () -> before + " -> " + after);
        }
    }

    @Test
    void itIsToldInMegabytes() {
        assertEquals("RssAnon 2 MB, RssFile 1 MB, RssShmem 0 MB", new Resident(2 << 20, (2 << 20) - 1, 5).toString());
    }
}
