package dev.cordage.process;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import dev.cordage.testing.LeakCheck;
import java.io.EOFException;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What two connected ends do in one JVM, however they were made. */
@ExtendWith(LeakCheck.class)
abstract class PipeEndContract {
    private PipeEnd here;
    private PipeEnd there;

    /** Two connected ends. */
    abstract PipeEnd.Pair connected() throws Exception;

    @BeforeEach
    void connect() throws Exception {
        PipeEnd.Pair pair = Bounded.call(this::connected);
        here = pair.first();
        there = pair.second();
    }

    @AfterEach
    void close() throws Exception {
        Bounded.run(here::close);
        Bounded.run(there::close);
    }

    record Point(int x, String name) implements Serializable {}

    /** Can be sent, but not be rebuilt. */
    record Fragile(int x) implements Serializable {
        Fragile {
            if (x < 0) {
                throw new IllegalArgumentException("x is " + x);
            }
        }
    }

    static final class Unreadable implements Serializable {
        private static final long serialVersionUID = 1;

        private void readObject(ObjectInputStream in) throws IOException {
            throw new EOFException("not the end of the pipe");
        }
    }

    private static Object receive(PipeEnd end) throws Exception {
        return Bounded.call(end::receive);
    }

    @Test
    void objectsArriveInOrderBothWays() throws Exception {
        List<Object> sent = Arrays.asList(1, "two", null, List.of(3, 4), new Point(5, "five"), new int[0].length);
        for (Object each : sent) {
            here.send(each);
            there.send(each);
        }
        for (Object each : sent) {
            assertEquals(each, receive(there));
            assertEquals(each, receive(here));
        }
    }

    @Test
    void objectsAreCopies() throws Exception {
        var list = new ArrayList<>(List.of("a"));
        here.send(list);
        list.add("b");
        Object copy = receive(there);
        assertEquals(List.of("a"), copy);
        assertNotSame(list, copy);
    }

    @Test
    void bytesArriveWhole() throws Exception {
        byte[] large = new byte[3_000_000];
        Arrays.fill(large, (byte) 7);
        Caller<Void> sender = Caller.platform(() -> {
            here.sendBytes(new byte[0]);
            here.sendBytes(new byte[] {1, 2, 3});
            here.sendBytes(large);
            return null;
        });
        assertEquals(0, Bounded.call(there::receiveBytes).length);
        assertArrayEquals(new byte[] {1, 2, 3}, Bounded.call(there::receiveBytes));
        assertArrayEquals(large, Bounded.call(there::receiveBytes));
        sender.result();
    }

    @Test
    void bytesOfBuffers() throws Exception {
        ByteBuffer from = ByteBuffer.wrap(new byte[] {0, 1, 2, 3, 4}, 1, 3);
        here.sendBytes(from);
        assertEquals(4, from.position());
        ByteBuffer into = ByteBuffer.allocate(10).position(2);
        assertThrows(ReadOnlyBufferException.class, () -> there.receiveBytes(into.asReadOnlyBuffer()));
        assertEquals(3, Bounded.<Integer>call(() -> there.receiveBytes(into)));
        assertEquals(5, into.position());
        assertEquals(3, into.get(4));
    }

    @Test
    void longerThanAskedForSaysHowLongAndStays() throws Exception {
        here.sendBytes(new byte[1234]);
        IOException failure = assertThrows(IOException.class, () -> Bounded.call(() -> there.receiveBytes(100)));
        assertTrue(failure.getMessage().contains("1234"), failure.getMessage());
        assertThrows(IOException.class, () -> Bounded.call(() -> there.receiveBytes(ByteBuffer.allocate(1233))));
        assertThrows(IllegalArgumentException.class, () -> there.receiveBytes(-1));
        assertEquals(1234, Bounded.call(() -> there.receiveBytes(1234)).length);
    }

    @Test
    void theWrongKindIsAnErrorAndStays() throws Exception {
        here.send("object");
        here.sendBytes(new byte[2]);
        assertThrows(IllegalStateException.class, () -> Bounded.call(there::receiveBytes));
        assertEquals("object", receive(there));
        IllegalStateException failure =
                assertThrows(IllegalStateException.class, () -> Bounded.call(() -> there.tryReceive(Bounded.LONG)));
        assertTrue(failure.getMessage().contains("2 bytes"), failure.getMessage());
        assertEquals(2, Bounded.call(there::receiveBytes).length);
    }

    @Test
    void tryReceiveTellsNullFromNothing() throws Exception {
        assertEquals(Optional.empty(), there.tryReceive(Duration.ZERO));
        assertEquals(Optional.empty(), there.tryReceive(Duration.ofMillis(1)));
        here.send(null);
        PipeEnd.Received received =
                Bounded.call(() -> there.tryReceive(Bounded.LONG)).orElseThrow();
        assertNull(received.value());
    }

    @Test
    void pollSeesWhatCanBeReceived() throws Exception {
        assertFalse(there.poll());
        assertFalse(there.poll(Duration.ofMillis(1)));
        Caller<Boolean> poller = Caller.platform(() -> there.poll(Bounded.LONG)).untilWaiting();
        here.send("x");
        assertTrue(poller.result());
        assertTrue(there.poll());
        assertEquals("x", receive(there));
        assertFalse(there.poll());
        here.close();
        assertTrue(Bounded.<Boolean>call(() -> there.poll(Bounded.LONG)));
    }

    @Test
    void whatWasSentBeforeTheEndIsReceivedBeforeIt() throws Exception {
        here.send("last");
        here.sendBytes(new byte[5]);
        Bounded.run(here::close);
        assertEquals("last", receive(there));
        assertEquals(5, Bounded.call(there::receiveBytes).length);
        assertThrows(EOFException.class, () -> receive(there));
        assertThrows(EOFException.class, () -> receive(there));
        assertThrows(EOFException.class, () -> Bounded.call(there::receiveBytes));
        assertThrows(EOFException.class, () -> Bounded.call(() -> there.tryReceive(Bounded.LONG)));
    }

    @Test
    void theEndEndsWaits() throws Exception {
        Caller<Object> receiver = Caller.platform(there::receive).untilWaiting();
        here.close();
        assertThrows(EOFException.class, receiver::result);
    }

    @Test
    void sendingToAClosedEndFails() throws Exception {
        there.close();
        assertThrows(
                IOException.class,
                () -> Bounded.run(() -> {
                    while (!Thread.currentThread().isInterrupted()) {
                        here.send("nobody");
                    }
                }));
    }

    @Test
    void closingEndsOnesOwnWaits() throws Exception {
        Caller<Object> receiver = Caller.platform(here::receive).untilWaiting();
        Caller<Boolean> poller = Caller.virtual(() -> here.poll(Bounded.LONG));
        Bounded.untilWaiting(poller.thread());
        assertFalse(here.isClosed());
        here.close();
        here.close();
        assertTrue(here.isClosed());
        assertThrows(AsynchronousCloseException.class, receiver::result);
        assertThrows(AsynchronousCloseException.class, poller::result);
        assertThrows(ClosedChannelException.class, here::receive);
        assertThrows(ClosedChannelException.class, () -> here.send(1));
        assertThrows(ClosedChannelException.class, () -> here.poll());
    }

    @Test
    void sendersWaitForASlowReceiver() throws Exception {
        byte[] message = new byte[100_000];
        for (int i = 0; i < 10; i++) {
            here.sendBytes(message);
        }
        Caller<Object> sender = Caller.platform(() -> {
                    for (int i = 0; i < 90; i++) {
                        here.sendBytes(message);
                    }
                    return null;
                })
                .untilWaiting();
        assertFalse(sender.isDone());
        for (int i = 0; i < 100; i++) {
            assertEquals(message.length, Bounded.call(there::receiveBytes).length);
        }
        sender.result();
    }

    @Test
    void closingEndsTheWaitOfASender() throws Exception {
        Caller<Object> sender = Caller.platform(() -> {
                    for (; ; ) {
                        here.sendBytes(new byte[100_000]);
                    }
                })
                .untilWaiting();
        there.close();
        assertThrows(IOException.class, sender::result);
    }

    @Test
    void whatCantBeSentIsRefusedAndThePipeGoesOn() throws Exception {
        NotSerializableException failure =
                assertThrows(NotSerializableException.class, () -> here.send(List.of(new Object())));
        assertTrue(failure.getMessage().contains("java.lang.Object"), failure.getMessage());
        here.send("next");
        assertEquals("next", receive(there));
    }

    @Test
    void whatCantBeRebuiltFailsOneReceiveOnly() throws Exception {
        here.send(new Point(1, "before"));
        here.send(new Unreadable());
        here.send(new Point(2, "after"));
        assertEquals(new Point(1, "before"), receive(there));
        assertThrows(InvalidObjectException.class, () -> receive(there));
        assertEquals(new Point(2, "after"), receive(there));
    }

    @Test
    void anInterruptLosesNothing() throws Exception {
        for (var builder : List.of(Thread.ofPlatform().daemon(), Thread.ofVirtual())) {
            Caller<Object> receiver = Caller.start(builder, there::receive).untilWaiting();
            receiver.interrupt();
            assertThrows(InterruptedException.class, receiver::result);
            here.send("still here");
            assertEquals("still here", receive(there));
        }
        Caller<Object> interrupted = Caller.platform(() -> {
            Thread.currentThread().interrupt();
            return there.receive();
        });
        here.send("x");
        assertThrows(InterruptedException.class, interrupted::result);
        assertEquals("x", receive(there));
    }

    @Test
    void anInterruptedSendHasSentNothing() throws Exception {
        int[] sent = {0};
        Caller<Object> sender = Caller.platform(() -> {
                    for (; ; ) {
                        here.sendBytes(new byte[100_000]);
                        sent[0]++;
                    }
                })
                .untilWaiting();
        sender.interrupt();
        assertThrows(InterruptedException.class, sender::result);
        Caller<Void> last = Caller.platform(() -> {
            here.send("end");
            return null;
        });
        for (int i = 0; i < sent[0]; i++) {
            assertEquals(100_000, Bounded.call(there::receiveBytes).length);
        }
        assertEquals("end", receive(there));
        last.result();
    }

    @Test
    void manySendersAndReceivers() throws Exception {
        int threads = 4;
        int each = 500;
        Set<Object> received = ConcurrentHashMap.newKeySet();
        CountDownLatch all = new CountDownLatch(threads * each);
        List<Caller<Object>> receivers = new ArrayList<>();
        List<Caller<Void>> senders = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int from = t * each;
            receivers.add(Caller.virtual(() -> {
                for (; ; ) {
                    assertTrue(received.add(there.receive()));
                    all.countDown();
                }
            }));
            senders.add(Caller.start(t % 2 == 0 ? Thread.ofVirtual() : Thread.ofPlatform(), () -> {
                for (int i = 0; i < each; i++) {
                    here.send(new Point(from + i, "x".repeat(i)));
                }
                return null;
            }));
        }
        for (Caller<Void> sender : senders) {
            sender.result();
        }
        Bounded.await(all);
        Bounded.run(here::close);
        for (Caller<Object> receiver : receivers) {
            assertThrows(EOFException.class, receiver::result);
        }
        assertEquals(threads * each, received.size());
    }

    @Test
    void closingLosesNothingThatWasSent() throws Exception {
        Caller<Void> sender = Caller.platform(() -> {
            for (int i = 0; i < 200; i++) {
                here.send(new int[10_000]);
            }
            here.close();
            return null;
        });
        for (int i = 0; i < 200; i++) {
            assertEquals(10_000, ((int[]) receive(there)).length);
        }
        assertThrows(EOFException.class, () -> receive(there));
        sender.result();
    }

    @Test
    void awaitAnyGivesTheEndsThatAreReady() throws Exception {
        try (PipeEnd.Pair other = PipeEnd.pair()) {
            List<PipeEnd> ends = List.of(there, other.first());
            assertEquals(Set.of(), PipeEnd.awaitAny(ends, Duration.ZERO));
            Caller<Set<Object>> waiter =
                    Caller.platform(() -> PipeEnd.awaitAny(ends, Bounded.LONG)).untilWaiting();
            here.send(1);
            assertEquals(Set.of(there), waiter.result());
            assertEquals(1, receive(there));
            other.second().close();
            assertEquals(Set.of(other.first()), Bounded.call(() -> PipeEnd.awaitAny(ends, Bounded.LONG)));
        }
    }

    @Test
    void saysWhatItIs() throws Exception {
        assertTrue(here.toString().contains(here.name()), here.toString());
        assertTrue(here.toString().contains("open"), here.toString());
        here.close();
        assertTrue(here.toString().contains("closed"), here.toString());
    }
}
