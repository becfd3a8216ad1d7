package dev.cordage.internal.shared;

import dev.cordage.sync.Fairness;
import dev.cordage.sync.RLock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.ObjectStreamException;
import java.io.Serial;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A value in shared memory, with its lock. */
public final class SharedCell extends Slot implements Serializable {
    @Serial
    private static final long serialVersionUID = 1L;

    /*
     * There are two buffers: in the slot if they are small, else a block. VERSION counts the values, and its last bit tells
     * which buffer has the current one. Who has the lock writes the next value into the other buffer, and then stores the
     * next VERSION, which is the moment in which the value changes. So who dies before leaves the old one.
     *
     * Who reads needs no lock: while VERSION is what it was, nobody has written into the buffer that was copied, since
     * writers only write into the other one. If it has changed meanwhile, the copy may be of two values; it is dropped.
     *
     *   a buffer:  what kind of value, and its length in bytes (32 bits each) | 8 bytes, or the bytes of a serialised object
     *
     * VERSION is open. The other words never change.
     */
    private static final int VERSION = 0;

    private static final int CAPACITY = 1;
    private static final int LOCK = 2;
    private static final int BUFFERS = 3;
    private static final int IN_SLOT = 8;

    private static final int LARGEST_IN_SLOT = 11 * Layout.WORD_SIZE;

    /** The most bytes that a value can have. */
    public static final int LARGEST = (int) (Layout.BLOCK / 2) - Layout.WORD_SIZE;

    private static final long LONG = 1;
    private static final long DOUBLE = 2;
    private static final long INTEGER = 3;
    private static final long BOOLEAN = 4;
    private static final long OBJECT = 5;

    /** After how many copies that were overtaken by writers a reader takes the lock. */
    private static final int PATIENCE = 100;

    private final transient long version;
    private final transient int capacity;
    private final transient long buffers;
    private final transient long bufferSize;
    private final transient SharedRLock lock;

    SharedCell(Region region, long base) {
        super(region, base);
        this.version = Layout.word(base, VERSION);
        this.capacity = (int) word(CAPACITY);
        this.buffers = word(BUFFERS);
        this.bufferSize = bufferSize(capacity);
        long home = word(LOCK);
        region.check(buffers);
        if (capacity < Layout.WORD_SIZE || capacity > LARGEST || region.kind(home) != Kind.RLOCK) {
            throw region.damaged("a value of " + capacity + " bytes with a lock at " + home);
        }
        this.lock = region.slot(home, () -> new SharedRLock(region, home));
    }

    private static long bufferSize(int capacity) {
        return Layout.WORD_SIZE + (capacity + Layout.WORD_SIZE - 1L) / Layout.WORD_SIZE * Layout.WORD_SIZE;
    }

    /**
     * A value.
     *
     * @param initial what it is at first
     * @param most how many bytes a serialised value may have; 8 are enough for a long, a double, an int or a boolean
     */
    public static SharedCell create(Region region, Object initial, int most, String name) {
        if (most < 1 || most > LARGEST) {
            throw new IllegalArgumentException(
                    "a shared value has 1 to " + LARGEST + " bytes, not " + most + "; larger is for SharedMemory");
        }
        int capacity = Math.max(most, Layout.WORD_SIZE);
        Encoded first = Encoded.of(Objects.requireNonNull(initial, "initial"), capacity, name);
        SharedRLock lock = SharedRLock.create(region, "lock of " + name, Fairness.BARGING);
        long block = capacity <= LARGEST_IN_SLOT ? 0 : region.allocateBytes();
        long base = region.allocate(Kind.VALUE, name, slot -> {
            region.init(Layout.word(slot, CAPACITY), capacity);
            region.init(Layout.word(slot, LOCK), lock.base);
            region.init(Layout.word(slot, BUFFERS), block == 0 ? Layout.word(slot, IN_SLOT) : block);
        });
        SharedCell cell = region.slot(base, () -> new SharedCell(region, base));
        cell.write(first);
        return cell;
    }

    // --- for all

    /** The current value; of an object, a new copy. Waits for nobody. */
    public Object get() {
        for (int tries = 0; tries < PATIENCE; tries++) {
            long now = read(version);
            Encoded copy = copy(now);
            VarHandle.acquireFence();
            if (read(version) == now) {
                return decode(copy, now);
            }
        }
        lock.lock();
        try {
            return current();
        } finally {
            lock.unlock();
        }
    }

    /** Changes the value, when the lock is free or the current thread's. */
    public void set(Object value) {
        Encoded encoded = Encoded.of(value, capacity, name());
        lock.lock();
        try {
            write(encoded);
        } finally {
            lock.unlock();
        }
    }

    /** Changes the value to what a function makes of it, under the lock, and gives back the new value. */
    public Object update(UnaryOperator<Object> change) {
        Objects.requireNonNull(change, "change");
        lock.lock();
        try {
            Object next = change.apply(current());
            write(Encoded.of(Objects.requireNonNull(next, "the changed value"), capacity, name()));
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** Guards the value. */
    public RLock lock() {
        return lock;
    }

    /** How many bytes a serialised value may have. */
    public int capacity() {
        return capacity;
    }

    // --- the buffers

    private Object current() {
        long now = read(version);
        return decode(copy(now), now);
    }

    /** With the lock held. */
    private void write(Encoded value) {
        long now = read(version);
        long buffer = buffers + (now + 1 & 1) * bufferSize;
        VarHandle.releaseFence(); // readers that see a byte of this see that the buffer was left
        long head = buffer + Layout.WORD_SIZE;
        init(buffer, value.kind << Integer.SIZE | value.length());
        if (value.bytes == null) {
            init(head, value.bits);
        } else {
            try {
                MemorySegment.copy(value.bytes, 0, memory, ValueLayout.JAVA_BYTE, head, value.bytes.length);
            } catch (IllegalStateException e) {
                throw region.explain(e);
            }
            at("bytes");
        }
        if (!compareAndSet(version, now, now + 1)) {
            throw region.damaged("two writers of " + name());
        }
    }

    /** What is in a buffer, which may be nonsense if it is written to meanwhile. */
    private Encoded copy(long now) {
        long buffer = buffers + (now & 1) * bufferSize;
        long head = read(buffer);
        long kind = head >>> Integer.SIZE;
        int length = (int) head;
        if (kind != OBJECT) {
            return new Encoded(kind, read(buffer + Layout.WORD_SIZE), null);
        }
        if (length < 0 || length > capacity) {
            return new Encoded(0, 0, null);
        }
        byte[] bytes = new byte[length];
        try {
            MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, buffer + Layout.WORD_SIZE, bytes, 0, length);
        } catch (IllegalStateException e) {
            throw region.explain(e);
        }
        return new Encoded(OBJECT, 0, bytes);
    }

    private Object decode(Encoded value, long now) {
        if (value.kind == LONG) {
            return value.bits;
        } else if (value.kind == DOUBLE) {
            return Double.longBitsToDouble(value.bits);
        } else if (value.kind == INTEGER) {
            return (int) value.bits;
        } else if (value.kind == BOOLEAN) {
            return value.bits != 0;
        } else if (value.bytes == null) {
            throw region.damaged("a value of kind " + value.kind + " in version " + now + " of " + name());
        }
        try (Reader in = new Reader(value.bytes)) {
            return Objects.requireNonNull(in.readObject(), "null in shared memory");
        } catch (IOException | ClassNotFoundException | RuntimeException e) {
            throw new IllegalStateException("the value of " + name() + " can't be rebuilt here: " + e, e);
        }
    }

    /** Finds classes by name, by the context class loader of the thread, else by the system's. */
    private static final class Reader extends ObjectInputStream {
        Reader(byte[] bytes) throws IOException {
            super(new ByteArrayInputStream(bytes));
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
            ClassLoader context = Thread.currentThread().getContextClassLoader();
            try {
                return Class.forName(description.getName(), false, context);
            } catch (ClassNotFoundException _) {
                return super.resolveClass(description); // a primitive type, or a class of the system's
            }
        }
    }

    /**
     * A value as it is in a buffer.
     *
     * @param kind what it is
     * @param bits it, if it is a number or truth value
     * @param bytes it, if it is an object, else null
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Encoded(long kind, long bits, byte @Nullable [] bytes) {
        static Encoded of(Object value, int capacity, String name) {
            return switch (value) {
                case Long number -> new Encoded(LONG, number, null);
                case Double number -> new Encoded(DOUBLE, Double.doubleToRawLongBits(number), null);
                case Integer number -> new Encoded(INTEGER, number, null);
                case Boolean truth -> new Encoded(BOOLEAN, truth ? 1 : 0, null);
                default -> serialised(Objects.requireNonNull(value, "value"), capacity, name);
            };
        }

        private static Encoded serialised(Object value, int capacity, String name) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(value);
            } catch (IOException e) {
                throw new IllegalArgumentException(
                        "a " + value.getClass().getName() + " can't be the value of " + name + ": " + e, e);
            }
            if (bytes.size() > capacity) {
                throw new IllegalArgumentException("a " + value.getClass().getName() + " of " + bytes.size()
                        + " bytes can't be the value of " + name + ", which has room for " + capacity);
            }
            return new Encoded(OBJECT, 0, bytes.toByteArray());
        }

        int length() {
            return bytes == null ? Layout.WORD_SIZE : bytes.length;
        }
    }

    // --- deaths

    @Override
    void sweep(long dead) {
        // Its lock is swept by itself, and the value is whole.
    }

    @Serial
    private Object writeReplace() throws ObjectStreamException {
        return Handle.of(this, Kind.VALUE);
    }
}
