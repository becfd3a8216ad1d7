package dev.cordage.internal.codec;

import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a stream of Java serialisation from costing much more memory than it has bytes, and asks the filter given.
 *
 * <p>Every element of an array takes a byte or more of an honest stream. Collections make their tables larger than that,
 * by small factors; hence the slack.
 */
final class Limits implements ObjectInputFilter {
    private static final int DEEPEST = 10_000;
    private static final int SLACK = 256;

    private final @Nullable ObjectInputFilter next;
    private long elements;
    private long bytes;

    /** For a message of so many bytes; {@code next} is asked about what passes here. */
    Limits(long size, @Nullable ObjectInputFilter next) {
        this.elements = 2 * size + SLACK;
        this.bytes = size + SLACK;
        this.next = next;
    }

    @Override
    public Status checkInput(FilterInfo info) {
        if (info.depth() > DEEPEST) {
            return Status.REJECTED;
        }
        Class<?> type = info.serialClass();
        long length = info.arrayLength();
        if (type != null && length >= 0) {
            Class<?> component = type.componentType();
            int element = component == null ? 0 : PrimitiveArrays.elementSize(PrimitiveArrays.letter(component));
            if (element == 0) {
                elements -= length;
            } else {
                bytes -= length * element;
            }
            if (elements < 0 || bytes < 0) {
                return Status.REJECTED;
            }
        }
        if (type == Token.class) {
            return Status.ALLOWED;
        }
        return next == null ? Status.UNDECIDED : next.checkInput(info);
    }

    /** Asks a filter about a class, or an array of it with so many elements, as an object stream would. */
    static void check(ObjectInputFilter filter, Class<?> type, long arrayLength) throws InvalidClassException {
        Status status = filter.checkInput(new Question(type, arrayLength));
        if (status == null || status == Status.REJECTED) {
            throw new InvalidClassException(type.getName(), "filter status: " + status);
        }
    }

    private record Question(Class<?> serialClass, long arrayLength) implements FilterInfo {
        @Override
        public long depth() {
            return 1;
        }

        @Override
        public long references() {
            return 1;
        }

        @Override
        public long streamBytes() {
            return 0;
        }
    }
}
