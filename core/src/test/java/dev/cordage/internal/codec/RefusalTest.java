package dev.cordage.internal.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.task.TaskFunction;
import dev.cordage.task.Work;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What can't be sent is refused with the way to it. */
class RefusalTest {
    private final Trip trip = new Trip();

    /** Stands for a socket, a connection and the like. */
    static final class Wire {}

    private static final String WIRE = Wire.class.getName() + " is not serialisable";

    static final class Connection implements Serializable {
        final Object socket;

        Connection(Object socket) {
            this.socket = socket;
        }
    }

    record Order(List<Object> connections) implements Serializable {}

    static final class Throwing implements Serializable {
        private void writeObject(ObjectOutputStream out) {
            throw new IllegalStateException("not today");
        }
    }

    static final class Hiding implements Serializable {
        private final transient Object wire = new Wire();

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.writeObject(wire);
        }
    }

    class Inner implements Serializable {
        int of() {
            return trip.hashCode();
        }
    }

    private String refusal(Object value) {
        return assertThrows(NotSerializableException.class, () -> trip.encoder.encode(value))
                .getMessage();
    }

    @Test
    void theValueItself() {
        assertEquals(WIRE, refusal(new Wire()));
    }

    @Test
    void throughALambdaFieldsAndElements() {
        var order = new Order(new ArrayList<>(Arrays.asList(1, "two", null, new Connection(new Wire()))));
        Work<Integer> work = () -> order.connections().size();
        assertEquals(
                WIRE + "; it is reached by captured argument 1 of the lambda in"
                        + " RefusalTest.throughALambdaFieldsAndElements -> field RefusalTest.Order.connections"
                        + " (java.util.ArrayList) -> element [3] -> field RefusalTest.Connection.socket",
                refusal(work));
    }

    @Test
    void throughMaps() {
        assertEquals(
                WIRE + "; it is reached by the value of the key \"a\" -> element [1]",
                refusal(new HashMap<>(Map.of("a", new Object[] {1, new Wire()}))));
        assertEquals(WIRE + "; it is reached by a key", refusal(new HashMap<>(Map.of(new Wire(), 1))));
    }

    @Test
    void throughThisAndEnclosingObjects() {
        Work<Integer> work = () -> trip.hashCode();
        assertEquals(
                RefusalTest.class.getName()
                        + " is not serialisable; it is reached by captured argument 1 ('this') of the"
                        + " lambda in RefusalTest.throughThisAndEnclosingObjects",
                refusal(work));
        assertTrue(refusal(new Inner()).contains("field RefusalTest.Inner.this$0 (the enclosing object"));
        TaskFunction<Object, Boolean> reference = new ArrayList<Object>(List.of(new Wire()))::add;
        assertEquals(
                WIRE + "; it is reached by captured argument 1 (the receiver) of the method reference ArrayList::add ->"
                        + " element [0]",
                refusal(reference));
    }

    @Test
    void aLambdaThatIsNotSerialisable() {
        Runnable plain = () -> {};
        String message = refusal(new Object[] {plain});
        assertTrue(
                message.startsWith("the lambda made in " + RefusalTest.class.getName() + ", a java.lang.Runnable, is"
                        + " not serialisable"),
                message);
        assertTrue(message.contains("Work, Job or TaskFunction; it is reached by element [0]"), message);
    }

    @Test
    void anExceptionOfWriteObjectIsTheCause() {
        var refused =
                assertThrows(NotSerializableException.class, () -> trip.encoder.encode(new Connection(new Throwing())));
        assertEquals(
                Throwing.class.getName() + " can't be serialised: its writeObject threw"
                        + " java.lang.IllegalStateException: not today; it is reached by field"
                        + " RefusalTest.Connection.socket",
                refused.getMessage());
        assertSame(IllegalStateException.class, refused.getCause().getClass());
    }

    @Test
    void whatAWriteObjectHidesIsStillNamed() {
        assertTrue(refusal(new Hiding()).startsWith(WIRE));
    }

    @Test
    void tooDeepForTheStack() {
        Connection deep = new Connection(null);
        for (int i = 0; i < 200_000; i++) {
            deep = new Connection(deep);
        }
        Connection value = deep;
        assertTrue(refusal(value).contains("nested too deeply"));
    }

    @Test
    void theEncoderGoesOn() throws Exception {
        refusal(new Wire());
        assertEquals(5, trip.there(5));
    }
}
