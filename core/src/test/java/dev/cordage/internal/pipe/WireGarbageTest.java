package dev.cordage.internal.pipe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cordage.testing.Bounded;
import dev.cordage.testing.LeakCheck;
import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What comes over the wire from one who knows the key and then doesn't keep to the rules. */
@ExtendWith(LeakCheck.class)
class WireGarbageTest {
    private static final byte[] KEY = {1};

    @TempDir
    Path folder;

    private Reception reception;

    @BeforeEach
    void listen() throws Exception {
        reception = Reception.open(folder.resolve("s"), KEY);
    }

    @AfterEach
    void close() {
        reception.close();
    }

    /** A connection on which the greeting is over. */
    private SocketChannel greeted() throws Exception {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(reception.path()));
        byte[] challenge = new byte[32];
        read(channel, Frame.HEADER + 32).position(Frame.HEADER).get(challenge);
        byte[] nonce = new byte[32];
        ByteBuffer body =
                ByteBuffer.allocate(72).putLong(0).put(nonce).put(Proof.of(KEY, Challenge.CALLER, 0, challenge, nonce));
        write(channel, Frame.small(Frame.PROOF, 0, body.array()));
        ByteBuffer result = read(channel, Frame.HEADER + 32);
        assertEquals(Frame.WELCOME, result.getInt(1));
        byte[] proof = new byte[32];
        result.position(Frame.HEADER).get(proof);
        assertArrayEquals(Proof.of(KEY, Challenge.LISTENER, 0, nonce, challenge), proof);
        return channel;
    }

    private static ByteBuffer read(SocketChannel channel, int count) throws Exception {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        Bounded.run(() -> {
            while (bytes.hasRemaining()) {
                if (channel.read(bytes) < 0) {
                    throw new EOFException();
                }
            }
        });
        return bytes.flip();
    }

    private static void write(SocketChannel channel, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            int _ = channel.write(buffer);
        }
    }

    private End accept() throws Exception {
        return Bounded.call(() -> reception.accept(Long.MAX_VALUE));
    }

    private static void untilTheEnd(End end) throws Exception {
        assertThrows(
                EOFException.class,
                () -> Bounded.run(() -> {
                    for (; ; ) {
                        try {
                            var parcel = end.receive(false, Integer.MAX_VALUE, Long.MAX_VALUE);
                            assertEquals(false, parcel.isObject());
                        } catch (IllegalStateException _) {
                            try {
                                var parcel = end.receive(true, Integer.MAX_VALUE, Long.MAX_VALUE);
                                parcel.dictionary().unpack(parcel);
                            } catch (EOFException e) {
                                throw new AssertionError(e);
                            } catch (IOException _) {
                                // Garbage in a whole frame fails that message only.
                            }
                        }
                    }
                }));
        end.close();
    }

    @Test
    void garbageEndsTheConnection() throws Exception {
        Random random = new Random(7);
        for (int i = 0; i < 200; i++) {
            try (SocketChannel channel = greeted()) {
                End end = accept();
                byte[] garbage = new byte[1 + random.nextInt(5_000)];
                random.nextBytes(garbage);
                if (i % 2 == 0) {
                    // One good frame with a body of garbage, then garbage.
                    write(channel, Frame.small(Frame.OBJECT, random.nextInt(3), garbage.clone()));
                }
                garbage[0] = (byte) random.nextInt(15);
                try {
                    write(channel, garbage);
                } catch (IOException _) {
                    // Cut off already.
                }
                channel.shutdownOutput();
                untilTheEnd(end);
            } catch (IOException _) {
                // Cut off while it is shut down.
            }
        }
    }

    @Test
    void aLengthTakesNoMemory() throws Exception {
        for (int i = 0; i < 20; i++) {
            try (SocketChannel channel = greeted()) {
                End end = accept();
                // 20 times 2 GB would not fit.
                write(channel, Frame.header(Frame.BYTES, 0, Parcel.MOST));
                write(channel, new byte[100_000]);
                channel.shutdownOutput();
                untilTheEnd(end);
            }
        }
        for (int length : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            try (SocketChannel channel = greeted()) {
                End end = accept();
                write(channel, Frame.header(Frame.BYTES, 0, length));
                untilTheEnd(end);
            }
        }
    }

    @Test
    void whoSendsMoreThanMayBeBufferedIsCutOff() throws Exception {
        try (SocketChannel channel = greeted()) {
            End end = accept();
            byte[] frame = Frame.small(Frame.BYTES, 0, new byte[100_000]);
            assertThrows(
                    IOException.class,
                    () -> Bounded.run(() -> {
                        for (; ; ) {
                            write(channel, frame);
                        }
                    }));
            untilTheEnd(end);
        }
    }

    @Test
    void theProofIsHmacSha256() {
        // RFC 4231, test cases 2 and 6
        assertEquals(
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
                HexFormat.of().formatHex(Proof.hmac(ascii("Jefe"), ascii("what do ya want for nothing?"))));
        byte[] longKey = new byte[131];
        java.util.Arrays.fill(longKey, (byte) 0xaa);
        assertEquals(
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
                HexFormat.of()
                        .formatHex(
                                Proof.hmac(longKey, ascii("Test Using Larger Than Block-Size Key - Hash Key First"))));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }
}
