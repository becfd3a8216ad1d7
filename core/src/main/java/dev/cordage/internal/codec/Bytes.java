package dev.cordage.internal.codec;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** Bytes being written. Numbers are little-endian; "packed" ones take 7 bits to the byte. For one thread at a time. */
final class Bytes extends OutputStream {
    private static final int LARGEST = Integer.MAX_VALUE - 8;

    /** Says that a message is larger than an array can be. */
    static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;

        private TooLargeException(String message) {
            super(message);
        }
    }

    private byte[] array;
    private int size;

    Bytes(int capacity) {
        array = new byte[capacity];
    }

    byte[] array() {
        return array;
    }

    int size() {
        return size;
    }

    byte[] copy() {
        return Arrays.copyOf(array, size);
    }

    /** Makes room. */
    void need(int more) throws IOException {
        if (more > array.length - size) {
            grow(more);
        }
    }

    private void grow(int more) throws IOException {
        long least = (long) size + more;
        if (least > LARGEST) {
            throw new TooLargeException(
                    "the message has 2 GB or more (at least " + least + " bytes), not counting its large arrays");
        }
        array = Arrays.copyOf(array, (int) Math.min(LARGEST, Math.max(least, array.length * 2L)));
    }

    /** Counts bytes as written that were put into {@link #array()} at {@link #size()}. */
    void advance(int count) {
        size += count;
    }

    @Override
    public void write(int value) throws IOException {
        need(1);
        array[size++] = (byte) value;
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        need(length);
        System.arraycopy(source, offset, array, size, length);
        size += length;
    }

    void putShort(int value) throws IOException {
        need(2);
        array[size++] = (byte) value;
        array[size++] = (byte) (value >> 8);
    }

    void putInt(int value) throws IOException {
        need(4);
        array[size++] = (byte) value;
        array[size++] = (byte) (value >> 8);
        array[size++] = (byte) (value >> 16);
        array[size++] = (byte) (value >> 24);
    }

    void putLong(long value) throws IOException {
        putInt((int) value);
        putInt((int) (value >> 32));
    }

    /** A number that is mostly small and not negative. */
    void putPacked(int value) throws IOException {
        need(5);
        int rest = value;
        while ((rest & ~0x7F) != 0) {
            array[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        array[size++] = (byte) rest;
    }

    /** Its length and whether it is wide, then a byte or two for each char. */
    void putString(String text) throws IOException {
        int length = text.length();
        int all = 0;
        for (int i = 0; i < length; i++) {
            all |= text.charAt(i);
        }
        if (all <= 0xFF) {
            putPackedLong((long) length << 1);
            need(length);
            narrow(text, length);
        } else {
            putPackedLong((long) length << 1 | 1);
            need(Math.multiplyExact(length, 2));
            for (int i = 0; i < length; i++) {
                char c = text.charAt(i);
                array[size++] = (byte) c;
                array[size++] = (byte) (c >> 8);
            }
        }
    }

    @SuppressWarnings("deprecation") // it takes the low byte of each char, and that is all there is
    private void narrow(String text, int length) {
        text.getBytes(0, length, array, size);
        size += length;
    }

    void putPackedLong(long value) throws IOException {
        need(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            array[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        array[size++] = (byte) rest;
    }
}
