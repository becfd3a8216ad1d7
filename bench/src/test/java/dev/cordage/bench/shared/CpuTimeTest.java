package dev.cordage.bench.shared;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CpuTimeTest {
    private static final long BURNT = 50_000_000;

    @BeforeEach
    void onlyWhereItIsCounted() {
        Assumptions.assumeTrue(Files.exists(Path.of("/proc/self/schedstat")), "this system doesn't say");
    }

    private static void burn() {
        var threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        while (threads.getCurrentThreadCpuTime() - start < BURNT) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aThreadThatRunsIsSeenUnderItsName() throws Exception {
        List<Long> self = List.of(ProcessHandle.current().pid());
        CpuTime before = CpuTime.of(self);
        Map<String, Double>[] seconds = new Map[1];
        Throwable[] failure = new Throwable[1];
        Thread burner = Thread.ofPlatform().name("burner").start(() -> {
            burn();
            try {
                seconds[0] = CpuTime.of(self).secondsSince(before);
            } catch (Exception e) {
                failure[0] = e;
            }
        });
        burner.join();
        if (failure[0] != null) {
            throw new AssertionError(failure[0]);
        }
        assertTrue(seconds[0].getOrDefault("burner", 0.0) >= 0.9 * BURNT / 1e9, () -> "" + seconds[0]);
    }

    @Test
    void onlyWhatCameSinceCounts() throws Exception {
        List<Long> self = List.of(ProcessHandle.current().pid());
        burn();
        CpuTime before = CpuTime.of(self);
        Map<String, Double> none = before.secondsSince(before);
        assertTrue(none.values().stream().allMatch(seconds -> seconds == 0), none::toString);
    }

    @Test
    void aProcessThatIsGoneIsAnError() {
        assertThrows(IllegalStateException.class, () -> CpuTime.of(List.of(Long.MAX_VALUE)));
    }
}
