package dev.cordage.internal.worker;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One connection, as the worker holds it. The channel never blocks, since java.nio closes a channel when a thread that is
 * blocked in it is interrupted, and tasks interrupt whom they like.
 */
final class Link {
    private static final int AT_ONCE = 1 << 18;
    private static final long LEAVING_LOOK_NANOS = 2_000_000;

    private final SocketChannel channel;
    private final Selector readable;
    private final FrameInput input = new FrameInput();

    // @GuardedBy("this")
    private @Nullable Selector writable;

    /** Set once, when this JVM is about to exit. Read by the thread that receives. */
    private volatile boolean leaving;

    private Link(SocketChannel channel) throws IOException {
        this.channel = channel;
        channel.configureBlocking(false);
        this.readable = Selector.open();
        channel.register(readable, SelectionKey.OP_READ);
    }

    static Link connect(Path socket, byte kind, byte[] token) throws IOException {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        try {
            Link link = new Link(channel);
            link.send(Wire.start(Wire.HELLO, 1 + token.length, 0)
                    .put(kind)
                    .put(token)
                    .flip());
            return link;
        } catch (Throwable failure) {
            channel.close();
            throw failure;
        }
    }

    /**
     * This JVM is about to exit. A thread that waits in a system call then would hold it up, by a third of a second with
     * HotSpot, so whoever receives looks now and then instead.
     */
    void leaving() {
        leaving = true;
        readable.wakeup();
    }

    /** Waits for the next frame, whoever interrupts; null at the end of the stream. By one thread at a time. */
    @Nullable ByteBuffer receive() throws IOException {
        for (; ; ) {
            ByteBuffer frame = input.next();
            if (frame != null) {
                return frame;
            }
            int read = input.readFrom(channel);
            if (read < 0) {
                return null;
            }
            if (read == 0) {
                boolean _ = Thread.interrupted();
                if (leaving) {
                    LockSupport.parkNanos(LEAVING_LOOK_NANOS);
                } else {
                    readable.select();
                    readable.selectedKeys().clear();
                }
            }
        }
    }

    /** Piece by piece: the JDK would copy the whole of it for each write, of which the socket takes a piece. */
    // @GuardedBy("this")
    private void sendLarge(ByteBuffer... frames) throws IOException {
        for (ByteBuffer frame : frames) {
            for (int from = frame.position(); from < frame.limit(); from += AT_ONCE) {
                send(frame.slice(from, Math.min(AT_ONCE, frame.limit() - from)));
            }
        }
    }

    /** Writes it all, waiting where the other side is slow, whoever interrupts; an interrupt flag is kept. */
    synchronized void send(ByteBuffer... frames) throws IOException {
        int last = frames.length - 1;
        if (frames[last].remaining() > AT_ONCE) {
            sendLarge(frames);
            return;
        }
        channel.write(frames);
        if (frames[last].hasRemaining()) {
            boolean interrupted = false;
            if (writable == null) {
                writable = Selector.open();
                channel.register(writable, SelectionKey.OP_WRITE);
            }
            while (frames[last].hasRemaining()) {
                interrupted |= Thread.interrupted();
                writable.select();
                writable.selectedKeys().clear();
                channel.write(frames);
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
