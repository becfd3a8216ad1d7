package dev.cordage.internal.pipe;

import dev.cordage.internal.codec.Decoder;
import dev.cordage.internal.codec.Encoded;
import dev.cordage.internal.codec.Encoder;
import dev.cordage.internal.codec.Loaders;
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
    private static final Loaders BY_NAME = new Loaders() {
        @Override
        public int idOf(@Nullable ClassLoader loader) {
            return 0;
        }

        @Override
        public ClassLoader loader(int id) throws IOException {
            if (id != 0) {
                throw new InvalidObjectException("class loader " + id + " of another process");
            }
            ClassLoader context = Thread.currentThread().getContextClassLoader();
            return context == null ? ClassLoader.getSystemClassLoader() : context;
        }
    };

    private final @Nullable Encoder encoder;

    // @GuardedBy("itself")
    private final List<byte[]> arrived = new ArrayList<>();

    /** Held while an object is rebuilt: a decoder is for one thread at a time. */
    private final ReentrantLock decoding = new ReentrantLock();

    // @GuardedBy("decoding")
    private final Decoder decoder = new Decoder(BY_NAME);

    // @GuardedBy("decoding")
    private int defined;

    private Dictionary(@Nullable Encoder encoder) {
        this.encoder = encoder;
    }

    /** That of a new encoder of this JVM. */
    static Dictionary here() {
        return new Dictionary(new Encoder(BY_NAME));
    }

    /** That of an encoder of another JVM. */
    static Dictionary elsewhere() {
        return new Dictionary(null);
    }

    /**
     * Makes an object into a parcel. Thread-safe.
     *
     * @throws IOException if that can't be done, or the parcel would be 2 GB or more
     */
    Parcel pack(@Nullable Object value) throws IOException {
        if (encoder == null) {
            throw new IllegalStateException("the encoder of this dictionary is in another process");
        }
        Encoded encoded = encoder.encode(value);
        if (encoded.size() > Parcel.MOST) {
            throw new IOException("a message of " + encoded.size() + " bytes; 2 GB or more can't be sent");
        }
        return Parcel.object(this, encoded.definitions(), encoded.toBytes());
    }

    /** Rebuilds the object of a parcel of this dictionary. Blocks while another thread does so. */
    public @Nullable Object unpack(Parcel parcel) throws IOException {
        decoding.lock();
        try {
            while (defined < parcel.definitions()) {
                decoder.define(definition(defined));
                defined++;
            }
            return decoder.decode(Encoded.of(parcel.body(), 0, parcel.body().length));
        } catch (ClassNotFoundException e) {
            InvalidObjectException failure = new InvalidObjectException(
                    "the class " + e.getMessage() + " of a received object isn't known here");
            failure.initCause(e);
            throw failure;
        } finally {
            decoding.unlock();
        }
    }

    /** Takes the next definition of the other JVM's encoder. */
    void add(byte[] definition) {
        synchronized (arrived) {
            arrived.add(definition);
        }
    }

    byte[] definition(int id) throws IOException {
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
