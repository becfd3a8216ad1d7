package dev.cordage.internal.codec;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.StreamCorruptedException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An object as bytes that need nothing else: its message, behind the definitions it needs. For what is kept by one who
 * may lack its classes, and read by others later. Classes are found {@linkplain ByName by name}.
 *
 * <pre>
 *   int   definitions
 *   (int length, bytes) for each
 *   message
 * </pre>
 */
public final class Standalone {
    private Standalone() {}

    /**
     * Encodes an object.
     *
     * @throws NotSerializableException if something in it can't be sent, naming the class and how it is reached
     * @throws IOException if it is too large
     */
    public static byte[] encode(@Nullable Object value) throws IOException {
        Encoder encoder = new Encoder(ByName.LOADERS);
        Encoded message = encoder.encode(value);
        byte[][] definitions = new byte[message.definitions()][];
        int size = Integer.BYTES;
        for (int i = 0; i < definitions.length; i++) {
            definitions[i] = encoder.definition(i);
            size += Integer.BYTES + definitions[i].length;
        }
        ByteBuffer before = ByteBuffer.allocate(size).putInt(definitions.length);
        for (byte[] definition : definitions) {
            before.putInt(definition.length).put(definition);
        }
        return message.toBytes(before.array());
    }

    /**
     * Rebuilds the object.
     *
     * @throws InvalidObjectException if its class is missing here
     * @throws IOException if the bytes are corrupt, or a class's own code refuses them
     */
    public static @Nullable Object decode(byte[] bytes) throws IOException {
        ByteBuffer source = ByteBuffer.wrap(bytes);
        Decoder decoder = new Decoder(ByName.LOADERS);
        for (int left = length(source); left > 0; left--) {
            byte[] definition = new byte[length(source)];
            source.get(definition);
            decoder.define(definition);
        }
        try {
            return decoder.decode(Encoded.of(bytes, source.position(), source.remaining()));
        } catch (ClassNotFoundException e) {
            throw unknown(e);
        }
    }

    private static int length(ByteBuffer source) throws StreamCorruptedException {
        int length = source.remaining() < Integer.BYTES ? -1 : source.getInt();
        if (length < 0 || length > source.remaining()) {
            throw new StreamCorruptedException("a definition is cut short");
        }
        return length;
    }

    /** What is said where a class is missing. */
    public static InvalidObjectException unknown(ClassNotFoundException e) {
        return new InvalidObjectException("the class " + e.getMessage() + " of a received object isn't known here", e);
    }
}
