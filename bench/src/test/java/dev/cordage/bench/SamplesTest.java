package dev.cordage.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cordage.bench.Samples.Round;
import java.util.List;
import org.junit.jupiter.api.Test;

class SamplesTest {
    @Test
    void theyTravelAsLinesWithoutLoss() {
        Samples samples = new Samples(
                List.of(new Round(1 / 3.0, List.of(1e300, 7.0)), new Round(5e-9, List.of(-0.0, 1.5))),
                List.of("a remark  with: spaces", ""));
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
                new Samples(List.of(new Round(1, 2), new Round(3, 4)), List.of("same", "other")),
                Samples.all(List.of(Samples.single(1, 2, "same"), Samples.single(3, 4, "same", "other"))));
    }

    @Test
    void eachRoundHasAsManyRivals() {
        List<Round> rounds = List.of(new Round(1, 2), new Round(1, List.of(2.0, 3.0)));
        assertThrows(IllegalArgumentException.class, () -> new Samples(rounds));
        assertThrows(IllegalArgumentException.class, () -> new Round(1, List.of()));
    }

    @Test
    void nothingAndNonsenseAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Samples.fromLines(List.of()));
        assertThrows(IllegalArgumentException.class, () -> Samples.fromLines(List.of("something else")));
    }
}
