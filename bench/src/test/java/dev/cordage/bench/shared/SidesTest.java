package dev.cordage.bench.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each does its work between processes once, with little of it; they check their results themselves. */
@Timeout(120)
class SidesTest {
    private static List<String> remarksOf(Session opened) throws Exception {
        try (Session session = opened) {
            assertTrue(session.sample() > 0);
            return session.remarks();
        }
    }

    @Test
    void aMutexIsWantedByTwoProcesses() throws Exception {
        String remark = remarksOf(new ContendedCases.Contended(20)).getFirst();
        assertTrue(remark.matches("of .* pairs one process had .* the lock changed hands .* times"), remark);
    }

    @ParameterizedTest
    @CsvSource({"0", "1"})
    void twoProcessesWakeEachOtherUpWithAndWithoutARest(int millis) throws Exception {
        String remark = remarksOf(new PingPongCases.PingPong(50, Duration.ofMillis(millis)))
                .getFirst();
        assertTrue(remark.startsWith("one way, half a round trip: "), remark);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 7", "3, 1", "2, 7"})
    void itemsComeFromProcessesEachByItselfAndTogether(int producers, int batch) throws Exception {
        assertEquals(List.of(), remarksOf(new Transfer<>(producers, 16, new Cargo.Points(), 600, batch)));
        assertEquals(List.of(), remarksOf(new Transfer<>(producers, 16, new Cargo.Messages(64), 600, batch)));
    }

    @Test
    void anArrayIsSummedUpByFourProcesses() throws Exception {
        List<String> remarks = remarksOf(new HandOver(8 << 20));
        assertEquals(5, remarks.size());
        assertTrue(
                remarks.getFirst().matches("process 1: before RssAnon \\d+ MB.*; after RssAnon.*"), remarks::toString);
    }

    @Test
    void threadsWaitForAllKindsOfThingsAndGoOn() throws Exception {
        List<String> remarks = remarksOf(new IdleCases.Idle(Duration.ZERO, Duration.ofMillis(50)));
        assertTrue(remarks.getFirst().matches("while they wait: [0-9.]+ ms, of which .*"), remarks::toString);
    }
}
