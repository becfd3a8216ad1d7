package dev.cordage.internal.pipe;

import dev.cordage.internal.waiting.Attempt;
import dev.cordage.internal.waiting.WaitLine;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Waits at a door for those who connect by path, and keeps who has proven to know the key until accepted. */
public final class Reception implements Doorkeeper {
    /** How many may wait to be accepted. Failures beyond that are not kept. */
    private static final int MOST = 128;

    private final byte[] key;
    private final WaitLine line;
    private final Path path;
    private @Nullable Door door;

    /** Ends, and failures to be thrown. */
    // @GuardedBy("queue")
    private final ArrayDeque<Object> queue = new ArrayDeque<>();

    /** Used by the loop alone. */
    private long count;

    /** Written under the guard of the queue, once. */
    private volatile boolean closed;

    private Reception(Path path, byte[] key) {
        this.path = path;
        this.key = key;
        this.line = WaitLine.of("PipeListener " + path);
    }

    /** Begins to listen. */
    public static Reception open(Path path, byte[] key) throws IOException {
        Reception reception = new Reception(path, key);
        reception.door = Door.open(path, reception);
        return reception;
    }

    /** Where it listens. */
    public Path path() {
        return path;
    }

    /** Whether it is closed. */
    public boolean isClosed() {
        return closed;
    }

    /**
     * Waits for the next connection, for so long at most.
     *
     * @return null if the time is over
     * @throws KeyRefusedException if one has come who doesn't know the key
     * @throws ClosedChannelException if this is closed, or becomes so
     */
    public @Nullable End accept(long nanos) throws IOException, InterruptedException {
        if (closed) {
            throw new ClosedChannelException();
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Accepting accepting = new Accepting();
        if (!accepting.now() && nanos > 0) {
            boolean _ = line.await("PipeListener.accept", accepting, nanos);
        }
        return switch (accepting.next) {
            case End end -> end;
            case KeyRefusedException e -> throw e;
            case null, default -> {
                if (closed) {
                    throw new AsynchronousCloseException();
                }
                yield null;
            }
        };
    }

    private final class Accepting implements Attempt {
        private @Nullable Object next;

        @Override
        public boolean now() {
            synchronized (queue) {
                next = queue.poll();
            }
            return next != null || closed;
        }

        @Override
        public boolean isMoreLeft() {
            synchronized (queue) {
                return closed || !queue.isEmpty();
            }
        }
    }

    @Override
    public byte @Nullable [] key(long purpose) {
        return purpose == 0 ? key : null;
    }

    @Override
    public @Nullable String admit(Wire wire, long purpose) {
        synchronized (queue) {
            return closed
                    ? "the listener was closed"
                    : queue.size() >= MOST ? "too many wait to be accepted: " + queue.size() : null;
        }
    }

    @Override
    public void admitted(Wire wire, long purpose) {
        End end = End.accepted(path + "/server-" + ++count, wire);
        boolean late;
        synchronized (queue) {
            late = closed;
            if (!late) {
                queue.add(end);
            }
        }
        if (late) {
            end.reclaim();
        }
        line.wake();
    }

    @Override
    public void refused(KeyRefusedException why) {
        synchronized (queue) {
            if (closed || queue.size() >= MOST) {
                return;
            }
            queue.add(why);
        }
        line.wake();
    }

    /** Listens no more; closes what was not accepted; ends all waits. Idempotent. */
    public void close() {
        Object[] left;
        synchronized (queue) {
            if (closed) {
                return;
            }
            closed = true;
            left = queue.toArray();
            queue.clear();
        }
        if (door != null) {
            door.close();
        }
        for (Object each : left) {
            if (each instanceof End end) {
                end.reclaim();
            }
        }
        line.wakeAll();
    }
}
