package dev.cordage.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressLineTest {
    private static final long SECOND = 1_000_000_000L;
    private static final double NONE = Double.NaN;

    private static ProgressReading reading(long done, long failed, long total, long seconds, double perSecond) {
        return new ProgressReading("files", done, failed, total, seconds * SECOND, perSecond, false);
    }

    private static ProgressReading last(long done, long failed, long total, long seconds) {
        return new ProgressReading("files", done, failed, total, seconds * SECOND, (double) done / seconds, true);
    }

    private static ProgressSurface ascii(int columns) {
        return new ProgressSurface(true, true, columns, 24, false, false);
    }

    private static String drawn(ProgressReading reading, int columns) {
        return ProgressLine.drawn(reading, ascii(columns), 0);
    }

    @Test
    void plainLines() {
        assertEquals(
                "files  42% 420/1000, 140/s, 0:03, 0:05 left, 2 failed",
                ProgressLine.plain(reading(420, 2, 1000, 3, 140)));
        assertEquals("files 420, 140/s, 0:03", ProgressLine.plain(reading(420, 0, Progress.UNKNOWN, 3, 140)));
        assertEquals("files   0% 0/1000, 0:03", ProgressLine.plain(reading(0, 0, 1000, 3, NONE)));
        assertEquals("files 100% 0/0, 0:00", ProgressLine.plain(reading(0, 0, 0, 0, NONE)));
        assertEquals("files 100% 1000/1000, 100/s, 0:10", ProgressLine.plain(last(1000, 0, 1000, 10)));
        assertEquals(
                "files  50% 500/1000, 50.0/s, 0:10, stopped, 1 failed", ProgressLine.plain(last(500, 1, 1000, 10)));
        assertEquals("files 500, 50.0/s, 0:10", ProgressLine.plain(last(500, 0, Progress.UNKNOWN, 10)));
        assertEquals("files 100% 1200/1000, 100/s, 0:12", ProgressLine.plain(reading(1200, 0, 1000, 12, 100)));
        assertEquals(
                "files  10% 1/10, 2.00 min/item, 2:00, 18:00 left",
                ProgressLine.plain(reading(1, 0, 10, 120, 1 / 120.0)));
    }

    @Test
    void hugeTotals() {
        long huge = Long.MAX_VALUE - 1;
        assertEquals(
                "files   0% 1/9223372036854775806, 1.00/s, 0:01, >99d left",
                ProgressLine.plain(reading(1, 0, huge, 1, 1)));
        assertEquals(99, reading(huge - 1, 0, huge, 1, 1).percent(), "not 100 % before all is done");
        assertEquals(100, reading(huge, 0, huge, 1, 1).percent());
        assertEquals(99, reading(999_999, 0, 1_000_000, 1, 1).percent());
    }

    @Test
    void remainingTime() {
        assertEquals(5.8 / 1.4, reading(420, 0, 1000, 3, 140).secondsLeft(), 1e-9);
        assertTrue(Double.isNaN(reading(0, 0, 1000, 3, NONE).secondsLeft()), "nothing done");
        assertTrue(Double.isNaN(reading(0, 0, 0, 3, NONE).secondsLeft()), "nothing to do");
        assertTrue(Double.isNaN(reading(5, 0, Progress.UNKNOWN, 3, 1).secondsLeft()), "unknown total");
        assertTrue(Double.isNaN(reading(11, 0, 10, 3, 1).secondsLeft()), "more than all");
        assertTrue(Double.isNaN(last(5, 0, 10, 3).secondsLeft()), "at the end");
        assertEquals(
                Long.MAX_VALUE - 2.0, reading(1, 0, Long.MAX_VALUE - 1, 1, 1).secondsLeft());
    }

    @Test
    void bars() {
        assertEquals("files   0% |" + " ".repeat(40) + "| 0/1000, 0:03", drawn(reading(0, 0, 1000, 3, NONE), 80));
        assertEquals(
                "files  50% |" + "#".repeat(16) + " ".repeat(17) + "| 500/1000, 100/s, 0:05, 0:05 left",
                drawn(reading(500, 0, 1000, 5, 100), 80));
        assertEquals("files 100% |" + "#".repeat(40) + "| 1000/1000, 100/s, 0:10", drawn(last(1000, 0, 1000, 10), 100));
        assertEquals("files 500, 100/s, 0:05", drawn(reading(500, 0, Progress.UNKNOWN, 5, 100), 80));
    }

    @Test
    void barsInUnicode() {
        ProgressSurface surface = new ProgressSurface(true, true, 80, 24, false, true);
        assertEquals(
                "files  49% |" + "█".repeat(16) + "▏" + " ".repeat(16) + "| 490/1000, 100/s, 0:05, 0:06 left",
                ProgressLine.drawn(reading(490, 0, 1000, 5, 100), surface, 0));
        assertEquals(
                "files 100% |" + "█".repeat(40) + "| 1000/1000, 100/s, 0:10",
                ProgressLine.drawn(last(1000, 0, 1000, 10), surface, 0));
    }

    @Test
    void colors() {
        ProgressSurface color = new ProgressSurface(true, true, 60, 24, true, false);
        assertEquals(
                "files  50% |\033[32m###   \033[39m| 5/10, 1.00/s, 0:05, 0:05 left, \033[31m1 failed\033[39m",
                ProgressLine.drawn(reading(5, 1, 10, 5, 1), color, 0));
    }

    @Test
    void namesLineUp() {
        assertEquals(
                "files     50% |" + "#".repeat(15) + " ".repeat(15) + "| 500/1000, 100/s, 0:05, 0:05 left",
                ProgressLine.drawn(reading(500, 0, 1000, 5, 100), ascii(80), 8));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 10, 20, 30, 40, 50, 60, 79, 80, 81, 120, 300})
    void neverWiderThanTheTerminal(int columns) {
        Random random = new Random(columns);
        for (int i = 0; i < 500; i++) {
            long total = random.nextInt(4) == 0 ? Progress.UNKNOWN : random.nextLong(1, 1L << random.nextInt(1, 62));
            long done = random.nextLong(0, 1L << random.nextInt(1, 62));
            String name = "名前x".repeat(random.nextInt(30));
            ProgressReading reading = new ProgressReading(
                    name,
                    done,
                    random.nextInt(3),
                    total,
                    random.nextLong(1L << 60),
                    random.nextDouble() * 1e5,
                    random.nextBoolean());
            ProgressSurface surface =
                    new ProgressSurface(true, true, columns, 24, random.nextBoolean(), random.nextBoolean());
            String line = ProgressLine.drawn(reading, surface, random.nextInt(columns / 3 + 1))
                    .replaceAll("\033\\[[0-9]+m", "");
            assertTrue(ProgressText.width(line) < Math.max(2, columns), () -> columns + ": " + line);
        }
    }

    @Test
    void whatDoesNotFitIsLeftOutByImportance() {
        ProgressReading reading = reading(420, 2, 1000, 3, 140);
        assertEquals("files  42% 420/1000, 140/s, 0:03, 0:05 left, 2 failed", drawn(reading, 55));
        assertEquals("files  42% 420/1000, 0:03, 0:05 left, 2 failed", drawn(reading, 50));
        assertEquals("files  42% 420/1000, 2 failed", drawn(reading, 30));
        assertEquals("files  42% 420/1000, 2 f...", drawn(reading, 28));
    }

    @Test
    void longNames() {
        ProgressReading reading = new ProgressReading("a/very/long/path/".repeat(9), 1, 0, 2, SECOND, 1, false);
        assertTrue(drawn(reading, 80).startsWith("a/very/long/path/a/very...  50% |"), drawn(reading, 80));
        assertEquals(60, ProgressLine.plain(reading).indexOf("  50%"));
    }
}
