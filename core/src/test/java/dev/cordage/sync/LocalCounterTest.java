package dev.cordage.sync;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The counter of this JVM. */
class LocalCounterTest {
    @Nested
    class Contract extends CounterContract {
        @Override
        protected Counter newCounter(String name) {
            return Counter.create(name);
        }
    }

    @Test
    void aNameIsMadeUpIfNoneIsGiven() {
        assertFalse(Counter.create().name().isBlank());
        assertNotEquals(Counter.create().name(), Counter.create().name());
    }

    @Test
    void nullIsRefused() {
        assertThrows(NullPointerException.class, () -> Counter.create(null));
    }
}
