package dev.cordage.bench.shared;

import dev.cordage.bench.Stopwatch;
import dev.cordage.task.TaskFuture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.Future;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * Messages a second through Agrona's ring buffer in a mapped file, from another process to this one. It knows no
 * waiting: both ends look again and again. The messages are read where they are, as is its way.
 */
final class AgronaRing extends Session {
    /** What it needs of the JVM. */
    static final List<String> OPTIONS = List.of("--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED");

    private static final int CAPACITY = 1 << 20;
    private static final int TYPE = 1;
    private static final int SPINS = 1_000;

    private final Path file;
    private final RingBuffer ring;
    private final int messages;
    private final int size;

    /** Of the numbers received; used by the one thread that samples. */
    private long sum;

    AgronaRing(int messages, int size) throws IOException {
        super(1);
        this.messages = messages;
        this.size = size;
        Path memory = Path.of("/dev/shm"); // where ours is too, if it is there
        this.file = Files.isDirectory(memory)
                ? Files.createTempFile(memory, "cordage-bench", ".ring")
                : Files.createTempFile("cordage-bench", ".ring");
        this.ring = open(file);
    }

    /** For the report. */
    static String remark() {
        String version = ManyToOneRingBuffer.class.getPackage().getImplementationVersion();
        return "Agrona " + (version == null ? "of unknown version" : version);
    }

    private static RingBuffer open(Path file) throws IOException {
        int length = CAPACITY + RingBufferDescriptor.TRAILER_LENGTH;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer mapped =
                    channel.map(MapMode.READ_WRITE, 0, length, Arena.global()).asByteBuffer();
            return new ManyToOneRingBuffer(new UnsafeBuffer(mapped));
        }
    }

    @Override
    double sample() throws Exception {
        sum = 0;
        String name = file.toString();
        int messages = this.messages;
        int size = this.size;
        TaskFuture<Integer> producer = in(0, () -> send(name, messages, size));
        receive(1, producer);
        long start = System.nanoTime();
        receive(messages - 1, producer);
        double seconds = (System.nanoTime() - start) / 1e9;
        Stopwatch.check(messages, producer.result());
        Stopwatch.check(messages * (messages - 1L) / 2, sum);
        return (messages - 1) / seconds;
    }

    /** Gives up when the producer fails. */
    private void receive(int count, TaskFuture<Integer> producer) {
        int inVain = 0;
        for (int left = count; left > 0; ) {
            int read = ring.read((_, buffer, index, _) -> sum += buffer.getInt(index), left);
            left -= read;
            inVain = read > 0 ? 0 : again(inVain);
            if (inVain > SPINS && producer.state() == Future.State.FAILED) {
                return;
            }
        }
    }

    private static int send(String file, int messages, int size) throws IOException {
        RingBuffer ring = open(Path.of(file));
        UnsafeBuffer message = new UnsafeBuffer(new byte[size]);
        for (int i = 0; i < messages; i++) {
            message.putInt(0, i);
            int inVain = 0;
            while (!ring.write(TYPE, message, 0, size)) {
                inVain = again(inVain);
            }
        }
        return messages;
    }

    /** After some tries in vain the other end may need this processor. */
    private static int again(int inVain) {
        if (inVain < SPINS) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
        return inVain + 1;
    }

    @Override
    public void close() {
        super.close();
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
