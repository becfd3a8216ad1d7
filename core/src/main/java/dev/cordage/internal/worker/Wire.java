package dev.cordage.internal.worker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The wire between a parent and a worker process. This is its only specification.
 *
 * <p>Two connections of one Unix-domain socket in a folder of mode 0700, made by the worker: <i>data</i>, on which tasks
 * and their results follow each other, and <i>control</i>, which is answered at once whatever a task does. The end of
 * either stream is the death of the other side. Standard input and output are never used.
 *
 * <p>A frame is
 *
 * <pre>
 *    0        4      5
 *    +--------+------+------------------+
 *    | length | type | body             |      length: of type and body, big-endian
 *    +--------+------+------------------+
 * </pre>
 *
 * and the frames are, in bodies with {@code long seq} and so on,
 *
 * <pre>
 *    data, worker to parent, first of all
 *      HELLO      byte DATA or CONTROL, 32 bytes token        on both connections
 *    control, parent to worker, second of all
 *      SETUP      see Setup
 *    data, both ways
 *      DEFINE     bytes                                      a definition of the codec; ids count from 0
 *    data, worker to parent, once
 *      READY      long nanos                                 how long the worker took from main to here
 *    data, parent to worker
 *      TASK       long seq, byte tell, parcel                seq 0: the initializer; tasks count up from 1;
 *                                                            tell is 1: STARTED is wanted, for a deadline
 *    data, worker to parent
 *      STARTED    long seq                                   it is begun
 *    data, worker to parent, one for each TASK that was not revoked, in their order
 *      RESULT     long seq, long nanos, byte flags, parcel   nanos: how long the work ran
 *      FAILURE    long seq, long nanos, byte flags, parcel
 *      SKIPPED    long seq                                   it was dropped before it began
 *    control, parent to worker
 *      DROP       long seq, byte interrupt                   skip it; or, if it runs and interrupt is 1, interrupt it
 *      REVOKE     long seq                                   begin nothing more of what was sent up to seq,
 *                                                            and don't answer to it
 *      CLASS      long request, byte found, bytes            the answer to WANTED
 *      LEAVE                                                 exit in order
 *      FREED      path                                       the parent has read this file: it is the worker's again
 *    control, worker to parent
 *      REVOKED    long seq                                   the last one that gets an answer, begun or skipped
 *      WANTED     long request, int loader, byte kind, name  kind CLASS_FILE (binary name) or RESOURCE (path)
 *      LOG        bytes                                      see the package internal.logging
 *
 *    flags: bit 0 (RETIRE): the worker should be replaced
 *    parcel: byte INLINE, bytes of a codec message; or byte IN_FILE, path of a file that holds one
 * </pre>
 *
 * <p><b>What is lost when a worker dies</b> follows from a page of memory, a file that the worker maps and the parent reads at the end: before it
 * decodes task seq, the worker writes seq there. So of all tasks sent without an answer, those up to that number were
 * begun, the others were not. A result is on its way before the next task is begun, so at most one is lost.
 */
public final class Wire {
    // On data and control.
    public static final byte HELLO = 1;

    // On data.
    public static final byte DEFINE = 2;
    public static final byte READY = 3;
    public static final byte TASK = 4;
    public static final byte RESULT = 5;
    public static final byte FAILURE = 6;
    public static final byte SKIPPED = 7;
    public static final byte STARTED = 8;

    // On control.
    public static final byte SETUP = 16;
    public static final byte DROP = 17;
    public static final byte REVOKE = 18;
    public static final byte CLASS = 19;
    public static final byte LEAVE = 20;
    public static final byte REVOKED = 21;
    public static final byte WANTED = 22;
    public static final byte LOG = 23;
    public static final byte FREED = 24;

    public static final byte DATA = 0;
    public static final byte CONTROL = 1;

    public static final byte INLINE = 0;
    public static final byte IN_FILE = 1;

    public static final byte CLASS_FILE = 0;
    public static final byte RESOURCE = 1;

    public static final byte RETIRE = 1;

    /** The seq of the initializer. */
    public static final long INITIALIZER = 0;

    public static final int TOKEN_BYTES = 32;

    /** Messages of more bytes travel by file where there is a folder for them. */
    public static final int LARGE = 1 << 20;

    /** Bytes of the page on which a worker says what it has begun. */
    public static final int PAGE_BYTES = 64;

    /** The exit code of a worker that has no memory left to go on with. */
    public static final int OUT_OF_MEMORY = 3;

    /** The longest frame; a longer message has been refused before. */
    static final int LONGEST = Integer.MAX_VALUE - 64;

    private Wire() {}

    /** The beginning of a frame: its head and so many bytes of its body are to be put by the caller; more may follow. */
    public static ByteBuffer start(byte type, int here, int following) {
        if (here + (long) following > LONGEST - 1) {
            throw new IllegalArgumentException("a frame of " + (here + (long) following) + " bytes is too long");
        }
        return ByteBuffer.allocate(5 + here).putInt(1 + here + following).put(type);
    }

    /** A frame without a body. */
    public static ByteBuffer frame(byte type) {
        return start(type, 0, 0).flip();
    }

    /** A frame whose body is a number. */
    public static ByteBuffer frame(byte type, long number) {
        return start(type, 8, 0).putLong(number).flip();
    }

    /** A frame whose body is these bytes. */
    public static ByteBuffer[] frame(byte type, byte[] body) {
        return new ByteBuffer[] {start(type, 0, body.length).flip(), ByteBuffer.wrap(body)};
    }

    /** The rest of a frame. */
    public static byte[] bytes(ByteBuffer rest) {
        byte[] bytes = new byte[rest.remaining()];
        rest.get(bytes);
        return bytes;
    }

    /** The text that the rest of a frame is. */
    public static String text(ByteBuffer rest) {
        return new String(bytes(rest), StandardCharsets.UTF_8);
    }

    /** What is wrong with a frame that fits nowhere. */
    public static IOException unexpected(byte type, String where) {
        return new IOException("a frame of type " + type + " does not belong on " + where);
    }
}
