package dev.cordage.internal.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.Bounded;
import java.io.IOException;
import java.io.Serializable;
import java.lang.ref.WeakReference;
import java.lang.reflect.Array;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefinitionsTest {
    record Point(int x, int y) implements Serializable {}

    @Test
    void areMadeOnceForEachClass() throws Exception {
        var trip = new Trip();
        Encoded first = trip.encoder.encode(new Point(1, 2));
        assertEquals(1, first.definitions());
        assertEquals(1, trip.encoder.encode(new Point(3, 4)).definitions());
        assertEquals(0, trip.encoder.encode(5).definitions());
        assertEquals(1, trip.encoder.definitions());
        assertEquals(new Point(1, 2), trip.receive(first));
        assertThrows(IndexOutOfBoundsException.class, () -> trip.encoder.definition(1));
    }

    @Test
    void anUnknownDefinitionIsAnErrorOfThatMessageOnly() throws Exception {
        var trip = new Trip();
        Encoded message = trip.encoder.encode(new Point(1, 2));
        assertThrows(IOException.class, () -> trip.decoder.decode(message));
        assertEquals(new Point(1, 2), trip.receive(message));
    }

    @Test
    void ofClassesThatAreMissingDoNoHarmUntilUsed(@TempDir Path folder) throws Exception {
        var user = Compiled.in(folder, Map.of("U.java", "public enum U { A; public static Object a() { return A; } }"));
        try (URLClassLoader loader = user.loader()) {
            var trip = new Trip().with(loader, DefinitionsTest.class.getClassLoader());
            trip.define(trip.encoder.encode(Compiled.call(loader, "U", "a")));
            assertEquals(new Point(1, 2), trip.there(new Point(1, 2)));
        }
    }

    @Test
    void beyondTheMostThereIsJavaSerialisation() throws Exception {
        var trip = new Trip();
        var shapes = new Shapes(trip);
        Point point = new Point(1, 1);
        // Enough array classes: up to 255 dimensions of each of these types.
        Class<?>[] types = new Class<?>[70];
        types[0] = Integer.class;
        int made = 0;
        for (Class<?> type : java.util.List.of(
                Integer.class,
                Long.class,
                Short.class,
                Byte.class,
                Character.class,
                Double.class,
                Float.class,
                Boolean.class,
                Object.class,
                String.class,
                Number.class,
                Comparable.class,
                Thread.class,
                Map.class,
                Runnable.class,
                Iterable.class,
                CharSequence.class,
                Void.class,
                Math.class,
                System.class,
                StringBuilder.class,
                Error.class,
                Exception.class,
                Throwable.class,
                Record.class,
                Enum.class,
                Package.class,
                Process.class,
                Runtime.class,
                Class.class,
                Module.class,
                ClassLoader.class,
                Appendable.class,
                Readable.class,
                Cloneable.class,
                AutoCloseable.class,
                Override.class,
                Deprecated.class,
                ThreadLocal.class,
                ThreadGroup.class,
                StackWalker.class,
                StrictMath.class,
                InterruptedException.class,
                RuntimeException.class,
                IllegalStateException.class,
                ArithmeticException.class,
                ClassCastException.class,
                LinkageError.class,
                AssertionError.class,
                VerifyError.class,
                UnknownError.class,
                InternalError.class,
                OutOfMemoryError.class,
                NoSuchFieldError.class,
                NoSuchMethodError.class,
                Path.class,
                Serializable.class,
                IOException.class,
                Array.class,
                WeakReference.class,
                Trip.class,
                Point.class,
                Shape.class,
                Tag.class,
                Bytes.class,
                Input.class,
                Encoder.class)) {
            for (int dimensions = 2; dimensions < 255; dimensions++) {
                Class<?> array = type;
                for (int i = 1; i < dimensions; i++) {
                    array = array.arrayType();
                }
                made += shapes.of(Array.newInstance(array, 0)).id() >= 0 ? 1 : 0;
            }
        }
        assertEquals(Shapes.MOST, made);
        assertEquals(Shapes.MOST, shapes.definitions());
        assertNull(new FastWriter(shapes).message(point));
        assertSame(Shape.OTHER, shapes.of(point).kind());
    }

    @Test
    void aLoaderIsLetGoWithTheEncoder(@TempDir Path folder) throws Exception {
        var user = Compiled.in(
                folder,
                Map.of(
                        "U.java",
                        "public record U(int x) implements java.io.Serializable {"
                                + " public static Object a() { return new U(1); } }"));
        WeakReference<ClassLoader> gone = encodeAndForget(user);
        Bounded.until("the loader to be collected", () -> {
            System.gc();
            return gone.refersTo(null);
        });
    }

    private static WeakReference<ClassLoader> encodeAndForget(Compiled user) throws Exception {
        try (URLClassLoader loader = user.loader()) {
            var trip = new Trip().with(loader);
            Object value = Compiled.call(loader, "U", "a");
            assertTrue(trip.isFast(value));
            assertSame(value.getClass(), trip.there(value).getClass()); // a record's equals leaves traces in the JDK
            assertFalse(trip.isFast(new java.util.HashMap<>(Map.of(1, value))));
            return new WeakReference<>(loader);
        }
    }
}
