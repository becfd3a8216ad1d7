package dev.cordage.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The mutex of this JVM. */
class LocalMutexTest {
    @Nested
    class Contract extends MutexContract {
        @Override
        protected Mutex newMutex(String name, Fairness fairness) {
            return Mutex.create(name, fairness);
        }
    }

    @Nested
    class Conditions extends WaitConditionContract {
        @Override
        protected OwnedLock newLock(String name, Fairness fairness) {
            return Mutex.create(name, fairness);
        }
    }

    @Test
    void aNameIsMadeUpIfNoneIsGiven() {
        assertFalse(Mutex.create().name().isBlank());
        assertNotEquals(Mutex.create().name(), Mutex.create().name());
        assertEquals("given", Mutex.create("given").name());
    }

    @Test
    void nullIsRefused() {
        assertThrows(NullPointerException.class, () -> Mutex.create(null));
        assertThrows(NullPointerException.class, () -> Mutex.create(null, Fairness.FIFO));
        assertThrows(NullPointerException.class, () -> Mutex.create("name", null));
    }
}
