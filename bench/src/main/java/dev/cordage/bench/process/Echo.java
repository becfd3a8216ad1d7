package dev.cordage.bench.process;

import dev.cordage.bench.JavaCommand;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Another JVM that sends back each byte: the least that a trip to another process can take. */
final class Echo implements AutoCloseable {
    private static final String HEAP = "32m";
    private static final long CONNECT_SECONDS = 30;

    private final Process process;
    private final SocketChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(1);

    private Echo(Process process, SocketChannel channel) {
        this.process = process;
        this.channel = channel;
    }

    static Echo start() throws IOException {
        Path folder = Files.createTempDirectory("cordage-echo");
        Path socket = folder.resolve("s");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            var _ = server.bind(UnixDomainSocketAddress.of(socket));
            // Its standard input stays open for as long as we live.
            Process process = new ProcessBuilder(JavaCommand.of(HEAP, EchoMain.class, socket.toString()))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                return new Echo(process, accept(server, process));
            } catch (IOException failure) {
                process.destroyForcibly();
                throw failure;
            }
        } finally {
            Files.deleteIfExists(socket);
            Files.delete(folder);
        }
    }

    /** Gives up when the process ends, or takes too long. */
    private static SocketChannel accept(ServerSocketChannel server, Process process) throws IOException {
        Thread watch = Thread.ofPlatform().daemon().start(() -> {
            try {
                boolean _ = process.waitFor(CONNECT_SECONDS, TimeUnit.SECONDS);
                server.close();
            } catch (InterruptedException | IOException _) {
                // it is connected, or closed already
            }
        });
        try {
            return server.accept();
        } finally {
            watch.interrupt();
        }
    }

    void roundTrip() throws IOException {
        var _ = buffer.clear();
        int _ = channel.write(buffer);
        var _ = buffer.clear();
        if (channel.read(buffer) < 0) {
            throw new EOFException("the echo has ended: " + process);
        }
    }

    /** Whether its JVM is there. */
    boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            channel.close();
            int _ = process.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** One that is started when it is first wanted. */
    static final class Slot implements AutoCloseable {
        private @Nullable Echo echo;

        Echo get() throws IOException {
            Echo open = echo;
            if (open == null) {
                open = start();
                echo = open;
            }
            return open;
        }

        @Override
        public void close() {
            if (echo != null) {
                echo.close();
                echo = null;
            }
        }
    }
}
