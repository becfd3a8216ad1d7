package dev.cordage.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class WarmUpTest {
    private static boolean isSteadyAfter(Unit unit, Double... figures) {
        WarmUp warmUp = new WarmUp(unit);
        List.of(figures).forEach(warmUp::add);
        return warmUp.isSteady();
    }

    @Test
    void itIsSteadyOnceNothingGetsBetter() {
        Unit tasks = Unit.perSecond("tasks");
        assertEquals(false, isSteadyAfter(tasks));
        assertEquals(false, isSteadyAfter(tasks, 100.0, 100.0, 100.0));
        assertEquals(true, isSteadyAfter(tasks, 100.0, 100.0, 100.0, 100.0));
        assertEquals(true, isSteadyAfter(tasks, 100.0, 100.0, 102.0, 60.0));
        assertEquals(false, isSteadyAfter(tasks, 100.0, 100.0, 100.0, 110.0));
        assertEquals(true, isSteadyAfter(tasks, 100.0, 110.0, 110.0, 110.0));
    }

    @Test
    void lessTimeIsBetter() {
        assertEquals(false, isSteadyAfter(Unit.SECONDS, 5.0, 4.0, 3.0, 2.0));
        assertEquals(true, isSteadyAfter(Unit.SECONDS, 2.0, 2.0, 4.0, 5.0));
    }
}
