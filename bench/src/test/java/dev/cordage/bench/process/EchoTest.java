package dev.cordage.bench.process;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EchoTest {
    @Test
    void itAnswersUntilItIsClosed() throws Exception {
        Echo echo = Echo.start();
        try (echo) {
            for (int i = 0; i < 100; i++) {
                echo.roundTrip();
            }
            assertTrue(echo.isAlive());
        }
        assertFalse(echo.isAlive());
    }
}
