package dev.cordage.bench.shared;

import java.io.Serializable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * What goes through a queue: items that tell their number.
 *
 * @param <E> the type of the items
 */
interface Cargo<E> extends Serializable {
    /** A new item. */
    E item(int number);

    /** The number of an item, as it came out. */
    int number(E item);

    /** A small record. */
    record Point(int x, int y) implements Serializable {}

    /** Small records. */
    record Points() implements Cargo<Point> {
        @Override
        public Point item(int number) {
            return new Point(number, number + 1);
        }

        @Override
        public int number(Point item) {
            return item.x == item.y - 1 ? item.x : -1;
        }
    }

    /**
     * Arrays of bytes.
     *
     * @param size of each, at least 4
     */
    record Messages(int size) implements Cargo<byte[]> {
        static final VarHandle NUMBER = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());

        @Override
        public byte[] item(int number) {
            byte[] bytes = new byte[size];
            NUMBER.set(bytes, 0, number);
            return bytes;
        }

        @Override
        public int number(byte[] item) {
            return item.length == size ? (int) NUMBER.get(item, 0) : -1;
        }
    }
}
