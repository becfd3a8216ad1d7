package dev.cordage.process;

import dev.cordage.internal.memory.Block;
import dev.cordage.internal.memory.Blocks;
import dev.cordage.internal.memory.Places;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/**
 * Memory that processes of this machine share, as from {@code multiprocessing.shared_memory}. What one writes, all others
 * see; nothing is copied.
 *
 * <pre>{@code
 * try (SharedMemory memory = SharedMemory.create(1 << 20);
 *         ProcessPool pool = ProcessPool.of(2)) {
 *     pool.submit(() -> memory.segment().set(ValueLayout.JAVA_INT, 0, 42)).result();
 *     IO.println(memory.segment().get(ValueLayout.JAVA_INT, 0));       // 42
 * }
 * }</pre>
 *
 * <p><b>Owner.</b> Memory belongs to the process that created it, and ends with it: by {@link #close()}, when the process
 * exits, or when it dies in any other way. From then on nobody can find the memory any more. Processes that have it keep
 * it until they let go of it. What a killed process has left is deleted by the next that creates shared memory.
 *
 * <p><b>Handing over.</b> A handle is serialisable: a task can capture it, and it can be part of an argument, a result or a
 * message. Whoever receives it has the same memory; in one process all receive the same handle, the owner the one it
 * created. A received handle needs no closing: its memory is let go when neither it nor any of its segments is in use.
 * Rebuilding one whose owner has closed it is an {@link InvalidObjectException}.
 *
 * <p><b>Size.</b> Exactly as asked for. All of it is there and zero once it is created, so that touching it never fails.
 * It is in {@code /dev/shm} where that has the space, which in a container is often 64 MB in all; else in a file in the
 * temporary folder, which is as fast while the machine's memory holds it.
 *
 * <p><b>Memory effects.</b> None by itself: use the volatile and atomic operations of {@link SharedArray}, a lock, or that
 * submitting a task happens-before its run, which happens-before its result is received.
 */
public final class SharedMemory implements AutoCloseable, Serializable {
    @Serial
    private static final long serialVersionUID = 1;

    /** Stands in for the memory of a handle that was closed. */
    private static final MemorySegment NOTHING = MemorySegment.NULL;

    /*
     * Whoever created or opened memory closes it: its arena is shared, and closing unmaps at once. Nobody closes what was
     * received, and it may be used by segments alone, so the garbage collector unmaps that, and there is no arena here.
     * Closing it only makes this handle forget it.
     *
     *   OPEN --unlink--> UNLINKED --close--> CLOSED ##
     *     '-----------------close-------------^
     */
    private enum State {
        OPEN,
        UNLINKED,
        CLOSED
    }

    private final transient Block block;
    private final transient boolean owner;
    private final transient @Nullable Arena arena;

    /**
     * Read plainly, for speed. What an arena of our own guards needs no more: a thread that still sees the segment is told
     * that it is closed. Other memory is there as long as anybody sees the segment.
     */
    private transient MemorySegment mapped;

    /** Written under "this". */
    private transient volatile State state = State.OPEN;

    private SharedMemory(Block block, boolean owner, @Nullable Arena arena, MemorySegment mapped) {
        this.block = block;
        this.owner = owner;
        this.arena = arena;
        this.mapped = mapped;
    }

    /**
     * Creates memory under a name that nobody can guess.
     *
     * @param size in bytes, at least 1
     * @return the owner's handle; close it
     * @throws IOException if there is not so much space, saying how much there is
     * @throws IllegalArgumentException if the size is less than 1
     */
    public static SharedMemory create(long size) throws IOException {
        return create(Places.usual(), Blocks.unguessable(), size, "");
    }

    /**
     * Creates memory that other processes of this user can {@link #open} by its name.
     *
     * @param name 1 to 100 of the characters A-Z a-z 0-9 . _ -, not beginning with a dot
     * @param size in bytes, at least 1
     * @return the owner's handle; close it
     * @throws FileAlreadyExistsException if memory of this name exists; that of a dead owner is replaced
     * @throws IOException if there is not so much space, saying how much there is
     * @throws IllegalArgumentException if the name is another, or the size is less than 1
     */
    public static SharedMemory create(String name, long size) throws IOException {
        return create(Places.usual(), Blocks.check(name), size, "");
    }

    /** As {@link #create(String, long)}; the elements say what it is made for, if not for anything. */
    static SharedMemory create(Places places, String name, long size, String elements) throws IOException {
        if (size < 1) {
            throw new IllegalArgumentException("the size must be at least 1 byte: " + size);
        }
        Block block = Blocks.create(places, name, size, elements);
        Arena arena = Arena.ofShared();
        try {
            SharedMemory memory = new SharedMemory(block, true, arena, Blocks.map(block, arena));
            MappedHere.put(memory);
            return memory;
        } catch (IOException | RuntimeException | Error e) {
            arena.close();
            Blocks.delete(block);
            throw e;
        }
    }

    /**
     * Opens memory that some process, be it this one, has created under this name.
     *
     * @param name its name
     * @return a handle of its own; close it
     * @throws NoSuchFileException if there is none of that name
     * @throws IOException if it can't be mapped
     * @throws IllegalArgumentException if there can't be any of that name
     */
    public static SharedMemory open(String name) throws IOException {
        return open(Places.usual(), Blocks.check(name));
    }

    static SharedMemory open(Places places, String name) throws IOException {
        Block block = Blocks.open(places, name);
        Arena arena = Arena.ofShared();
        try {
            return new SharedMemory(block, false, arena, Blocks.map(block, arena));
        } catch (IOException | RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    /** A handle for what was received. */
    static SharedMemory borrow(Block block) throws IOException {
        return new SharedMemory(block, false, null, Blocks.map(block, Arena.ofAuto()));
    }

    /**
     * The memory, aligned for any type of value. All handles of it in all processes see the same bytes.
     *
     * @return as many bytes as {@link #size}, to read and write from any thread; when this handle is closed, using it is an
     *     {@link IllegalStateException}, unless the handle was received: then the segment stays good
     * @throws IllegalStateException if this handle is closed
     */
    public MemorySegment segment() {
        MemorySegment segment = mapped;
        if (state == State.CLOSED) {
            throw closed();
        }
        return segment;
    }

    /**
     * The memory, to be read only: writing through it is an {@link IllegalArgumentException}.
     *
     * @return as {@link #segment}
     * @throws IllegalStateException if this handle is closed
     */
    public MemorySegment readOnly() {
        return segment().asReadOnly();
    }

    /** The memory, or nothing at all when this handle is closed. For those who know what to make of it. */
    MemorySegment mapped() {
        return mapped;
    }

    /** What to say to somebody who comes too late. */
    IllegalStateException closed() {
        return new IllegalStateException("the shared memory " + name() + " is closed");
    }

    /** How many bytes it has. */
    public long size() {
        return block.size();
    }

    /** By which it can be {@link #open opened}. */
    public String name() {
        return block.name();
    }

    /** What kind of elements it was made for; empty if any will do. */
    String elements() {
        return block.elements();
    }

    Block block() {
        return block;
    }

    /** Whether this handle is the one that created the memory. */
    public boolean isOwner() {
        return owner;
    }

    /** Whether this handle is closed. */
    public boolean isClosed() {
        return state == State.CLOSED;
    }

    /**
     * Gives up the name, and with it the way to the memory: nobody can open it any more, or rebuild a handle. Those who have
     * it keep it, this handle too. With the last of them it is gone. Idempotent.
     *
     * @throws IllegalStateException if this handle is not the owner's, or is closed without having been unlinked
     */
    public synchronized void unlink() {
        if (!owner) {
            throw new IllegalStateException(
                    "the shared memory " + name() + " can only be unlinked by its owner's handle");
        }
        if (state == State.OPEN) {
            state = State.UNLINKED;
            MappedHere.remove(this);
            try {
                Blocks.delete(block);
            } catch (IOException e) {
                throw new UncheckedIOException(
                        "the shared memory " + name() + " could not be deleted; it goes with this JVM", e);
            }
        }
    }

    /**
     * Closes this handle. The memory is no longer mapped here, whoever uses it: a thread in the middle of an access gets an
     * {@link IllegalStateException}. A handle that was received only forgets it. The owner's handle also {@link #unlink
     * unlinks} it. Idempotent; does not wait.
     *
     * @throws IllegalStateException if a channel is reading into the memory, or writing from it; it is unlinked then, and
     *     closed by the next call
     */
    @Override
    public synchronized void close() {
        if (state == State.CLOSED) {
            return;
        }
        try {
            if (owner) {
                unlink();
            }
        } finally {
            unmap();
        }
    }

    // @GuardedBy("this")
    private void unmap() {
        if (arena != null) {
            try {
                arena.close();
            } catch (IllegalStateException e) {
                throw new IllegalStateException(
                        "the shared memory " + name() + " can't be closed while a channel reads or writes it", e);
            }
        }
        state = State.CLOSED;
        mapped = NOTHING;
        MappedHere.remove(this);
    }

    @Serial
    private Object writeReplace() throws NotSerializableException {
        return switch (state) {
            case OPEN -> new SharedMemoryHandle(name(), block.file().toString(), size(), elements());
            case UNLINKED ->
                throw new NotSerializableException(
                        getClass().getName() + ": " + name() + " is unlinked, so nobody could open it");
            case CLOSED -> throw new NotSerializableException(getClass().getName() + ": " + name() + " is closed");
        };
    }

    @Serial
    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a handle is sent as its name");
    }

    @Override
    public String toString() {
        String what = switch (state) {
            case OPEN -> owner ? ", owner" : "";
            case UNLINKED -> ", unlinked";
            case CLOSED -> ", closed";
        };
        return "SharedMemory[" + name() + ", " + size() + (size() == 1 ? " byte" : " bytes") + what + "]";
    }
}
