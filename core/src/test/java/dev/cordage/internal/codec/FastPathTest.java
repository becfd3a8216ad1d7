package dev.cordage.internal.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Externalizable;
import java.io.InvalidClassException;
import java.io.InvalidObjectException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.io.Serializable;
import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FastPathTest {
    private final Trip trip = new Trip();

    enum Colour {
        RED,
        GREEN {
            @Override
            public String toString() {
                return "leaf";
            }
        }
    }

    record All(boolean z, byte b, short s, char c, int i, long j, float f, double d, Object o, All next)
            implements Serializable {}

    record Empty() implements Serializable {}

    record Positive(int value) implements Serializable {
        Positive {
            if (value <= 0) {
                throw new IllegalArgumentException("not positive: " + value);
            }
        }

        static boolean broken;

        public int value() {
            throw new AssertionError("serialisation doesn't ask the accessor");
        }
    }

    record Outside(int value) implements Externalizable {
        @Override
        public void writeExternal(ObjectOutput out) {}

        @Override
        public void readExternal(ObjectInput in) {}
    }

    static final class Plain implements Serializable {
        int x = 5;
        Object self = this;
    }

    /** Everything that can be seen of a value, identity within it included. */
    private static String show(Object value) throws Exception {
        var out = new StringBuilder();
        show(value, out, new ArrayList<>());
        return out.toString();
    }

    private static void show(Object value, StringBuilder out, List<Object> seen) throws Exception {
        if (value == null
                || value instanceof String
                || value instanceof Number
                || value instanceof Boolean
                || value instanceof Character
                || value instanceof Enum<?>) {
            out.append(value == null ? "null" : value.getClass().getName() + ":" + value)
                    .append(' ');
            if (value instanceof Double d) {
                out.append(Double.doubleToRawLongBits(d));
            }
            return;
        }
        for (int i = 0; i < seen.size(); i++) {
            if (seen.get(i) == value) {
                out.append('#').append(i).append(' ');
                return;
            }
        }
        seen.add(value);
        out.append(value.getClass().getName()).append('[');
        if (value.getClass().isArray()) {
            for (int i = 0; i < Array.getLength(value); i++) {
                show(Array.get(value, i), out, seen);
            }
        } else if (value instanceof List<?> list) {
            for (Object element : list) {
                show(element, out, seen);
            }
        } else if (value instanceof Record) {
            for (RecordComponent component : value.getClass().getRecordComponents()) {
                var field = value.getClass().getDeclaredField(component.getName());
                field.setAccessible(true);
                show(field.get(value), out, seen);
            }
        } else {
            out.append(value);
        }
        out.append("] ");
    }

    private void same(Object value) throws Exception {
        assertEquals(show(Trip.byJava(value)), show(trip.there(value)));
    }

    private void fast(Object value) throws Exception {
        assertTrue(trip.isFast(value), () -> "not on the fast path: " + value);
        same(value);
    }

    private void slow(Object value) throws Exception {
        assertFalse(trip.isFast(value), () -> "on the fast path: " + value);
        same(value);
    }

    @Test
    void simpleValues() throws Exception {
        Object[] values = {
            null,
            true,
            false,
            (byte) -7,
            (short) -300,
            'x',
            '\uD800',
            '\uFFFF',
            0,
            -1,
            Integer.MIN_VALUE,
            Integer.MAX_VALUE,
            1L,
            Long.MIN_VALUE,
            Long.MAX_VALUE,
            1.5f,
            Float.NaN,
            -0.0,
            Double.NaN,
            Double.MIN_VALUE,
            "",
            "plain",
            "\u00E9\u00FF",
            "\u0100\uD800 lone",
            "x".repeat(100_000),
            Colour.RED,
            Colour.GREEN
        };
        for (Object value : values) {
            fast(value);
        }
        fast(values);
    }

    @Test
    void arraysKeepTheirClass() throws Exception {
        for (Object value : new Object[] {
            new boolean[] {true, false},
            new byte[] {1, -1},
            new short[] {1, -1},
            new char[] {'a', '\uFFFE'},
            new int[] {1, -1},
            new long[] {1, -1},
            new float[] {1, -1},
            new double[] {1, -0.0},
            new int[0],
            new Object[0],
            new Object[] {1, "a", null},
            new String[] {"a", null},
            new Integer[] {1, 2},
            new Colour[] {Colour.GREEN},
            new int[][] {{1}, {}, null},
            new Object[][] {{1}, new String[] {"x"}},
            new Empty[] {new Empty()},
            new Serializable[] {1}
        }) {
            fast(value);
        }
    }

    @Test
    void recordsAndLists() throws Exception {
        All inner = new All(true, (byte) 1, (short) -2, 'c', -3, 1L << 40, 1.5f, -2.5, "o", null);
        fast(new All(false, (byte) -1, (short) 2, '\uFFFF', 3, -4, -0f, Double.NaN, new int[] {1}, inner));
        fast(new Empty());
        fast(new Positive(3));
        fast(new ArrayList<>(List.of(1, "b", new Empty())));
        fast(new ArrayList<>());
    }

    @Test
    void whatIsUnknownIsLeftToJava() throws Exception {
        slow(new HashMap<>(Map.of("a", 1)));
        slow(List.of(1, 2));
        slow(Duration.ofSeconds(3));
        slow(new Object[] {1, Duration.ZERO});
        slow(String.class);
        assertFalse(trip.isFast(new Plain()));
        Plain plain = trip.there(new Plain());
        assertSame(plain, plain.self);
        assertFalse(trip.isFast(new Outside(3)));
    }

    @Test
    void sharedObjectsStayShared() throws Exception {
        int[] shared = {1};
        slow(new Object[] {shared, shared});
        var list = new ArrayList<Object>();
        list.add(list);
        slow(list);
        Object[] cycle = {null, 1};
        cycle[0] = cycle;
        slow(cycle);
        Empty empty = new Empty();
        slow(new Object[] {empty, new Empty(), empty});
        Object[] many = new Object[100];
        for (int i = 0; i < many.length; i++) {
            many[i] = new int[] {i};
        }
        fast(many.clone());
        many[99] = many[0];
        slow(many);
    }

    @Test
    void deepNestingIsLeftToJava() throws Exception {
        Object deep = "end";
        for (int i = 0; i < 150; i++) {
            deep = new Object[] {deep};
        }
        fast(deep);
        for (int i = 0; i < 150; i++) {
            deep = new Object[] {deep};
        }
        slow(deep);
    }

    @Test
    void randomGraphsComeOutAsWithJava() throws Exception {
        var random = new Random(42);
        int fast = 0;
        for (int i = 0; i < 3_000; i++) {
            Object value = random(random, 4, new ArrayList<>());
            fast += trip.isFast(value) ? 1 : 0;
            same(value);
        }
        assertTrue(fast > 500 && fast < 2_900, "both paths are taken: " + fast);
    }

    private static Object random(Random random, int depth, List<Object> made) {
        if (!made.isEmpty() && random.nextInt(25) == 0) {
            return made.get(random.nextInt(made.size()));
        }
        Object value = switch (random.nextInt(depth == 0 ? 8 : 13)) {
            case 0 -> null;
            case 1 -> random.nextInt() >> random.nextInt(32);
            case 2 -> random.nextLong() >> random.nextInt(64);
            case 3 -> random.nextDouble();
            case 4 -> "s" + (char) random.nextInt(0x10000) + random.nextInt();
            case 5 -> random.nextBoolean();
            case 6 -> Colour.values()[random.nextInt(2)];
            case 7 -> random.ints(random.nextInt(5)).toArray();
            case 8 ->
                new All(
                        true,
                        (byte) 1,
                        (short) 2,
                        'c',
                        random.nextInt(),
                        random.nextLong(),
                        0,
                        0,
                        random(random, depth - 1, made),
                        null);
            case 9 -> random.nextInt(5) == 0 ? Duration.ofNanos(random.nextLong()) : new Empty();
            default -> {
                Object[] parts = new Object[random.nextInt(5)];
                for (int i = 0; i < parts.length; i++) {
                    parts[i] = random(random, depth - 1, made);
                }
                yield random.nextBoolean() ? parts : new ArrayList<>(List.of(new Object[] {parts}));
            }
        };
        if (value != null) {
            made.add(value);
        }
        return value;
    }

    @Test
    void whatIsReceivedIsACopy() throws Exception {
        int[] array = {1, 2};
        assertNotSame(array, trip.decoder.decode(trip.encoder.encode(array)));
        double[] large = new double[100_000];
        Encoded message = trip.encoder.encode(large);
        assertNotSame(large, trip.decoder.decode(message));
    }

    @Test
    void aRecordThatRefusesItsValuesIsInvalid(@TempDir Path folder) throws Exception {
        String source = "public record P(int v) implements java.io.Serializable { %s"
                + " public static Object one() { return new P(1); } }";
        var lax = Compiled.in(folder.resolve("a"), Map.of("P.java", source.formatted("")))
                .loader();
        var strict = Compiled.in(
                        folder.resolve("b"),
                        Map.of(
                                "P.java",
                                source.formatted("public P { if (v < 2) throw new RuntimeException(\"low\"); }")))
                .loader();
        var other = Compiled.in(
                        folder.resolve("c"),
                        Map.of("P.java", source.formatted("").replace("int v", "long v")))
                .loader();
        try (lax;
                strict;
                other) {
            Object value = Compiled.call(lax, "P", "one");
            var refused = new Trip().with(lax, strict);
            assertTrue(refused.isFast(value));
            Throwable failure = assertThrows(InvalidObjectException.class, () -> refused.there(value));
            assertEquals("low", failure.getCause().getMessage());
            assertEquals(7, refused.there(7));
            assertThrows(
                    InvalidClassException.class,
                    () -> new Trip().with(lax, other).there(value));
            assertThrows(
                    ClassNotFoundException.class,
                    () -> new Trip()
                            .with(lax, FastPathTest.class.getClassLoader())
                            .there(value));
        }
    }
}
