package dev.cordage.internal.pipe;

import dev.cordage.internal.waiting.Attempt;
import java.io.EOFException;
import java.io.IOException;
import java.io.NotSerializableException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One end of a pipe: what is behind the end that users hold, and lives on when that is garbage. */
public final class End {
    /*
     * An end sends into one lane and receives from the other. Where the other end is in this JVM, it has the same two
     * lanes the other way round. Where it is elsewhere, a wire drains and fills them. Neither makes a difference here.
     *
     *   IDLE --first use--> OPEN --close--> CLOSED ##
     *     |                  | ^
     *     |                  | '- made here, or connected
     *     '---handed over----'--------> HANDED ##
     *
     * Idle is an end that was handed to this process and not used yet. It can be handed on, since nothing has been
     * sent to this process so far. One that is in use can be handed over only where its lanes are, in its home.
     */

    private enum State {
        IDLE,
        OPEN,
        CLOSED,
        HANDED
    }

    private static final AtomicLong PAIRS = new AtomicLong();
    private static final byte[] NO_HEAD = {};
    private static final String CLOSED = "the other end of the pipe was closed";
    private static final long FLUSH = TimeUnit.SECONDS.toNanos(5);

    private final String name;
    private final Lane in;
    private final Lane out;

    /** The connection with the home or the peer; null for an end of a pair at home. */
    private final @Nullable Wire wire;

    /** Where an end that was handed to this process was claimed. */
    private final @Nullable Address claimed;

    private final ReentrantLock guard = new ReentrantLock();

    /** See above. Written under the guard. */
    private volatile State state;

    /** Where the end left behind can be claimed. */
    // @GuardedBy("guard")
    private @Nullable Address offered;

    /** Made for the first object sent. */
    // @GuardedBy("guard")
    private @Nullable Dictionary dictionary;

    private End(String name, Lane in, Lane out, @Nullable Wire wire, @Nullable Address claimed, State state) {
        this.name = name;
        this.in = in;
        this.out = out;
        this.wire = wire;
        this.claimed = claimed;
        this.state = state;
    }

    /** Two connected ends. */
    public static End[] pair() {
        String name = "pipe-" + PAIRS.incrementAndGet();
        String first = name + "/first";
        String second = name + "/second";
        Lane there = new Lane(first, second);
        Lane back = new Lane(second, first);
        return new End[] {ofPair(first, back, there), ofPair(second, there, back)};
    }

    static End ofPair(String name, Lane in, Lane out) {
        return new End(name, in, out, null, null, State.OPEN);
    }

    /** One over a connection that somebody has made to us. */
    static End accepted(String name, Wire wire) {
        Lane in = new Lane("the other end of " + name, name);
        Lane out = new Lane(name, "the other end of " + name);
        wire.attach(in, out);
        return new End(name, in, out, wire, null, State.OPEN);
    }

    /**
     * Connects to a listener. Waits for some seconds at most.
     *
     * @throws KeyRefusedException if the other side doesn't know the key
     * @throws IOException if that fails otherwise
     */
    public static End connect(Path path, byte[] key) throws IOException, InterruptedException {
        String name = path + "/client-" + PAIRS.incrementAndGet();
        Lane in = new Lane("the other end of " + name, name);
        Lane out = new Lane(name, "the other end of " + name);
        Response response = new Response(key, 0);
        Wire wire = wire(path, response, in, out);
        End end = new End(name, in, out, wire, null, State.OPEN);
        try {
            if (response.await(2 * Wire.PATIENCE)) {
                return end;
            }
        } catch (IOException | InterruptedException e) {
            end.close(false);
            wire.failed(e);
            throw e;
        }
        IOException late = new IOException("no answer from " + path);
        wire.failed(late);
        throw late;
    }

    private static Wire wire(Path path, Response response, Lane in, Lane out) throws IOException {
        SocketChannel channel = Door.knock(path);
        try {
            Wire wire = Wire.over(channel, response);
            wire.attach(in, out);
            return wire;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * An end that was handed to this process. If it can't be had, because its home has ended or another process was
     * quicker, that shows when it is used.
     */
    public static End claim(Address address) {
        End here = Home.takeBack(address);
        if (here != null) {
            return here;
        }
        String name = address.name();
        Lane in = new Lane("the other end of " + name, name);
        Lane out = new Lane(name, "the other end of " + name);
        Wire wire = null;
        try {
            wire = wire(Path.of(address.path()), new Response(address.secret(), address.id()), in, out);
        } catch (IOException | RuntimeException e) {
            String why = "the process that made the pipe has ended or is out of reach: " + e.getMessage();
            in.end(why);
            out.abandon(why);
        }
        return new End(name, in, out, wire, address, State.IDLE);
    }

    /** The name of the end. */
    public String name() {
        return name;
    }

    /** Whether it was closed here. */
    public boolean isClosed() {
        return state == State.CLOSED;
    }

    /** What can be said about it now. */
    public String describe() {
        return switch (state) {
            case IDLE -> "not used yet";
            case OPEN -> "open, " + in.size() + " to receive" + (out.isAbandoned() ? ", the other end is gone" : "");
            case CLOSED -> "closed";
            case HANDED -> "handed over";
        };
    }

    // --- sending and receiving

    /** Makes an object into a parcel for {@link #send}. */
    public Parcel pack(@Nullable Object value) throws IOException {
        return pack(NO_HEAD, value);
    }

    /** The same with some bytes before the object. */
    public Parcel pack(byte[] head, @Nullable Object value) throws IOException {
        return dictionary().pack(head, value);
    }

    /** The same for a failure, of which a description is sent at least. */
    public Parcel packFailure(byte[] head, Throwable failure) throws IOException {
        return dictionary().packFailure(head, failure);
    }

    private Dictionary dictionary() throws ClosedChannelException {
        use();
        Dictionary mine;
        guard.lock();
        try {
            mine = dictionary;
            if (mine == null) {
                mine = Dictionary.here();
                dictionary = mine;
            }
        } finally {
            guard.unlock();
        }
        return mine;
    }

    /** Sends all or, if it throws, nothing. Waits while the buffer is full. */
    public void send(Parcel parcel) throws IOException, InterruptedException {
        use();
        checkInterrupt();
        Sending sending = new Sending(parcel);
        if (!sending.now()) {
            boolean _ = out.putters.await("PipeEnd.send", sending, Long.MAX_VALUE);
            checkStillOpen();
        }
        sending.check();
    }

    /**
     * Receives the next message, which stays if it is not what is asked for.
     *
     * @param object whether an object is asked for, or bytes
     * @param most how many bytes it may have
     * @param nanos how long to wait at most
     * @return null if the time is over
     */
    public @Nullable Parcel receive(boolean object, int most, long nanos) throws IOException, InterruptedException {
        use();
        checkInterrupt();
        Receiving receiving = new Receiving(object, most);
        if (!receiving.now() && nanos > 0) {
            boolean _ = in.takers.await("PipeEnd.receive", receiving, nanos);
            if (receiving.parcel == null) {
                checkStillOpen();
            }
        }
        return receiving.result();
    }

    /**
     * Receives the next message, of whichever kind, without waiting.
     *
     * @return null if there is none yet
     * @throws EOFException if there will be none
     */
    public @Nullable Parcel next() throws IOException {
        use();
        return in.take();
    }

    /** Whether a receiver would not have to wait. */
    public boolean poll() throws ClosedChannelException {
        use();
        return in.isReady();
    }

    /** Whether a receiver would not have to wait; waits for that for so long at most. */
    public boolean poll(long nanos) throws IOException, InterruptedException {
        use();
        checkInterrupt();
        if (!in.isReady() && nanos > 0) {
            boolean _ = in.takers.await("PipeEnd.poll", new Looking(), nanos);
            checkStillOpen();
        }
        return in.isReady();
    }

    /** Whether {@link #receive} would not have to wait, be it for a failure. */
    public boolean isReady() {
        if (state == State.IDLE) {
            try {
                use();
            } catch (ClosedChannelException | IllegalStateException _) {
                return true; // closed or handed over just now
            }
        }
        return state != State.OPEN || in.isReady();
    }

    /** Calls back whenever {@link #isReady} may have become true. */
    public void watch(Runnable watcher) {
        in.watch(watcher);
    }

    /** Ends that. */
    public void unwatch(Runnable watcher) {
        in.unwatch(watcher);
    }

    private static void checkInterrupt() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private void use() throws ClosedChannelException {
        if (state == State.OPEN) {
            return;
        }
        guard.lock();
        try {
            switch (state) {
                case OPEN -> {}
                case IDLE -> {
                    state = State.OPEN;
                    if (wire != null) {
                        wire.activate();
                    }
                }
                case CLOSED -> throw new ClosedChannelException();
                case HANDED -> throw handed();
            }
        } finally {
            guard.unlock();
        }
    }

    /** After a wait. */
    private void checkStillOpen() throws AsynchronousCloseException {
        switch (state) {
            case CLOSED -> throw new AsynchronousCloseException();
            case HANDED -> throw handed();
            case IDLE, OPEN -> {}
        }
    }

    private IllegalStateException handed() {
        return new IllegalStateException("the end " + name + " was handed to another process");
    }

    private final class Sending implements Attempt {
        private final Parcel parcel;
        private Lane.@Nullable Put outcome;

        Sending(Parcel parcel) {
            this.parcel = parcel;
        }

        @Override
        public boolean now() {
            if (state != State.OPEN) {
                return true;
            }
            outcome = out.put(parcel, false);
            return outcome != Lane.Put.FULL;
        }

        @Override
        public boolean isMoreLeft() {
            return out.hasSpace();
        }

        void check() throws IOException {
            switch (outcome) {
                case DONE -> {}
                case ABANDONED -> throw new IOException(out.whyAbandoned());
                case null, default -> {
                    checkStillOpen();
                    throw new ClosedChannelException();
                }
            }
        }
    }

    private final class Receiving implements Attempt {
        private final boolean object;
        private final int most;
        private @Nullable Parcel parcel;
        private @Nullable Exception failure;

        Receiving(boolean object, int most) {
            this.object = object;
            this.most = most;
        }

        @Override
        public boolean now() {
            if (state != State.OPEN) {
                return true;
            }
            try {
                parcel = in.take(object, most);
            } catch (IOException | IllegalStateException e) {
                failure = e;
            }
            return parcel != null || failure != null;
        }

        @Override
        public boolean isMoreLeft() {
            return in.isReady();
        }

        @Nullable Parcel result() throws IOException {
            switch (failure) {
                case null -> {}
                case IOException e -> throw e;
                case IllegalStateException e -> throw e;
                default -> throw new IllegalStateException(failure);
            }
            if (parcel == null) {
                checkStillOpen();
            }
            return parcel;
        }
    }

    private final class Looking implements Attempt {
        @Override
        public boolean now() {
            return state != State.OPEN || in.isReady();
        }

        @Override
        public boolean isMoreLeft() {
            return true;
        }
    }

    // --- handing over and closing

    /**
     * Hands the end over: from now on it can be used only by whoever claims it at the address. Does the same again for
     * as long as nobody has.
     *
     * @throws NotSerializableException if it can't be handed over
     */
    public Address handOver() throws NotSerializableException {
        Address address;
        guard.lock();
        try {
            address = switch (state) {
                case CLOSED -> throw new NotSerializableException("the end " + name + ": it is closed");
                case HANDED -> offeredAgain();
                case IDLE -> release();
                case OPEN -> offer();
            };
            offered = address;
            state = State.HANDED;
        } finally {
            guard.unlock();
        }
        in.wakeAll();
        out.wakeAll();
        return address;
    }

    // @GuardedBy("guard")
    private Address offeredAgain() throws NotSerializableException {
        Address address = Objects.requireNonNull(offered);
        if (claimed == null && !Home.isOffered(address)) {
            throw new NotSerializableException("the end " + name + ": it was handed to another process");
        }
        return address;
    }

    private Address release() throws NotSerializableException {
        if (wire == null || !wire.release()) {
            throw new NotSerializableException("the end " + name + ": the process that made the pipe doesn't answer");
        }
        return Objects.requireNonNull(claimed);
    }

    private Address offer() throws NotSerializableException {
        if (claimed != null) {
            throw new NotSerializableException("the end " + name
                    + ": it has been used in this process, to which it was handed, and so can't be handed on");
        }
        if (wire != null) {
            throw new NotSerializableException(
                    "the end " + name + ": only an end made by PipeEnd.pair() can be handed over");
        }
        try {
            return Home.offer(in, out, name);
        } catch (IOException e) {
            NotSerializableException failure = new NotSerializableException("the end " + name + ": " + e.getMessage());
            failure.initCause(e);
            throw failure;
        }
    }

    /**
     * Closes it. Ends all waits at once; then waits, for some seconds at most and not in an interrupted thread, until
     * what was sent has left this process. An end left behind closes the one that was handed over, unless that is
     * claimed.
     */
    public void close() {
        close(true);
    }

    /** Whether it was handed over, so that it can't be used here. */
    public boolean isHandedOver() {
        return state == State.HANDED;
    }

    /** The same for one that nobody can use any more; leaves alone what was handed over. Doesn't wait. */
    public void reclaim() {
        if (state != State.HANDED) {
            close(false);
        }
    }

    private void close(boolean flush) {
        Address withdrawn = null;
        guard.lock();
        try {
            if (state == State.CLOSED) {
                return;
            }
            if (state == State.HANDED) {
                withdrawn = claimed == null ? offered : null;
            }
            boolean mine = state != State.HANDED;
            state = State.CLOSED;
            if (!mine && withdrawn == null) {
                return;
            }
        } finally {
            guard.unlock();
        }
        if (withdrawn != null) {
            Home.withdraw(withdrawn);
            return;
        }
        in.abandon(CLOSED);
        out.end(CLOSED);
        if (flush && out.drain() instanceof Wire wire) {
            try {
                boolean _ = wire.awaitEnd(FLUSH);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
