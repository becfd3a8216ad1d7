package dev.cordage.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.task.Work;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import dev.cordage.testing.LeakCheck;
import java.io.EOFException;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Ends that are handed to other processes. */
@ExtendWith(LeakCheck.class)
class PipeEndHandOverTest {
    @TempDir
    static Path folder;

    private PipeEnd.Pair pair;
    private PipeEnd first;
    private PipeEnd second;

    @BeforeEach
    void makePair() {
        pair = PipeEnd.pair();
        first = pair.first();
        second = pair.second();
    }

    @AfterEach
    void closePair() throws Exception {
        Bounded.run(pair::close);
    }

    record Point(int x, String name) implements Serializable {}

    private static Object receive(PipeEnd end) throws Exception {
        return Bounded.call(end::receive);
    }

    @Test
    void aChildSendsAndReceives() throws Exception {
        PipeEnd there = second;
        try (PipeEndChild child = PipeEndChild.start(folder)) {
            child.begin(() -> {
                for (Object next = there.receive(); !"stop".equals(next); next = there.receive()) {
                    there.send(List.of(next, ProcessHandle.current().pid()));
                }
                there.sendBytes(new byte[3_000_000]);
                there.close();
                return "done";
            });
            for (int i = 0; i < 100; i++) {
                first.send(new Point(i, "p" + i));
                assertEquals(List.of(new Point(i, "p" + i), child.handle().pid()), receive(first));
            }
            first.send("stop");
            assertEquals(3_000_000, Bounded.call(first::receiveBytes).length);
            assertThrows(EOFException.class, () -> receive(first));
            assertEquals("done", child.result());
        }
    }

    @Test
    void whatWasSentBeforeIsReceivedThere() throws Exception {
        first.send(new Point(1, "one"));
        first.send(new Point(2, "two"));
        first.sendBytes(new byte[3]);
        second.send("from the one left behind");
        assertEquals(new Point(1, "one"), receive(second));
        PipeEnd there = second;
        try (PipeEndChild child = PipeEndChild.start(folder)) {
            assertEquals(
                    List.of(new Point(2, "two"), 3),
                    child.run(() -> List.of(there.receive(), there.receiveBytes().length)));
        }
        assertEquals("from the one left behind", receive(first));
    }

    @Test
    void theEndLeftBehindCantBeUsed() throws Exception {
        Caller<Object> waiting = Caller.platform(second::receive).untilWaiting();
        byte[] bytes = PipeEndReturnedTest.serialised(second);
        assertThrows(IllegalStateException.class, waiting::result);
        IllegalStateException failure = assertThrows(IllegalStateException.class, () -> second.send(1));
        assertTrue(failure.getMessage().contains("handed to another process"), failure.getMessage());
        assertThrows(IllegalStateException.class, second::receive);
        assertThrows(IllegalStateException.class, () -> second.poll());
        assertFalse(second.isClosed());
        assertTrue(second.toString().contains("handed over"), second.toString());
        ((PipeEnd) PipeEndReturnedTest.deserialised(bytes)).close();
        assertThrows(NotSerializableException.class, () -> PipeEndReturnedTest.serialised(second));
    }

    @Test
    void theFirstToComeHasIt() throws Exception {
        byte[] bytes = PipeEndReturnedTest.serialised(second);
        byte[] again = PipeEndReturnedTest.serialised(second);
        PipeEnd one = (PipeEnd) PipeEndReturnedTest.deserialised(bytes);
        PipeEnd other = (PipeEnd) PipeEndReturnedTest.deserialised(again);
        first.send("x");
        assertEquals("x", receive(one));
        IOException failure = assertThrows(EOFException.class, () -> receive(other));
        assertTrue(failure.getMessage().contains("out of reach"), failure.getMessage());
        assertThrows(IOException.class, () -> other.send(1));
        one.close();
        other.close();
    }

    @Test
    void closingTheEndLeftBehindEndsTheWaitOfTheOther() throws Exception {
        byte[] bytes = PipeEndReturnedTest.serialised(second);
        Caller<Object> waiting = Caller.platform(first::receive).untilWaiting();
        second.close();
        assertThrows(EOFException.class, waiting::result);
        PipeEnd late = (PipeEnd) PipeEndReturnedTest.deserialised(bytes);
        assertThrows(EOFException.class, () -> receive(late));
        late.close();
    }

    @Test
    void bothEndsAreHandedToDifferentChildren() throws Exception {
        PipeEnd one = first;
        PipeEnd two = second;
        try (PipeEndChild a = PipeEndChild.start(folder);
                PipeEndChild b = PipeEndChild.start(folder)) {
            a.begin(() -> {
                for (int i = 0; i < 2_000; i++) {
                    one.send(new Point(i, "x".repeat(i)));
                    one.sendBytes(new byte[10 * i]);
                }
                Object answer = one.receive();
                one.close();
                return answer;
            });
            b.begin(() -> {
                long sum = 0;
                for (int i = 0; i < 2_000; i++) {
                    Point point = (Point) two.receive();
                    if (point.x() != i || point.name().length() != i) {
                        throw new AssertionError(point);
                    }
                    sum += two.receiveBytes().length;
                }
                two.send(sum);
                try {
                    return two.receive();
                } catch (EOFException e) {
                    return "end";
                }
            });
            assertEquals(10L * 2_000 * 1_999 / 2, a.result());
            assertEquals("end", b.result());
        }
    }

    @Test
    void anEndThatWasNotUsedIsHandedOn() throws Exception {
        PipeEnd there = second;
        PipeEnd.Pair between = PipeEnd.pair();
        PipeEnd giver = between.first();
        PipeEnd taker = between.second();
        try (PipeEndChild a = PipeEndChild.start(folder);
                PipeEndChild b = PipeEndChild.start(folder)) {
            first.send("on the way");
            a.begin(() -> {
                giver.send(there);
                return there.toString();
            });
            b.begin(() -> {
                PipeEnd end = (PipeEnd) taker.receive();
                end.send(List.of(end.receive(), ProcessHandle.current().pid()));
                end.close();
                return null;
            });
            assertEquals(List.of("on the way", b.handle().pid()), receive(first));
            assertThrows(EOFException.class, () -> receive(first));
            assertTrue(((String) a.result()).contains("handed over"));
        } finally {
            between.close();
        }
    }

    @Test
    void anEndThatWasUsedThereIsNot() throws Exception {
        PipeEnd there = second;
        try (PipeEndChild child = PipeEndChild.start(folder)) {
            child.begin(() -> {
                there.send("used");
                return there;
            });
            assertEquals("used", receive(first));
            // The child can't send its result, and ends.
            assertThrows(EOFException.class, child::result);
        }
        assertThrows(EOFException.class, () -> receive(first));
    }

    @Test
    void anEndComesBackUnused() throws Exception {
        PipeEnd there = second;
        try (PipeEndChild child = PipeEndChild.start(folder)) {
            PipeEnd back = (PipeEnd) child.run(() -> there);
            first.send(1);
            assertEquals(1, receive(back));
            back.send(2);
            assertEquals(2, receive(first));
            back.close();
        }
    }

    @Test
    void onlyEndsOfPairsAreHandedOver() throws Exception {
        try (PipeEnd.Pair connected = new PipeEndConnectedTest.Maker(folder).connected()) {
            NotSerializableException failure = assertThrows(
                    NotSerializableException.class, () -> PipeEndReturnedTest.serialised(connected.first()));
            assertTrue(failure.getMessage().contains("pair()"), failure.getMessage());
        }
        second.close();
        assertThrows(NotSerializableException.class, () -> PipeEndReturnedTest.serialised(second));
    }

    @Test
    void anUnreachableEndIsClosed() throws Exception {
        Caller<Object> waiting = Caller.platform(first::receive).untilWaiting();
        pair = new PipeEnd.Pair(first, first);
        second = null;
        Bounded.until("the end to be closed", () -> {
            System.gc();
            return waiting.isDone();
        });
        assertThrows(EOFException.class, waiting::result);
    }

    @Test
    void sendCloseAndExitLosesNothing() throws Exception {
        PipeEnd there = second;
        Work<Object> work = () -> {
            for (int i = 0; i < 300; i++) {
                there.send(new int[10_000]);
            }
            there.close();
            Runtime.getRuntime().halt(7);
            return null;
        };
        try (PipeEndChild child = PipeEndChild.start(folder)) {
            child.begin(work);
            for (int i = 0; i < 300; i++) {
                assertEquals(10_000, ((int[]) receive(first)).length);
            }
            assertThrows(EOFException.class, () -> receive(first));
            assertEquals(7, child.exitCode());
        }
    }
}
