package dev.cordage.internal.pipe;

import dev.cordage.internal.codec.ByName;
import dev.cordage.internal.codec.Decoder;
import dev.cordage.internal.codec.Encoded;
import dev.cordage.internal.codec.Encoder;
import dev.cordage.internal.codec.Standalone;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The definitions of one encoder, as far as they are known in this JVM, and the decoder that goes with it. Those of an
 * encoder of this JVM are asked of it, those of another JVM's come in over a wire, before the parcels that need them.
 */
public final class Dictionary {
    private final @Nullable Encoder encoder;

    // @GuardedBy("itself")
    private final List<byte[]> arrived = new ArrayList<>();

    /** Held while an object is rebuilt: a decoder is for one thread at a time. */
    private final ReentrantLock decoding = new ReentrantLock();

    // @GuardedBy("decoding")
    private final Decoder decoder = new Decoder(ByName.LOADERS);

    // @GuardedBy("decoding")
    private int defined;

    private Dictionary(@Nullable Encoder encoder) {
        this.encoder = encoder;
    }

    /** That of a new encoder of this JVM. */
    public static Dictionary here() {
        return new Dictionary(new Encoder(ByName.LOADERS));
    }

    /** That of an encoder of another JVM. */
    public static Dictionary elsewhere() {
        return new Dictionary(null);
    }

    /**
     * Makes an object into a parcel. Thread-safe.
     *
     * @param head goes before the object, for those who send more than objects
     * @throws IOException if that can't be done, or the parcel would be 2 GB or more
     */
    Parcel pack(byte[] head, @Nullable Object value) throws IOException {
        Encoded encoded = encode(value);
        return Parcel.object(this, encoded.definitions(), bytes(head, encoded));
    }

    /** The same for a failure. */
    Parcel packFailure(byte[] head, Throwable failure) throws IOException {
        return Parcel.object(this, 0, bytes(head, ours().encodeFailure(failure)));
    }

    /**
     * Encodes an object, of any size. Thread-safe.
     *
     * @throws IOException if that can't be done
     */
    public Encoded encode(@Nullable Object value) throws IOException {
        return ours().encode(value);
    }

    private Encoder ours() {
        if (encoder == null) {
            throw new IllegalStateException("the encoder of this dictionary is in another process");
        }
        return encoder;
    }

    private static byte[] bytes(byte[] head, Encoded encoded) throws IOException {
        if (head.length + encoded.size() > Parcel.MOST) {
            throw new IOException("a message of " + encoded.size() + " bytes; 2 GB or more can't be sent");
        }
        return encoded.toBytes(head);
    }

    /** Rebuilds the object of a parcel of this dictionary. Blocks while another thread does so. */
    public @Nullable Object unpack(Parcel parcel) throws IOException {
        return unpack(parcel, 0);
    }

    /** The same where so many bytes go before the object. */
    public @Nullable Object unpack(Parcel parcel, int head) throws IOException {
        return decode(encoded(parcel, head));
    }

    /** Rebuilds an object that was encoded by this dictionary's encoder. Blocks while another thread does so. */
    public @Nullable Object decode(Encoded message) throws IOException {
        decoding.lock();
        try {
            while (defined < message.definitions()) {
                decoder.define(definition(defined));
                defined++;
            }
            return decoder.decode(message);
        } catch (ClassNotFoundException e) {
            throw Standalone.unknown(e);
        } finally {
            decoding.unlock();
        }
    }

    /** Rebuilds the failure of a parcel of this dictionary, behind so many bytes. What can't be rebuilt is described. */
    public Throwable unpackFailure(Parcel parcel, int head) throws IOException {
        decoding.lock();
        try {
            return decoder.decodeFailure(encoded(parcel, head));
        } finally {
            decoding.unlock();
        }
    }

    private static Encoded encoded(Parcel parcel, int head) throws IOException {
        return Encoded.of(parcel.body(), head, parcel.body().length - head);
    }

    /** Takes the next definition of the other JVM's encoder. */
    public void add(byte[] definition) {
        synchronized (arrived) {
            arrived.add(definition);
        }
    }

    /** One of the definitions, by its number. */
    public byte[] definition(int id) throws IOException {
        if (encoder != null) {
            return encoder.definition(id);
        }
        synchronized (arrived) {
            if (id >= arrived.size()) {
                throw new InvalidObjectException("definition " + id + " has not come, only " + arrived.size());
            }
            return arrived.get(id);
        }
    }
}
