package dev.cordage.internal.worker;

import dev.cordage.internal.codec.Decoder;
import dev.cordage.internal.codec.Encoded;
import dev.cordage.internal.codec.Encoder;
import dev.cordage.internal.threads.ThreadState;
import dev.cordage.task.Codec;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Runs the tasks of this worker, one after the other, in the main thread. */
final class TaskLoop {
    private static final ResultFiles NO_FILES = new ResultFiles("");

    private final Link link;
    private final Progression progression;
    private final Setup setup;
    private final ResultFiles files;
    private final Encoder encoder;
    private final Decoder decoder;
    private final @Nullable Codec codec;
    private final ClassLoader contextLoader;
    private final ThreadState state;

    /** How many definitions the parent has been given. */
    private int defined;

    TaskLoop(Link link, Progression progression, WorkerLoaders loaders, Setup setup, ResultFiles files)
            throws ReflectiveOperationException {
        this.link = link;
        this.progression = progression;
        this.setup = setup;
        this.files = files;
        this.encoder = new Encoder(loaders);
        this.decoder = new Decoder(loaders);
        this.contextLoader = loaders.loader(setup.contextLoader());
        Thread.currentThread().setContextClassLoader(contextLoader);
        this.codec = setup.codec().isEmpty()
                ? null
                : Class.forName(setup.codec(), true, contextLoader)
                        .asSubclass(Codec.class)
                        .getConstructor()
                        .newInstance();
        this.state = ThreadState.current();
    }

    /** Returns when the parent sends no more, or when the only task was run; says whether one failed then. */
    boolean run() throws IOException {
        for (ByteBuffer frame; (frame = link.receive()) != null; ) {
            byte type = frame.get();
            switch (type) {
                case Wire.DEFINE -> decoder.define(Wire.bytes(frame));
                case Wire.TASK -> {
                    long seq = frame.getLong();
                    boolean tell = frame.get() != 0;
                    boolean succeeded = task(seq, tell, frame);
                    if (setup.single() && seq != Wire.INITIALIZER) {
                        return succeeded;
                    }
                }
                default -> throw Wire.unexpected(type, "data");
            }
        }
        return true;
    }

    private boolean task(long seq, boolean tell, ByteBuffer parcel) throws IOException {
        Progression.Verdict verdict = progression.begin(seq);
        if (verdict != Progression.Verdict.BEGUN) {
            if (verdict == Progression.Verdict.DROPPED) {
                link.send(Wire.frame(Wire.SKIPPED, seq));
            }
            return false;
        }
        if (tell) {
            link.send(Wire.frame(Wire.STARTED, seq));
        }
        byte type = Wire.RESULT;
        byte flags = 0;
        long start = System.nanoTime();
        long nanos = 0;
        Parcel reply;
        try {
            Callable<?> work = rebuild(parcel);
            start = System.nanoTime();
            Object value = work.call();
            nanos = System.nanoTime() - start;
            reply = pack(value);
        } catch (Throwable failure) {
            nanos = nanos == 0 ? System.nanoTime() - start : nanos;
            type = Wire.FAILURE;
            flags = isOutOfMemory(failure) ? Wire.RETIRE : 0;
            reply = packFailure(failure);
        } finally {
            progression.end();
            state.restore();
        }
        send(type, seq, nanos, flags, reply);
        return type == Wire.RESULT;
    }

    private Callable<?> rebuild(ByteBuffer parcel) throws InvalidObjectException {
        Identity.decoding(true);
        try {
            Object work = Foreign.unwrap(codec, decoder.decode(Parcel.unpack(parcel)), contextLoader);
            if (work instanceof Callable<?> callable) {
                return callable;
            }
            throw new InvalidObjectException("it is no task, but " + work);
        } catch (VirtualMachineError e) {
            throw e;
        } catch (Throwable e) {
            throw new InvalidObjectException("the task could not be rebuilt in worker " + setup.name() + ": " + e, e);
        } finally {
            Identity.decoding(false);
        }
    }

    private Parcel pack(@Nullable Object value) throws IOException {
        return Parcel.pack(encoder.encodeResult(Foreign.wrap(codec, value)), files);
    }

    private Parcel packFailure(Throwable failure) throws IOException {
        Encoded message = encoder.encodeFailure(failure);
        try {
            return Parcel.pack(message, files);
        } catch (IOException tooLarge) {
            return Parcel.pack(encoder.encodeFailure(tooLarge), NO_FILES);
        }
    }

    private static boolean isOutOfMemory(Throwable failure) {
        Throwable t = failure;
        for (int depth = 0; t != null && depth < 100; depth++, t = t.getCause()) {
            if (t instanceof OutOfMemoryError) {
                return true;
            }
        }
        return false;
    }

    private void send(byte type, long seq, long nanos, byte flags, Parcel reply) throws IOException {
        ByteBuffer head = Wire.start(type, 18, reply.bytes().length)
                .putLong(seq)
                .putLong(nanos)
                .put(flags)
                .put(reply.form())
                .flip();
        ByteBuffer body = ByteBuffer.wrap(reply.bytes());
        if (defined == reply.definitions()) {
            link.send(head, body);
            return;
        }
        List<ByteBuffer> frames = new ArrayList<>();
        for (; defined < reply.definitions(); defined++) {
            frames.addAll(List.of(Wire.frame(Wire.DEFINE, encoder.definition(defined))));
        }
        frames.add(head);
        frames.add(body);
        link.send(frames.toArray(ByteBuffer[]::new));
    }
}
