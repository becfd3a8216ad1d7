package dev.cordage.internal.pipe;

import java.nio.ByteBuffer;

/**
 * What goes over a wire: a type (1 byte), a number (4 bytes), the length of the body (4 bytes), all big-endian, and the
 * body.
 *
 * <pre>
 * type        number       body               from            means
 * HELLO       version      nonce 32           who listens     prove that you know the key
 * PROOF                    purpose 8,         who connects    the proof; and prove it, too. Purpose 0: by path; else
 *                          nonce 32, HMAC 32                  the number of the end that is claimed
 * RESULT      0: welcome   HMAC 32            who listens     the proof; from now on all below
 *             1: wrong key text
 *             2: refused   text
 * ACTIVATE                                    who claimed     the end is used here: send what there is
 * RELEASE                                     who claimed     the end is handed on, unused: another will claim it
 * RELEASED                                    who listens     so be it; the connection ends
 * RESET                                       both            the definitions that follow are another encoder's, from 0
 * DEFINITION               definition         both            the next one
 * OBJECT      definitions  encoded object     both            a message, which needs so many definitions
 * BYTES                    bytes              both            a message
 * CREDIT      bytes                           both            so much has been received: so much more may be sent
 * GONE                                        both            nobody receives here any more
 * END                                         both            all was sent; the connection ends
 * </pre>
 *
 * Each side may send messages until it has sent {@link Lane#LIMIT} more than was received, counting each message with
 * {@link Parcel#cost}. A side so always reads at once what comes, and sees the end of the other at once.
 */
final class Frame {
    static final byte HELLO = 1;
    static final byte PROOF = 2;
    static final byte RESULT = 3;
    static final byte ACTIVATE = 4;
    static final byte RELEASE = 5;
    static final byte RELEASED = 6;
    static final byte RESET = 7;
    static final byte DEFINITION = 8;
    static final byte OBJECT = 9;
    static final byte BYTES = 10;
    static final byte CREDIT = 11;
    static final byte GONE = 12;
    static final byte END = 13;

    static final int WELCOME = 0;
    static final int WRONG_KEY = 1;
    static final int REFUSED = 2;

    static final int VERSION = 1;
    static final int HEADER = 9;

    /** The longest body before the other side has proven itself. */
    static final int LONGEST_GREETING = 512;

    static final int LONGEST_DEFINITION = 16 << 20;

    private Frame() {}

    static byte[] header(byte type, int number, int length) {
        return ByteBuffer.allocate(HEADER)
                .put(type)
                .putInt(number)
                .putInt(length)
                .array();
    }

    static byte[] small(byte type, int number, byte[] body) {
        return ByteBuffer.allocate(HEADER + body.length)
                .put(type)
                .putInt(number)
                .putInt(body.length)
                .put(body)
                .array();
    }
}
