package dev.cordage.internal.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecordCodecTest {
    private static final RecordCodec RECORD =
            new RecordCodec(900, 1_700_000_000, 5, "WARNING", "a.b", "main", "ä \ud83d\ude00\n", null, "X", "m");

    @Test
    void aRecordComesBackAsItWas() throws Exception {
        assertEquals(RECORD, RecordCodec.decode(RECORD.encode()));
    }

    @Test
    void garbageIsAnIoException() {
        byte[] good = RECORD.encode();
        for (int length = 0; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            assertThrows(IOException.class, () -> RecordCodec.decode(cut), "cut at " + length);
        }
        assertThrows(IOException.class, () -> RecordCodec.decode(Arrays.copyOf(good, good.length + 1)));
        byte[] huge = good.clone();
        huge[17] = 0x7f;
        assertThrows(IOException.class, () -> RecordCodec.decode(huge));
    }

    @Test
    void changedBytesAreARecordOrAnIoExceptionAndNothingElse() {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = RECORD.encode();
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                var _ = RecordCodec.decode(bytes);
            } catch (IOException _) {
                // As it should be.
            }
        }
    }
}
