package dev.cordage.internal.worker;

import dev.cordage.internal.codec.Decoder;
import dev.cordage.internal.codec.Encoded;
import dev.cordage.internal.codec.Encoder;
import dev.cordage.internal.codec.Loaders;
import dev.cordage.task.Work;
import java.io.IOException;
import java.io.Serializable;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a worker does at its start and with its first tasks, without a parent: a JVM that records which classes a worker
 * needs runs it.
 */
final class Training {
    /** The argument of {@link WorkerMain} that asks for it. */
    static final String ARGUMENT = "--train";

    private static final byte[] TOKEN = new byte[Wire.TOKEN_BYTES];

    private Training() {}

    /** A record and two lambdas: what tasks mostly are. */
    private record Point(int x, String y) implements Serializable {}

    private static final class Own implements Loaders {
        @Override
        public int idOf(@Nullable ClassLoader loader) {
            return 0;
        }

        @Override
        public ClassLoader loader(int id) {
            return ClassLoader.getSystemClassLoader();
        }
    }

    /** Goes once through what a first task costs: the JVM links lambdas and records when they are met first. */
    static void warmUp() throws IOException, ClassNotFoundException {
        Loaders own = new Own();
        Encoder encoder = new Encoder(own);
        Decoder decoder = new Decoder(own);
        Point point = new Point(1, "y");
        Work<Object> simple = () -> 42;
        Work<Object> capturing = () -> new Point(point.x() + 1, point.y());
        int defined = 0;
        for (Object value : new Object[] {simple, capturing, point, 42, "y"}) {
            Encoded message = encoder.encode(value);
            for (; defined < message.definitions(); defined++) {
                decoder.define(encoder.definition(defined));
            }
            byte[] bytes = message.toBytes();
            var _ = decoder.decode(Encoded.of(bytes, 0, bytes.length));
        }
    }

    static void run() throws Exception {
        Path folder = Files.createTempDirectory("cordage-train");
        Path socket = folder.resolve("s");
        Path page = folder.resolve("p");
        Files.write(page, new byte[Wire.PAGE_BYTES]);
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(socket));
            Thread parent = new Thread(() -> playParent(listener, page), "cordage-train");
            parent.setDaemon(true);
            parent.start();
            var _ = WorkerMain.serve(
                    new String[] {socket.toString(), HexFormat.of().formatHex(TOKEN)});
        } finally {
            Files.deleteIfExists(socket);
            Files.deleteIfExists(page);
            Files.deleteIfExists(folder);
        }
    }

    private static void playParent(ServerSocketChannel listener, Path page) {
        try {
            SocketChannel control = listener.accept();
            SocketChannel data = listener.accept();
            Setup setup = new Setup(
                    "train",
                    "train",
                    ProcessHandle.current().pid(),
                    1,
                    1,
                    page.toString(),
                    "",
                    "",
                    0,
                    true,
                    true,
                    Map.of());
            control.write(Wire.frame(Wire.SETUP, setup.toBytes()));
            Encoder encoder = new Encoder(new Own());
            Point point = new Point(1, "y");
            int[] numbers = {1, 2, 3};
            // The initializer may be sent as often as one likes, and the last task ends the worker.
            Work<Object> simple = () -> 42;
            Work<Object> capturing = () -> new Point(point.x() + numbers.length, point.y());
            Work<Object> failing = () -> {
                throw new IOException("a failure");
            };
            List<Work<Object>> tasks = List.of(simple, capturing, failing, simple);
            int defined = 0;
            for (int i = 0; i < tasks.size(); i++) {
                Work<Object> work = tasks.get(i);
                boolean last = i == tasks.size() - 1;
                Encoded message = encoder.encode(work);
                for (; defined < message.definitions(); defined++) {
                    data.write(Wire.frame(Wire.DEFINE, encoder.definition(defined)));
                }
                Parcel parcel = Parcel.pack(message, () -> null);
                data.write(new ByteBuffer[] {
                    Wire.start(Wire.TASK, 10, parcel.bytes().length)
                            .putLong(last ? 1 : Wire.INITIALIZER)
                            .put((byte) 0)
                            .put(parcel.form())
                            .flip(),
                    ByteBuffer.wrap(parcel.bytes())
                });
            }
            readAll(data);
        } catch (IOException e) {
            Runtime.getRuntime().halt(1); // no archive then
        }
    }

    /** Decodes the answers, though a worker never does: a worker may have workers too. */
    private static void readAll(SocketChannel data) throws IOException {
        FrameInput input = new FrameInput();
        Decoder decoder = new Decoder(new Own());
        while (input.readFrom(data) >= 0) {
            for (ByteBuffer frame; (frame = input.next()) != null; ) {
                if (frame.get() == Wire.DEFINE) {
                    decoder.define(Wire.bytes(frame));
                }
            }
        }
    }
}
