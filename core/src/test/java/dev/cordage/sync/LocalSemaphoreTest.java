package dev.cordage.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.OptionalInt;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The semaphore of this JVM. */
class LocalSemaphoreTest {
    @Nested
    class Contract extends CountingSemaphoreContract {
        @Override
        protected CountingSemaphore newSemaphore(int permits, String name, Fairness fairness) {
            return CountingSemaphore.of(permits, name, fairness);
        }

        @Override
        protected CountingSemaphore newBounded(int permits, String name, Fairness fairness) {
            return CountingSemaphore.bounded(permits, name, fairness);
        }
    }

    @Test
    void theShorterFormsMakeTheSame() {
        assertEquals(OptionalInt.empty(), CountingSemaphore.of(2).statistics().bound());
        assertEquals(2, CountingSemaphore.of(2).availablePermits());
        assertEquals(
                OptionalInt.of(3), CountingSemaphore.bounded(3).statistics().bound());
        assertEquals(3, CountingSemaphore.bounded(3).availablePermits());
        assertEquals("given", CountingSemaphore.of(0, "given").name());
        assertEquals("given", CountingSemaphore.bounded(0, "given").name());
        assertThrows(IllegalArgumentException.class, () -> CountingSemaphore.of(-1));
        assertThrows(IllegalArgumentException.class, () -> CountingSemaphore.bounded(-1));
    }

    @Test
    void aNameIsMadeUpIfNoneIsGiven() {
        assertFalse(CountingSemaphore.of(1).name().isBlank());
        assertFalse(CountingSemaphore.bounded(1).name().isBlank());
        assertNotEquals(CountingSemaphore.of(1).name(), CountingSemaphore.of(1).name());
    }

    @Test
    void nullIsRefused() {
        assertThrows(NullPointerException.class, () -> CountingSemaphore.of(1, null));
        assertThrows(NullPointerException.class, () -> CountingSemaphore.bounded(1, null));
        assertThrows(NullPointerException.class, () -> CountingSemaphore.of(1, "name", null));
        assertThrows(NullPointerException.class, () -> CountingSemaphore.bounded(1, "name", null));
    }
}
