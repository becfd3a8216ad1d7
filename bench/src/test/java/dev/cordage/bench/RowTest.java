package dev.cordage.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.bench.Samples.Pair;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowTest {
    private static Row measured(Double target, Pair... pairs) {
        Case.Builder builder = Case.named("a case").unit(Unit.SECONDS);
        if (target != null) {
            builder.target(target);
        }
        Samples samples = new Samples(List.of(pairs));
        return Row.of("task", builder.measure("the rival", _ -> samples), samples);
    }

    @Test
    void theRatioIsTheMedianOfTheRatiosOfPairs() {
        // A machine that was ten times slower for a while: the ratio of the medians would be 2.
        Row row = measured(null, new Pair(1, 1), new Pair(2, 1), new Pair(10, 10), new Pair(1, 1), new Pair(20, 20));
        assertEquals(1, row.ratio());
        assertEquals(new Range(1, 1), row.spread());
        assertEquals(2, row.ours());
        assertEquals(1, row.rival());
    }

    @Test
    void aTargetIsMetFromItsVeryValueOn() {
        assertEquals(true, measured(0.5, new Pair(2, 1)).met());
        assertEquals(false, measured(0.51, new Pair(2, 1)).met());
        assertNull(measured(null, new Pair(2, 1)).met());
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
