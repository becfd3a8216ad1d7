package dev.cordage.task;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.internal.codec.Decoder;
import dev.cordage.internal.codec.Encoded;
import dev.cordage.internal.codec.Encoder;
import dev.cordage.internal.codec.Loaders;
import java.io.IOException;
import java.io.NotSerializableException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a {@code map} and a {@code submit} send to another JVM, and what comes back. */
class BatchShippingTest {
    private final Loaders loaders = new Loaders() {
        @Override
        public int idOf(ClassLoader loader) {
            return 0;
        }

        @Override
        public ClassLoader loader(int id) {
            return BatchShippingTest.class.getClassLoader();
        }
    };
    private final Encoder encoder = new Encoder(loaders);
    private final Decoder decoder = new Decoder(loaders);
    private int defined;

    @SuppressWarnings("unchecked")
    private <T> T ship(T value, boolean quickly) throws IOException, ClassNotFoundException {
        Encoded message = encoder.encode(value);
        // Only what is not Java serialisation needs definitions.
        assertEquals(quickly, message.definitions() > 0);
        for (; defined < message.definitions(); defined++) {
            decoder.define(encoder.definition(defined));
        }
        byte[] bytes = message.toBytes();
        return (T) decoder.decode(Encoded.of(bytes, 0, bytes.length));
    }

    private static Batch<?, ?> batch(Object... items) {
        TaskFunction<Object, Object> half = x -> 100 / (int) x;
        return new Batch<>(half, items, false, false, new MapControl(null, false, () -> {}));
    }

    private static final class Sealed extends RuntimeException {
        final Object inside = new Object();

        Sealed() {
            super("sealed");
        }
    }

    @Test
    void aBatchRunsThereWithoutItsControl() throws Exception {
        Batch<?, ?> batch = ship(batch(1, 2, 5), true);
        assertArrayEquals(new Object[] {100, 50, 20}, batch.call().outcomes());
        assertThrows(AssertionError.class, () -> batch.part(0, 1));
        Batch<?, ?> slow = ship(batch(List.of()), false);
        assertEquals(1, slow.size());
    }

    @Test
    void aResultComesBackWithItsFailures() throws Exception {
        Batch.Result result = batch(1, 0).call();
        Batch.Result there = ship(result, true);
        assertEquals(100, there.outcomes()[0]);
        assertEquals(result.nanos(), there.nanos());
        var failure = assertInstanceOf(Batch.ItemFailure.class, there.outcomes()[1]);
        assertInstanceOf(ArithmeticException.class, failure.cause());
    }

    @Test
    void aFailureThatCannotBeSentSpoilsOnlyItsItem() throws Exception {
        for (Object other : new Object[] {7, new HashMap<>(Map.of("a", 1))}) {
            Object[] outcomes = {other, new Batch.ItemFailure(new IllegalStateException("outer", new Sealed()))};
            Batch.Result there = ship(new Batch.Result(outcomes, 2, 5, false), other.equals(7));
            assertEquals(other, there.outcomes()[0]);
            var failure = assertInstanceOf(Batch.ItemFailure.class, there.outcomes()[1]);
            assertInstanceOf(IllegalStateException.class, failure.cause());
            var surrogate = assertInstanceOf(
                    RemoteFailureException.class, failure.cause().getCause());
            assertEquals(Sealed.class.getName(), surrogate.className());
        }
    }

    @Test
    void jobsAsWork() throws Exception {
        Job job = () -> {};
        assertEquals("done", ship(new JobWork<>(job, "done"), true).call());
        CheckedJob checked = () -> {
            throw new IOException("x");
        };
        Work<?> work = ship(new CheckedJobWork(checked), true);
        assertThrows(IOException.class, work::call);
    }

    @Test
    void theWrappingIsNotInTheWayOfAnExplanation() {
        Object item = new Object();
        var refused = assertThrows(NotSerializableException.class, () -> encoder.encode(batch(1, item)));
        assertEquals("java.lang.Object is not serialisable; it is reached by input [1]", refused.getMessage());
        Job job = () -> assertNotEquals(item, null);
        var captured = assertThrows(NotSerializableException.class, () -> encoder.encode(new JobWork<>(job, null)));
        assertTrue(
                captured.getMessage()
                        .endsWith("reached by captured argument 1 of the lambda in"
                                + " BatchShippingTest.theWrappingIsNotInTheWayOfAnExplanation"),
                captured.getMessage());
    }
}
