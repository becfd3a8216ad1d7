package dev.cordage.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.internal.worker.Wire;
import dev.cordage.task.TaskFuture;
import dev.cordage.testing.Bounded;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Who connects and is not the worker is turned away, and the worker starts all the same. */
class ProcessPoolWireTest extends ProcessPoolFixture {
    private Path paused = Path.of("");

    /** A pool whose worker waits at its very start until {@link #goOn}. */
    private ProcessPool openPaused() {
        paused = folder.resolve("paused");
        return open(ProcessPool.builder()
                .workers(1)
                .jvmArgs("-XX:+UnlockDiagnosticVMOptions", "-XX:+PauseAtStartup", "-XX:PauseAtStartupFile=" + paused)
                .stdout((_, _) -> {})
                .stderr((_, _) -> {}));
    }

    private Path socket() {
        Bounded.until("a worker that waits", () -> Files.exists(paused));
        List<Path> sockets = new ArrayList<>();
        String mine = "cordage-" + ProcessHandle.current().pid() + "-*";
        try (DirectoryStream<Path> folders =
                Files.newDirectoryStream(Path.of(System.getProperty("java.io.tmpdir")), mine)) {
            for (Path one : folders) {
                if (Files.exists(one.resolve("s1"))) {
                    sockets.add(one.resolve("s1"));
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        assertEquals(1, sockets.size(), sockets::toString);
        return sockets.getFirst();
    }

    private void goOn() throws IOException {
        Files.delete(paused);
    }

    private static SocketChannel connect(Path socket, ByteBuffer greeting) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        boolean _ = channel.connect(UnixDomainSocketAddress.of(socket));
        while (greeting.hasRemaining()) {
            int _ = channel.write(greeting);
        }
        return channel;
    }

    private static ByteBuffer hello(byte kind, byte[] token) {
        return Wire.start(Wire.HELLO, 1 + token.length, 0).put(kind).put(token).flip();
    }

    private static void assertTurnedAway(SocketChannel stranger) throws Exception {
        int read = Bounded.call(() -> {
            try {
                return stranger.read(ByteBuffer.allocate(100));
            } catch (IOException _) {
                return -1; // reset, since what it sent was not read to its end
            }
        });
        assertEquals(-1, read, "nothing is told to a stranger");
    }

    @Test
    void strangersWithAWrongTokenOrGarbageAreTurnedAway() throws Exception {
        ProcessPool pool = openPaused();
        TaskFuture<Integer> future = pool.submit(() -> 1);
        Path socket = socket();
        byte[] garbage = new byte[10_000];
        new Random(3).nextBytes(garbage);
        garbage[0] = 0; // else a length that is negative or huge, which the next one has
        byte[] huge = garbage.clone();
        huge[0] = 0x7f;
        byte[] negative = garbage.clone();
        negative[0] = (byte) 0x80;
        List<SocketChannel> strangers = new ArrayList<>();
        try {
            for (ByteBuffer greeting : List.of(
                    hello(Wire.CONTROL, new byte[Wire.TOKEN_BYTES]),
                    hello(Wire.DATA, new byte[Wire.TOKEN_BYTES]),
                    hello(Wire.DATA, new byte[3]),
                    hello((byte) 9, new byte[Wire.TOKEN_BYTES]),
                    Wire.frame(Wire.READY, 1),
                    ByteBuffer.wrap(huge),
                    ByteBuffer.wrap(negative),
                    ByteBuffer.wrap(garbage))) {
                SocketChannel stranger = connect(socket, greeting);
                strangers.add(stranger);
            }
            SocketChannel silent = connect(socket, ByteBuffer.allocate(0));
            strangers.add(silent);
            SocketChannel half = connect(socket, ByteBuffer.allocate(2));
            strangers.add(half);
            connect(socket, ByteBuffer.allocate(0)).close();
            goOn();
            assertEquals(1, Bounded.get(future));
            for (SocketChannel stranger : strangers) {
                assertTurnedAway(stranger);
            }
            assertEquals(2, Bounded.get(pool.submit(() -> 2)));
            assertEquals(List.of(), pool.statistics().deaths());
        } finally {
            for (SocketChannel stranger : strangers) {
                stranger.close();
            }
        }
    }

    @Test
    void theFolderIsForItsOwnerOnlyAndTheSocketIsGoneOnceTheWorkerHasConnected() throws Exception {
        ProcessPool pool = openPaused();
        TaskFuture<Integer> future = pool.submit(() -> 1);
        Path socket = socket();
        Path parent = socket.getParent();
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(parent)));
        try (DirectoryStream<Path> files = Files.newDirectoryStream(parent, "*.args")) {
            for (Path file : files) {
                assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            }
        }
        goOn();
        assertEquals(1, Bounded.get(future));
        assertTrue(Files.notExists(socket));
        pool.close();
        assertTrue(Files.notExists(parent));
    }

    @Test
    void theTokenIsNotOnTheCommandLine() throws Exception {
        ProcessPool pool = open(1);
        long pid = pidOf(pool);
        String commandLine = Files.readString(Path.of("/proc/" + pid + "/cmdline"));
        assertTrue(!commandLine.matches("(?s).*[0-9a-f]{64}.*"), commandLine);
    }
}
