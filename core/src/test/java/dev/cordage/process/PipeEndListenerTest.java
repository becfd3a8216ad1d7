package dev.cordage.process;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import dev.cordage.testing.LeakCheck;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Listening, connecting, and showing each other the key. */
@ExtendWith(LeakCheck.class)
class PipeEndListenerTest {
    private static final byte[] KEY = "a key".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    private static final byte[] OTHER_KEY = "another".getBytes(java.nio.charset.StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private Path path;

    @BeforeEach
    void choosePath() {
        path = folder.resolve("socket");
    }

    private static void goesOn(PipeListener listener) throws Exception {
        try (PipeEnd client = Bounded.call(() -> PipeEnd.connect(listener.path(), KEY))) {
            // What was refused before may come first.
            PipeEnd server = null;
            while (server == null) {
                try {
                    server = Bounded.call(listener::accept);
                } catch (PipeAuthenticationException _) {
                    continue;
                }
            }
            client.send("hello");
            assertEquals("hello", Bounded.call(server::receive));
            server.close();
        }
    }

    @Test
    void connectsAndAccepts() throws Exception {
        try (PipeListener listener = PipeEnd.listen(path, KEY)) {
            assertEquals(path, listener.path());
            assertEquals(PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(path));
            assertEquals(Optional.empty(), listener.tryAccept(Duration.ZERO));
            assertEquals(Optional.empty(), listener.tryAccept(Duration.ofMillis(1)));
            goesOn(listener);
            goesOn(listener);
        }
        assertFalse(Files.exists(path));
        assertThrows(IOException.class, () -> PipeEnd.connect(path, KEY));
    }

    @Test
    void theWrongKeyIsAnErrorOnBothSides() throws Exception {
        try (PipeListener listener = PipeEnd.listen(path, KEY)) {
            Caller<PipeEnd> accepting = Caller.platform(listener::accept);
            PipeAuthenticationException there = assertThrows(
                    PipeAuthenticationException.class, () -> Bounded.call(() -> PipeEnd.connect(path, OTHER_KEY)));
            assertTrue(there.getMessage().contains("key is wrong"), there.getMessage());
            PipeAuthenticationException here = assertThrows(PipeAuthenticationException.class, accepting::result);
            assertTrue(here.getMessage().contains("key"), here.getMessage());
            goesOn(listener);
        }
        assertThrows(IllegalArgumentException.class, () -> PipeEnd.listen(path, new byte[0]));
        assertThrows(IllegalArgumentException.class, () -> PipeEnd.connect(path, new byte[0]));
    }

    @Test
    void garbageIsRefusedAndTheListenerGoesOn() throws Exception {
        Random random = new Random(42);
        try (PipeListener listener = PipeEnd.listen(path, KEY)) {
            for (int i = 0; i < 50; i++) {
                byte[] garbage = new byte[1 + random.nextInt(2_000)];
                random.nextBytes(garbage);
                if (i % 2 == 0) {
                    garbage[0] = (byte) random.nextInt(14); // a type that exists
                }
                try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
                    try {
                        int _ = channel.write(ByteBuffer.wrap(garbage));
                        channel.shutdownOutput();
                        ByteBuffer answer = ByteBuffer.allocate(1_000);
                        while (channel.read(answer) >= 0) {
                            assertTrue(answer.hasRemaining());
                        }
                    } catch (IOException _) {
                        // Cut off while it talks.
                    }
                }
                assertThrows(PipeAuthenticationException.class, () -> Bounded.call(listener::accept));
            }
            goesOn(listener);
        }
    }

    @Test
    void aSilentCallerHoldsUpNobody() throws Exception {
        try (PipeListener listener = PipeEnd.listen(path, KEY);
                SocketChannel _ = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            goesOn(listener);
            assertThrows(PipeAuthenticationException.class, () -> Bounded.call(listener::accept));
        }
    }

    @Test
    void aSilentListenerHoldsUpNobody() throws Exception {
        try (ServerSocketChannel silent = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            silent.bind(UnixDomainSocketAddress.of(path));
            Caller<PipeEnd> interrupted =
                    Caller.platform(() -> PipeEnd.connect(path, KEY)).untilWaiting();
            interrupted.interrupt();
            assertThrows(InterruptedIOException.class, interrupted::result);
            assertTrue(interrupted.wasInterruptedAtEnd());
            assertThrows(PipeAuthenticationException.class, () -> Bounded.call(() -> PipeEnd.connect(path, KEY)));
        }
    }

    @Test
    void aStaleSocketIsReplacedAndNothingElse() throws Exception {
        try (ServerSocketChannel stale = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            stale.bind(UnixDomainSocketAddress.of(path));
            IOException failure = assertThrows(IOException.class, () -> PipeEnd.listen(path, KEY));
            assertTrue(failure.getMessage().contains("already"), failure.getMessage());
        }
        assertTrue(Files.exists(path));
        try (PipeListener listener = PipeEnd.listen(path, KEY)) {
            goesOn(listener);
        }
        byte[] precious = {1, 2, 3};
        Files.write(path, precious);
        assertThrows(IOException.class, () -> PipeEnd.listen(path, KEY));
        assertArrayEquals(precious, Files.readAllBytes(path));
        Path link = folder.resolve("link");
        Files.createSymbolicLink(link, path);
        assertThrows(IOException.class, () -> PipeEnd.listen(link, KEY));
        assertTrue(Files.isSymbolicLink(link));
    }

    @Test
    void aPathTooLongIsRefused() {
        Path tooLong = folder.resolve("x".repeat(200));
        IOException failure = assertThrows(IOException.class, () -> PipeEnd.listen(tooLong, KEY));
        assertTrue(failure.getMessage().contains("" + tooLong.toString().length()), failure.getMessage());
        assertTrue(failure.getMessage().contains("106") || failure.getMessage().contains("102"), failure.getMessage());
    }

    @Test
    void closingRemovesOnlyItsOwnFile() throws Exception {
        PipeListener first = PipeEnd.listen(path, KEY);
        Files.delete(path);
        try (PipeListener second = PipeEnd.listen(path, KEY)) {
            first.close();
            goesOn(second);
        }
    }

    @Test
    void closingEndsWaitsAndWhatWasNotAccepted() throws Exception {
        PipeListener listener = PipeEnd.listen(path, KEY);
        PipeEnd client = Bounded.call(() -> PipeEnd.connect(path, KEY));
        PipeEnd accepted = Bounded.call(listener::accept);
        PipeEnd waiting = Bounded.call(() -> PipeEnd.connect(path, KEY));
        assertTrue(Bounded.call(listener::accept) instanceof PipeEnd end && close(end));
        PipeEnd never = Bounded.call(() -> PipeEnd.connect(path, KEY));
        Caller<Object> receiver = Caller.platform(never::receive).untilWaiting();
        listener.close();
        listener.close();
        assertThrows(EOFException.class, receiver::result);
        assertThrows(ClosedChannelException.class, listener::accept);
        client.send("those accepted stay");
        assertEquals("those accepted stay", Bounded.call(accepted::receive));
        for (PipeEnd end : new PipeEnd[] {client, accepted, waiting, never}) {
            end.close();
        }
    }

    private static boolean close(PipeEnd end) {
        end.close();
        return end.isClosed();
    }

    @Test
    void waitingToAcceptIsEndedByCloseAndInterrupt() throws Exception {
        PipeListener listener = PipeEnd.listen(path, KEY);
        Caller<PipeEnd> interrupted = Caller.virtual(listener::accept);
        Bounded.untilWaiting(interrupted.thread());
        interrupted.interrupt();
        assertThrows(InterruptedException.class, interrupted::result);
        Caller<PipeEnd> waiting = Caller.platform(listener::accept).untilWaiting();
        listener.close();
        assertThrows(AsynchronousCloseException.class, waiting::result);
    }
}
