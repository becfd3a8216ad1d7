package dev.cordage.internal.managed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.internal.pipe.End;
import dev.cordage.internal.pipe.KeyRefusedException;
import dev.cordage.internal.pipe.Parcel;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.LeakCheck;
import java.io.EOFException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What comes from one who knows the key and then doesn't keep to the rules, or doesn't know it. */
@ExtendWith(LeakCheck.class)
class RemoteGarbageTest {
    private final ObjectServer server = new ObjectServer((_, _) -> {});
    private final Semaphore called = new Semaphore(0);
    private final List<End> ends = new ArrayList<>();
    private Runnable honest;
    private Reference reference;

    @BeforeEach
    void share() throws Exception {
        honest = Elsewhere.of(Runnable.class, server.share(Runnable.class, called::release));
        reference = Stub.of(honest).reference();
    }

    @AfterEach
    void close() throws Exception {
        ends.forEach(End::reclaim);
        Bounded.run(server::close);
    }

    private End connect() throws Exception {
        End end = End.connect(Path.of(reference.path()), reference.key());
        ends.add(end);
        return end;
    }

    private End greeted() throws Exception {
        End end = connect();
        end.send(bytes(Message.HELLO, 1, 0, 0));
        return end;
    }

    private static Parcel bytes(int kind, long call, int object, int method) {
        return Parcel.bytes(new Message((byte) kind, call, object, method).bytes());
    }

    private static void assertDropped(End end) {
        assertThrows(EOFException.class, () -> Bounded.call(() -> end.receive(true, 1 << 20, Long.MAX_VALUE)));
    }

    private void assertGoesOn() {
        honest.run();
        assertTrue(called.tryAcquire());
    }

    private static Throwable failureOf(End end) throws Exception {
        Parcel answer = Bounded.call(() -> end.receive(true, 1 << 20, Long.MAX_VALUE));
        assertEquals(Message.FAILURE, Message.of(answer).kind());
        return answer.dictionary().unpackFailure(answer, Message.SIZE);
    }

    private static Parcel call(End end, int object, int method, Object arguments) throws Exception {
        return end.pack(new Message(Message.CALL, 5, object, method).bytes(), arguments);
    }

    @Test
    void anHonestCallIsAnswered() throws Exception {
        End end = greeted();
        end.send(call(end, 1, 0, null));
        Parcel answer = Bounded.call(() -> end.receive(true, 1 << 20, Long.MAX_VALUE));
        assertEquals(new Message(Message.VALUE, 5, 0, 0), Message.of(answer));
        assertNull(answer.dictionary().unpack(answer, Message.SIZE));
        assertTrue(called.tryAcquire());
    }

    @Test
    void anObjectThatIsNotSharedIsRefused() throws Exception {
        End end = greeted();
        for (int object : new int[] {0, 2, -1, Integer.MAX_VALUE}) {
            end.send(call(end, object, 0, null));
            assertTrue(failureOf(end).getMessage().endsWith("of an object " + object));
        }
        assertGoesOn();
    }

    @Test
    void aMethodThatTheInterfaceLacksIsRefused() throws Exception {
        End end = greeted();
        for (int method : new int[] {1, -1, Integer.MIN_VALUE}) {
            end.send(call(end, 1, method, null));
            assertTrue(failureOf(end).getMessage().startsWith("there is no method " + method));
        }
        assertEquals(0, called.availablePermits());
        assertGoesOn();
    }

    @Test
    void argumentsThatAreNoneFailTheCall() throws Exception {
        End end = greeted();
        end.send(call(end, 1, 0, "no array"));
        assertInstanceOf(IllegalArgumentException.class, failureOf(end));
        end.send(call(end, 1, 0, new Object[] {1, 2}));
        assertInstanceOf(IllegalArgumentException.class, failureOf(end));
        Parcel cut = call(end, 1, 0, null);
        end.send(Parcel.object(cut.dictionary(), 0, new Message(Message.CALL, 6, 1, 0).bytes()));
        assertInstanceOf(IllegalArgumentException.class, failureOf(end));
        assertEquals(0, called.availablePermits());
        assertGoesOn();
    }

    @Test
    void helloComesFirstAndOnce() throws Exception {
        End early = connect();
        early.send(call(early, 1, 0, null));
        assertDropped(early);
        End twice = greeted();
        twice.send(bytes(Message.HELLO, 1, 0, 0));
        assertDropped(twice);
        assertGoesOn();
    }

    @Test
    void aCallHasANumberOfItsOwn() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        Waiting blocks = server.share(Waiting.class, () -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
        });
        int number = Stub.of(blocks).reference().object();
        End end = greeted();
        end.send(call(end, number, 0, null));
        end.send(call(end, number, 0, null));
        assertDropped(end);
        Bounded.await(interrupted);
        assertGoesOn();
    }

    interface Waiting {
        void await() throws InterruptedException;
    }

    @Test
    void whatIsNoMessageEndsTheConnection() throws Exception {
        for (Parcel garbage : List.of(
                Parcel.bytes(new byte[0]),
                Parcel.bytes(new byte[5]),
                Parcel.bytes(new byte[100]),
                bytes(0, 1, 1, 0),
                bytes(Message.CALL, 1, 1, 0), // no arguments behind it
                bytes(99, 1, 1, 0),
                Parcel.bytes(Arrays.copyOf(Message.head(Message.INTERRUPT, 1), Message.SIZE + 1)))) {
            End end = greeted();
            end.send(garbage);
            assertDropped(end);
        }
        End end = greeted();
        end.send(end.pack(Message.head(Message.VALUE, 1), "an answer to nothing"));
        assertDropped(end);
        assertGoesOn();
    }

    @Test
    void anInterruptOfNoCallDoesNothing() throws Exception {
        End end = greeted();
        end.send(bytes(Message.INTERRUPT, 77, 0, 0));
        end.send(call(end, 1, 0, null));
        assertEquals(
                Message.VALUE,
                Message.of(Bounded.call(() -> end.receive(true, 1 << 20, Long.MAX_VALUE)))
                        .kind());
    }

    @Test
    void whoDoesNotKnowTheKeyIsNotHeard() throws Exception {
        assertThrows(KeyRefusedException.class, () -> End.connect(Path.of(reference.path()), new byte[] {1}));
        Reference forged = new Reference(
                reference.server(), reference.path() + "x", new byte[] {1}, 1, 1, "Runnable", reference.fingerprint());
        Runnable there = Stub.proxy(Runnable.class, new Stub(forged));
        assertThrows(IllegalStateException.class, there::run);
        assertGoesOn();
    }
}
