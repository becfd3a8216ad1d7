package dev.cordage.process;

import dev.cordage.internal.pipe.End;
import dev.cordage.internal.pipe.KeyRefusedException;
import dev.cordage.internal.pipe.Reception;
import dev.cordage.internal.threads.Reclaim;
import dev.cordage.internal.waiting.Durations;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Waits for processes that connect by path, as {@code multiprocessing.connection.Listener} does. From
 * {@link PipeEnd#listen}.
 *
 * <p>Who connects and the listener prove to each other that they know the key, within five seconds, before anything
 * else is read from them. Any number of threads may accept; each connection goes to one of them. Connections are
 * made, and what is sent over them is received, also while nobody accepts; 128 may wait.
 */
public final class PipeListener implements AutoCloseable {
    private final Reception reception;

    PipeListener(Reception reception) {
        this.reception = reception;
        Reclaim.whenUnreachable(this, reception::close);
    }

    /**
     * Waits for the next connection.
     *
     * @return our end of it
     * @throws PipeAuthenticationException if somebody has come who has the wrong key, has said nothing for five
     *     seconds, or speaks no language that is known here. The listener goes on
     * @throws ClosedChannelException if the listener is closed; an {@link AsynchronousCloseException} if it is closed
     *     meanwhile
     * @throws InterruptedException if the thread is interrupted before or while it waits; no connection is lost
     */
    public PipeEnd accept() throws IOException, InterruptedException {
        PipeEnd end = accept(Long.MAX_VALUE);
        if (end == null) {
            throw new IllegalStateException("a wait without limit has ended without a connection");
        }
        return end;
    }

    /**
     * Waits for the next connection, but not longer than that.
     *
     * @param timeout the longest wait
     * @return our end of it; nothing if the time is over
     * @throws PipeAuthenticationException as {@link #accept()}
     * @throws ClosedChannelException as {@link #accept()}
     * @throws InterruptedException as {@link #accept()}
     */
    public Optional<PipeEnd> tryAccept(Duration timeout) throws IOException, InterruptedException {
        return Optional.ofNullable(accept(Durations.nanos(timeout)));
    }

    private @Nullable PipeEnd accept(long nanos) throws IOException, InterruptedException {
        try {
            End end = reception.accept(nanos);
            return end == null ? null : new PipeEnd(end);
        } catch (KeyRefusedException e) {
            throw PipeEnd.refused(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** Where it listens. */
    public Path path() {
        return reception.path();
    }

    /**
     * Listens no more. Removes the file, closes the connections not yet accepted, and ends all waits. Those accepted
     * stay. Idempotent; doesn't wait.
     */
    @Override
    public void close() {
        reception.close();
    }

    @Override
    public String toString() {
        return "PipeListener " + path() + (reception.isClosed() ? " [closed]" : " [open]");
    }
}
