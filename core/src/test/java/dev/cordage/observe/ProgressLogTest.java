package dev.cordage.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bars where there is no terminal. */
class ProgressLogTest {
    private final TestHost host = TestHost.withoutTerminal();

    /** A job that does one item per tick of a tenth of a second. */
    private List<String> job(int tenths, long total) {
        try (Progress bar = host.start("files", total)) {
            for (int i = 0; i < tenths; i++) {
                bar.step();
                host.tick();
            }
        }
        return host.log;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 9, 29})
    void aShortJobPrintsOnlyItsClosingLine(int tenths) {
        List<String> lines = job(tenths, tenths);
        assertEquals(1, lines.size());
        assertTrue(lines.getFirst().startsWith("files 100% " + tenths + "/" + tenths), lines::toString);
    }

    @ParameterizedTest
    @ValueSource(longs = {6000, Progress.UNKNOWN})
    void tenMinutesPrintTenToTwentyLines(long total) {
        List<String> lines = job(6000, total);
        assertTrue(lines.size() >= 10 && lines.size() <= 20, () -> lines.size() + " " + String.join("\n", lines));
        assertTrue(lines.getFirst().contains(", 0:03"), lines.getFirst());
        assertTrue(lines.getLast().contains("6000"), lines.getLast());
    }

    @Test
    void aDayPrintsNoMoreThanALinePerTenMinutes() {
        List<String> lines = job(864_000, Progress.UNKNOWN);
        assertTrue(lines.size() > 140 && lines.size() < 170, () -> "" + lines.size());
    }

    @Test
    void aStuckJobStillSaysSo() {
        try (Progress bar = host.start("files", 10)) {
            bar.step();
            for (int i = 0; i < 600; i++) {
                host.tick();
            }
            assertTrue(host.log.size() >= 5, host.log::toString);
        }
    }

    @Test
    void everyLineIsWholeAndPlain() {
        job(6000, 6000);
        for (String line : host.log) {
            assertTrue(line.matches("[ -~]+"), line);
        }
    }

    @Test
    void severalBarsTakeTurnsAndEndInOrder() {
        Progress first = host.start("first", 100);
        Progress second = host.start("second", 100);
        for (int i = 0; i < 35; i++) {
            first.step();
            second.fail();
            host.tick();
        }
        second.close();
        first.close();
        assertEquals(
                List.of(
                        "first  30% 30/100, 10.0/s, 0:03, 0:07 left",
                        "second  30% 30/100, 10.0/s, 0:03, 0:07 left, 30 failed",
                        "second  35% 35/100, 10.0/s, 0:03, stopped, 35 failed",
                        "first  35% 35/100, 10.0/s, 0:03, stopped"),
                host.log);
    }

    @Test
    void theStandardStreamsAreLeftAlone() {
        PrintStream out = host.out();
        PrintStream err = host.err();
        try (Progress bar = host.start("files", 1)) {
            bar.step();
            assertSame(out, host.out());
            assertSame(err, host.err());
        }
        assertEquals(0, host.terminal.lines().size());
    }

    @Test
    void theExitOfTheProgramIsTold() {
        Progress bar = host.start("files", 10);
        bar.step();
        host.pass(Duration.ofSeconds(1));
        host.exit();
        assertEquals(List.of("files  10% 1/10, 1.00/s, 0:01, stopped"), host.log);
        bar.close();
        assertEquals(1, host.log.size());
    }
}
