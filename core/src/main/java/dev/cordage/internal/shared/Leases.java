package dev.cordage.internal.shared;

import static dev.cordage.internal.shared.Layout.LEASES;
import static dev.cordage.internal.shared.Layout.LEASE_FILE;
import static dev.cordage.internal.shared.Layout.LEASE_PID;
import static dev.cordage.internal.shared.Layout.LEASE_REF;
import static dev.cordage.internal.shared.Layout.LEASE_SIZE;
import static dev.cordage.internal.shared.Layout.LEASE_STATE;
import static dev.cordage.internal.shared.Layout.MOST_LEASES;
import static dev.cordage.internal.shared.Layout.WORD;

import dev.cordage.internal.launch.Entropy;
import dev.cordage.internal.launch.PrivateFolder;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The processes of a fabric. Each holds a lock on a file of its own, which the kernel gives back when the process ends, in
 * whatever way, and in whatever name space of process numbers it lived. So a lease that can be locked proves its holder dead.
 */
final class Leases {
    /*
     * The state of a lease in the table; all changes are transactions of the header.
     *
     *   FREE --take--> HELD --found dead--> DEAD --everything swept--> FREE, with the next generation in its REF
     *
     * A REF names an entry of the table and how often it was used, so that nothing that a dead process has left can be
     * taken for that of the next one in the same entry. A lease file is locked before its entry is made.
     *
     * A POSIX lock is lost when its process closes any descriptor of the file. So a JVM never opens lease files of its own
     * (of which there are several only in tests).
     */
    private static final long FREE = 0;
    private static final long HELD = 1;
    private static final long DEAD = 2;

    /** Index plus one, below the generation. */
    private static final int INDEX_BITS = 9;

    private static final long INDEX_MASK = (1 << INDEX_BITS) - 1;
    private static final long GENERATIONS = 1L << 22;

    /** Marks what names a process by the file of its lease, since it has no entry yet. */
    private static final long BY_FILE = Long.MIN_VALUE;

    /** The files that this JVM holds. */
    private static final Set<Long> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Region region;
    private final Path folder;
    private final long file;
    private final FileChannel channel;

    /** One look at a time: what a JVM locks is not told apart by which of its threads did. */
    private static final Object LOOKING = new Object();

    /** The file of another process, opened to see whether it is locked. */
    private record Other(long ref, FileChannel channel) {}

    /** By their index in the table. */
    // @GuardedBy("LOOKING")
    private final Map<Integer, Other> others = new HashMap<>();

    /** Written once, when the lease is taken. */
    private volatile long own;

    Leases(Region region, Path folder) throws IOException {
        this.region = region;
        this.folder = folder;
        this.file = Entropy.number() >>> 1;
        Path path = path(file);
        this.channel = FileChannel.open(
                path, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), PrivateFolder.privateFile());
        if (channel.tryLock() == null) {
            channel.close();
            throw new IOException("the lease of a new process is locked by another one: " + path);
        }
        boolean _ = HELD_HERE.add(file);
    }

    private Path path(long file) {
        return folder.resolve("lease-" + Long.toString(file, Character.MAX_RADIX));
    }

    private static long entry(int index) {
        return LEASES + (long) index * LEASE_SIZE;
    }

    /** The address of the entry of a lease, or -1 if it is none. */
    static long entryOf(long ref) {
        int index = index(ref);
        return index < 0 || index >= MOST_LEASES ? -1 : entry(index);
    }

    private static int index(long ref) {
        return (int) (ref & INDEX_MASK) - 1;
    }

    private long read(long address) {
        return (long) WORD.getVolatile(region.memory, address);
    }

    /** What names the lease of this process. */
    long own() {
        return own;
    }

    /** The process number in a lease, for people; 0 if it is not known. */
    long pid(long ref) {
        long entry = entryOf(ref);
        return entry < 0 || read(entry + LEASE_REF) != ref ? 0 : read(entry + LEASE_PID);
    }

    /**
     * Makes this process known.
     *
     * @return whether there was room for it
     */
    boolean take(Header header) {
        own = BY_FILE | file; // until there is an entry
        header.enter("take lease");
        try {
            for (int i = 0; i < MOST_LEASES; i++) {
                long entry = entry(i);
                if (read(entry + LEASE_STATE) == FREE) {
                    long generation = ((read(entry + LEASE_REF) >>> INDEX_BITS) + 1) % GENERATIONS;
                    long ref = generation << INDEX_BITS | (i + 1);
                    header.put(entry + LEASE_REF, ref);
                    header.put(entry + LEASE_FILE, file);
                    header.put(entry + LEASE_PID, ProcessHandle.current().pid());
                    header.put(entry + Layout.BELL, 0);
                    header.put(entry + Layout.ASLEEP, 0);
                    header.put(entry + LEASE_STATE, HELD);
                    header.commit();
                    own = ref;
                    return true;
                }
            }
            return false;
        } finally {
            header.leave();
        }
    }

    /** Whether there is such a process, or was and is not yet swept. */
    boolean isTaken(long ref) {
        long entry = entryOf(ref);
        return ref == own || (entry >= 0 && read(entry + LEASE_REF) == ref && read(entry + LEASE_STATE) != FREE);
    }

    /** Whether the process of a lease is dead for certain. */
    boolean isDead(long ref) {
        if (ref == own) {
            return false;
        }
        if (ref < 0) {
            return !isLocked(ref, ref & ~BY_FILE);
        }
        long entry = entryOf(ref);
        if (entry < 0) {
            return true;
        }
        long file = read(entry + LEASE_FILE);
        if (read(entry + LEASE_STATE) != HELD || read(entry + LEASE_REF) != ref) {
            return true;
        }
        return !isLocked(ref, file);
    }

    private boolean isLocked(long ref, long file) {
        if (HELD_HERE.contains(file)) {
            return true;
        }
        synchronized (LOOKING) {
            try {
                if (ref >= 0) {
                    return isLocked(other(ref, file));
                }
                try (FileChannel channel = FileChannel.open(path(file), StandardOpenOption.READ)) {
                    return isLocked(channel);
                }
            } catch (NoSuchFileException _) {
                // Who has no entry yet has a file, as long as there are any: this one never was.
                return ref >= 0 || !region.hasFile();
            } catch (IOException _) {
                return true; // it can't be told, so it must be taken for alive
            }
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try (@Nullable FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
            return lock == null;
        } catch (OverlappingFileLockException _) {
            return true; // by this JVM, in which this class is loaded twice
        }
    }

    private FileChannel other(long ref, long file) throws IOException {
        int index = index(ref);
        Other other = others.get(index);
        if (other == null || other.ref != ref) {
            closeOther(index);
            other = new Other(ref, FileChannel.open(path(file), StandardOpenOption.READ));
            others.put(index, other);
        }
        return other.channel;
    }

    private void closeOther(int index) {
        synchronized (LOOKING) {
            Other other = others.remove(index);
            if (other != null) {
                close(other.channel);
            }
        }
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException _) {
            // It was only looked at; the descriptor is gone in either case.
        }
    }

    /** The leases of other processes that are held as far as anybody knows. */
    List<Long> others() {
        List<Long> others = new ArrayList<>();
        for (int i = 0; i < MOST_LEASES; i++) {
            long ref = read(entry(i) + LEASE_REF);
            if (read(entry(i) + LEASE_STATE) == HELD && ref != own) {
                others.add(ref);
            }
        }
        return others;
    }

    /** Whether there is an entry at an index that was ever used, and so at all below. */
    boolean isUsed(int index) {
        return index < MOST_LEASES && read(entry(index) + LEASE_REF) != 0;
    }

    /** The lease at an index of the table, if its process is dead and not yet swept; else 0. */
    long toSweep(int index) {
        long entry = entry(index);
        // In this order: the state may be that of the next process in the entry, but the name can't be, and to sweep
        // one
        // that was swept does nothing.
        long ref = read(entry + LEASE_REF);
        long state = read(entry + LEASE_STATE);
        if (state == FREE) {
            closeOther(index); // another process has swept it
            return 0;
        }
        if (ref == own) {
            return 0;
        }
        if (entryOf(ref) != entry) {
            throw region.damaged("a lease " + ref + " at " + index);
        }
        return state == DEAD || isDead(ref) ? ref : 0;
    }

    void markDead(Header header, long ref) {
        boolean _ = change(header, ref, HELD, DEAD);
    }

    /** Lets the entry be used again. To be called when nothing of the process is left anywhere. */
    void free(Header header, long ref) {
        long file = read(entryOf(ref) + LEASE_FILE);
        if (change(header, ref, DEAD, FREE)) { // else the file may be that of the next in this entry
            closeOther(index(ref));
            try {
                boolean _ = Files.deleteIfExists(path(file));
            } catch (IOException _) {
                // The folder is deleted as a whole in the end.
            }
        }
    }

    private boolean change(Header header, long ref, long from, long to) {
        long entry = entryOf(ref);
        header.enter("lease " + to);
        try {
            if (read(entry + LEASE_REF) == ref && read(entry + LEASE_STATE) == from) {
                header.put(entry + LEASE_STATE, to);
                header.commit();
                return true;
            }
            return false;
        } finally {
            header.leave();
        }
    }

    /** Gives the lock back, as the kernel does when the process ends. */
    void release() {
        try {
            channel.close();
        } catch (IOException _) {
            // The descriptor is gone in either case, and the lock with it.
        }
        boolean _ = HELD_HERE.remove(file);
    }

    /** Closes the files of the others. */
    void close() {
        synchronized (LOOKING) {
            others.values().forEach(other -> close(other.channel));
            others.clear();
        }
    }
}
