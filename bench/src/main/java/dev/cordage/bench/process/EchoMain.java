package dev.cordage.bench.process;

import dev.cordage.bench.Lifeline;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** What an {@link Echo} runs. Argument: the socket to connect to. */
final class EchoMain {
    private EchoMain() {}

    public static void main(String[] args) throws IOException {
        Lifeline.hold();
        ByteBuffer buffer = ByteBuffer.allocateDirect(1);
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(Path.of(args[0])))) {
            while (channel.read(buffer) >= 0) {
                var _ = buffer.flip();
                int _ = channel.write(buffer);
                var _ = buffer.clear();
            }
        }
    }
}
