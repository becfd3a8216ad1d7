package dev.cordage.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ProgressRateTest {
    private static final long TENTH = 100_000_000L;

    @Test
    void unknownUntilSomethingIsDone() {
        ProgressRate rate = new ProgressRate();
        rate.sample(TENTH, 0);
        assertEquals(7, rate.perSecondOr(7));
        assertTrue(Double.isNaN(ProgressRate.mean(TENTH, 0)));
        assertTrue(Double.isNaN(ProgressRate.mean(0, 5)));
        assertTrue(Double.isNaN(ProgressRate.mean(-TENTH, 5)));
    }

    @Test
    void rightFromTheFirstSampleOn() {
        ProgressRate rate = new ProgressRate();
        rate.sample(10 * TENTH, 50);
        assertEquals(50, rate.perSecondOr(0), 1e-9);
    }

    @Test
    void steadyWorkHasASteadyRate() {
        ProgressRate rate = new ProgressRate();
        for (int i = 1; i <= 10_000; i++) {
            rate.sample(i * TENTH, i * 3L);
            assertEquals(30, rate.perSecondOr(0), 1e-6);
        }
    }

    @Test
    void followsAChangeWithinAMinute() {
        ProgressRate rate = new ProgressRate();
        long done = 0;
        for (int i = 1; i <= 600; i++) {
            done += i <= 300 ? 10 : 1;
            rate.sample(i * TENTH, done);
        }
        assertEquals(10, rate.perSecondOr(0), 15, "30 s at 100/s, then 30 s at 10/s");
        assertTrue(rate.perSecondOr(0) < 30, "nearer to the present than to the mean of 55");
    }

    @Test
    void slowItemsDoNotMakeItJump() {
        ProgressRate rate = new ProgressRate();
        double least = Double.MAX_VALUE;
        double most = 0;
        for (int i = 1; i <= 36_000; i++) {
            rate.sample(i * TENTH, i / 600);
            if (i > 6_000) {
                least = Math.min(least, rate.perSecondOr(0));
                most = Math.max(most, rate.perSecondOr(0));
            }
        }
        assertTrue(most < 1.3 * least, "an item a minute: " + least + " to " + most);
        assertEquals(1 / 60.0, most, 0.005);
    }

    @Test
    void samplesTooCloseTogetherAreIgnored() {
        ProgressRate rate = new ProgressRate();
        rate.sample(10 * TENTH, 10);
        rate.sample(10 * TENTH, 1000);
        rate.sample(10 * TENTH + 1, 1000);
        assertEquals(10, rate.perSecondOr(0), 1e-9);
    }
}
