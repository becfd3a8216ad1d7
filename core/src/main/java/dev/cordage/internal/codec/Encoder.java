package dev.cordage.internal.codec;

import dev.cordage.task.RemoteFailureException;
import java.io.IOException;
import java.io.NotSerializableException;
import org.jspecify.annotations.Nullable;

/** Turns objects into messages. Thread-safe; one for each pool, or for each connection of a worker. */
public final class Encoder {
    private static final StackTraceElement[] NO_STACK = {};

    private final Loaders loaders;
    private final Shapes shapes;

    /**
     * Makes one that has no definitions yet.
     *
     * @param loaders numbers the loaders of classes
     */
    public Encoder(Loaders loaders) {
        this.loaders = loaders;
        this.shapes = new Shapes(loaders);
    }

    /**
     * Encodes a value: the graph of objects that Java serialisation would write. Large arrays are not copied.
     *
     * @param value the value
     * @return the message
     * @throws NotSerializableException if something in it can't be sent; the message names its class and the path to it
     * @throws IOException if it is too large
     */
    public Encoded encode(@Nullable Object value) throws IOException {
        try {
            return encodeWhole(value);
        } catch (NotSerializableException refused) {
            if (value != null && ItemFailures.isBatchResult(value)) {
                refuseItems(ItemFailures.outcomes(value));
                return encodeWhole(value);
            }
            throw refused;
        }
    }

    /**
     * Encodes the result of a task, as {@link #encode} does; a refusal says that it is the result.
     *
     * @param value the result
     * @return the message
     * @throws NotSerializableException if something in it can't be sent
     * @throws IOException if it is too large
     */
    public Encoded encodeResult(@Nullable Object value) throws IOException {
        try {
            return encode(value);
        } catch (NotSerializableException e) {
            NotSerializableException named =
                    new NotSerializableException("the result cannot be sent back: " + e.getMessage());
            named.initCause(e.getCause());
            throw named;
        }
    }

    /** Makes failures of those items of a batch that can't be sent, so that they don't spoil the others. */
    private void refuseItems(@Nullable Object[] outcomes) throws IOException {
        for (int i = 0; i < outcomes.length; i++) {
            try {
                var _ = encodeWhole(outcomes[i]);
            } catch (NotSerializableException refused) {
                outcomes[i] = ItemFailures.make(refused);
            }
        }
    }

    private Encoded encodeWhole(@Nullable Object value) throws IOException {
        Encoded message = null;
        try {
            message = new FastWriter(shapes).message(value);
        } catch (StackOverflowError _) {
            // Java serialisation may do with less, or else says so
        }
        return message != null ? message : encodeByJava(value);
    }

    private Encoded encodeByJava(@Nullable Object value) throws IOException {
        var bytes = new Bytes(1024);
        var large = new LargeArrays();
        JavaWriter writer = null;
        try (var out = new JavaWriter(bytes, loaders, large, null, -1)) {
            writer = out;
            out.writeObject(value);
            out.flush();
            return Encoded.made(Encoded.JAVA, 0, bytes, large.toArray(), out.loader());
        } catch (Bytes.TooLargeException e) {
            throw e;
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw Refusal.explain(value, writer == null ? null : writer.culprit(), e);
        }
    }

    /**
     * Encodes a failure: type, message, stack trace, causes and suppressed. Never fails; a throwable of it that can't be
     * sent becomes a {@link RemoteFailureException} on the other side.
     *
     * @param failure the failure
     * @return the message
     */
    public Encoded encodeFailure(Throwable failure) {
        var bytes = new Bytes(1024);
        var large = new LargeArrays();
        try {
            var writer = new FailureWriter(loaders, large);
            writer.write(failure, bytes);
            return Encoded.made(Encoded.FAILURE, 0, bytes, large.toArray(), writer.loader());
        } catch (IOException e) {
            // It is larger than a message can be; this is not.
            var instead = new RemoteFailureException(failure.getClass().getName(), "too large to be sent", null);
            instead.setStackTrace(NO_STACK);
            return encodeFailure(instead);
        }
    }

    /** How many definitions there are by now. */
    public int definitions() {
        return shapes.definitions();
    }

    /**
     * One of the definitions, for the {@link Decoder} of the other side.
     *
     * @param id its number, from 0
     * @return its bytes
     */
    public byte[] definition(int id) {
        return shapes.definition(id);
    }
}
