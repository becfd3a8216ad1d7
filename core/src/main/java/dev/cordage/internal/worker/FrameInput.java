package dev.cordage.internal.worker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Cuts what arrives on a connection into frames. Used by one thread at a time. */
public final class FrameInput {
    private static final int SMALL = 1 << 16;
    private static final int LARGE = 1 << 20;
    private static final int AT_ONCE = 1 << 18;

    /** Holds what has arrived and was not taken, from {@code start} to its position. Grows only as bytes arrive. */
    private ByteBuffer buffer = ByteBuffer.allocate(SMALL);

    private int start;

    /** Reads what is there, as far as there is space; -1 at the end of the stream. Frames taken before are void then. */
    public int readFrom(ReadableByteChannel channel) throws IOException {
        if (start == buffer.position()) {
            start = 0;
            buffer = buffer.capacity() > LARGE ? ByteBuffer.allocate(SMALL) : buffer.clear();
        } else if (!buffer.hasRemaining()) {
            makeRoom();
        }
        // Not all of a large buffer at once: the JDK would take a temporary buffer of its size for each read.
        int end = buffer.limit();
        buffer.limit(Math.min(end, buffer.position() + AT_ONCE));
        try {
            return channel.read(buffer);
        } finally {
            buffer.limit(end);
        }
    }

    private void makeRoom() {
        int held = buffer.position() - start;
        byte[] bytes = buffer.array();
        if (start > 0) {
            System.arraycopy(bytes, start, bytes, 0, held);
        } else {
            long twice = Math.min(Wire.LONGEST + 4L, 2L * bytes.length);
            bytes = Arrays.copyOf(bytes, (int) twice);
        }
        buffer = ByteBuffer.wrap(bytes).position(held);
        start = 0;
    }

    /** The next whole frame, from its type on, or null while there is none. Valid until the next read. */
    public @Nullable ByteBuffer next() throws IOException {
        int held = buffer.position() - start;
        if (held < 5) {
            return null;
        }
        int length = buffer.getInt(start);
        if (length < 1 || length > Wire.LONGEST) {
            throw new IOException("no frame is " + length + " bytes long");
        }
        if (held - 4 < length) {
            return null;
        }
        int from = start + 4;
        start = from + length;
        return ByteBuffer.wrap(buffer.array(), from, length);
    }
}
