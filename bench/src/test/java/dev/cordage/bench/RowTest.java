package dev.cordage.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.bench.Samples.Round;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowTest {
    private static Row measured(Double target, Round... rounds) {
        Case.Builder builder = Case.named("a case").unit(Unit.SECONDS);
        if (target != null) {
            builder.target(target);
        }
        Samples samples = new Samples(List.of(rounds));
        return Row.of("task", builder.measure("the rival", _ -> samples), samples);
    }

    @Test
    void theRatioIsTheMedianOfTheRatiosOfRounds() {
        // A machine that was ten times slower for a while: the ratio of the medians would be 2.
        Row row =
                measured(null, new Round(1, 1), new Round(2, 1), new Round(10, 10), new Round(1, 1), new Round(20, 20));
        assertEquals(1, row.ratio());
        assertEquals(new Range(1, 1), row.spread());
        assertEquals(2, row.ours());
        assertEquals(1, row.rival());
    }

    @Test
    void ofSeveralRivalsTheOneWithTheBestMedianCounts() {
        Samples samples = new Samples(
                List.of(
                        new Round(3, List.of(100.0, 2.0)), // the first rival's best is no better median
                        new Round(3, List.of(1.0, 2.0)),
                        new Round(3, List.of(1.0, 2.0))),
                List.of("a remark"));
        Row faster = Row.of("queue", rivals(Unit.perSecond("items")), samples);
        assertEquals("second", faster.rivalName());
        assertEquals(2, faster.rival());
        assertEquals(1.5, faster.ratio());
        assertEquals(List.of("first: 1.00 items/s", "a remark"), faster.remarks());

        Row quicker = Row.of("queue", rivals(Unit.SECONDS), samples);
        assertEquals("first", quicker.rivalName());
        assertEquals(1 / 3.0, quicker.ratio(), 1e-9);
    }

    private static Case rivals(Unit unit) {
        return Case.named("a case")
                .unit(unit)
                .compare(() -> 1, new Case.Rival("first", () -> 1), new Case.Rival("second", () -> 1));
    }

    @Test
    void aTargetIsMetFromItsVeryValueOn() {
        assertEquals(true, measured(0.5, new Round(2, 1)).met());
        assertEquals(false, measured(0.51, new Round(2, 1)).met());
        assertNull(measured(null, new Round(2, 1)).met());
        assertEquals(false, Rows.failed("broken", 1.0).met());
        assertNull(Rows.failed("broken", null).met());
    }

    @Test
    void aDifferenceInsideTheNoiseOrItsOwnSpreadIsFlagged() {
        Range noise = NoiseBand.of(List.of(Rows.noise(0.99, 1.01), Rows.noise(0.95, 0.98)));
        assertEquals(0.95, noise.low(), 1e-9);
        assertEquals(1 / 0.95, noise.high(), 1e-9);
        assertTrue(Rows.row("in the noise", 1.04, new Range(1.03, 1.05), null).isWithin(noise));
        assertTrue(Rows.row("in its spread", 1.2, new Range(0.9, 1.5), null).isWithin(noise));
        assertFalse(Rows.row("better", 1.2, new Range(1.1, 1.3), null).isWithin(noise));
        assertFalse(Rows.row("worse", 0.8, new Range(0.7, 0.9), null).isWithin(noise));
        assertFalse(Rows.row("a single figure", 1.0, new Range(1, 1), null).isWithin(noise));
        assertFalse(Rows.failed("broken", null).isWithin(noise));
    }

    @Test
    void withoutNoiseRowsOnlyTheSpreadCounts() {
        Range noise = NoiseBand.of(List.of());
        assertFalse(Rows.row("better", 1.01, new Range(1.005, 1.02), null).isWithin(noise));
        assertTrue(Rows.row("unclear", 1.01, new Range(0.99, 1.02), null).isWithin(noise));
    }
}
