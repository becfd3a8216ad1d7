package dev.cordage.process;

import java.lang.foreign.ValueLayout;

/** The types of elements that a {@link SharedArray} can have. */
enum Elements {
    BYTES(ValueLayout.JAVA_BYTE),
    INTS(ValueLayout.JAVA_INT),
    LONGS(ValueLayout.JAVA_LONG),
    FLOATS(ValueLayout.JAVA_FLOAT),
    DOUBLES(ValueLayout.JAVA_DOUBLE);

    @SuppressWarnings("Immutable") // is, as its documentation says
    private final ValueLayout layout;

    Elements(ValueLayout layout) {
        this.layout = layout;
    }

    ValueLayout layout() {
        return layout;
    }

    /** In bytes. */
    long size() {
        return layout.byteSize();
    }

    /** As it is written in names and messages. */
    String label() {
        return switch (this) {
            case BYTES -> "bytes";
            case INTS -> "ints";
            case LONGS -> "longs";
            case FLOATS -> "floats";
            case DOUBLES -> "doubles";
        };
    }

    /** How many bytes so many elements take. */
    long bytes(long length) {
        if (length < 1) {
            throw new IllegalArgumentException("an array has at least 1 element: " + length);
        }
        if (length > Long.MAX_VALUE / size()) {
            throw new IllegalArgumentException(
                    length + " " + label() + " of " + size() + " bytes are more bytes than a long can count");
        }
        return length * size();
    }
}
