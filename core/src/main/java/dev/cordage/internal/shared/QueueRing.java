package dev.cordage.internal.shared;

import static dev.cordage.internal.shared.Layout.WORD;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Where a queue keeps its items: a ring of records in a file of its own, as this process sees it. When it becomes too small,
 * the next generation of it follows, a larger one.
 *
 * <pre>
 * a position   generation (23 bits) | bytes ever put into it (40 bits); never used again
 *
 * a record     0  length of the body (32 bits) | what it is (32 bits)
 *              8  who encoded it (32 bits) | who has claimed it, or 0 (32 bits)
 *             16  the body, filled up to a multiple of 8
 *
 *   ITEM       the body is a message of the codec
 *   FILE       the message is in a file that has the position in its name; the body is empty
 *   HOLE       was an item
 *   SKIP       nothing more up to the end of the ring; 8 bytes only
 *   NEXT       the rest is in the next generation; 8 bytes only
 * </pre>
 *
 * Everything from HEAD up to TAIL is records. The bytes behind TAIL, as far as they are free, belong to whoever holds the guard
 * of the put side; what is between belongs to the take side.
 */
final class QueueRing {
    static final int ITEM = 1;
    static final int FILE = 2;
    static final int HOLE = 3;
    static final int SKIP = 4;
    static final int NEXT = 5;

    /** How many bytes a record has besides its body. */
    static final int HEAD_SIZE = 16;

    /** The words of a record. */
    static final int WHAT = 0;

    static final int WHO = 8;

    static final long SMALLEST = 1 << 16;
    static final long LARGEST = 1 << 30;

    private static final int OFFSET_BITS = 40;
    private static final long OFFSET_MASK = (1L << OFFSET_BITS) - 1;
    private static final long LOW = 0xffff_ffffL;

    final long generation;
    final long size;
    private final MemorySegment bytes;

    private QueueRing(long generation, MemorySegment bytes) {
        this.generation = generation;
        this.size = bytes.byteSize();
        this.bytes = bytes;
    }

    /** Maps a generation that another process has made, or this one. */
    static QueueRing map(Region region, QueueFiles files, long generation) {
        try {
            MemorySegment bytes = region.mapFile(files.ring(generation));
            long size = bytes.byteSize();
            if (size < SMALLEST || size > LARGEST || Long.bitCount(size) != 1) {
                throw region.damaged("a queue with a ring of " + size + " bytes");
            }
            return new QueueRing(generation, bytes);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "the items of a queue in " + region.folder() + " are out of reach: " + e.getMessage(), e);
        }
    }

    // --- positions

    /** Where a generation begins. */
    static long start(long generation) {
        return generation << OFFSET_BITS;
    }

    static long generation(long position) {
        return position >>> OFFSET_BITS;
    }

    /** How many bytes of its generation come before a position. */
    static long offset(long position) {
        return position & OFFSET_MASK;
    }

    /** Whether there is no space for more positions. */
    boolean isWornOut(long position) {
        return offset(position) > OFFSET_MASK - 2 * LARGEST;
    }

    private long at(long position) {
        return position & (size - 1);
    }

    /** How many bytes there are from a position to the end of the ring. */
    long toEnd(long position) {
        return size - at(position);
    }

    /** The next beginning of the ring behind a position. */
    long wrap(long position) {
        return position + toEnd(position);
    }

    /** How many bytes a record takes. */
    static long recordSize(long length) {
        return HEAD_SIZE + ((length + 7) & -8L);
    }

    // --- records

    static long what(long type, long length) {
        return type << 32 | length;
    }

    static int type(long what) {
        return (int) (what >>> 32);
    }

    static int length(long what) {
        return (int) (what & LOW);
    }

    static long who(long producer, long claimer) {
        return claimer << 32 | producer;
    }

    static long producer(long who) {
        return who & LOW;
    }

    static long claimer(long who) {
        return who >>> 32;
    }

    /** A word of the record at a position. */
    long read(long position, int word) {
        return (long) WORD.get(bytes, at(position) + word);
    }

    /** What the record at a position is, checked. */
    long what(Region region, long position) {
        long what = (long) WORD.get(bytes, at(position));
        int type = type(what);
        if (type < ITEM || type > NEXT || recordSize(what & LOW) > size) {
            throw region.damaged("a record " + Long.toHexString(what) + " in a queue");
        }
        if (type < SKIP && recordSize(what & LOW) > toEnd(position)) {
            throw region.damaged("a record of " + (what & LOW) + " bytes behind the end of the ring of a queue");
        }
        return what;
    }

    void write(long position, int word, long value) {
        WORD.setRelease(bytes, at(position) + word, value);
    }

    /** Writes a whole record. */
    void write(long position, int type, long producer, byte[] body) {
        long at = at(position);
        MemorySegment.copy(body, 0, bytes, ValueLayout.JAVA_BYTE, at + HEAD_SIZE, body.length);
        WORD.set(bytes, at + WHO, who(producer, 0));
        WORD.setRelease(bytes, at + WHAT, what(type, body.length));
    }

    /** Copies the body of a record. */
    byte[] body(long position, int length) {
        byte[] body = new byte[length];
        MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, at(position) + HEAD_SIZE, body, 0, length);
        return body;
    }

    /** The position behind a record. */
    long next(long position, long what) {
        return switch (type(what)) {
            case SKIP -> wrap(position);
            case NEXT -> start(generation + 1);
            default -> position + recordSize(length(what));
        };
    }
}
