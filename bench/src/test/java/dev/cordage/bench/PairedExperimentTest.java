package dev.cordage.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.bench.Samples.Round;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PairedExperimentTest {
    private static final Plan FOUR_ROUNDS = new Plan(true, 1, 4, Duration.ofMinutes(1), Duration.ofMinutes(1));

    private final List<String> calls = new ArrayList<>();

    private final class Recording implements Side {
        private final String name;
        private final double figure;

        Recording(String name, double figure) {
            this.name = name;
            this.figure = figure;
        }

        @Override
        public double sample() {
            calls.add(name);
            return figure;
        }

        @Override
        public void close() {
            calls.add("close " + name);
        }
    }

    @Test
    void bothSidesTakeTurnsInAlternatingOrder() throws Exception {
        Samples samples = new PairedExperiment(Unit.SECONDS, false, new Recording("a", 1), new Recording("b", 2))
                .run(FOUR_ROUNDS);
        assertEquals(List.of("a", "b", "b", "a", "a", "b", "b", "a", "close b", "close a"), calls);
        assertEquals(List.of(new Round(1, 2), new Round(1, 2), new Round(1, 2), new Round(1, 2)), samples.rounds());
    }

    @Test
    void ofSeveralRivalsEachGoesFirstInItsTurn() throws Exception {
        List<Side> sides = List.of(new Recording("a", 1), new Recording("b", 2), new Recording("c", 3));
        Samples samples = new PairedExperiment(Unit.SECONDS, false, 3, sides).run(FOUR_ROUNDS);
        assertEquals(List.of("a", "b", "c", "b", "c", "a", "c", "a", "b", "close c", "close b", "close a"), calls);
        Round round = new Round(1, List.of(2.0, 3.0));
        assertEquals(List.of(round, round, round), samples.rounds());
    }

    @Test
    void whatASideHasToSayIsKept() throws Exception {
        Side talking = new Side() {
            @Override
            public double sample() {
                calls.add("sample");
                return 1;
            }

            @Override
            public List<String> remarks() {
                return List.of(calls.size() + " samples");
            }
        };
        Samples samples = new PairedExperiment(Unit.SECONDS, false, talking, talking).run(FOUR_ROUNDS);
        assertEquals(List.of("8 samples"), samples.remarks());
    }

    @Test
    void warmingUpEndsWhenBothAreSteady() throws Exception {
        new PairedExperiment(Unit.SECONDS, true, new Recording("a", 1), new Recording("b", 2)).run(FOUR_ROUNDS);
        assertEquals(2 * (4 + 4) + 2, calls.size());
    }

    @Test
    void warmingUpEndsWhenItsTimeIsUp() throws Exception {
        Side everFaster = new Side() {
            private double figure = 1;

            @Override
            public double sample() {
                return figure *= 2;
            }
        };
        Plan plan = new Plan(true, 1, 2, Duration.ofMillis(50), Duration.ofMinutes(1));
        new PairedExperiment(Unit.perSecond("tasks"), true, everFaster, new Recording("b", 1)).run(plan);
        assertTrue(calls.size() > 2, calls::toString);
    }

    @Test
    void bothSidesAreClosedWhenOneFails() {
        Side failing = () -> {
            throw new IllegalStateException("no");
        };
        var experiment = new PairedExperiment(Unit.SECONDS, false, failing, new Recording("b", 1));
        assertThrows(IllegalStateException.class, () -> experiment.run(FOUR_ROUNDS));
        assertEquals(List.of("close b"), calls);
    }
}
