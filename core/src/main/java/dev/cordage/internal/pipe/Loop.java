package dev.cordage.internal.pipe;

import dev.cordage.internal.threads.Uncaught;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that reads all sockets of the pipes of this JVM, and writes what could not be written at once. It starts
 * with the first socket and ends after the last.
 */
final class Loop implements Runnable {
    /** What is done for a socket, in the loop's thread. Must not block. */
    interface Handler {
        void ready(SelectionKey key, Loop loop) throws IOException;

        /** Something has gone wrong with it; it closes itself. */
        void failed(Exception failure);
    }

    private record Alarm(long deadline, Runnable action) {}

    private static final int CHUNK = 64 << 10;

    private static final Object GUARD = new Object();

    /** The loop whose thread runs; null if there is no socket. */
    // @GuardedBy("GUARD")
    private static @Nullable Loop current;

    private final Selector selector;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK);

    /** Open sockets. */
    // @GuardedBy("GUARD")
    private int sockets;

    // @GuardedBy("GUARD")
    private final List<Alarm> alarms = new ArrayList<>();

    private Loop(Selector selector) {
        this.selector = selector;
    }

    /** A place for reading into, for a handler while it is called. */
    ByteBuffer buffer() {
        return buffer;
    }

    /** The key of a socket that is now in the loop. Who registers must {@link #leave}. */
    static SelectionKey register(SelectableChannel channel, int operations, Handler handler) throws IOException {
        synchronized (GUARD) {
            Loop loop = current;
            if (loop == null) {
                loop = new Loop(Selector.open());
            }
            SelectionKey key;
            try {
                key = channel.register(loop.selector, operations, handler);
            } catch (IOException | RuntimeException e) {
                if (current == null) {
                    loop.selector.close();
                }
                throw e;
            }
            if (current == null) {
                current = loop;
                Thread.ofPlatform()
                        .daemon()
                        .name("cordage-pipes")
                        .inheritInheritableThreadLocals(false)
                        .start(loop);
            }
            loop.sockets++;
            loop.selector.wakeup();
            return key;
        }
    }

    /** The socket of the key is closed. To be called once for each registered. */
    static void leave(SelectionKey key) {
        synchronized (GUARD) {
            Loop loop = current;
            if (loop != null && loop.selector == key.selector()) {
                loop.sockets--;
                loop.selector.wakeup();
            }
        }
    }

    /** Does so later, if there are sockets then. */
    static void after(long nanos, Runnable action) {
        synchronized (GUARD) {
            if (current != null) {
                current.alarms.add(new Alarm(System.nanoTime() + nanos, action));
                current.selector.wakeup();
            }
        }
    }

    @Override
    public void run() {
        while (isNeeded()) {
            try {
                long wait = untilAlarm();
                if (wait > 0) {
                    selector.select(this::handle, wait == Long.MAX_VALUE ? 0 : TimeUnit.NANOSECONDS.toMillis(wait) + 1);
                } else {
                    selector.selectNow(this::handle);
                }
                ring();
            } catch (IOException | ClosedSelectorException e) {
                Uncaught.report(e);
                abandonAll(e);
                return;
            } catch (Throwable e) {
                Uncaught.report(e);
            }
        }
    }

    /** Ends the loop if there is nothing left to read; looks before that whether all closed sockets are gone. */
    private boolean isNeeded() {
        synchronized (GUARD) {
            if (sockets > 0) {
                return true;
            }
            current = null;
        }
        try {
            int _ = selector.selectNow();
            selector.close();
        } catch (IOException e) {
            Uncaught.report(e);
        }
        return false;
    }

    private void abandonAll(Exception failure) {
        synchronized (GUARD) {
            if (current == this) {
                current = null;
            }
        }
        for (SelectionKey key : selector.keys()) {
            ((Handler) key.attachment()).failed(failure);
        }
    }

    private void handle(SelectionKey key) {
        Handler handler = (Handler) key.attachment();
        try {
            if (key.isValid()) {
                handler.ready(key, this);
            }
        } catch (Exception e) {
            handler.failed(e);
        } catch (OutOfMemoryError e) {
            handler.failed(new IOException("no memory for a message", e));
        }
    }

    private long untilAlarm() {
        synchronized (GUARD) {
            long least = Long.MAX_VALUE;
            long now = System.nanoTime();
            for (Alarm alarm : alarms) {
                least = Math.min(least, Math.max(0, alarm.deadline - now));
            }
            return least;
        }
    }

    private void ring() {
        List<Alarm> due = new ArrayList<>();
        synchronized (GUARD) {
            if (alarms.isEmpty()) {
                return;
            }
            long now = System.nanoTime();
            for (Alarm alarm : alarms) {
                if (alarm.deadline - now <= 0) {
                    due.add(alarm);
                }
            }
            alarms.removeAll(due);
        }
        for (Alarm alarm : due) {
            alarm.action.run();
        }
    }
}
