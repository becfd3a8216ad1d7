package dev.cordage.internal.codec;

import java.io.EOFException;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One message: a value or a failure as bytes, large arrays of primitives aside. The arrays are those of the value, not
 * copies, until the message is written: who changes them earlier changes the message. One that was read gives its large
 * arrays away to the value decoded from it, so that it can be decoded once.
 */
public final class Encoded {
    static final byte FAST = 1;
    static final byte JAVA = 2;
    static final byte FAILURE = 3;

    static final Object[] NO_ARRAYS = {};

    private static final byte[] NO_BYTES = {};

    private static final byte MAGIC = (byte) 0xC7;
    private static final int PREAMBLE = 14;
    private static final int ARRAY_HEAD = 5;
    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

    /** Large enough that a system call is small beside the copy, small enough for the processor's cache. */
    private static final int CHUNK = 256 << 10;

    /** One buffer kept between calls; taken out while it is used. */
    private static final AtomicReference<@Nullable ByteBuffer> SPARE = new AtomicReference<>();

    private final byte kind;
    private final int definitions;
    private final byte[] body;
    private final int offset;
    private final int length;
    private final Object[] large;
    private final @Nullable ClassLoader loader;

    /** Whether the arrays were made for this message, and are free to give away. */
    private final boolean owner;

    /** Whether they have been given away. Guarded by this. */
    private boolean given;

    private Encoded(
            byte kind,
            int definitions,
            byte[] body,
            int offset,
            int length,
            Object[] large,
            @Nullable ClassLoader loader,
            boolean owner) {
        this.kind = kind;
        this.definitions = definitions;
        this.body = body;
        this.offset = offset;
        this.length = length;
        this.large = large;
        this.loader = loader;
        this.owner = owner;
    }

    /** A message just made. It keeps the buffer of {@code out}, which must not be written to any more. */
    static Encoded made(byte kind, int definitions, Bytes out, Object[] large, @Nullable ClassLoader loader) {
        return new Encoded(kind, definitions, out.array(), 0, out.size(), large, loader, false);
    }

    /** The receiver must have been given all definitions with an id below this. */
    public int definitions() {
        return definitions;
    }

    /** How many bytes it takes, large arrays included. */
    public long size() {
        long size = PREAMBLE + (long) ARRAY_HEAD * large.length + length;
        for (Object array : large) {
            size += PrimitiveArrays.byteCount(array);
        }
        return size;
    }

    /** The loader of the first class met that is neither the JDK's nor Cordage's; null if there was none. */
    public @Nullable ClassLoader loader() {
        return loader;
    }

    /**
     * All of it as one array.
     *
     * @return a new array
     * @throws IOException naming the size, if it is 2 GB or more
     */
    public byte[] toBytes() throws IOException {
        return toBytes(NO_BYTES);
    }

    /**
     * All of it as one array, behind some other bytes.
     *
     * @param before the other bytes
     * @return a new array
     * @throws IOException naming the size, if it is 2 GB or more
     */
    public byte[] toBytes(byte[] before) throws IOException {
        long size = before.length + size();
        if (size > LARGEST_ARRAY) {
            throw new IOException("the message has " + size + " bytes; one of 2 GB or more can't be sent");
        }
        byte[] bytes = new byte[(int) size];
        ByteBuffer target =
                ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).put(before);
        putHead(target);
        target.put(body, offset, length);
        for (Object array : large) {
            PrimitiveArrays.write(array, 0, PrimitiveArrays.length(array), target);
        }
        return bytes;
    }

    private void putHead(ByteBuffer target) {
        target.put(MAGIC).put(kind).putInt(definitions).putInt(large.length).putInt(length);
        for (Object array : large) {
            target.put((byte) PrimitiveArrays.typeOf(array)).putInt(PrimitiveArrays.length(array));
        }
    }

    /**
     * Writes all of it from the file's position on.
     *
     * @param file where to
     * @throws IOException if that fails, as it does where the disk is full
     */
    public void writeTo(FileChannel file) throws IOException {
        int head = PREAMBLE + ARRAY_HEAD * large.length;
        ByteBuffer first = ByteBuffer.allocate(head).order(ByteOrder.LITTLE_ENDIAN);
        putHead(first);
        writeFully(file, first.flip());
        ByteBuffer chunk = takeChunk();
        try {
            for (int done = 0; done < length; ) {
                int step = Math.min(CHUNK, length - done);
                writeFully(file, chunk.clear().put(body, offset + done, step).flip());
                done += step;
            }
            for (Object array : large) {
                int step = CHUNK / PrimitiveArrays.elementSize(PrimitiveArrays.typeOf(array));
                int count = PrimitiveArrays.length(array);
                for (int from = 0; from < count; from += step) {
                    chunk.clear();
                    PrimitiveArrays.write(array, from, Math.min(step, count - from), chunk);
                    writeFully(file, chunk.flip());
                }
            }
        } finally {
            SPARE.set(chunk);
        }
    }

    /**
     * Reads a message from the file's position on.
     *
     * @param file where from
     * @return the message
     * @throws IOException if that fails, or there is no whole message
     */
    public static Encoded readFrom(FileChannel file) throws IOException {
        long left = file.size() - file.position();
        if (left < PREAMBLE) {
            throw new EOFException("a message is cut short: " + left + " bytes of the file are left");
        }
        ByteBuffer preamble = ByteBuffer.allocate(PREAMBLE).order(ByteOrder.LITTLE_ENDIAN);
        readFully(file, preamble);
        Head head = Head.parse(preamble.flip(), left);
        ByteBuffer arrays = ByteBuffer.allocate(head.arrays * ARRAY_HEAD).order(ByteOrder.LITTLE_ENDIAN);
        readFully(file, arrays);
        head.check(arrays.flip(), left);

        byte[] body = new byte[head.length];
        Object[] large = new Object[head.arrays];
        ByteBuffer chunk = takeChunk();
        try {
            for (int done = 0; done < body.length; ) {
                int step = Math.min(CHUNK, body.length - done);
                readFully(file, chunk.clear().limit(step));
                chunk.flip().get(body, done, step);
                done += step;
            }
            for (int i = 0; i < large.length; i++) {
                char type = (char) arrays.get();
                int count = arrays.getInt();
                large[i] = PrimitiveArrays.allocate(type, count);
                int size = PrimitiveArrays.elementSize(type);
                int step = CHUNK / size;
                for (int from = 0; from < count; from += step) {
                    int now = Math.min(step, count - from);
                    readFully(file, chunk.clear().limit(now * size));
                    PrimitiveArrays.read(chunk.flip(), large[i], from, now);
                }
            }
        } finally {
            SPARE.set(chunk);
        }
        return new Encoded(head.kind, head.definitions, body, 0, body.length, large, null, true);
    }

    /**
     * A message from its bytes, which are copied.
     *
     * @param bytes holds the message
     * @param offset where it begins
     * @param length how long it is
     * @return the message
     * @throws IOException if this isn't one message, whole
     */
    public static Encoded of(byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer source = ByteBuffer.wrap(bytes, offset, length).order(ByteOrder.LITTLE_ENDIAN);
        Head head = Head.parse(source, length);
        ByteBuffer arrays = source.slice().order(ByteOrder.LITTLE_ENDIAN).limit(head.arrays * ARRAY_HEAD);
        long whole = head.check(arrays, length);
        if (whole != length) {
            throw new StreamCorruptedException("a message of " + whole + " bytes in " + length);
        }
        source.position(source.position() + head.arrays * ARRAY_HEAD);
        byte[] body = new byte[head.length];
        source.get(body);
        if (head.arrays == 0) {
            return new Encoded(head.kind, head.definitions, body, 0, body.length, NO_ARRAYS, null, true);
        }
        Object[] large = new Object[head.arrays];
        for (int i = 0; i < large.length; i++) {
            char type = (char) arrays.get();
            int count = arrays.getInt();
            large[i] = PrimitiveArrays.allocate(type, count);
            PrimitiveArrays.read(source, large[i], 0, count);
        }
        return new Encoded(head.kind, head.definitions, body, 0, body.length, large, null, true);
    }

    byte kind() {
        return kind;
    }

    int bodyLength() {
        return length;
    }

    Input input() {
        return new Input(body, offset, length);
    }

    /** The large arrays, for one decoding. */
    Arrays arrays() throws IOException {
        if (large.length > 0 && owner) {
            synchronized (this) {
                if (given) {
                    throw new IOException("this message has been decoded already");
                }
                given = true;
            }
        }
        return new Arrays(this);
    }

    /** The large arrays of a message that is being decoded. Each is wanted once; more is a corrupt message. */
    static final class Arrays {
        private final Encoded message;
        private final boolean[] taken;

        private Arrays(Encoded message) {
            this.message = message;
            this.taken = new boolean[message.large.length];
        }

        /** How many bytes they have; they are there already. */
        long bytes() {
            long bytes = 0;
            for (Object array : message.large) {
                bytes += PrimitiveArrays.byteCount(array);
            }
            return bytes;
        }

        Object take(int index) throws IOException {
            if (index < 0 || index >= taken.length || taken[index]) {
                throw new StreamCorruptedException("no large array " + index + " among " + taken.length);
            }
            taken[index] = true;
            Object array = message.large[index];
            return message.owner ? array : PrimitiveArrays.copy(array);
        }
    }

    /** The fixed part of a message, checked against the bytes that there are. */
    private record Head(byte kind, int definitions, int arrays, int length) {
        static Head parse(ByteBuffer source, long available) throws IOException {
            if (source.remaining() < PREAMBLE) {
                throw new EOFException("a message is cut short: it has " + source.remaining() + " bytes");
            }
            byte magic = source.get();
            byte kind = source.get();
            int definitions = source.getInt();
            int arrays = source.getInt();
            int length = source.getInt();
            if (magic != MAGIC || kind < FAST || kind > FAILURE || definitions < 0) {
                throw new StreamCorruptedException("not a message");
            }
            if (arrays < 0 || length < 0 || PREAMBLE + (long) arrays * ARRAY_HEAD + length > available) {
                throw new EOFException("a message is cut short: " + arrays + " arrays and " + length
                        + " bytes announced, " + available + " there");
            }
            return new Head(kind, definitions, arrays, length);
        }

        /** Looks at the types and lengths of the arrays, without moving, and gives the size of the message. */
        long check(ByteBuffer heads, long available) throws IOException {
            long size = PREAMBLE + (long) arrays * ARRAY_HEAD + length;
            for (int i = 0, at = heads.position(); i < arrays; i++, at += ARRAY_HEAD) {
                int element = PrimitiveArrays.elementSize((char) heads.get(at));
                int count = heads.getInt(at + 1);
                if (element == 0 || count < 0) {
                    throw new StreamCorruptedException("an array of type " + heads.get(at) + ", length " + count);
                }
                size += (long) element * count;
                if (size > available) {
                    throw new EOFException(
                            "a message is cut short: " + size + " bytes announced, " + available + " there");
                }
            }
            return size;
        }
    }

    private static ByteBuffer takeChunk() {
        ByteBuffer spare = SPARE.getAndSet(null);
        return spare != null ? spare : ByteBuffer.allocateDirect(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void writeFully(FileChannel file, ByteBuffer source) throws IOException {
        while (source.hasRemaining()) {
            int _ = file.write(source);
        }
    }

    private static void readFully(FileChannel file, ByteBuffer target) throws IOException {
        while (target.hasRemaining()) {
            if (file.read(target) < 0) {
                throw new EOFException("a message is cut short: " + target.remaining() + " bytes are missing");
            }
        }
    }
}
