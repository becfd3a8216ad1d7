package dev.cordage.internal.shared;

import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * Where everything is in the file that the processes of a fabric share. All numbers are words of 64 bits in the machine's
 * byte order, and all addresses are offsets in the file.
 *
 * <pre>
 * the file: 2,048 blocks of 64 KB, of which those in use have been written, and the others take no memory
 *
 *   block 0                                              0  +---------------------------------+
 *     MAGIC, ID     what file this is                       | MAGIC|ID|MODE|CLOSED|OWNER|SWEPT|
 *     MODE          how its processes wake each other 1,024 | slot of the header              |
 *     leases        a process each, 64 bytes          4,096 | lease | lease | lease | ... 256 |
 *     blocks        a word each: kind, owner         20,480 | what each of 2,048 blocks is    |
 *                                                           +---------------------------------+
 *   block of slots: 64 of 1,024 bytes                       | slot | slot | slot | ...        |
 *   block of nodes: 1,024 of 64 bytes, of one process       | node | node | node | ...        |
 *   block of bytes: two buffers of a value                  | bytes           | bytes           |
 *                                                           +---------------------------------+
 *
 * a lease                            a slot                             a node: a thread that waits
 *    0  LEASE_STATE  free, held, dead   0  GUARD   who changes it          0  NODE_STATE  waiting, called, ...
 *    8  LEASE_REF    what names it      8  LOGGED  entries of the log      8  NODE_NEXT   in its line
 *   16  LEASE_FILE   the lease's file  16  KIND    what it is             16  NODE_PREVIOUS
 *   24  LEASE_PID    for people        64  32 words of its kind           24  NODE_SINCE  when it came
 *   32  BELL         how often rung   320  its name                       32  NODE_VALUE  what it wants or gets
 *   40  ASLEEP       whether it must  512  the log: 32 times              40  NODE_LEASE  whose it is
 *                    be woken              an address and its new word    48  NODE_SLOT   where it waits
 *                                                                         56  NODE_CALLED when it was called
 *
 * a line, in a slot: HEAD, TAIL, LENGTH, ENTERED (ever), WAITED (nanoseconds, of those that left)
 * </pre>
 */
final class Layout {
    static final VarHandle WORD = ValueLayout.JAVA_LONG.varHandle().withInvokeExactBehavior();
    static final VarHandle HALF = ValueLayout.JAVA_INT.varHandle().withInvokeExactBehavior();

    static final int WORD_SIZE = Long.BYTES;
    static final long BLOCK = 1 << 16;
    static final int BLOCKS = 2048;
    static final long SIZE = BLOCK * BLOCKS;

    static final long MAGIC = 0;
    static final long ID = 8;
    static final long MODE = 16;
    static final long CLOSED = 24;
    static final long OWNER = 32;

    /** When one of the processes last began to look for the dead. */
    static final long SWEPT = 40;

    static final long HEADER_SLOT = 1024;
    static final long LEASES = 4096;
    static final long BLOCK_TABLE = 20_480;

    /** "Cordage" and the version of this layout. */
    static final long MAGIC_VALUE = 0x436f_7264_6167_6501L;

    static final int LEASE_SIZE = 64;
    static final int MOST_LEASES = 256;
    static final long LEASE_STATE = 0;
    static final long LEASE_REF = 8;
    static final long LEASE_FILE = 16;
    static final long LEASE_PID = 24;
    static final long BELL = 32;
    static final long ASLEEP = 40;

    static final int SLOT_SIZE = 1024;
    static final long GUARD = 0;
    static final long LOGGED = 8;
    static final long KIND = 16;
    static final long WORDS = 64;
    static final long NAME = 320;
    static final int LONGEST_NAME = 184;
    static final long LOG = 512;
    static final int LOG_ENTRIES = 32;

    static final int NODE_SIZE = 64;
    static final long NODE_STATE = 0;
    static final long NODE_NEXT = 8;
    static final long NODE_PREVIOUS = 16;
    static final long NODE_SINCE = 24;
    static final long NODE_VALUE = 32;
    static final long NODE_LEASE = 40;
    static final long NODE_SLOT = 48;
    static final long NODE_CALLED = 56;

    /** What a block is, in its entry of the table; the owner's lease is above these bits. */
    static final int BLOCK_FREE = 0;

    static final int BLOCK_OF_SLOTS = 1;
    static final int BLOCK_OF_NODES = 2;
    static final int BLOCK_OF_BYTES = 3;
    static final int BLOCK_KIND_BITS = 8;

    private Layout() {}

    /** The address of one of the words of a slot. */
    static long word(long slot, int index) {
        return slot + WORDS + (long) index * WORD_SIZE;
    }
}
