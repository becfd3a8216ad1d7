package dev.cordage.internal.shared;

import static dev.cordage.internal.shared.Layout.BLOCK;
import static dev.cordage.internal.shared.Layout.NODE_LEASE;
import static dev.cordage.internal.shared.Layout.NODE_SIZE;
import static dev.cordage.internal.shared.Layout.SLOT_SIZE;
import static dev.cordage.internal.shared.Layout.WORD;

import dev.cordage.internal.waiting.Names;
import dev.cordage.internal.waiting.Waiter;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The memory that the processes of a fabric share, as this process sees it: the mapped file, this process's lease, and its
 * threads that wait. {@link Layout} draws the file.
 */
public final class Region implements AutoCloseable {
    private static final long DOUBT = 10_000_000;

    /** How long to let threads find out that the memory is closed before it is unmapped; nanoseconds. */
    private static final long GRACE = 5_000_000;

    /** Those of this JVM, by their folder. */
    private static final Map<Path, Region> ATTACHED = new ConcurrentHashMap<>();

    private final Path folder;
    private final boolean futex;
    private final Arena arena;

    /** What names the lease of this process; 0 while it joins. */
    private final long me;

    final MemorySegment memory;
    final Leases leases;
    final Waker waker;
    private final Header header;
    private final Sweeper sweeper;
    private final ItemCodec codec = new ItemCodec(this);

    /** The handles of this process, by the number of their slot. */
    private final Map<Long, Slot> slots = new ConcurrentHashMap<>();

    /** Held shared by those that work with files while they have a guard. */
    private final ReentrantReadWriteLock files = new ReentrantReadWriteLock();

    private final ReentrantLock nodesLock = new ReentrantLock();

    /** Nodes of this process that nobody uses. */
    // @GuardedBy("nodesLock")
    private final ArrayDeque<Long> nodes = new ArrayDeque<>();

    /** Whether a test has ended the process that this object plays. */
    private volatile boolean dead;

    /** Whether to look for the dead; always, but in tests. */
    private volatile boolean looks = true;

    private volatile boolean closed;
    private volatile boolean gone; // and all that was to be done then is done

    /** Whether nonsense was found in the memory. */
    private volatile boolean damaged;

    /** When somebody last looked for the dead who did not wait. A lost update costs a look more. */
    private volatile long doubted = System.nanoTime() - DOUBT;

    private Region(Path folder, Arena arena, MemorySegment memory, boolean futex) throws IOException {
        this.folder = folder;
        this.futex = futex;
        this.arena = arena;
        this.memory = memory;
        this.leases = new Leases(this, folder);
        this.header = new Header(this);
        this.waker = new Waker(this);
        this.sweeper = new Sweeper(this, header);
        try {
            join();
            this.me = leases.own();
        } catch (IOException | RuntimeException | Error e) {
            leases.release();
            throw e;
        }
    }

    private void join() throws IOException {
        if (!leases.take(header)) {
            sweepDead(); // which nobody may have done for long
            slots.clear(); // they know this process by another name than that which it gets now
            if (!leases.take(header)) {
                throw new IOException(
                        "more than " + Layout.MOST_LEASES + " processes can't share the memory in " + folder);
            }
        }
    }

    // --- making one, and finding it

    /**
     * Makes the shared memory of a new fabric.
     *
     * @param folder its folder, which this process owns
     * @throws IOException if there is no space for it
     */
    public static Region create(Path folder) throws IOException {
        return create(folder, Bell.preferred());
    }

    /** The same, for processes that wait in a mode. */
    static Region create(Path folder, long mode) throws IOException {
        RegionFile.make(folder, mode);
        Region made = another(folder);
        WORD.setVolatile(made.memory, Layout.OWNER, made.me());
        ATTACHED.put(folder, made);
        return made;
    }

    /**
     * The shared memory of a fabric that another process has made, or this one.
     *
     * @param folder its folder
     * @throws NoSuchFileException if the fabric is closed
     * @throws IOException if this process can't join it
     */
    public static Region attach(Path folder) throws IOException {
        Region known = ATTACHED.get(folder);
        if (known != null) {
            return known;
        }
        Region made = another(folder); // with nothing locked, since the guard of another process may be in the way
        known = ATTACHED.putIfAbsent(folder, made);
        if (known != null) {
            made.close();
            return known;
        }
        Guests.add(made);
        return made;
    }

    /** One more, as if this were another process; for tests. */
    static Region another(Path folder) throws IOException {
        return another(folder, Futex.isAvailable());
    }

    /** The same, as if in that process the futex system call could be used or not. */
    static Region another(Path folder, boolean futex) throws IOException {
        Arena arena = Arena.ofShared();
        try {
            MemorySegment memory = RegionFile.map(folder.resolve(RegionFile.NAME), arena);
            if ((long) WORD.getVolatile(memory, Layout.MAGIC) != Layout.MAGIC_VALUE) {
                throw new IOException(folder + " is not the shared memory of a fabric of this version");
            }
            if ((long) WORD.getVolatile(memory, Layout.CLOSED) != 0) {
                throw new NoSuchFileException(folder.toString(), null, "the fabric is closed");
            }
            return new Region(folder, arena, memory, futex);
        } catch (IOException | RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    /** Whether the file is still where it was, so that more processes can join. */
    boolean hasFile() {
        return Files.exists(folder.resolve(RegionFile.NAME));
    }

    /**
     * Works with files while a guard is held. What has begun ends before this process gives its lease back, from when on
     * others may take the guard.
     *
     * @throws IllegalStateException if this process has left
     */
    <T> T withFiles(RegionFile.FileWork<T> work) throws IOException {
        files.readLock().lock();
        try {
            checkOpen();
            return RegionFile.uninterrupted(work);
        } finally {
            files.readLock().unlock();
        }
    }

    /** Maps another file of the fabric, whole, for as long as this is. */
    MemorySegment mapFile(Path file) throws IOException {
        return RegionFile.uninterrupted(() -> {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                return channel.map(MapMode.READ_WRITE, 0, channel.size(), arena);
            }
        });
    }

    /** Makes objects into bytes and back. */
    ItemCodec codec() {
        return codec;
    }

    /** Its folder. */
    public Path folder() {
        return folder;
    }

    /** What names the lease of this process. */
    long me() {
        return me == 0 ? leases.own() : me;
    }

    long mode() {
        return (long) WORD.getVolatile(memory, Layout.MODE);
    }

    /** Whether this process can wait by the futex system call. */
    boolean canUseFutex() {
        return futex;
    }

    /** Lets all processes wait in another mode from now on. */
    void changeMode(long mode) {
        WORD.setVolatile(memory, Layout.MODE, mode);
    }

    IllegalStateException closed() {
        return new IllegalStateException("the fabric is closed");
    }

    /**
     * To be called before the shared memory is used. What is unmapped under a thread that is just using it fails as well, but
     * leaves the thread interrupted.
     */
    void checkOpen() {
        if (closed) {
            throw closed();
        }
    }

    /** What the JDK says of memory that is not mapped any more, in words of ours. */
    IllegalStateException explain(IllegalStateException e) {
        return closed ? closed() : e;
    }

    // --- slots

    /**
     * The handle of a slot in this process, of which there is one.
     *
     * @param base its address
     * @param make makes it
     */
    @SuppressWarnings("unchecked") // an address has one kind, which the maker checks
    <S extends Slot> S slot(long base, Supplier<S> make) {
        long number = base / SLOT_SIZE;
        Slot known = slots.get(number);
        if (known == null) {
            Slot made = make.get(); // which may ask for another one, so not in the map's own methods
            Slot before = slots.putIfAbsent(number, made);
            known = before == null ? made : before;
        }
        return (S) known;
    }

    /**
     * Makes a slot.
     *
     * @param kind what it is
     * @param name its name, of which so much is kept as there is room for
     * @param init sets its words, before anybody else can know it
     * @return its address
     * @throws IllegalStateException if there is no space for more
     */
    long allocate(Kind kind, String name, Initialiser init) {
        long base = header.allocateSlot();
        writeName(base, name);
        init.accept(base);
        WORD.setRelease(memory, base + Layout.KIND, kind.code);
        header.at("slot published");
        return base;
    }

    /** Sets a word of a slot or block that no other process knows yet. */
    void init(long address, long value) {
        header.init(address, value);
    }

    private void writeName(long base, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        int length = bytes.length;
        if (length > Layout.LONGEST_NAME) {
            length = Layout.LONGEST_NAME;
            while ((bytes[length] & 0xc0) == 0x80) { // the middle of a character
                length--;
            }
        }
        MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, base + Layout.NAME + Layout.WORD_SIZE, length);
        header.at("bytes of the name");
        init(base + Layout.NAME, length);
    }

    /** The name of a slot. */
    String name(long base) {
        long length = (long) WORD.getVolatile(memory, base + Layout.NAME);
        if (length < 0 || length > Layout.LONGEST_NAME) {
            throw damaged("a name of " + length + " bytes");
        }
        byte[] bytes = new byte[(int) length];
        MemorySegment.copy(
                memory, ValueLayout.JAVA_BYTE, base + Layout.NAME + Layout.WORD_SIZE, bytes, 0, bytes.length);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Sets the words of a new slot. */
    interface Initialiser {
        void accept(long base);
    }

    /** The address of a new block for bytes, which are 0. */
    long allocateBytes() {
        return header.allocateBlock(Layout.BLOCK_OF_BYTES, 0);
    }

    /** The kind of a slot. */
    Kind kind(long base) {
        boolean isSlot =
                base >= BLOCK && base < Layout.SIZE && base % SLOT_SIZE == 0 && isBlock(base, Layout.BLOCK_OF_SLOTS);
        return isSlot ? Kind.of((long) WORD.getVolatile(memory, base + Layout.KIND)) : Kind.NONE;
    }

    // --- nodes

    /** A node of this process that nobody uses, for a thread to wait at. */
    long takeNode() {
        nodesLock.lock();
        try {
            Long node = nodes.poll();
            if (node == null) {
                long block = header.allocateBlock(Layout.BLOCK_OF_NODES, me());
                for (long at = block; at < block + BLOCK; at += NODE_SIZE) {
                    init(at + NODE_LEASE, me());
                    nodes.add(at);
                }
                node = nodes.remove();
            }
            return node;
        } finally {
            nodesLock.unlock();
        }
    }

    /** Gives a node back that is in no line. */
    void giveNode(long node) {
        nodesLock.lock();
        try {
            nodes.push(node);
        } finally {
            nodesLock.unlock();
        }
    }

    /** Wakes the thread of a node, in whatever process. */
    void call(long node) {
        if (me == 0) {
            return; // not one of them yet, and without a bell; who waits there looks by itself
        }
        long lease = (long) WORD.getVolatile(memory, node + NODE_LEASE);
        if (lease == me()) {
            waker.unpark(node);
        } else {
            waker.ring(lease);
        }
    }

    // --- checks, so that damaged memory leads to an exception and nowhere else

    /** Checks an address that was read from the memory. */
    void check(long address) {
        if (address < 0
                || address >= Layout.SIZE
                || address % Layout.WORD_SIZE != 0
                || (address >= BLOCK && header.entry(Slot.block(address)) == Layout.BLOCK_FREE)) {
            throw damaged("the address " + address);
        }
    }

    void checkNode(long node) {
        if (node < BLOCK || node >= Layout.SIZE || node % NODE_SIZE != 0 || !isBlock(node, Layout.BLOCK_OF_NODES)) {
            throw damaged("the address " + node + " of a node");
        }
    }

    private boolean isBlock(long address, int kind) {
        return (header.entry(Slot.block(address)) & ((1 << Layout.BLOCK_KIND_BITS) - 1)) == kind;
    }

    /** The failure for memory that can't be as it is. From now on nobody waits here for what may never come. */
    IllegalStateException damaged(String what) {
        damaged = true;
        return new IllegalStateException("the shared memory in " + folder + " is damaged: it has " + what);
    }

    /** Who holds something, for people: a thread of this process, or another process. */
    String describe(long lease, @Nullable Thread thread) {
        if (lease != me()) {
            return "process " + leases.pid(lease);
        }
        return thread == null ? "another thread" : Names.of(thread);
    }

    /** Whether nonsense was found in the memory. */
    boolean isDamaged() {
        return damaged;
    }

    // --- the dead

    /** A word as it is now. */
    long read(long address) {
        checkOpen();
        try {
            return (long) WORD.getVolatile(memory, address);
        } catch (IllegalStateException e) {
            throw explain(e);
        }
    }

    /** Says that a process has died, which may have been one of any fabric: their waiters need not find out by themselves. */
    public static void someProcessDied() {
        ATTACHED.values().forEach(region -> region.waker.hurry());
    }

    /** Whether it is some time since this was asked, so that it may be worth while to look for the dead. */
    boolean isTimeToDoubt() {
        long now = System.nanoTime();
        if (now - doubted < DOUBT) {
            return false;
        }
        doubted = now;
        return true;
    }

    /** Looks which processes have died, and does for them what they cannot do any more. */
    void sweepDead() {
        boolean _ = sweepAll();
    }

    private boolean sweepAll() {
        return (CrashPoint.ARMED && !looks) || sweeper.sweep();
    }

    /**
     * The same, unless one of the processes has done so in the last so many nanoseconds, on behalf of all.
     *
     * @return whether this one did
     */
    boolean sweepDeadUnlessWithin(long nanos) {
        long now = System.nanoTime();
        long ago = now - read(Layout.SWEPT);
        if (ago >= 0 && ago < nanos) { // or it comes from another boot, or is damaged
            return false;
        }
        if (sweepAll()) {
            WORD.setVolatile(memory, Layout.SWEPT, now);
            at(this, "sweep", "time");
        }
        return true;
    }

    /** The handle of a slot for this once, or that which this process has anyway. */
    Slot slotToSweep(Kind kind, long base) {
        Slot known = slots.get(base / SLOT_SIZE);
        return known == null ? kind.handle(this, base) : known;
    }

    // --- the end

    /** Whether a test has ended the process that this object plays. */
    boolean isDead() {
        return dead;
    }

    /** Ends the process that this object plays, as a kill would. */
    void die() {
        if (!dead) {
            dead = true;
            waker.stop();
            leases.release();
        }
    }

    /** To be called before the shared memory is changed: the process that died in a test does that no more. */
    void checkAlive() {
        if (CrashPoint.ARMED && dead) {
            throw new CrashPoint.Death("dead already");
        }
    }

    /** Lets this process look for the dead or not, as a test needs it. */
    void look(boolean whether) {
        looks = whether;
    }

    /** A store to the shared memory was made by something that is no slot. */
    void at(Object where, String operation, String step) {
        if (CrashPoint.ARMED) {
            CrashPoint.at(this, where, operation, step);
        }
    }

    /** Whether this process has left. */
    public boolean isClosed() {
        return closed;
    }

    /**
     * Leaves: threads of this process that wait fail, what this process owns becomes free for the others as if it had died,
     * and the handles here can no longer be used.
     */
    @Override
    public void close() {
        if (!isFirstToClose()) {
            for (int i = 0; i < 200 && !gone && !waker.isHere(); i++) {
                Waiter.pause(GRACE); // whoever came first is about to be done
            }
            return;
        }
        boolean _ = ATTACHED.remove(folder, this);
        waker.stop();
        Waiter.pause(GRACE);
        // From here on no thread of this process can write, be it in the middle of a transaction: as if it had died
        // there.
        arena.close();
        waker.wakeAll(); // again: who had parked once more before that finds the memory gone now
        files.writeLock().lock();
        try {
            leases.release();
        } finally {
            files.writeLock().unlock();
        }
        leases.close();
        gone = true;
    }

    private synchronized boolean isFirstToClose() {
        boolean first = !closed;
        closed = true;
        return first;
    }

    /** Closes the fabric for all its processes: what waits fails there too. To be called by the owner, who then deletes the folder. */
    public void closeForAll() {
        if (!closed) {
            end();
            close();
        }
    }

    /** Says that the fabric is over. */
    void end() {
        WORD.setVolatile(memory, Layout.CLOSED, 1L);
        if (me != 0) {
            leases.others().forEach(waker::ring);
        }
    }

    long owner() {
        return read(Layout.OWNER);
    }

    /** Whether it is known that the owner has closed the fabric, or died. */
    boolean isOver() {
        try {
            return closed || read(Layout.CLOSED) != 0;
        } catch (IllegalStateException _) {
            return true; // this process has left just now
        }
    }

    /** Finds out whether the owner has closed the fabric, or died. */
    boolean hasEnded() {
        if (!isOver() && ((owner() != 0 && leases.isDead(owner())) || !hasFile())) {
            end();
        }
        return isOver();
    }
}
