package dev.cordage.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoadTest {
    private static final int MILLISECONDS = 100;
    private static final double COLD = 1e-3;
    private static final double WARM = 1e-5;

    private final List<Integer> tried = new ArrayList<>();

    @Test
    void aSampleTakesLongEnoughAlsoOnceTheCodeIsWarm() throws Exception {
        Side side = new Load(MILLISECONDS).side(operations -> {
            tried.add(operations);
            return operations * (tried.size() < 3 ? COLD : WARM);
        });
        assertEquals(1 / WARM, side.sample(), 1);
        double seconds = tried.getLast() * WARM;
        assertTrue(seconds >= 0.1 && seconds < 0.2, tried::toString);
    }

    @Test
    void allSidesOfACaseDoAsMuch() throws Exception {
        Load load = new Load(MILLISECONDS);
        Side first = load.side(operations -> operations * WARM);
        Side second = load.side(operations -> {
            tried.add(operations);
            return operations * COLD;
        });
        double _ = first.sample();
        assertEquals(1 / COLD, second.sample(), 1);
        assertEquals(1, tried.size());
        assertTrue(tried.getFirst() >= 0.1 / WARM, tried::toString);
    }

    @Test
    void workThatTakesNoTimeHasALimitToo() throws Exception {
        assertTrue(new Load(MILLISECONDS).side(_ -> 0).sample() > 0);
    }
}
