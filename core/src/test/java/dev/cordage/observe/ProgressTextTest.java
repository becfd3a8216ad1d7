package dev.cordage.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressTextTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0:00",
        "7.9, 0:07",
        "60, 1:00",
        "3599, 59:59",
        "3600, 1:00:00",
        "86399, 23:59:59",
        "86400, 1d 00h",
        "8639999, 99d 23h",
        "8640000, >99d",
        "1e300, >99d",
        "Infinity, >99d",
    })
    void durations(double seconds, String text) {
        assertEquals(text, ProgressText.duration(seconds));
    }

    @ParameterizedTest
    @CsvSource({
        "NaN, ''",
        "0, ''",
        "-1, ''",
        "1, 1.00/s",
        "9.99, 9.99/s",
        "9.996, 10.0/s",
        "148.2, 148/s",
        "999.4, 999/s",
        "999.6, 1.00k/s",
        "12345, 12.3k/s",
        "999999, 1.00M/s",
        "3.2e8, 320M/s",
        "0.4, 2.50 s/item",
        "0.02, 50.0 s/item",
        "0.01, 1.67 min/item",
        "0.0001, 2.78 h/item",
        "1e-12, ''",
    })
    void rates(double perSecond, String text) {
        assertEquals(text, ProgressText.rate(perSecond));
    }

    @Test
    void hugeRatesStayShort() {
        assertEquals("9.22E/s", ProgressText.rate(Long.MAX_VALUE));
    }

    @Test
    void namesCannotMoveTheCursor() {
        assertEquals("a b [2Jc", ProgressText.clean("a\nb\033[2J\u202ec\r"));
        assertEquals("x?y", ProgressText.clean("x\ud800y"));
    }

    @Test
    void widths() {
        assertEquals(5, ProgressText.width("files"));
        assertEquals(8, ProgressText.width("日本語ab"));
        assertEquals(1, ProgressText.width("e\u0301"));
        assertEquals(2, ProgressText.width("🚀"));
    }

    @Test
    void clipping() {
        assertEquals("files", ProgressText.clip("files", 5, "..."));
        assertEquals("f...", ProgressText.clip("files", 4, "..."));
        assertEquals("日…", ProgressText.clip("日本語", 4, "…"));
        assertEquals("fi", ProgressText.clip("files", 2, "..."));
        assertEquals("", ProgressText.clip("files", 0, "..."));
    }
}
