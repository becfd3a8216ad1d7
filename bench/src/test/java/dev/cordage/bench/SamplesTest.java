package dev.cordage.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cordage.bench.Samples.Pair;
import java.util.List;
import org.junit.jupiter.api.Test;

class SamplesTest {
    @Test
    void theyTravelAsLinesWithoutLoss() {
        Samples samples = new Samples(
                List.of(new Pair(1 / 3.0, 1e300), new Pair(5e-9, -0.0)), List.of("a remark  with: spaces", ""));
        assertEquals(samples, Samples.fromLines(samples.toLines()));
    }

    @Test
    void aRemarkOfSeveralLinesBecomesOne() {
        assertEquals(
                List.of("one two"),
                Samples.fromLines(Samples.single(1, 2, "one\ntwo").toLines()).remarks());
    }

    @Test
    void thoseOfSeveralForksAreOne() {
        assertEquals(
                new Samples(List.of(new Pair(1, 2), new Pair(3, 4)), List.of("same", "other")),
                Samples.all(List.of(Samples.single(1, 2, "same"), Samples.single(3, 4, "same", "other"))));
    }

    @Test
    void nothingAndNonsenseAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Samples.fromLines(List.of()));
        assertThrows(IllegalArgumentException.class, () -> Samples.fromLines(List.of("something else")));
    }
}
