package dev.cordage.internal.codec;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StreamCorruptedException;
import java.nio.charset.StandardCharsets;

/** Bytes being read, as {@link Bytes} writes them. Never reads, and never allocates, beyond its end. */
final class Input {
    private final byte[] array;
    private final int end;
    private int position;

    Input(byte[] array, int offset, int length) {
        this.array = array;
        this.position = offset;
        this.end = offset + length;
    }

    int remaining() {
        return end - position;
    }

    byte[] array() {
        return array;
    }

    /** Steps over bytes and says where they are in {@link #array()}. */
    int skip(int count) throws IOException {
        need(count);
        int at = position;
        position += count;
        return at;
    }

    private void need(int count) throws IOException {
        if (count < 0 || count > end - position) {
            throw new EOFException("the message ends early: " + count + " bytes wanted, " + (end - position) + " left");
        }
    }

    byte get() throws IOException {
        need(1);
        return array[position++];
    }

    int getUnsigned() throws IOException {
        return get() & 0xFF;
    }

    int getShort() throws IOException {
        int at = skip(2);
        return (array[at] & 0xFF) | array[at + 1] << 8;
    }

    int getInt() throws IOException {
        int at = skip(4);
        return (array[at] & 0xFF)
                | (array[at + 1] & 0xFF) << 8
                | (array[at + 2] & 0xFF) << 16
                | (array[at + 3] & 0xFF) << 24;
    }

    long getLong() throws IOException {
        long low = getInt() & 0xFFFF_FFFFL;
        return low | (long) getInt() << 32;
    }

    int getPacked() throws IOException {
        long value = getPackedLong();
        if (value >>> 32 != 0) {
            throw new StreamCorruptedException("a number with more than 32 bits: " + value);
        }
        return (int) value;
    }

    long getPackedLong() throws IOException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = get();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new StreamCorruptedException("a number with more than 64 bits");
    }

    /** How many elements follow, each of at least so many bytes. */
    int getCount(int least) throws IOException {
        int count = getPacked();
        if (count < 0 || (long) count * least > remaining()) {
            throw new EOFException("the message ends early: " + (count & 0xFFFF_FFFFL) + " elements wanted, "
                    + remaining() + " bytes left");
        }
        return count;
    }

    String getString() throws IOException {
        long head = getPackedLong();
        long length = head >>> 1;
        boolean wide = (head & 1) != 0;
        if (length << (wide ? 1 : 0) > remaining() || length > Integer.MAX_VALUE) {
            throw new EOFException(
                    "the message ends early: a string of " + length + " chars, " + remaining() + " bytes left");
        }
        if (!wide) {
            int at = skip((int) length);
            return new String(array, at, (int) length, StandardCharsets.ISO_8859_1);
        }
        int at = skip((int) length * 2);
        char[] chars = new char[(int) length];
        for (int i = 0; i < chars.length; i++, at += 2) {
            chars[i] = (char) ((array[at] & 0xFF) | array[at + 1] << 8);
        }
        return new String(chars);
    }

    /** The next bytes as an input of their own. */
    Input part(int length) throws IOException {
        return new Input(array, skip(length), length);
    }

    /** What is left, as a stream. */
    InputStream stream() {
        return new java.io.ByteArrayInputStream(array, position, remaining());
    }
}
