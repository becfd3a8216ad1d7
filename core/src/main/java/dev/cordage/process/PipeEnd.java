package dev.cordage.process;

import dev.cordage.internal.pipe.Address;
import dev.cordage.internal.pipe.Dictionary;
import dev.cordage.internal.pipe.End;
import dev.cordage.internal.pipe.KeyRefusedException;
import dev.cordage.internal.pipe.Parcel;
import dev.cordage.internal.pipe.Reception;
import dev.cordage.internal.threads.Reclaim;
import dev.cordage.internal.waiting.Durations;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * One end of a pipe between two threads or processes of this machine, as from {@code multiprocessing.Pipe}. Both ends
 * send and receive.
 *
 * <pre>{@code
 * try (PipeEnd.Pair pair = PipeEnd.pair()) {
 *     PipeEnd there = pair.second();
 *     pool.submitChecked(() -> there.send("from a worker"));   // the task takes the end with it
 *     IO.println(pair.first().receive());
 * }
 * }</pre>
 *
 * <p><b>Messages</b> are objects or arrays of bytes. They arrive whole, in the order sent, each at one receiver. Objects
 * are copied, as by Java serialisation, also within one process: changing one later has no effect on the other side.
 * Classes are found by name, by the context class loader of the thread that receives, else by the system's. What is
 * received as the wrong kind stays: that is an {@link IllegalStateException}.
 *
 * <p><b>Waiting.</b> About 1 MB of messages, or one that is longer, is buffered in each process; then senders wait. An
 * interrupt never closes the pipe: an interrupted receive has taken nothing, an interrupted send has sent nothing. Any
 * number of threads may use an end, platform and virtual.
 *
 * <p><b>The end.</b> When the other end is closed, or its process has died, what it had sent is received first, then
 * comes an {@link EOFException}; half a message never comes. Sending fails with an {@link IOException} at once.
 *
 * <p><b>Handing over.</b> An end made by {@link #pair()} is serialisable: it can be captured by a task, or be part of an
 * argument or a message. The end left behind can't be used any more (an {@link IllegalStateException}), also if the
 * serialised copy never arrives. Nothing sent before is lost. The first to deserialise it has it, and may hand it on if
 * it has not used it (else {@link NotSerializableException}). While nobody has it, the other end waits for it; closing
 * the end left behind then ends that. Messages pass through the process that made the pair, and the pipe ends with that.
 *
 * <p><b>Memory.</b> Sending a message happens-before it is received.
 *
 * <p>An end that can't be reached any more is closed.
 */
public final class PipeEnd implements AutoCloseable, Serializable {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient End end;

    PipeEnd(End end) {
        this.end = end;
        Reclaim.whenUnreachable(this, end::reclaim);
    }

    /**
     * Two connected ends.
     *
     * @param first one
     * @param second the other
     */
    public record Pair(PipeEnd first, PipeEnd second) implements AutoCloseable {
        /** Takes any two ends. */
        public Pair {
            Objects.requireNonNull(first, "first");
            Objects.requireNonNull(second, "second");
        }

        /** Closes both. */
        @Override
        public void close() {
            first.close();
            second.close();
        }
    }

    /**
     * An object that was received.
     *
     * @param value the object; may be null, which an {@link Optional} can't tell from nothing
     */
    public record Received(@Nullable Object value) {}

    /** Two new connected ends in this process. */
    public static Pair pair() {
        End[] ends = End.pair();
        return new Pair(new PipeEnd(ends[0]), new PipeEnd(ends[1]));
    }

    /**
     * Listens on a Unix-domain socket, whose file only this user may open.
     *
     * @param path where; a socket that nobody listens on any more is replaced
     * @param key what those who connect must know; not empty
     * @return what accepts them; close it
     * @throws IOException if the path is too long, or somebody listens there already, or another kind of file is there
     * @throws IllegalArgumentException if the key is empty
     */
    public static PipeListener listen(Path path, byte[] key) throws IOException {
        return new PipeListener(Reception.open(Objects.requireNonNull(path, "path"), copyOf(key)));
    }

    /**
     * Connects to a {@link #listen listener} of another process, or of this. Waits for some seconds at most.
     *
     * @param path where it listens
     * @param key what it wants to be known
     * @return our end; can't be handed over
     * @throws PipeAuthenticationException if the key is wrong, or the listener doesn't know it
     * @throws InterruptedIOException if the thread is interrupted; the flag is kept
     * @throws IOException if nobody listens, or doesn't answer in time
     * @throws IllegalArgumentException if the key is empty
     */
    public static PipeEnd connect(Path path, byte[] key) throws IOException {
        try {
            return new PipeEnd(End.connect(Objects.requireNonNull(path, "path"), copyOf(key)));
        } catch (KeyRefusedException e) {
            throw refused(e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while connecting to " + path);
        }
    }

    private static byte[] copyOf(byte[] key) {
        if (key.length == 0) {
            throw new IllegalArgumentException("the key is empty");
        }
        return key.clone();
    }

    static PipeAuthenticationException refused(KeyRefusedException why) {
        PipeAuthenticationException failure = new PipeAuthenticationException(String.valueOf(why.getMessage()));
        failure.initCause(why);
        return failure;
    }

    static PipeEnd claim(Address address) {
        return new PipeEnd(End.claim(address));
    }

    // --- objects

    /**
     * Sends an object. Waits while the buffer is full.
     *
     * @param value serialisable, or null
     * @throws NotSerializableException if it is not, naming the class and how it is reached; nothing is sent
     * @throws ClosedChannelException if this end is closed; an {@link AsynchronousCloseException} if it is closed while
     *     this waits
     * @throws IOException if the other end is closed or its process has died, or if the message has 2 GB or more
     * @throws InterruptedException if the thread is interrupted before or while it waits; nothing is sent
     * @throws IllegalStateException if this end was handed to another process
     */
    public void send(@Nullable Object value) throws IOException, InterruptedException {
        try {
            end.send(end.pack(value));
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Waits for an object.
     *
     * @return the object; may be null
     * @throws EOFException if the other end is closed or its process has died, and all it had sent is received
     * @throws InvalidObjectException if the object can't be rebuilt here; it is gone, and the next can be received
     * @throws ClosedChannelException if this end is closed; an {@link AsynchronousCloseException} if it is closed while
     *     this waits
     * @throws InterruptedException if the thread is interrupted before or while it waits; nothing is taken
     * @throws IllegalStateException if the next message is bytes, which stay; or if this end was handed to another
     *     process
     */
    public @Nullable Object receive() throws IOException, InterruptedException {
        return unpack(Objects.requireNonNull(take(true, Integer.MAX_VALUE, Long.MAX_VALUE)));
    }

    /**
     * Waits for an object, but not longer than that.
     *
     * @param timeout the longest wait
     * @return the object; nothing if the time is over
     * @throws IOException as {@link #receive}
     * @throws InterruptedException as {@link #receive}
     */
    public Optional<Received> tryReceive(Duration timeout) throws IOException, InterruptedException {
        Parcel parcel = take(true, Integer.MAX_VALUE, Durations.nanos(timeout));
        return parcel == null ? Optional.empty() : Optional.of(new Received(unpack(parcel)));
    }

    private static @Nullable Object unpack(Parcel parcel) throws InvalidObjectException {
        Dictionary dictionary = Objects.requireNonNull(parcel.dictionary());
        try {
            return dictionary.unpack(parcel);
        } catch (InvalidObjectException e) {
            throw e;
        } catch (IOException e) {
            // Anything else would say something about the pipe, its end for instance.
            throw new InvalidObjectException("an object that was received can't be rebuilt: " + e, e);
        }
    }

    // --- bytes

    /**
     * Sends bytes. Waits while the buffer is full.
     *
     * @param bytes are copied
     * @throws IOException as {@link #send}
     * @throws InterruptedException as {@link #send}
     */
    public void sendBytes(byte[] bytes) throws IOException, InterruptedException {
        sendBytes(ByteBuffer.wrap(bytes));
    }

    /**
     * Sends the bytes from the buffer's position to its limit. Waits while our own buffer is full.
     *
     * @param bytes are copied; the position is moved to the limit if they were sent, else left
     * @throws IOException as {@link #send}
     * @throws InterruptedException as {@link #send}
     */
    public void sendBytes(ByteBuffer bytes) throws IOException, InterruptedException {
        if (bytes.remaining() > Parcel.MOST) {
            throw new IOException("a message of " + bytes.remaining() + " bytes; 2 GB or more can't be sent");
        }
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(bytes.position(), copy);
        try {
            end.send(Parcel.bytes(copy));
        } finally {
            Reference.reachabilityFence(this);
        }
        bytes.position(bytes.limit());
    }

    /**
     * Waits for bytes.
     *
     * @return one whole message
     * @throws IllegalStateException if the next message is an object, which stays; or as {@link #receive}
     * @throws IOException as {@link #receive}
     * @throws InterruptedException as {@link #receive}
     */
    public byte[] receiveBytes() throws IOException, InterruptedException {
        return receiveBytes(Integer.MAX_VALUE);
    }

    /**
     * Waits for bytes.
     *
     * @param max how many there may be
     * @return one whole message
     * @throws IOException if the next message is longer, saying how long; it stays. Otherwise as {@link #receive}
     * @throws IllegalStateException as {@link #receiveBytes()}
     * @throws IllegalArgumentException if the limit is negative
     * @throws InterruptedException as {@link #receive}
     */
    public byte[] receiveBytes(int max) throws IOException, InterruptedException {
        if (max < 0) {
            throw new IllegalArgumentException("max is " + max);
        }
        return Objects.requireNonNull(take(false, max, Long.MAX_VALUE)).body();
    }

    /**
     * Waits for bytes, and puts them into a buffer, whose position moves behind them.
     *
     * @param into where to put them
     * @return how many there were
     * @throws IOException if the next message is longer than what remains in the buffer, saying how long; it stays.
     *     Otherwise as {@link #receive}
     * @throws IllegalStateException as {@link #receiveBytes()}
     * @throws ReadOnlyBufferException if the buffer is read-only
     * @throws InterruptedException as {@link #receive}
     */
    public int receiveBytes(ByteBuffer into) throws IOException, InterruptedException {
        if (into.isReadOnly()) {
            throw new ReadOnlyBufferException();
        }
        byte[] bytes = receiveBytes(into.remaining());
        into.put(bytes);
        return bytes.length;
    }

    private @Nullable Parcel take(boolean object, int most, long nanos) throws IOException, InterruptedException {
        try {
            return end.receive(object, most, nanos);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    // --- waiting

    /**
     * Whether a message, or the end of the stream, can be received at once.
     *
     * @throws ClosedChannelException if this end is closed
     * @throws IllegalStateException if this end was handed to another process
     */
    public boolean poll() throws IOException {
        try {
            return end.poll();
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Waits until a message, or the end of the stream, can be received at once, but not longer than that.
     *
     * @param timeout the longest wait
     * @return whether one can
     * @throws ClosedChannelException if this end is closed; an {@link AsynchronousCloseException} if it is closed while
     *     this waits
     * @throws InterruptedException if the thread is interrupted before or while it waits
     * @throws IllegalStateException if this end was handed to another process
     */
    public boolean poll(Duration timeout) throws IOException, InterruptedException {
        try {
            return end.poll(Durations.nanos(timeout));
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Waits until one of several ends has something to receive, or one of several futures has ended, as
     * {@code multiprocessing.connection.wait} does. Nothing is received.
     *
     * @param all {@link PipeEnd}s and {@link Future}s, worker processes among them
     * @param timeout the longest wait
     * @return those that have, in the order given: ends from which can be received without waiting, be it the end of the
     *     stream or that the end is closed, and futures that have ended. Empty if the time is over, or there are none
     * @throws IllegalArgumentException if one is something else
     * @throws InterruptedException if the thread is interrupted before or while it waits
     */
    public static Set<Object> awaitAny(Collection<?> all, Duration timeout) throws InterruptedException {
        PipeEndWait wait = new PipeEndWait(all);
        long nanos = Durations.nanos(timeout);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Set<Object> ready = wait.ready();
        if (ready.isEmpty() && nanos > 0 && !all.isEmpty()) {
            wait.await(timeout, nanos);
            ready = wait.ready();
        }
        return ready;
    }

    boolean isReady() {
        return end.isReady();
    }

    void watch(Runnable watcher) {
        end.watch(watcher);
    }

    void unwatch(Runnable watcher) {
        end.unwatch(watcher);
    }

    // --- the end

    /** Whether this end was closed, by {@link #close}. */
    public boolean isClosed() {
        return end.isClosed();
    }

    /** The name, for logs and messages. It stays the same when the end is handed over. */
    public String name() {
        return end.name();
    }

    /**
     * Closes this end. Waits in other threads end at once; what was sent is still received by the other side. If that is
     * in another process, this waits until all is on its way, for five seconds at most and not in an interrupted thread;
     * the rest goes on behind the scenes. An end left behind by handing over closes the one that was handed over, if
     * nobody has that yet. Idempotent.
     */
    @Override
    public void close() {
        end.close();
    }

    /** Closes this end, unless it was handed over. */
    void closeIfHere() {
        if (!end.isHandedOver()) {
            close();
        }
    }

    @Override
    public String toString() {
        return "PipeEnd " + name() + " [" + end.describe() + "]";
    }

    @Serial
    private Object writeReplace() throws NotSerializableException {
        return new PipeEndAddress(end.handOver());
    }

    @Serial
    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("an end of a pipe travels as its address");
    }
}
