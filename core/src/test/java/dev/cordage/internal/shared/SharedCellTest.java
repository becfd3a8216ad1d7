package dev.cordage.internal.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.sync.Hold;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import dev.cordage.testing.LeakCheck;
import java.io.NotSerializableException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A value in shared memory: whole at any time, in all processes. */
@ExtendWith(LeakCheck.class)
class SharedCellTest {
    private final SharedFixture shared = new SharedFixture();

    @AfterEach
    void close() {
        shared.close();
    }

    private SharedCell cell(Object initial, int most) {
        return SharedCell.create(shared.region(), initial, most, "cell");
    }

    private record Point(int x, List<String> names) implements Serializable {}

    // ---- values --------------------------------------------------------------------------------------------------

    @Test
    void whatIsSetIsThereInAllProcesses() {
        Object[] values = {
            Long.MIN_VALUE,
            -1L,
            Math.PI,
            -0.0,
            Double.NaN,
            Integer.MIN_VALUE,
            7,
            true,
            false,
            "text with \ud800 half a pair",
            new Point(3, List.of("a", "b")),
            'c'
        };
        SharedCell here = cell(0L, 2_000);
        try (PlayedProcess other = new PlayedProcess(shared)) {
            SharedCell there = other.its(here);
            assertEquals(0L, there.get());
            for (Object value : values) {
                here.set(value);
                assertEquals(value, here.get());
                assertEquals(value, there.get());
                there.set("between");
                assertEquals("between", here.get());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 88, 89, 5_000, SharedCell.LARGEST})
    void whatFitsIsTakenAndNothingLarger(int most) throws Exception {
        SharedCell here = cell(1L, most);
        assertEquals(most, here.capacity());
        int overhead = Messages.bytes(new byte[0]).length;
        if (most > overhead) {
            byte[] fitting = new byte[most - overhead];
            Arrays.fill(fitting, (byte) 7);
            here.set(fitting);
            assertEquals(most, Messages.bytes(fitting).length);
            assertTrue(Arrays.equals(fitting, (byte[]) here.get()));
        }
        here.set(2L);
        byte[] larger = new byte[most - Math.min(most, overhead) + 1];
        IllegalArgumentException failure = assertThrows(IllegalArgumentException.class, () -> here.set(larger));
        assertTrue(failure.getMessage().contains("cell"), failure::getMessage);
        assertTrue(failure.getMessage().contains(String.valueOf(most)), failure::getMessage);
        assertEquals(2L, here.get());
    }

    @Test
    void anObjectIsCopied() {
        SharedCell here = cell(new ArrayList<>(List.of("first")), 1_000);
        @SuppressWarnings("unchecked")
        List<String> copy = (List<String>) here.get();
        copy.add("second");
        assertEquals(List.of("first"), here.get());
        assertNotSame(here.get(), here.get());
    }

    @Test
    void wrongArgumentsAreRefusedBeforeAnyEffect() {
        for (int wrong : new int[] {0, -1, SharedCell.LARGEST + 1}) {
            IllegalArgumentException failure = assertThrows(IllegalArgumentException.class, () -> cell(1L, wrong));
            assertTrue(failure.getMessage().contains(String.valueOf(wrong)), failure::getMessage);
        }
        assertThrows(NullPointerException.class, () -> cell(null, 8));
        assertThrows(IllegalArgumentException.class, () -> cell("long".repeat(10), 8));

        SharedCell here = cell(1L, 1_000);
        assertThrows(NullPointerException.class, () -> here.set(null));
        assertThrows(NullPointerException.class, () -> here.update(null));
        assertThrows(NullPointerException.class, () -> here.update(_ -> null));
        Object unserialisable = new Object();
        IllegalArgumentException failure = assertThrows(IllegalArgumentException.class, () -> here.set(unserialisable));
        assertTrue(failure.getMessage().contains("java.lang.Object"), failure::getMessage);
        assertTrue(failure.getCause() instanceof NotSerializableException);
        assertEquals(1L, here.get());
        assertFalse(here.lock().isLocked());
    }

    @Test
    void whatAChangeThrowsIsThrownAndChangesNothing() {
        SharedCell here = cell(1L, 8);
        ArithmeticException failure = new ArithmeticException();
        assertSame(
                failure,
                assertThrows(
                        ArithmeticException.class,
                        () -> here.update(_ -> {
                            throw failure;
                        })));
        assertEquals(1L, here.get());
        assertFalse(here.lock().isLocked());
    }

    // ---- many at once --------------------------------------------------------------------------------------------

    @Test
    void noUpdateIsLost() throws Exception {
        SharedCell here = cell(0L, 8);
        int each = 2_000;
        try (PlayedProcess other = new PlayedProcess(shared)) {
            SharedCell there = other.its(here);
            List<Caller<Void>> callers = new ArrayList<>();
            for (SharedCell cell : List.of(here, there, here, there)) {
                callers.add(Caller.platform(() -> {
                    for (int i = 0; i < each; i++) {
                        if (i % 2 == 0) {
                            Object _ = cell.update(now -> (long) now + 1);
                        } else {
                            try (Hold _ = cell.lock().hold()) {
                                cell.set((long) cell.get() + 1);
                            }
                        }
                    }
                    return null;
                }));
            }
            for (Caller<Void> caller : callers) {
                caller.result();
            }
            assertEquals(4L * each, here.get());
        }
    }

    /** Arrays of equal bytes: one of several values would show. */
    @ParameterizedTest
    @ValueSource(ints = {60, 8_000})
    void aReaderNeverSeesHalfAValue(int size) throws Exception {
        SharedCell here = cell(new byte[size], size + 50);
        try (PlayedProcess other = new PlayedProcess(shared)) {
            SharedCell there = other.its(here);
            Caller<Void> writer = other.call(() -> {
                for (int i = 0; i < 5_000; i++) {
                    byte[] next = new byte[size - i % 7];
                    Arrays.fill(next, (byte) i);
                    there.set(next);
                }
                return null;
            });
            while (!writer.isDone()) {
                byte[] seen = (byte[]) here.get();
                for (byte each : seen) {
                    assertEquals(seen[0], each, "bytes of two values");
                }
            }
            writer.result();
        }
    }

    /** The kind of one value and the bits of another would be none of the three. */
    @Test
    void aReaderNeverTakesOneValueForAnother() throws Exception {
        SharedCell here = cell(1L, 8);
        Set<Object> values = Set.of(1L, 2.0, 3);
        try (PlayedProcess other = new PlayedProcess(shared)) {
            SharedCell there = other.its(here);
            Caller<Void> writer = other.call(() -> {
                for (int i = 0; i < 1_000_000; i++) {
                    there.set(2.0);
                    there.set(3);
                    there.set(1L);
                }
                return null;
            });
            while (!writer.isDone()) {
                Object seen = here.get();
                assertTrue(values.contains(seen), seen::toString);
            }
            writer.result();
        }
    }

    @Test
    void aReaderDoesNotWaitForTheLock() throws Exception {
        SharedCell here = cell(1L, 8);
        try (Hold _ = here.lock().hold()) {
            here.set(2L);
            assertEquals((Object) 2L, Bounded.call(here::get));
            Caller<Object> updater =
                    Caller.platform(() -> here.update(now -> (long) now + 1)).untilWaiting();
            assertFalse(updater.isDone());
            here.set(10L);
            here.lock().unlock();
            assertEquals((Object) 11L, updater.result());
            here.lock().lock();
        }
        assertEquals(11L, here.get());
    }

    // ---- deaths --------------------------------------------------------------------------------------------------

    @Test
    void aWriterThatDiesLeavesTheOldValueAndTheLock() throws Exception {
        SharedCell here = cell("the old one", 100);
        try (PlayedProcess other = new PlayedProcess(shared)) {
            SharedCell there = other.its(here);
            there.lock().lock();
            try {
                Region region = other.region();
                long buffers = Layout.word(there.base, 8);
                for (long at = buffers + 112; at < buffers + 224; at += Layout.WORD_SIZE) {
                    region.init(at, -1); // half of what was to be the next value
                }
            } finally {
                other.die();
            }
            assertEquals("the old one", here.get());
            try (Hold _ = here.lock().hold()) {
                assertTrue(here.lock().wasAbandoned());
                assertEquals("the old one", here.get());
                here.set("the new one");
            }
            assertEquals("the new one", here.get());
        }
    }

    @Test
    void nonsenseInTheMemoryIsAnError() {
        SharedCell here = cell("whole", 80);
        long version = here.word(0);
        long buffer = Layout.word(here.base, 8) + (version & 1) * 88;
        for (long head : new long[] {-1, 0, 77L << 32, 5L << 32 | 4_000, 5L << 32 | 0x8000_0000L}) {
            shared.region().init(buffer, head);
            assertThrows(IllegalStateException.class, here::get);
        }
        shared.region().init(buffer, 5L << 32 | 10);
        shared.region().init(buffer + 8, -1);
        IllegalStateException failure = assertThrows(IllegalStateException.class, here::get);
        assertTrue(failure.getMessage().contains("cell"), failure::getMessage);
        here.set("again");
        assertEquals("again", here.get());
    }

    // ---- in messages ---------------------------------------------------------------------------------------------

    @Test
    void itArrivesAsItself() throws Exception {
        SharedCell here = cell(1L, 8);
        assertSame(here, Messages.sent(here));
        assertSame(here.lock(), Messages.sent(here.lock()));
    }
}
