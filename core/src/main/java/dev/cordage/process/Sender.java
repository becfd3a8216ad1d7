package dev.cordage.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Writes frames to one connection of a worker, from many threads, none of which ever waits for the worker. What the
 * socket doesn't take stays here, and the worker's own thread writes it when there is space. Frames that are added while
 * a thread writes go out with its next write: the more there is to send, the fewer system calls it takes.
 */
final class Sender {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int SMALL = 1 << 13;
    private static final int PIECE = 1 << 18;
    private static final int MOST_AT_ONCE = 16;

    private final SocketChannel channel;
    private final Selector selector;

    // All guarded by "this".
    /** In the order in which they go out. */
    private final ArrayDeque<ByteBuffer> waiting = new ArrayDeque<>();
    /** Collects small frames; the last of what waits, but not among it. Being filled, or null. */
    private @Nullable ByteBuffer open;
    /** A buffer that was written and can be filled again. */
    private @Nullable ByteBuffer spare;

    private boolean writing;
    private boolean full;

    Sender(SocketChannel channel, Selector selector) {
        this.channel = channel;
        this.selector = selector;
    }

    SocketChannel channel() {
        return channel;
    }

    /** Adds frames in the order in which they shall arrive. {@link #flush} is to be called soon. */
    synchronized void add(ByteBuffer... frames) {
        for (ByteBuffer frame : frames) {
            if (frame.remaining() > SMALL) {
                closeOpen();
                addPieces(frame);
                continue;
            }
            if (open != null && open.remaining() < frame.remaining()) {
                closeOpen();
            }
            if (open == null) {
                open = spare == null ? ByteBuffer.allocateDirect(BUFFER_BYTES) : spare;
                spare = null;
            }
            open.put(frame);
        }
    }

    /** Not a large frame as a whole: the JDK would copy all of it for each write, of which the socket takes a piece. */
    // @GuardedBy("this")
    private void addPieces(ByteBuffer frame) {
        for (int from = frame.position(); from < frame.limit(); from += PIECE) {
            waiting.addLast(frame.slice(from, Math.min(PIECE, frame.limit() - from)));
        }
    }

    // @GuardedBy("this")
    private void closeOpen() {
        if (open != null) {
            waiting.addLast(open.flip());
            open = null;
        }
    }

    /** Whether the socket took no more, so that somebody has to call {@link #resume} when it does. */
    synchronized boolean isFull() {
        return full;
    }

    /** Writes on, since the socket has space again. */
    void resume() {
        synchronized (this) {
            full = false;
        }
        flush();
    }

    /** Writes what was added, unless another thread is about it. A connection that is gone is noticed by its reader. */
    void flush() {
        synchronized (this) {
            if (writing || full || (waiting.isEmpty() && open == null)) {
                return;
            }
            writing = true;
        }
        while (writeSome()) {}
    }

    /** Writes once; false if there is nothing left to do here. */
    private boolean writeSome() {
        ByteBuffer[] batch;
        synchronized (this) {
            closeOpen();
            if (waiting.isEmpty()) {
                writing = false;
                return false;
            }
            int count = 0;
            int bytes = 0;
            for (ByteBuffer next : waiting) {
                if (count == MOST_AT_ONCE || (count > 0 && bytes + next.remaining() > PIECE)) {
                    break;
                }
                bytes += next.remaining();
                count++;
            }
            batch = new ByteBuffer[count];
            for (int i = 0; i < count; i++) {
                batch[i] = waiting.remove();
            }
        }
        boolean gone = false;
        try {
            channel.write(batch);
        } catch (IOException e) {
            gone = true;
        }
        synchronized (this) {
            if (gone) {
                waiting.clear();
                open = null;
                writing = false;
                return false;
            }
            for (int i = batch.length - 1; i >= 0; i--) {
                if (batch[i].hasRemaining()) {
                    waiting.addFirst(batch[i]);
                    full = true;
                } else if (batch[i].isDirect()) {
                    spare = batch[i].clear();
                }
            }
            writing = !full;
            if (!full) {
                return true;
            }
        }
        selector.wakeup();
        return false;
    }
}
