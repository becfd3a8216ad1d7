package dev.cordage.internal.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.task.RemoteFailureException;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailuresTest {
    private final Trip trip = new Trip();

    static final class Own extends Exception {
        final int code;

        Own(String message, int code, Throwable cause) {
            super(message, cause);
            this.code = code;
        }
    }

    static final class Holding extends RuntimeException {
        final Object held;

        Holding(String message, Object held, Throwable cause) {
            super(message, cause);
            this.held = held;
        }
    }

    static final class Unreadable extends RuntimeException {
        Unreadable(String message) {
            super(message);
        }

        private void readObject(ObjectInputStream in) throws IOException {
            throw new IllegalStateException("never");
        }
    }

    static final class Rude extends RuntimeException {
        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            throw new IllegalStateException("no stack");
        }

        @Override
        public synchronized Throwable getCause() {
            throw new IllegalStateException("no cause");
        }
    }

    private static String print(Throwable failure) {
        var out = new StringWriter();
        failure.printStackTrace(new PrintWriter(out));
        return out.toString();
    }

    private static RemoteFailureException surrogate(Class<?> original, String message, Throwable failure) {
        var surrogate = assertInstanceOf(RemoteFailureException.class, failure);
        assertEquals(original.getName(), surrogate.className());
        assertEquals(message, surrogate.originalMessage());
        return surrogate;
    }

    @Test
    void theOriginalComesWithAllThatBelongsToIt() throws Exception {
        var failure = new Own("outer", 7, new IOException("inner", new Error("innermost")));
        failure.addSuppressed(new Own("beside", 8, null));
        Own there = assertInstanceOf(Own.class, trip.failure(failure));
        assertEquals(7, there.code);
        assertEquals(print(failure), print(there));
        assertArrayEquals(failure.getStackTrace(), there.getStackTrace());
        assertNull(assertInstanceOf(Own.class, there.getSuppressed()[0]).getCause());
        var fresh = trip.failure(new RuntimeException("no cause yet"));
        assertEquals("late", fresh.initCause(new Error("late")).getCause().getMessage());
    }

    @Test
    void aFieldThatCannotBeSentMakesASurrogateOfThatOneOnly() throws Exception {
        var failure = new Own("outer", 7, new Holding("middle", new Object(), new IOException("inner")));
        failure.getCause().addSuppressed(new Own("beside", 9, null));
        Own there = assertInstanceOf(Own.class, trip.failure(failure));
        var middle = surrogate(Holding.class, "middle", there.getCause());
        assertEquals(Holding.class.getName() + ": middle", middle.getMessage());
        assertArrayEquals(failure.getCause().getStackTrace(), middle.getStackTrace());
        assertEquals(
                "inner", assertInstanceOf(IOException.class, middle.getCause()).getMessage());
        assertEquals(9, assertInstanceOf(Own.class, middle.getSuppressed()[0]).code);
    }

    @Test
    void whatCannotBeReadIsASurrogate() throws Exception {
        Own there = assertInstanceOf(Own.class, trip.failure(new Own("outer", 7, new Unreadable("x"))));
        surrogate(Unreadable.class, "x", there.getCause());
    }

    @Test
    void aClassThatIsMissingIsASurrogate(@TempDir Path folder) throws Exception {
        var user = Compiled.in(
                folder,
                Map.of(
                        "E.java",
                        "public class E extends Exception { E(String m, Throwable c) { super(m, c); }"
                                + " public static Object e() { return new E(\"mine\", new RuntimeException(\"r\")); } }"));
        try (URLClassLoader loader = user.loader()) {
            var failure = (Throwable) Compiled.call(loader, "E", "e");
            assertSame(
                    failure.getClass(), new Trip().with(loader).failure(failure).getClass());
            var there = new Trip().with(loader, getClass().getClassLoader()).failure(new Own("o", 1, failure));
            var surrogate = surrogate(
                    failure.getClass(),
                    "mine",
                    assertInstanceOf(Own.class, there).getCause());
            assertSame(RuntimeException.class, surrogate.getCause().getClass());
            assertArrayEquals(failure.getStackTrace(), surrogate.getStackTrace());
            assertSame(
                    loader,
                    new Trip().with(loader).encoder.encodeFailure(failure).loader());
        }
    }

    @Test
    void oneTooLargeIsASurrogate() throws Exception {
        surrogate(Holding.class, "big", trip.failure(new Holding("big", new long[3 << 20], null)));
        var held = (Holding) trip.failure(new Holding("fits", new long[100_000], null));
        assertEquals(100_000, ((long[]) held.held).length);
    }

    @Test
    void causesThatGoRound() throws Exception {
        var first = new RuntimeException("first");
        var second = new RuntimeException("second", first);
        first.initCause(second);
        Throwable there = trip.failure(first);
        assertEquals("second", there.getCause().getMessage());
        assertSame(there, there.getCause().getCause());

        var holding = new Holding("h", new Object(), null);
        var suppressed = new RuntimeException("s", holding);
        holding.addSuppressed(suppressed);
        surrogate(Holding.class, "h", trip.failure(holding));
    }

    @Test
    void longChains() throws Exception {
        for (int length : new int[] {1_000, 9_000}) {
            Throwable chain = new Own("0", 0, null);
            for (int i = 1; i < length; i++) {
                chain = i % 100 == 7 ? new Holding("" + i, new Object(), chain) : new RuntimeException("" + i, chain);
            }
            int count = 0;
            for (Throwable node = trip.failure(chain); node != null; node = node.getCause()) {
                count++;
                int number = length - count;
                boolean surrogate = node instanceof RemoteFailureException;
                assertEquals(number % 100 == 7 && number > 0, surrogate, () -> "at " + number);
            }
            assertEquals(length, count);
        }
    }

    @Test
    void methodsThatThrow() throws Exception {
        assertInstanceOf(Rude.class, trip.failure(new Rude()));
        Throwable anonymous = new RuntimeException("x") {
            final Object outer = new Object();

            @Override
            public String getMessage() {
                throw new StackOverflowError();
            }
        };
        var there = assertInstanceOf(RemoteFailureException.class, trip.failure(anonymous));
        assertTrue(String.valueOf(there.originalMessage()).contains("StackOverflowError"));
    }

    @Test
    void aFailureWithAnotherInAField() throws Exception {
        var there = trip.failure(new InvocationTargetException(new Own("target", 4, null)));
        assertEquals(4, assertInstanceOf(Own.class, there.getCause()).code);
        assertNull(trip.failure(new Own(null, 1, null)).getMessage());
    }

    @Test
    void aValueWhereAFailureIsExpectedIsAFailure() throws Exception {
        assertInstanceOf(RemoteFailureException.class, trip.decoder.decodeFailure(trip.encoder.encode(5)));
    }
}
