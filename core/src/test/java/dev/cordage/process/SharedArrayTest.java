package dev.cordage.process;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Arrays in shared memory, within one process. */
@ExtendWith(ProcessLeakCheck.class)
@Timeout(60)
@EnabledOnOs(OS.LINUX)
class SharedArrayTest {
    private static SharedArray create(Elements elements, long length) throws IOException {
        return switch (elements) {
            case BYTES -> SharedArray.ofBytes(length);
            case INTS -> SharedArray.ofInts(length);
            case LONGS -> SharedArray.ofLongs(length);
            case FLOATS -> SharedArray.ofFloats(length);
            case DOUBLES -> SharedArray.ofDoubles(length);
        };
    }

    private static SharedArray over(Elements elements, SharedMemory memory) {
        return switch (elements) {
            case BYTES -> SharedArray.ofBytes(memory);
            case INTS -> SharedArray.ofInts(memory);
            case LONGS -> SharedArray.ofLongs(memory);
            case FLOATS -> SharedArray.ofFloats(memory);
            case DOUBLES -> SharedArray.ofDoubles(memory);
        };
    }

    private static void set(SharedArray array, long index, int value) {
        switch (array) {
            case SharedArray.OfBytes bytes -> bytes.set(index, (byte) value);
            case SharedArray.OfInts ints -> ints.set(index, value);
            case SharedArray.OfLongs longs -> longs.set(index, value);
            case SharedArray.OfFloats floats -> floats.set(index, value);
            case SharedArray.OfDoubles doubles -> doubles.set(index, value);
        }
    }

    private static double get(SharedArray array, long index) {
        return switch (array) {
            case SharedArray.OfBytes bytes -> bytes.get(index);
            case SharedArray.OfInts ints -> ints.get(index);
            case SharedArray.OfLongs longs -> longs.get(index);
            case SharedArray.OfFloats floats -> floats.get(index);
            case SharedArray.OfDoubles doubles -> doubles.get(index);
        };
    }

    private static double getVolatile(SharedArray array, long index) {
        return switch (array) {
            case SharedArray.OfBytes bytes -> bytes.getVolatile(index);
            case SharedArray.OfInts ints -> ints.getVolatile(index);
            case SharedArray.OfLongs longs -> longs.getVolatile(index);
            case SharedArray.OfFloats floats -> floats.getVolatile(index);
            case SharedArray.OfDoubles doubles -> doubles.getVolatile(index);
        };
    }

    private static void setVolatile(SharedArray array, long index, int value) {
        switch (array) {
            case SharedArray.OfBytes bytes -> bytes.setVolatile(index, (byte) value);
            case SharedArray.OfInts ints -> ints.setVolatile(index, value);
            case SharedArray.OfLongs longs -> longs.setVolatile(index, value);
            case SharedArray.OfFloats floats -> floats.setVolatile(index, value);
            case SharedArray.OfDoubles doubles -> doubles.setVolatile(index, value);
        }
    }

    private static void assertSays(String part, Throwable failure) {
        assertTrue(String.valueOf(failure.getMessage()).contains(part), failure.toString());
    }

    private static Object copy(Object value) throws Exception {
        return PipeEndReturnedTest.deserialised(PipeEndReturnedTest.serialised(value));
    }

    @ParameterizedTest
    @EnumSource
    void elementsAreZeroAndKeepWhatIsWritten(Elements elements) throws Exception {
        try (SharedArray array = create(elements, 100)) {
            assertEquals(100, array.length());
            assertEquals(100 * elements.size(), array.memory().size());
            for (int i = 0; i < 100; i++) {
                assertEquals(0, get(array, i));
                set(array, i, i - 50);
            }
            for (int i = 0; i < 100; i++) {
                assertEquals(i - 50, get(array, i));
                assertEquals(i - 50, getVolatile(array, i));
            }
            setVolatile(array, 7, 99);
            assertEquals(99, get(array, 7));
        }
    }

    @ParameterizedTest
    @EnumSource
    void anIndexOutsideIsRefusedNamingItAndTheLength(Elements elements) throws Exception {
        try (SharedArray array = create(elements, 10)) {
            SharedArray slice = array.slice(2, 5);
            for (long index : new long[] {-1, 10, 1L << 60, 1L << 61, Long.MIN_VALUE, Long.MAX_VALUE}) {
                for (Executable access : List.<Executable>of(
                        () -> get(array, index),
                        () -> set(array, index, 1),
                        () -> getVolatile(array, index),
                        () -> setVolatile(array, index, 1))) {
                    IndexOutOfBoundsException failure = assertThrows(IndexOutOfBoundsException.class, access);
                    assertSays(String.valueOf(index), failure);
                    assertSays("length 10", failure);
                }
            }
            for (long index : new long[] {-1, 3, 4}) {
                assertSays("length 3", assertThrows(IndexOutOfBoundsException.class, () -> get(slice, index)));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void lengthsThatCantBeAreRefused(Elements elements) {
        for (long length : new long[] {0, -1, Long.MIN_VALUE}) {
            assertSays(
                    String.valueOf(length),
                    assertThrows(IllegalArgumentException.class, () -> create(elements, length)));
        }
        if (elements != Elements.BYTES) {
            assertSays(
                    "9223372036854775807 " + elements.label(),
                    assertThrows(IllegalArgumentException.class, () -> create(elements, Long.MAX_VALUE)));
        }
        IOException noSpace = assertThrows(IOException.class, () -> create(elements, Long.MAX_VALUE / elements.size()));
        assertSays(" left", noSpace);
    }

    @ParameterizedTest
    @EnumSource
    void memoryMadeForOtherElementsIsRefused(Elements elements) throws Exception {
        try (SharedArray array = create(elements, 16);
                SharedMemory opened = SharedMemory.open(array.memory().name())) {
            for (Elements other : Elements.values()) {
                for (SharedMemory memory : List.of(array.memory(), opened)) {
                    if (other == elements) {
                        assertEquals(array, over(other, memory));
                    } else {
                        assertSays(
                                "has " + elements.label() + ", not " + other.label(),
                                assertThrows(IllegalArgumentException.class, () -> over(other, memory)));
                    }
                }
            }
        }
    }

    @Test
    void plainMemoryTakesAnyElementsThatFit() throws Exception {
        try (SharedMemory memory = SharedMemory.create(12)) {
            SharedArray.ofInts(memory).set(0, 0x01020304);
            assertEquals(4, SharedArray.ofBytes(memory).get(0));
            assertEquals(12, SharedArray.ofBytes(memory).length());
            IllegalArgumentException failure =
                    assertThrows(IllegalArgumentException.class, () -> SharedArray.ofDoubles(memory));
            assertSays("12 bytes", failure);
        }
    }

    @Test
    void anArrayWithANameIsOpenedByIt() throws Exception {
        String name = "array-" + ProcessHandle.current().pid();
        try (SharedArray.OfDoubles array = SharedArray.ofDoubles(name, 10);
                SharedArray.OfDoubles opened = SharedArray.ofDoubles(SharedMemory.open(name))) {
            array.set(3, 0.5);
            assertEquals(0.5, opened.get(3));
            assertEquals(array, opened);
        }
        assertThrows(IllegalArgumentException.class, () -> SharedArray.ofInts("a/b", 1));
    }

    @ParameterizedTest
    @EnumSource
    void slicesShareTheElementsAndCountFromZero(Elements elements) throws Exception {
        try (SharedArray array = create(elements, 10)) {
            SharedArray slice = array.slice(2, 8);
            SharedArray inner = slice.slice(1, 3);
            assertEquals(6, slice.length());
            assertEquals(2, inner.length());
            set(inner, 1, 5);
            assertEquals(5, get(array, 4));
            assertEquals(5, get(slice, 2));
            assertEquals(2 * elements.size(), inner.asSegment().byteSize());
            slice.close();
            assertFalse(array.isClosed());
            assertEquals(0, array.slice(5, 5).length());
            assertEquals(0, array.slice(10, 10).asSegment().byteSize());
            for (long[] wrong : new long[][] {{-1, 3}, {0, 11}, {11, 11}, {6, 5}}) {
                assertSays(
                        "from " + wrong[0] + " to " + wrong[1],
                        assertThrows(IndexOutOfBoundsException.class, () -> array.slice(wrong[0], wrong[1])));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void equalAreTheSameElementsOfTheSameMemory(Elements elements) throws Exception {
        try (SharedArray array = create(elements, 10);
                SharedArray other = create(elements, 10)) {
            assertEquals(array.slice(1, 3), array.slice(0, 5).slice(1, 3));
            assertEquals(
                    array.slice(1, 3).hashCode(), array.slice(0, 5).slice(1, 3).hashCode());
            assertEquals(array, array.slice(0, 10));
            assertNotEquals(array, other);
            assertNotEquals(array, array.slice(0, 9));
            assertNotEquals(array.slice(0, 9), array.slice(1, 10));
            String name = array.memory().name();
            assertEquals("SharedArray[10 " + elements.label() + " of " + name + "]", array.toString());
            assertEquals(
                    "SharedArray[2 " + elements.label() + ", from index 3 of " + name + "]",
                    array.slice(3, 5).toString());
        }
    }

    @ParameterizedTest
    @EnumSource
    void arraysAndSlicesAreTheSameWhenReceived(Elements elements) throws Exception {
        try (SharedArray array = create(elements, 10)) {
            SharedArray received = assertInstanceOf(array.getClass(), copy(array));
            assertEquals(array, received);
            set(received, 3, 7);
            assertEquals(7, get(array, 3));
            SharedArray slice = (SharedArray) copy(array.slice(3, 5));
            assertEquals(array.slice(3, 5), slice);
            assertEquals(7, get(slice, 0));
            slice.close();
            assertFalse(array.isClosed());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsClosedSaysSo(Elements elements) throws Exception {
        SharedArray array = create(elements, 10);
        byte[] bytes = PipeEndReturnedTest.serialised(array);
        SharedArray slice = array.slice(1, 3);
        MemorySegment segment = array.asSegment();
        array.close();
        array.close();
        assertTrue(array.isClosed());
        assertTrue(slice.isClosed());
        String closed = array.memory().name() + " is closed";
        for (SharedArray each : List.of(array, slice)) {
            assertSays(closed, assertThrows(IllegalStateException.class, () -> get(each, 0)));
            assertSays(closed, assertThrows(IllegalStateException.class, () -> set(each, 0, 1)));
            assertSays(closed, assertThrows(IllegalStateException.class, () -> getVolatile(each, 0)));
            assertSays(closed, assertThrows(IllegalStateException.class, () -> setVolatile(each, 0, 1)));
            assertSays(closed, assertThrows(IllegalStateException.class, each::asSegment));
        }
        assertThrows(IllegalStateException.class, () -> segment.get(ValueLayout.JAVA_BYTE, 0));
        assertThrows(IllegalStateException.class, () -> over(elements, array.memory()));
        assertThrows(NotSerializableException.class, () -> PipeEndReturnedTest.serialised(array));
        assertThrows(InvalidObjectException.class, () -> PipeEndReturnedTest.deserialised(bytes));
        assertSays(", closed]", new AssertionError(array.toString()));
    }

    @Test
    void forgedHandlesAreRefused() throws Exception {
        try (SharedArray.OfInts array = SharedArray.ofInts(10)) {
            for (SharedArrayHandle forged : List.of(
                    new SharedArrayHandle(array.memory(), "INTS", -1, 5, true),
                    new SharedArrayHandle(array.memory(), "INTS", 5, 6, true),
                    new SharedArrayHandle(array.memory(), "INTS", Long.MAX_VALUE, 1, true),
                    new SharedArrayHandle(array.memory(), "DOUBLES", 0, 5, false),
                    new SharedArrayHandle(array.memory(), "CHARS", 0, 5, false))) {
                assertThrows(InvalidObjectException.class, () -> copy(forged), forged.toString());
            }
        }
    }

    @Test
    void copiesGoThereAndBack() throws Exception {
        try (SharedArray.OfBytes bytes = SharedArray.ofBytes(5);
                SharedArray.OfInts ints = SharedArray.ofInts(5);
                SharedArray.OfLongs longs = SharedArray.ofLongs(5);
                SharedArray.OfFloats floats = SharedArray.ofFloats(5);
                SharedArray.OfDoubles doubles = SharedArray.ofDoubles(5)) {
            bytes.copyFrom(new byte[] {1, 2, 3}, 1, 3, 2);
            assertArrayEquals(new byte[] {0, 0, 0, 2, 3}, bytes.toArray());
            ints.copyFrom(new int[] {1, 2, 3}, 1, 3, 2);
            assertArrayEquals(new int[] {0, 0, 0, 2, 3}, ints.toArray());
            longs.copyFrom(new long[] {1, 2, 3}, 1, 3, 2);
            assertArrayEquals(new long[] {0, 0, 0, 2, 3}, longs.toArray());
            floats.copyFrom(new float[] {1, 2, 3}, 1, 3, 2);
            assertArrayEquals(new float[] {0, 0, 0, 2, 3}, floats.toArray());
            doubles.copyFrom(new double[] {1, 2, 3}, 1, 3, 2);
            assertArrayEquals(new double[] {0, 0, 0, 2, 3}, doubles.toArray());

            doubles.copyFrom(new double[] {9, 8});
            double[] target = new double[4];
            doubles.slice(1, 5).copyTo(0, target, 1, 3);
            assertArrayEquals(new double[] {0, 8, 0, 2}, target);
            ints.slice(3, 5).fill(6);
            bytes.slice(0, 2).fill((byte) 7);
            assertArrayEquals(new int[] {0, 0, 0, 6, 6}, ints.toArray());
            assertArrayEquals(new byte[] {7, 7, 0, 2, 3}, bytes.toArray());
            assertEquals(12, ints.stream().sum());
            assertEquals(5, longs.stream().parallel().sum());
            assertEquals(22, doubles.stream().sum());
        }
    }

    @Test
    void aCopyThatDoesntFitCopiesNothing() throws Exception {
        try (SharedArray.OfInts array = SharedArray.ofInts(3)) {
            int[] source = {1, 2, 3, 4};
            assertSays(
                    "4 elements from index 0 of a shared array of length 3",
                    assertThrows(IndexOutOfBoundsException.class, () -> array.copyFrom(source)));
            for (int[] wrong : new int[][] {{0, 0, 4}, {0, 2, 2}, {3, 0, 2}, {-1, 0, 1}, {0, -1, 1}, {0, 0, -1}}) {
                assertThrows(
                        IndexOutOfBoundsException.class, () -> array.copyFrom(source, wrong[0], wrong[1], wrong[2]));
                assertThrows(IndexOutOfBoundsException.class, () -> array.copyTo(wrong[1], source, wrong[0], wrong[2]));
            }
            assertArrayEquals(new int[3], array.toArray());
            assertArrayEquals(new int[] {1, 2, 3, 4}, source);
            array.close();
            assertSays("is closed", assertThrows(IllegalStateException.class, array::toArray));
            assertSays("is closed", assertThrows(IllegalStateException.class, () -> array.fill(1)));
            assertSays("is closed", assertThrows(IllegalStateException.class, () -> array.copyFrom(new int[1])));
        }
    }

    @Test
    void anArrayTooLongForJavaSaysSo() throws Exception {
        // A slice is only arithmetic until it is touched, so nobody needs the memory.
        try (SharedMemory memory = SharedMemory.create(8)) {
            var part = new SharedArray.Part(memory, Elements.BYTES, 0, 1L << 31, true);
            assertSays(
                    "2147483648 elements",
                    assertThrows(IllegalStateException.class, new SharedArray.OfBytes(part)::toArray));
        }
    }

    @Test
    void atomicOperationsDoWhatTheySay() throws Exception {
        try (SharedArray.OfInts ints = SharedArray.ofInts(4);
                SharedArray.OfLongs longs = SharedArray.ofLongs(4);
                SharedArray.OfFloats floats = SharedArray.ofFloats(4);
                SharedArray.OfDoubles doubles = SharedArray.ofDoubles(4)) {
            assertEquals(0, ints.getAndAdd(3, 5));
            assertEquals(7, ints.addAndGet(3, 2));
            assertFalse(ints.compareAndSet(3, 5, 1));
            assertTrue(ints.compareAndSet(3, 7, 1));
            assertEquals(1, ints.getAndSet(3, 9));
            assertEquals(9, ints.get(3));

            assertEquals(0, longs.getAndAdd(3, 5));
            assertEquals(7, longs.addAndGet(3, 2));
            assertFalse(longs.compareAndSet(3, 5, 1));
            assertTrue(longs.compareAndSet(3, 7, 1));
            assertEquals(1, longs.getAndSet(3, 9));
            assertEquals(9, longs.get(3));

            assertEquals(0, floats.getAndAdd(3, 0.5f));
            assertEquals(0.75f, floats.addAndGet(3, 0.25f));
            assertFalse(floats.compareAndSet(3, 5, 1));
            assertTrue(floats.compareAndSet(3, 0.75f, 1));
            assertEquals(1, floats.getAndSet(3, 9));
            assertEquals(9, floats.get(3));

            assertEquals(0, doubles.getAndAdd(3, 0.5));
            assertEquals(0.75, doubles.addAndGet(3, 0.25));
            assertFalse(doubles.compareAndSet(3, 5, 1));
            assertTrue(doubles.compareAndSet(3, 0.75, 1));
            assertEquals(1, doubles.getAndSet(3, Double.NaN));
            assertTrue(doubles.compareAndSet(3, Double.NaN, -0.0));
            assertFalse(doubles.compareAndSet(3, 0.0, 1));
            assertEquals(2, doubles.addAndGet(3, 2));
        }
    }

    @Test
    void noAdditionIsLost() throws Exception {
        try (SharedArray.OfLongs longs = SharedArray.ofLongs(2);
                SharedArray.OfDoubles doubles = SharedArray.ofDoubles(2)) {
            List<Caller<Void>> callers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                callers.add(Caller.platform(() -> {
                    for (int k = 0; k < 50_000; k++) {
                        longs.getAndAdd(1, 1);
                        doubles.addAndGet(1, 1);
                    }
                    return null;
                }));
            }
            for (Caller<Void> caller : callers) {
                caller.result();
            }
            assertEquals(200_000, longs.get(1));
            assertEquals(200_000, doubles.get(1));
        }
    }

    @Test
    void closingUnderAnAccessIsAnErrorThere() throws Exception {
        for (int i = 0; i < 10; i++) {
            SharedArray.OfLongs array = SharedArray.ofLongs(1000);
            Caller<Object> reader = Caller.platform(() -> {
                for (; ; ) {
                    array.set(0, LongStream.range(0, 1000).map(array::get).sum());
                }
            });
            Bounded.until("the reader to be reading", () -> reader.thread().isAlive());
            array.close();
            assertSays("is closed", assertThrows(IllegalStateException.class, reader::result));
        }
    }
}
