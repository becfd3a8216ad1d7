package dev.cordage.internal.pipe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Puts frames together from the pieces in which they come. For one thread. */
final class FrameReader {
    /** Takes the frames. */
    interface Sink {
        /** Says by an exception that no such frame may come now, before space is made for its body. */
        void check(byte type, int number, int length) throws IOException;

        /** Takes a frame. */
        void frame(byte type, int number, byte[] body) throws IOException;
    }

    /** A body gets no more space than that before its bytes have come, then twice what has come. */
    private static final int FIRST_SPACE = 64 << 10;

    private static final byte[] NOTHING = {};

    private final Sink sink;
    private final ByteBuffer header = ByteBuffer.allocate(Frame.HEADER);
    private byte type;
    private int number;

    /** The length of the body that is being read; -1 while the header is. */
    private int length = -1;

    private byte[] body = NOTHING;
    private int filled;

    FrameReader(Sink sink) {
        this.sink = sink;
    }

    /** Takes all bytes that there are. */
    void take(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (length < 0) {
                takeHeader(bytes);
            } else {
                takeBody(bytes);
            }
            if (length >= 0 && filled == length) {
                byte[] whole = body;
                body = NOTHING;
                length = -1;
                sink.frame(type, number, whole);
            }
        }
    }

    private void takeHeader(ByteBuffer bytes) throws IOException {
        while (header.hasRemaining() && bytes.hasRemaining()) {
            header.put(bytes.get());
        }
        if (!header.hasRemaining()) {
            header.flip();
            type = header.get();
            number = header.getInt();
            int announced = header.getInt();
            header.clear();
            if (announced < 0) {
                throw new IOException("a frame of type " + type + " says that its length is " + announced);
            }
            sink.check(type, number, announced);
            length = announced;
            filled = 0;
            body = announced == 0 ? NOTHING : new byte[Math.min(announced, FIRST_SPACE)];
        }
    }

    private void takeBody(ByteBuffer bytes) {
        if (filled == body.length) {
            body = Arrays.copyOf(body, (int) Math.min(length, 2L * body.length));
        }
        int count = Math.min(bytes.remaining(), body.length - filled);
        bytes.get(body, filled, count);
        filled += count;
    }
}
