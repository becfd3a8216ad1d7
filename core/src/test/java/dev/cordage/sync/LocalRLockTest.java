package dev.cordage.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The r-lock of this JVM. */
class LocalRLockTest {
    @Nested
    class Contract extends RLockContract {
        @Override
        protected RLock newRLock(String name, Fairness fairness) {
            return RLock.create(name, fairness);
        }
    }

    @Nested
    class Conditions extends WaitConditionContract {
        @Override
        protected OwnedLock newLock(String name, Fairness fairness) {
            return RLock.create(name, fairness);
        }
    }

    @Test
    void aNameIsMadeUpIfNoneIsGiven() {
        assertFalse(RLock.create().name().isBlank());
        assertNotEquals(RLock.create().name(), RLock.create().name());
        assertEquals("given", RLock.create("given").name());
    }

    @Test
    void nullIsRefused() {
        assertThrows(NullPointerException.class, () -> RLock.create(null));
        assertThrows(NullPointerException.class, () -> RLock.create(null, Fairness.FIFO));
        assertThrows(NullPointerException.class, () -> RLock.create("name", null));
    }
}
