package dev.cordage.internal.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargeArraysTest {
    private final Trip trip = new Trip();

    @TempDir
    Path folder;

    private static List<Object> arrays() {
        var random = new Random(1);
        var arrays = new ArrayList<Object>();
        for (char type : "ZBSCIJFD".toCharArray()) {
            for (int bytes : new int[] {PrimitiveArrays.LARGE, (256 << 10) - 8, 256 << 10, (256 << 10) + 8, 900_000}) {
                try {
                    Object array = PrimitiveArrays.allocate(type, bytes / PrimitiveArrays.elementSize(type));
                    byte[] noise = new byte[1 << 10];
                    random.nextBytes(noise);
                    for (int i = 0; i < Array.getLength(array); i++) {
                        byte value = noise[i % noise.length];
                        switch (type) {
                            case 'Z' -> Array.setBoolean(array, i, value > 0);
                            case 'C' -> Array.setChar(array, i, (char) (value * 255));
                            case 'B' -> Array.setByte(array, i, value);
                            case 'S' -> Array.setShort(array, i, (short) (value * i));
                            case 'I' -> Array.setInt(array, i, value * i);
                            default -> {
                                switch (array) {
                                    case long[] longs -> longs[i] = (long) value * i << 20;
                                    case float[] floats -> floats[i] = value * i;
                                    default -> ((double[]) array)[i] = value / (double) i;
                                }
                            }
                        }
                    }
                    arrays.add(array);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
        }
        return arrays;
    }

    private static void same(Object expected, Object actual) {
        assertArrayEquals(new Object[] {expected}, new Object[] {actual});
    }

    private Object throughFile(Object value) throws Exception {
        Path file = folder.resolve("message");
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            Encoded message = trip.encoder.encode(value);
            int _ = channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
            message.writeTo(channel);
            assertEquals(message.size() + 3, channel.position());
            trip.define(message);
            channel.position(3);
            Encoded read = Encoded.readFrom(channel);
            assertEquals(message.size(), read.size());
            return trip.decoder.decode(read);
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void comeBackTheSameByEveryWay() throws Exception {
        for (Object array : arrays()) {
            same(array, throughFile(array));
            same(array, trip.there(array));
            Map<String, Object> slow = new HashMap<>(Map.of("a", array));
            assertFalse(trip.isFast(slow));
            same(array, ((Map<?, ?>) throughFile(slow)).get("a"));
            same(array, trip.there(slow).get("a"));
        }
    }

    @Test
    void stayOutOfTheBytesAndAreNotCopied() throws Exception {
        long[] array = new long[1_000_000];
        for (Object value : new Object[] {array, new HashMap<>(Map.of("a", array))}) {
            Encoded message = trip.encoder.encode(value);
            assertTrue(message.bodyLength() < 1000, "the body has " + message.bodyLength() + " bytes");
            assertTrue(message.size() > 8_000_000);
        }
        Encoded message = trip.encoder.encode(array);
        array[7] = 77;
        assertEquals(77, ((long[]) trip.receive(message))[7], "it is taken when the message is written");
    }

    @Test
    void identityIsKept() throws Exception {
        double[] array = new double[20_000];
        Object[] there = trip.there(new Object[] {array, List.of(array), array, array.clone()});
        assertSame(there[0], there[2]);
        assertSame(there[0], ((List<?>) there[1]).getFirst());
        assertNotSame(there[0], there[3]);
    }

    @Test
    void aMessageOfTwoGigabytesIsRefusedBySize() throws Exception {
        byte[] array = new byte[1 << 20];
        Object[] rows = new Object[2048];
        java.util.Arrays.setAll(rows, _ -> array);
        var large = new LargeArrays();
        for (Object row : rows) {
            int _ = large.add(row);
        }
        Encoded message = Encoded.made(Encoded.FAST, 0, new Bytes(1), large.toArray(), null);
        var refused = assertThrows(IOException.class, message::toBytes);
        assertTrue(refused.getMessage().contains(String.valueOf(message.size())), refused.getMessage());
    }

    @Test
    void aTruncatedFileIsAnIoException() throws Exception {
        Path file = folder.resolve("cut");
        var value = new Object[] {"text".repeat(100), new double[10_000], new int[20_000]};
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            Encoded message = trip.encoder.encode(value);
            message.writeTo(channel);
            var random = new Random(3);
            for (long size = channel.size() - 1; size >= 0; size -= 1 + random.nextInt(3000)) {
                channel.truncate(size).position(0);
                assertThrows(IOException.class, () -> Encoded.readFrom(channel));
            }
        }
    }

    @Test
    void aLengthBeyondTheFileAllocatesNothing() throws Exception {
        Path file = folder.resolve("lying");
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            trip.encoder.encode(new double[10_000]).writeTo(channel);
            for (int at : new int[] {6, 10, 15}) { // arrays, length, elements of the first
                byte[] bytes = Files.readAllBytes(file);
                bytes[at + 3] = 0x7F;
                assertThrows(IOException.class, () -> Encoded.of(bytes, 0, bytes.length), "at " + at);
                Path lie = Files.write(folder.resolve("lie" + at), bytes);
                try (FileChannel lying = FileChannel.open(lie)) {
                    assertThrows(IOException.class, () -> Encoded.readFrom(lying), "at " + at);
                }
            }
        }
    }

    @Test
    void aReadMessageWithThemIsDecodedOnce() throws Exception {
        byte[] bytes = trip.encoder.encode(new double[10_000]).toBytes();
        Encoded message = Encoded.of(bytes, 0, bytes.length);
        assertEquals(10_000, ((double[]) trip.decoder.decode(message)).length);
        assertThrows(IOException.class, () -> trip.decoder.decode(message));
    }
}
