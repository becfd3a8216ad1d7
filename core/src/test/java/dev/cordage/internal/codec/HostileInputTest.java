package dev.cordage.internal.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.task.Work;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Bytes that no encoder makes cost no more than honest ones. */
class HostileInputTest {
    private static final int ROUNDS = 4_000;

    private final Trip trip = new Trip();

    record Node(int id, String name, Object next) implements Serializable {}

    private static List<Object> samples() {
        int n = 3;
        String text = "text";
        Work<String> work = () -> text + n;
        return List.of(
                new Node(1, "one", new Node(2, "two", new long[] {1, 2, 3})),
                new ArrayList<>(List.of(1, "x", 2.5, new Object[] {true, 'c', Thread.State.NEW})),
                work,
                new HashMap<>(Map.of("a", List.of(1, 2), "b", new int[] {1, 2, 3})),
                new Object[] {new double[10_000], "large"},
                new HashMap<>(Map.of("large", new double[10_000])));
    }

    private void decodeWhatever(byte[] bytes) {
        try {
            Encoded message = Encoded.of(bytes, 0, bytes.length);
            assertNotNull(trip.decoder.decodeFailure(message));
            Object _ = trip.decoder.decode(message);
        } catch (IOException | ClassNotFoundException _) {
            // what garbage is to end with
        }
    }

    @Test
    void changedBytesAreAnIoExceptionOrAnotherValue() throws Exception {
        var random = new Random(11);
        for (Object sample : samples()) {
            Encoded message = trip.encoder.encode(sample);
            trip.define(message);
            byte[] good = message.toBytes();
            for (int i = 0; i < ROUNDS; i++) {
                byte[] bad = good.clone();
                int changes = 1 + random.nextInt(4);
                for (int k = 0; k < changes; k++) {
                    int range = Math.min(bad.length, 600);
                    bad[random.nextInt(range)] = (byte) (random.nextBoolean() ? random.nextInt() : 0xFF);
                }
                decodeWhatever(bad);
            }
        }
        assertEquals(5, trip.there(5));
    }

    @Test
    void changedFailuresAreStillFailures() throws Exception {
        var random = new Random(12);
        var failure = new IllegalStateException("outer", new IOException("inner"));
        failure.addSuppressed(new RuntimeException("beside"));
        byte[] good = trip.encoder.encodeFailure(failure).toBytes();
        for (int i = 0; i < ROUNDS; i++) {
            byte[] bad = good.clone();
            for (int k = 0; k < 3; k++) {
                bad[14 + random.nextInt(bad.length - 14)] = (byte) random.nextInt();
            }
            assertNotNull(trip.decoder.decodeFailure(Encoded.of(bad, 0, bad.length)));
        }
    }

    @Test
    void randomBytesAreAnIoException() throws Exception {
        var random = new Random(13);
        for (int i = 0; i < ROUNDS; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            assertThrows(IOException.class, () -> Encoded.of(bytes, 0, bytes.length));
            Bytes body = new Bytes(1);
            body.write(bytes, 0, bytes.length);
            byte kind = (byte) (1 + random.nextInt(3));
            decodeWhatever(Encoded.made(kind, 0, body, Encoded.NO_ARRAYS, null).toBytes());
        }
    }

    @Test
    void randomDefinitionsAreAnIoException() {
        var random = new Random(14);
        for (int i = 0; i < ROUNDS; i++) {
            byte[] bytes = new byte[random.nextInt(60)];
            random.nextBytes(bytes);
            try {
                Definition _ = Definition.parse(bytes);
            } catch (IOException _) {
                // as it should
            }
        }
        assertThrows(IOException.class, () -> trip.decoder.define(new byte[] {Shape.RECORD, 0, 2, 'x', -1, -1, -1, 7}));
    }

    @Test
    void nestedLengthsDoNotMultiply() throws Exception {
        int size = 1 << 20;
        var body = new Bytes(size);
        for (int i = 0; i < Tag.DEEPEST - 10; i++) { // each claims as many elements as there are bytes left
            body.write(Tag.OBJECTS);
            body.putPacked(size / 2);
        }
        body.write(new byte[size], 0, size);
        Encoded wide = Encoded.made(Encoded.FAST, 0, body, Encoded.NO_ARRAYS, null);
        var refused = assertThrows(IOException.class, () -> trip.decoder.decode(wide));
        assertTrue(refused.getMessage().startsWith("more elements announced"), refused.getMessage());

        body = new Bytes(100_000);
        for (int i = 0; i < 40_000; i++) {
            body.write(Tag.LIST);
            body.putPacked(1);
        }
        body.write(Tag.NULL);
        Encoded deep = Encoded.made(Encoded.FAST, 0, body, Encoded.NO_ARRAYS, null);
        assertThrows(IOException.class, () -> trip.decoder.decode(deep));
    }

    @Test
    void javaArraysLongerThanTheMessageAreRejected() throws Exception {
        byte[] bytes =
                trip.encoder.encode(new Object[] {List.of(), new long[100]}).toBytes();
        int at = indexOf(bytes, new byte[] {0, 0, 0, 100});
        for (int length : new int[] {0x7FFF_FFF0, 0x0FFF_FFFF, 100_000}) {
            byte[] lie = bytes.clone();
            for (int i = 0; i < 4; i++) {
                lie[at + i] = (byte) (length >> 24 - 8 * i);
            }
            assertThrows(IOException.class, () -> trip.decoder.decode(Encoded.of(lie, 0, lie.length)));
        }
    }

    private static int indexOf(byte[] bytes, byte[] what) {
        for (int i = 0; ; i++) {
            if (java.util.Arrays.equals(bytes, i, i + what.length, what, 0, what.length)) {
                return i;
            }
        }
    }

    @Test
    void deepJavaGraphsAreHonest() throws Exception {
        Object deep = new Holder(null);
        for (int i = 0; i < 300; i++) {
            deep = new Holder(deep);
        }
        assertEquals(Holder.class, trip.there(deep).getClass());
    }

    static final class Holder implements Serializable {
        final Object next;

        Holder(Object next) {
            this.next = next;
        }
    }

    @Test
    void manySmallCollectionsAreHonest() throws Exception {
        var list = new ArrayList<Object>();
        for (int i = 0; i < 5_000; i++) {
            list.add(
                    switch (i % 4) {
                        case 0 -> new HashMap<>();
                        case 1 -> new HashSet<>(Set.of(i));
                        case 2 -> new java.util.LinkedHashMap<>(Map.of(i, "a"));
                        default ->
                            new java.util.ArrayDeque<>(List.of(i)).stream().toList();
                    });
        }
        assertEquals(list, trip.there(list));
        assertArrayEquals(new long[500], trip.there(new long[500]));
        assertTrue(trip.there(new java.util.Hashtable<>(Map.of(1, 2))).containsKey(1));
    }
}
