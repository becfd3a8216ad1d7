package dev.cordage.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The barrier of this JVM. */
class LocalBarrierTest {
    @Nested
    class Contract extends BarrierContract {
        @Override
        protected Barrier newBarrier(int parties, @Nullable Runnable action, String name) {
            return action == null ? Barrier.of(parties, name) : Barrier.of(parties, action, name);
        }
    }

    @Test
    void aNameIsMadeUpIfNoneIsGiven() {
        assertFalse(Barrier.of(1).name().isBlank());
        assertFalse(Barrier.of(1, () -> {}).name().isBlank());
        assertNotEquals(Barrier.of(1).name(), Barrier.of(1).name());
    }

    @Test
    void theShorterFormsMakeTheSame() throws Exception {
        int[] runs = {0};
        assertEquals(0, Barrier.of(1, () -> runs[0]++).await());
        assertEquals(1, runs[0]);
        assertEquals(3, Barrier.of(3).parties());
        assertThrows(IllegalArgumentException.class, () -> Barrier.of(0));
        assertThrows(IllegalArgumentException.class, () -> Barrier.of(0, "name"));
        assertThrows(IllegalArgumentException.class, () -> Barrier.of(-1, () -> {}));
    }

    @Test
    void nullIsRefused() {
        assertThrows(NullPointerException.class, () -> Barrier.of(1, (String) null));
        assertThrows(NullPointerException.class, () -> Barrier.of(1, (Runnable) null));
        assertThrows(NullPointerException.class, () -> Barrier.of(1, null, "name"));
        assertThrows(NullPointerException.class, () -> Barrier.of(1, () -> {}, null));
    }
}
