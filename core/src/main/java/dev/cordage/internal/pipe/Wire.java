package dev.cordage.internal.pipe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A connection between an end of a pipe in this process and the lanes it belongs to in another, or the other way round. */
final class Wire implements Loop.Handler, Lane.Drain, Lane.Feed, FrameReader.Sink {
    /*
     *   GREETING --proof--> PROVEN --attach--> ATTACHED
     *      |                  |                   |
     *      '------------------+-------------------'----END sent or come, release, end of stream---> closed ##
     *
     * Reading is done by the loop alone. It never waits: the other side sends no more than there is credit for.
     *
     * Writing is done by whichever thread has something to be written: one at a time drains (work), others only count up,
     * and the one that drains looks again. It gathers frames in a buffer, and gives that to the socket, which takes what
     * it can; for the rest the loop drains again when the socket is writable (blocked). All calls on the socket are
     * non-blocking: so an interrupt doesn't close it, and no carrier of a virtual thread is held up.
     *
     * A socket whose other side is gone fails when it is written to, but may have something left to be read. So then only
     * the outgoing lane is abandoned, and the loop reads on until it comes to the end.
     */

    private static final String CLOSED = "the other end of the pipe was closed";
    private static final String LOST = "the process that has the other end of the pipe has ended or is out of reach";

    /** How long the other side may take to prove that it knows the key. */
    static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);

    private static final int BUFFER = 64 << 10;
    private static final long CREDIT_STEP = Lane.LIMIT / 4;
    private static final int READS = 8;
    private static final int MOST_DEFINITIONS = 1 << 16;

    private final SocketChannel channel;
    private final Greeting greeting;

    /** Set by registering, at the latest by the first call of the loop. */
    private volatile @Nullable SelectionKey key;

    /** The other side has proven itself. Set by the loop. */
    private volatile boolean proven;

    /** The lanes are connected. Set once by whoever attaches. */
    private volatile boolean attached;

    /** Set before {@link #attached}. */
    private @Nullable Lane in;

    /** Set before {@link #attached}. */
    private @Nullable Lane out;

    /** To be closed as soon as the greeting is written. */
    private volatile boolean hangUp;

    private final AtomicBoolean closed = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);

    /** Down when released, or closed. */
    private final CountDownLatch released = new CountDownLatch(1);

    /** Set before that. */
    private volatile boolean isReleased;

    // --- reading: used by the loop alone, but for granted

    private final FrameReader reader = new FrameReader(this);
    private Dictionary dictionary = Dictionary.elsewhere();
    private int definitions;
    private long received;
    private final AtomicLong granted = new AtomicLong(Lane.LIMIT);

    /** Taken out of the lane and not yet granted again. */
    private final AtomicLong taken = new AtomicLong();

    // --- writing: used by the one who drains, but for what is atomic, concurrent or volatile

    /** How often somebody wanted to drain since the one that does so began. */
    private final AtomicInteger work = new AtomicInteger();

    /** The socket takes no more for now; the loop clears it. */
    private volatile boolean blocked;

    /** How much may be sent. */
    private final AtomicLong credit = new AtomicLong(Lane.LIMIT);

    private final Queue<byte[]> greetings = new ConcurrentLinkedQueue<>();
    private final Queue<byte[]> controls = new ConcurrentLinkedQueue<>();
    private final ArrayDeque<byte[]> pieces = new ArrayDeque<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private byte @Nullable [] piece;
    private int pieceOffset;
    private @Nullable Dictionary sentDictionary;
    private int sentDefinitions;
    private boolean endWritten;
    private volatile boolean broken;

    private Wire(SocketChannel channel, Greeting greeting) {
        this.channel = channel;
        this.greeting = greeting;
    }

    /** One over this socket, which is non-blocking. The greeting begins. */
    static Wire over(SocketChannel channel, Greeting greeting) throws IOException {
        Wire wire = new Wire(channel, greeting);
        SelectionKey key = Loop.register(channel, SelectionKey.OP_READ, wire);
        wire.key = key;
        Loop.after(PATIENCE, () -> {
            if (!wire.proven) {
                wire.failed(new KeyRefusedException("the other side has said nothing for 5 seconds"));
            }
        });
        greeting.begin(wire);
        return wire;
    }

    /** Connects the lanes, once the other side has proven itself or before that. */
    void attach(Lane from, Lane to) {
        in = from;
        out = to;
        attached = true;
        from.feedFrom(this);
        to.drainTo(this);
        if (closed.get()) {
            endLanes(LOST);
        }
    }

    boolean isClosed() {
        return closed.get();
    }

    // --- what the greeting does

    void greet(byte type, int number, byte[] body) {
        greetings.add(Frame.small(type, number, body));
        drain();
    }

    /** The other side has proven itself. */
    void prove() {
        proven = true;
        drain();
    }

    /** Closes when what was said so far is written. */
    void hangUp() {
        hangUp = true;
        drain();
    }

    // --- what a claimed end does

    void activate() {
        control(Frame.ACTIVATE, 0);
    }

    /**
     * Gives the end back, so that another process can claim it. Waits uninterruptibly, for some seconds at most.
     *
     * @return whether that is done
     */
    boolean release() {
        control(Frame.RELEASE, 0);
        return awaitLatch(released, 2 * PATIENCE) && isReleased;
    }

    /** Waits until everything is written and the connection ended, or the time is over, or the thread is interrupted. */
    boolean awaitEnd(long nanos) throws InterruptedException {
        return ended.await(nanos, TimeUnit.NANOSECONDS);
    }

    private static boolean awaitLatch(CountDownLatch latch, long nanos) {
        boolean interrupted = false;
        long deadline = System.nanoTime() + nanos;
        try {
            for (; ; ) {
                try {
                    return latch.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    // --- reading

    @Override
    public void ready(SelectionKey key, Loop loop) throws IOException {
        this.key = key;
        if (key.isWritable()) {
            int _ = key.interestOpsAnd(~SelectionKey.OP_WRITE);
            blocked = false;
            drain();
        }
        if (key.isValid() && key.isReadable()) {
            read(loop.buffer());
        }
    }

    private void read(ByteBuffer bytes) throws IOException {
        for (int i = 0; i < READS && !closed.get(); i++) {
            bytes.clear();
            int count;
            try {
                count = channel.read(bytes);
            } catch (IOException e) {
                throw new IOException(LOST, e);
            }
            if (count < 0) {
                throw new IOException(LOST);
            }
            if (count == 0) {
                return;
            }
            reader.take(bytes.flip());
            if (count < bytes.capacity()) {
                return;
            }
        }
    }

    @Override
    public void check(byte type, int number, int length) throws IOException {
        boolean good = switch (type) {
            case Frame.HELLO, Frame.PROOF, Frame.RESULT -> !proven && length <= Frame.LONGEST_GREETING;
            case Frame.ACTIVATE, Frame.RELEASE, Frame.RELEASED, Frame.GONE, Frame.END -> proven && length == 0;
            case Frame.RESET -> attached && proven && length == 0;
            case Frame.CREDIT -> attached && proven && length == 0 && number > 0;
            case Frame.DEFINITION -> attached && proven && length <= Frame.LONGEST_DEFINITION;
            case Frame.OBJECT, Frame.BYTES ->
                attached && proven && number >= 0 && length <= Parcel.MOST && received < granted.get();
            default -> false;
        };
        if (!good) {
            throw new IOException("a frame that may not come here: type " + type + ", number " + number + ", length "
                    + length + (proven ? "" : ", from one who has not proven itself"));
        }
    }

    @Override
    public void frame(byte type, int number, byte[] body) throws IOException {
        switch (type) {
            case Frame.ACTIVATE -> greeting.activated(this);
            case Frame.RELEASE -> {
                greeting.released(this);
                greet(Frame.RELEASED, 0, body);
                hangUp();
            }
            case Frame.RELEASED -> {
                isReleased = true;
                close();
            }
            case Frame.RESET -> {
                dictionary = Dictionary.elsewhere();
                definitions = 0;
            }
            case Frame.DEFINITION -> {
                if (++definitions > MOST_DEFINITIONS) {
                    throw new IOException("more than " + MOST_DEFINITIONS + " definitions");
                }
                dictionary.add(body);
            }
            case Frame.OBJECT -> arrived(Parcel.object(dictionary, number, body));
            case Frame.BYTES -> arrived(Parcel.bytes(body));
            case Frame.CREDIT -> {
                credit.addAndGet(number);
                drain();
            }
            case Frame.GONE -> {
                if (attached) {
                    lane(out).abandon(CLOSED);
                }
            }
            case Frame.END -> {
                endLanes(CLOSED);
                close();
            }
            default -> greeting.frame(this, type, number, body);
        }
    }

    private static Lane lane(@Nullable Lane lane) {
        return Objects.requireNonNull(lane);
    }

    private void arrived(Parcel parcel) {
        received += parcel.cost();
        if (lane(in).put(parcel, true) != Lane.Put.DONE) {
            taken(parcel.cost());
        }
    }

    @Override
    public void taken(long cost) {
        if (taken.addAndGet(cost) >= CREDIT_STEP) {
            long sum = taken.getAndSet(0);
            while (sum > 0) {
                int step = (int) Math.min(sum, Integer.MAX_VALUE);
                granted.addAndGet(step);
                control(Frame.CREDIT, step);
                sum -= step;
            }
        }
    }

    @Override
    public void abandoned() {
        control(Frame.GONE, 0);
    }

    @Override
    public void failed(Exception failure) {
        if (!proven) {
            greeting.failed(this, failure);
        }
        String why = failure.getMessage();
        boolean ours = failure.getClass() == IOException.class || failure instanceof KeyRefusedException;
        endLanes(ours && why != null ? why : LOST + ": " + failure);
        close();
    }

    private void endLanes(String why) {
        if (attached) {
            // In this order: who has seen the end can't send any more.
            lane(out).abandon(why);
            lane(in).end(why);
        } else {
            greeting.lost(this, why);
        }
    }

    private void close() {
        if (closed.compareAndSet(false, true)) {
            broken = true;
            try {
                channel.close();
            } catch (IOException _) {
                // It is of no use any more, in whatever state it is.
            }
            SelectionKey registered = key;
            if (registered != null) {
                Loop.leave(registered);
            }
            ended.countDown();
            released.countDown();
        }
    }

    // --- writing

    private void control(byte type, int number) {
        controls.add(Frame.header(type, number, 0));
        drain();
    }

    @Override
    public void changed() {
        drain();
    }

    private void drain() {
        if (work.getAndIncrement() != 0) {
            return;
        }
        int done = 1;
        do {
            try {
                write();
            } catch (IOException e) {
                broken = true;
                if (attached) {
                    lane(out).abandon(LOST + " (" + e.getMessage() + ")");
                }
            } catch (RuntimeException | OutOfMemoryError e) {
                failed(new IOException("a message could not be sent: " + e, e));
            }
            done = work.addAndGet(-done);
        } while (done != 0);
    }

    private void write() throws IOException {
        SelectionKey registered = key;
        if (registered == null || broken || blocked) {
            return;
        }
        for (; ; ) {
            gather();
            if (buffer.position() == 0) {
                break;
            }
            int count;
            try {
                count = channel.write(buffer.flip());
            } finally {
                buffer.compact();
            }
            if (count == 0) {
                blocked = true;
                int _ = registered.interestOpsOr(SelectionKey.OP_WRITE);
                registered.selector().wakeup();
                return;
            }
        }
        if (endWritten || (hangUp && greetings.isEmpty())) {
            close();
        }
    }

    /** Fills the buffer. */
    private void gather() throws IOException {
        while (buffer.hasRemaining()) {
            byte[] next = piece;
            if (next == null) {
                next = nextPiece();
                if (next == null) {
                    return;
                }
                piece = next;
                pieceOffset = 0;
            }
            int count = Math.min(buffer.remaining(), next.length - pieceOffset);
            buffer.put(next, pieceOffset, count);
            pieceOffset += count;
            if (pieceOffset == next.length) {
                piece = null;
            }
        }
    }

    private byte @Nullable [] nextPiece() throws IOException {
        byte[] next = pieces.poll();
        if (next == null) {
            next = greetings.poll();
        }
        if (next != null || !proven || endWritten) {
            return next;
        }
        next = controls.poll();
        if (next != null) {
            return next;
        }
        if (attached) {
            Lane from = lane(out);
            Parcel parcel = credit.get() > 0 ? from.poll() : null;
            if (parcel != null) {
                credit.addAndGet(-parcel.cost());
                divide(parcel);
                return pieces.poll();
            }
            endWritten = from.isDrained();
        }
        return endWritten ? Frame.header(Frame.END, 0, 0) : null;
    }

    private void divide(Parcel parcel) throws IOException {
        Dictionary needed = parcel.dictionary();
        if (needed == null) {
            pieces.add(Frame.header(Frame.BYTES, 0, parcel.body().length));
        } else {
            if (needed != sentDictionary) {
                sentDictionary = needed;
                sentDefinitions = 0;
                pieces.add(Frame.header(Frame.RESET, 0, 0));
            }
            while (sentDefinitions < parcel.definitions()) {
                byte[] definition = needed.definition(sentDefinitions++);
                pieces.add(Frame.header(Frame.DEFINITION, 0, definition.length));
                pieces.add(definition);
            }
            pieces.add(Frame.header(Frame.OBJECT, parcel.definitions(), parcel.body().length));
        }
        pieces.add(parcel.body());
    }
}
