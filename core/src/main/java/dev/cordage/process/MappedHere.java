package dev.cordage.process;

import dev.cordage.internal.memory.Block;
import dev.cordage.internal.memory.Blocks;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The handles of this JVM that others of the same memory become when they are received. */
final class MappedHere {
    /*
     * Nobody closes what was received: the garbage collector unmaps it. But a worker that makes little garbage could keep
     * many blocks that way whose owners have closed them long ago, and for which there is memory only here. So when a new
     * one comes in, and those fill more than a part of the place they are in, the collector is called.
     */
    private static final int PART_OF_PLACE = 16;

    private static final int LEAST = 100;

    /** The memory this JVM owns, which stays until it is closed or unlinked. */
    // @GuardedBy("MappedHere.class")
    private static final Map<Block, SharedMemory> OWNED = new HashMap<>();

    /** The memory that was received, while anybody has it. */
    // @GuardedBy("MappedHere.class")
    private static final Map<Block, WeakReference<SharedMemory>> RECEIVED = new HashMap<>();

    /** How many bytes those have, or had when they were received. */
    // @GuardedBy("MappedHere.class")
    private static long bytes;

    /** How many of them make it worth to look at each. */
    // @GuardedBy("MappedHere.class")
    private static int enough = LEAST;

    private MappedHere() {}

    static synchronized void put(SharedMemory memory) {
        OWNED.put(memory.block(), memory);
    }

    static synchronized void remove(SharedMemory memory) {
        if (memory.isOwner()) {
            OWNED.remove(memory.block());
        } else if (received(memory.block()) == memory) {
            RECEIVED.remove(memory.block());
            bytes -= memory.size();
        }
    }

    /** The handle of this JVM, made if there is none. */
    static synchronized SharedMemory get(Block block) throws IOException {
        SharedMemory known = OWNED.get(block);
        if (known == null) {
            known = received(block);
        }
        if (known == null) {
            makeRoom(block);
            known = SharedMemory.borrow(block);
            if (RECEIVED.put(block, new WeakReference<>(known)) == null) {
                bytes += block.size();
            }
        }
        return known;
    }

    // @GuardedBy("MappedHere.class")
    private static @Nullable SharedMemory received(Block block) {
        WeakReference<SharedMemory> reference = RECEIVED.get(block);
        return reference == null ? null : reference.get();
    }

    /** Forgets those that nobody has any more, and helps them to become so. */
    // @GuardedBy("MappedHere.class")
    private static void makeRoom(Block next) {
        long most = Math.max(1, Blocks.spaceAround(next) / PART_OF_PLACE);
        if (RECEIVED.size() < enough && bytes < most) {
            return;
        }
        long orphaned = 0;
        for (Iterator<Map.Entry<Block, WeakReference<SharedMemory>>> all =
                        RECEIVED.entrySet().iterator();
                all.hasNext(); ) {
            Map.Entry<Block, WeakReference<SharedMemory>> received = all.next();
            long size = received.getKey().size();
            if (received.getValue().refersTo(null)) {
                all.remove();
                bytes -= size;
            } else if (!Blocks.isThere(received.getKey())) {
                orphaned += size;
            }
        }
        enough = Math.max(LEAST, 2 * RECEIVED.size());
        if (orphaned >= most) {
            System.gc();
        }
    }
}
