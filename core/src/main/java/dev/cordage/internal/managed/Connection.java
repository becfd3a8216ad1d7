package dev.cordage.internal.managed;

import dev.cordage.internal.pipe.End;
import dev.cordage.internal.pipe.Parcel;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One side's end of a connection: hands on each message at once, in the thread that brings it. Thread-safe.
 */
final class Connection {
    /** Is given what comes, by one thread at a time. Must not block. */
    interface Receiver {
        /**
         * A message has come.
         *
         * @throws IOException if it is none, which ends the connection
         */
        void received(Message message, Parcel parcel) throws IOException;

        /** No more comes. Called once, as the last, or from {@link #close}. */
        void ended(String why);
    }

    private final End end;
    private final Receiver receiver;

    /** How often something has changed since the one that reads began. */
    private final AtomicInteger work = new AtomicInteger();

    private final AtomicBoolean ended = new AtomicBoolean();

    private Connection(End end, Receiver receiver) {
        this.end = end;
        this.receiver = receiver;
    }

    /** One whose receiver is not called before {@link #begin}. */
    static Connection over(End end, Receiver receiver) {
        return new Connection(end, receiver);
    }

    void begin() {
        end.watch(this::read);
        read();
    }

    private void read() {
        if (work.getAndIncrement() != 0) {
            return; // whoever reads looks again
        }
        int done = 1;
        do {
            try {
                for (Parcel parcel = end.next(); parcel != null; parcel = end.next()) {
                    receiver.received(Message.of(parcel), parcel);
                }
            } catch (EOFException e) {
                finish(String.valueOf(e.getMessage()));
            } catch (ClosedChannelException _) {
                finish("the connection was closed");
            } catch (IOException | RuntimeException e) {
                finish("the other side doesn't keep to the protocol: " + e.getMessage());
            } catch (Error e) {
                finish("what came could not be read: " + e); // no memory, say; what came next would not be either
            }
            done = work.addAndGet(-done);
        } while (done != 0);
    }

    private void finish(String why) {
        if (ended.compareAndSet(false, true)) {
            end.reclaim();
            receiver.ended(why);
        }
    }

    /** Ends it. What was sent before still arrives. Idempotent; doesn't wait. */
    void close(String why) {
        finish(why);
    }

    Parcel pack(byte[] head, @Nullable Object value) throws IOException {
        return end.pack(head, value);
    }

    Parcel packFailure(byte[] head, Throwable failure) throws IOException {
        return end.packFailure(head, failure);
    }

    /** Sends all or, if it throws, nothing. Waits while much is on its way. */
    void send(Parcel parcel) throws IOException, InterruptedException {
        end.send(parcel);
    }

    /**
     * Sends whoever interrupts.
     *
     * @return whether the thread was interrupted; the flag is clear then
     */
    boolean sendUninterruptibly(Parcel parcel) throws IOException {
        boolean interrupted = false;
        for (; ; ) {
            try {
                end.send(parcel);
                return interrupted;
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
    }
}
