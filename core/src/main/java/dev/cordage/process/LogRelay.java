package dev.cordage.process;

import dev.cordage.internal.logging.RemoteLogging;
import dev.cordage.internal.threads.Uncaught;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Hands log records of a worker to this JVM's loggers, in a thread of its own, since what handlers do is the user's: they
 * may block, or throw. Where they are slower than the worker logs, records are left out, and one says how many.
 */
final class LogRelay {
    private static final int MOST = 10_000;
    private static final byte[] END = new byte[0];

    private final String worker;
    private final LinkedBlockingQueue<byte[]> records = new LinkedBlockingQueue<>();

    // Used by the server thread of the worker only.
    private @Nullable Thread thread;
    private long leftOut;

    LogRelay(String worker) {
        this.worker = worker;
    }

    void add(byte[] record) {
        if (records.size() >= MOST) {
            leftOut++;
            return;
        }
        if (thread == null) {
            thread = Thread.ofPlatform().daemon().name(worker + "-log").start(this::replayAll);
        }
        records.add(record);
    }

    /** There will be no more; waits at most so long for those that there are. */
    void end(Duration patience) throws InterruptedException {
        Thread replaying = thread;
        if (replaying != null) {
            records.add(END);
            boolean _ = replaying.join(patience);
            if (leftOut > 0) {
                System.getLogger(RemoteLogging.class.getPackageName())
                        .log(System.Logger.Level.WARNING, "[" + worker + "] " + leftOut + " log records left out");
            }
        }
    }

    private void replayAll() {
        try {
            for (byte[] record; (record = records.take()) != END; ) {
                replay(record);
            }
        } catch (InterruptedException e) {
            // A handler has interrupted itself; what is left is lost with it.
            Thread.currentThread().interrupt();
        }
    }

    private void replay(byte[] record) {
        try {
            RemoteLogging.replay(record, worker);
        } catch (IOException | RuntimeException | Error failure) {
            Uncaught.report(failure);
        }
    }
}
