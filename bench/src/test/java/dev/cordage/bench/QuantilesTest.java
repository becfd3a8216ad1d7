package dev.cordage.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class QuantilesTest {
    @Test
    void aMedianIsTheMiddleOrBetweenTheTwoInTheMiddle() {
        assertEquals(2, new Quantiles(3, 1, 2).median());
        assertEquals(2.5, new Quantiles(4, 1, 3, 2).median());
        assertEquals(7, new Quantiles(7).median());
    }

    @Test
    void quartilesLieBetweenNeighbours() {
        Quantiles quantiles = new Quantiles(1, 2, 3, 4, 5, 6);
        assertEquals(2.25, quantiles.at(0.25));
        assertEquals(new Range(2.25, 4.75), quantiles.without(0.25));
        assertEquals(new Range(1, 6), quantiles.without(0));
    }

    @Test
    void nothingAndNonsenseAreRefused() {
        assertThrows(IllegalArgumentException.class, Quantiles::new);
        assertThrows(IllegalArgumentException.class, () -> new Quantiles(1).at(1.1));
        assertThrows(IllegalArgumentException.class, () -> new Quantiles(1).at(Double.NaN));
    }
}
