package dev.cordage.sync;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The event flag of this JVM. */
class LocalEventFlagTest {
    @Nested
    class Contract extends EventFlagContract {
        @Override
        protected EventFlag newEventFlag(String name) {
            return EventFlag.create(name);
        }
    }

    @Test
    void aNameIsMadeUpIfNoneIsGiven() {
        assertFalse(EventFlag.create().name().isBlank());
        assertNotEquals(EventFlag.create().name(), EventFlag.create().name());
    }

    @Test
    void nullIsRefused() {
        assertThrows(NullPointerException.class, () -> EventFlag.create(null));
    }
}
