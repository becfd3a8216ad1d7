package dev.cordage.bench.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.bench.Case;
import dev.cordage.bench.Plan;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SharedSuiteTest {
    private static final List<Case> CASES = new SharedSuite().cases(Plan.QUICK);

    private static Case named(String name) {
        return CASES.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no case '" + name + "'"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Counter.add",
                "Mutex lock and unlock, uncontended",
                "EventFlag ping-pong between 2 processes, round trip, median, doorbells",
                "CloseableQueue, 64-byte arrays, 1 process to 1",
                "sum of a SharedArray of 80 MB of doubles by asSegment()",
                "a SharedArray of 256 MB handed to 4 processes: RssAnon that one gains",
                "64 threads wait in 4 processes: CPU time that adds to these in a second, doorbells"
            })
    void whatIsPromisedHasATargetWithoutPythonAndCToo(String promised) {
        assertNotNull(named(promised).target());
    }

    @Test
    void theJvmOfACaseWaitsAsItsNameSays() {
        for (Case one : CASES) {
            assertEquals(
                    one.name().endsWith(Mode.FUTEX.toString()), one.options().equals(Mode.FUTEX.options()), one.name());
            assertEquals(
                    one.name().endsWith(Mode.DOORBELL.toString()),
                    one.options().equals(Mode.DOORBELL.options()),
                    one.name());
        }
    }

    @Test
    void theReportSaysWhatTheRivalsAre() {
        List<String> remarks = new SharedSuite().remarks();
        assertTrue(remarks.getLast().startsWith("Agrona 2."), remarks::toString);
        assertFalse(remarks.contains(""), remarks::toString);
    }
}
