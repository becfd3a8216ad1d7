package dev.cordage.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class UnitTest {
    @Test
    void aRatioAboveOneMeansThatOursWinsWhateverTheDirection() {
        assertEquals(2, Unit.perSecond("tasks").ratio(20, 10));
        assertEquals(2, Unit.SECONDS.ratio(10, 20));
        assertEquals(0.5, Unit.BYTES.ratio(20, 10));
    }

    @Test
    void figuresAreScaledForTheEye() {
        Unit tasks = Unit.perSecond("tasks");
        assertEquals("12.5 M tasks/s", tasks.format(12_540_000));
        assertEquals("999 tasks/s", tasks.format(999));
        assertEquals("1.50 k tasks/s", tasks.format(1500));
        assertEquals("1.25 s", Unit.SECONDS.format(1.25));
        assertEquals("17.2 us", Unit.SECONDS.format(17.2e-6));
        assertEquals("3.00 ns", Unit.SECONDS.format(3e-9));
        assertEquals("0.10 ns", Unit.SECONDS.format(1e-10));
        assertEquals("0.00 ns", Unit.SECONDS.format(0));
        assertEquals("64.0 MB", Unit.BYTES.format(64 << 20));
        assertEquals("12.0 B", Unit.BYTES.format(12));
        assertEquals("-", Unit.SECONDS.format(Double.NaN));
    }
}
