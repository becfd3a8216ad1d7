package dev.cordage.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TripsTest {
    @Test
    void eachTripIsMade() throws Exception {
        AtomicInteger made = new AtomicInteger();
        Trips trips = Trips.time(7, made::incrementAndGet);
        assertEquals(7, made.get());
        assertTrue(trips.median() >= 0);
    }

    @Test
    void whatComesBeforeATripIsNotTimed() throws Exception {
        StringBuilder order = new StringBuilder();
        Trips trips = Trips.time(
                3,
                () -> {
                    order.append("b");
                    Thread.sleep(100);
                },
                () -> order.append("t"));
        assertEquals("btbtbt", order.toString());
        assertTrue(trips.median() < 0.1, trips::toString);
    }

    @Test
    void theMedianAndTheWorstAreTold() {
        double[] seconds = new double[200];
        java.util.Arrays.fill(seconds, 2e-6);
        seconds[0] = 1;
        seconds[1] = 0.5e-6;
        Trips trips = new Trips(seconds);
        assertEquals(2e-6, trips.median());
        assertEquals("99% of the trips took at most 2.0 us, the longest took 1000000.0 us", trips.toString());
    }

    @Test
    void aTripThatFailsFailsThemAll() {
        assertThrows(
                IllegalStateException.class,
                () -> Trips.time(1, () -> {
                    throw new IllegalStateException("lost");
                }));
    }
}
