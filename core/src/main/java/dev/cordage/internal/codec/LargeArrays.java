package dev.cordage.internal.codec;

import java.util.ArrayList;
import java.util.List;

/** The large arrays of a message being made, by reference. For one thread. */
final class LargeArrays {
    private final List<Object> arrays = new ArrayList<>();

    int add(Object array) {
        arrays.add(array);
        return arrays.size() - 1;
    }

    int size() {
        return arrays.size();
    }

    /** Forgets those from an index on. */
    void cut(int size) {
        arrays.subList(size, arrays.size()).clear();
    }

    long bytesFrom(int index) {
        long bytes = 0;
        for (int i = index; i < arrays.size(); i++) {
            bytes += PrimitiveArrays.byteCount(arrays.get(i));
        }
        return bytes;
    }

    Object[] toArray() {
        return arrays.isEmpty() ? Encoded.NO_ARRAYS : arrays.toArray();
    }
}
