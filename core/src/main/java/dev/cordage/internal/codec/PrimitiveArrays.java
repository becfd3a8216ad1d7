package dev.cordage.internal.codec;

import java.io.IOException;
import java.io.StreamCorruptedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Arrays of primitives and their bytes. The type is the letter of the element type in a descriptor, such as 'D'. */
final class PrimitiveArrays {
    /** From so many bytes on, an array is kept out of the body of the message. */
    static final int LARGE = 64 << 10;

    private PrimitiveArrays() {}

    /** The letter, or 0 if the object is no array of primitives. */
    static char typeOf(Object object) {
        Class<?> element = object.getClass().componentType();
        return element == null || !element.isPrimitive() ? 0 : letter(element);
    }

    /** The letter of a primitive type, 'L' for any other. */
    static char letter(Class<?> type) {
        if (!type.isPrimitive()) {
            return 'L';
        }
        if (type == int.class) {
            return 'I';
        } else if (type == long.class) {
            return 'J';
        } else if (type == double.class) {
            return 'D';
        } else if (type == boolean.class) {
            return 'Z';
        } else if (type == byte.class) {
            return 'B';
        } else if (type == float.class) {
            return 'F';
        } else if (type == char.class) {
            return 'C';
        } else if (type == short.class) {
            return 'S';
        }
        return 'V';
    }

    static int elementSize(char type) {
        return switch (type) {
            case 'Z', 'B' -> 1;
            case 'S', 'C' -> 2;
            case 'I', 'F' -> 4;
            case 'J', 'D' -> 8;
            default -> 0;
        };
    }

    static int length(Object array) {
        return switch (typeOf(array)) {
            case 'Z' -> ((boolean[]) array).length;
            case 'B' -> ((byte[]) array).length;
            case 'S' -> ((short[]) array).length;
            case 'C' -> ((char[]) array).length;
            case 'I' -> ((int[]) array).length;
            case 'F' -> ((float[]) array).length;
            case 'J' -> ((long[]) array).length;
            case 'D' -> ((double[]) array).length;
            default -> throw notPrimitive(array);
        };
    }

    static long byteCount(Object array) {
        return (long) length(array) * elementSize(typeOf(array));
    }

    static Object copy(Object array) {
        return switch (typeOf(array)) {
            case 'Z' -> ((boolean[]) array).clone();
            case 'B' -> ((byte[]) array).clone();
            case 'S' -> ((short[]) array).clone();
            case 'C' -> ((char[]) array).clone();
            case 'I' -> ((int[]) array).clone();
            case 'F' -> ((float[]) array).clone();
            case 'J' -> ((long[]) array).clone();
            case 'D' -> ((double[]) array).clone();
            default -> throw notPrimitive(array);
        };
    }

    /** A new array; an IOException if there is no such type. The caller has checked the length. */
    static Object allocate(char type, int length) throws IOException {
        return switch (type) {
            case 'Z' -> new boolean[length];
            case 'B' -> new byte[length];
            case 'S' -> new short[length];
            case 'C' -> new char[length];
            case 'I' -> new int[length];
            case 'F' -> new float[length];
            case 'J' -> new long[length];
            case 'D' -> new double[length];
            default -> throw new StreamCorruptedException("an array of type " + (int) type);
        };
    }

    /** Copies elements to the buffer's position and moves that. The buffer is little-endian. */
    static void write(Object array, int from, int count, ByteBuffer target) {
        char type = typeOf(array);
        switch (type) {
            case 'Z' -> {
                boolean[] source = (boolean[]) array;
                for (int i = from; i < from + count; i++) {
                    target.put((byte) (source[i] ? 1 : 0));
                }
                return;
            }
            case 'B' -> {
                target.put((byte[]) array, from, count);
                return;
            }
            case 'S' -> target.asShortBuffer().put((short[]) array, from, count);
            case 'C' -> target.asCharBuffer().put((char[]) array, from, count);
            case 'I' -> target.asIntBuffer().put((int[]) array, from, count);
            case 'F' -> target.asFloatBuffer().put((float[]) array, from, count);
            case 'J' -> target.asLongBuffer().put((long[]) array, from, count);
            case 'D' -> target.asDoubleBuffer().put((double[]) array, from, count);
            default -> throw notPrimitive(array);
        }
        target.position(target.position() + count * elementSize(type));
    }

    /** Copies elements from the buffer's position and moves that. The buffer is little-endian. */
    static void read(ByteBuffer source, Object array, int from, int count) {
        char type = typeOf(array);
        switch (type) {
            case 'Z' -> {
                boolean[] target = (boolean[]) array;
                for (int i = from; i < from + count; i++) {
                    target[i] = source.get() != 0;
                }
                return;
            }
            case 'B' -> {
                source.get((byte[]) array, from, count);
                return;
            }
            case 'S' -> source.asShortBuffer().get((short[]) array, from, count);
            case 'C' -> source.asCharBuffer().get((char[]) array, from, count);
            case 'I' -> source.asIntBuffer().get((int[]) array, from, count);
            case 'F' -> source.asFloatBuffer().get((float[]) array, from, count);
            case 'J' -> source.asLongBuffer().get((long[]) array, from, count);
            case 'D' -> source.asDoubleBuffer().get((double[]) array, from, count);
            default -> throw notPrimitive(array);
        }
        source.position(source.position() + count * elementSize(type));
    }

    /** Writes the length and the elements. */
    static void write(Object array, Bytes out) throws IOException {
        int length = length(array);
        int bytes = length * elementSize(typeOf(array));
        out.putPacked(length);
        out.need(bytes);
        write(array, 0, length, ByteBuffer.wrap(out.array(), out.size(), bytes).order(ByteOrder.LITTLE_ENDIAN));
        out.advance(bytes);
    }

    static Object read(char type, Input in) throws IOException {
        int length = in.getCount(elementSize(type));
        Object array = allocate(type, length);
        int bytes = length * elementSize(type);
        int at = in.skip(bytes);
        read(ByteBuffer.wrap(in.array(), at, bytes).order(ByteOrder.LITTLE_ENDIAN), array, 0, length);
        return array;
    }

    private static IllegalArgumentException notPrimitive(Object array) {
        return new IllegalArgumentException(
                "not an array of primitives: " + array.getClass().getName());
    }
}
