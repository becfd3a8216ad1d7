package dev.cordage.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The capacity limiter of this JVM. */
class LocalLimiterTest {
    @Nested
    class Contract extends CapacityLimiterContract {
        @Override
        protected CapacityLimiter newLimiter(int total, String name) {
            return CapacityLimiter.of(total, name);
        }
    }

    @Test
    void aNameIsMadeUpIfNoneIsGiven() {
        assertFalse(CapacityLimiter.of(1).name().isBlank());
        assertNotEquals(CapacityLimiter.of(1).name(), CapacityLimiter.of(1).name());
    }

    @Test
    void theShorterFormMakesTheSame() {
        assertEquals(5, CapacityLimiter.of(5).total());
        assertThrows(IllegalArgumentException.class, () -> CapacityLimiter.of(-1));
    }

    @Test
    void nullIsRefused() {
        assertThrows(NullPointerException.class, () -> CapacityLimiter.of(1, null));
    }
}
