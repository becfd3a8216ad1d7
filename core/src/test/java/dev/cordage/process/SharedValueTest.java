package dev.cordage.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.internal.launch.PrivateFolder;
import dev.cordage.internal.shared.Region;
import dev.cordage.sync.Hold;
import dev.cordage.testing.LeakCheck;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The value between processes, as a program uses it. */
@ExtendWith(LeakCheck.class)
class SharedValueTest {
    private PrivateFolder folder;
    private Region region;

    @BeforeEach
    void open() throws IOException {
        folder = PrivateFolder.create();
        region = Region.create(folder.path());
    }

    @AfterEach
    void close() {
        region.close();
        folder.close();
    }

    @Test
    void isGotSetAndUpdated() throws Exception {
        SharedValue<Double> total = SharedValue.create(region, 0.0, "total");
        assertEquals("total", total.name());
        assertEquals(8, total.capacity());
        assertEquals(1.5, total.update(sum -> sum + 1.5));
        total.set(4.0);
        try (Hold _ = total.lock().hold()) {
            assertTrue(total.lock().isHeldByCurrentThread());
            total.set(total.get() * 2);
            assertEquals(9.0, total.update(sum -> sum + 1), "the lock can be taken again");
        }
        assertEquals(9.0, total.get());
        assertFalse(total.lock().isLocked());
    }

    @Test
    void aValueOfAnyKindHasRoomForOthers() {
        SharedValue<List<String>> names = SharedValue.create(region, List.of(), "names");
        names.set(List.of("a".repeat(10_000)));
        assertEquals(List.of("a".repeat(10_000)), names.get());
        assertThrows(IllegalArgumentException.class, () -> names.set(List.of("a".repeat(40_000))));
    }

    @Test
    @SuppressWarnings("unchecked")
    void aCopyInAMessageIsTheSameValue() throws Exception {
        SharedValue<Integer> here = SharedValue.create(region, 1, "here");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(here);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            SharedValue<Integer> there = (SharedValue<Integer>) in.readObject();
            there.set(2);
            assertEquals(2, here.get());
            assertEquals(here, there);
            assertEquals(here.hashCode(), there.hashCode());
        }
        assertNotEquals(here, SharedValue.create(region, 1, "here"));
    }

    @Test
    void itsTextShowsNameAndLock() throws Exception {
        SharedValue<Integer> value = SharedValue.create(region, 1, "the-value");
        String free = value.toString();
        assertTrue(free.contains("the-value"), free);
        try (Hold _ = value.lock().hold()) {
            assertNotEquals(free, value.toString());
        }
    }
}
