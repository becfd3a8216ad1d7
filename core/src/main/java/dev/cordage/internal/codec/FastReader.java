package dev.cordage.internal.codec;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputFilter;
import java.io.StreamCorruptedException;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads what {@link FastWriter} writes. For one message. */
final class FastReader {
    private static final @Nullable Object[] NOTHING = {};

    private final Decoder decoder;
    private final Input in;
    private final Encoded.Arrays arrays;
    private final @Nullable ObjectInputFilter filter;

    /** How many elements there can still be: each takes a byte of the message at least, wherever it is nested. */
    private int budget;

    FastReader(Decoder decoder, Encoded message) throws IOException {
        this.decoder = decoder;
        this.in = message.input();
        this.arrays = message.arrays();
        this.filter = decoder.quickFilter();
        this.budget = message.bodyLength();
    }

    @Nullable Object message() throws IOException, ClassNotFoundException {
        Object value = read(0);
        if (in.remaining() != 0) {
            throw new StreamCorruptedException("a message with " + in.remaining() + " bytes too many");
        }
        return value;
    }

    private @Nullable Object read(int depth) throws IOException, ClassNotFoundException {
        int tag = in.getUnsigned();
        return switch (tag) {
            case Tag.NULL -> null;
            case Tag.FALSE -> false;
            case Tag.TRUE -> true;
            case Tag.BYTE -> in.get();
            case Tag.SHORT -> (short) in.getShort();
            case Tag.CHAR -> (char) in.getShort();
            case Tag.INT -> getSigned();
            case Tag.LONG -> getSignedLong();
            case Tag.FLOAT -> Float.intBitsToFloat(in.getInt());
            case Tag.DOUBLE -> Double.longBitsToDouble(in.getLong());
            case Tag.STRING -> in.getString();
            case Tag.PATH -> Token.path(in.getString());
            case Tag.PRIMITIVES -> filtered(PrimitiveArrays.read((char) in.getUnsigned(), in));
            case Tag.LARGE -> filtered(arrays.take(in.getPacked()));
            default -> {
                if (depth >= Tag.DEEPEST) {
                    throw new InvalidObjectException("a message nested more than " + Tag.DEEPEST + " deep");
                }
                yield readNested(tag, depth + 1);
            }
        };
    }

    private @Nullable Object readNested(int tag, int depth) throws IOException, ClassNotFoundException {
        return switch (tag) {
            case Tag.OBJECTS -> readAll(new @Nullable Object[count(Object[].class)], depth);
            case Tag.STRINGS -> readAll(new @Nullable String[count(String[].class)], depth);
            case Tag.ARRAY -> {
                Class<?> type = definition(Shape.ARRAY).arrayType(decoder);
                yield readAll((@Nullable Object[]) Array.newInstance(type.componentType(), count(type)), depth);
            }
            case Tag.LIST -> {
                // Arrays.asList gives its array away as it is, and ArrayList takes it so
                var list = new ArrayList<@Nullable Object>(0);
                boolean _ = list.addAll(Arrays.asList(readAll(new @Nullable Object[count(ArrayList.class)], depth)));
                yield list;
            }
            case Tag.ENUM -> definition(Shape.ENUM).constant(in.getPacked(), decoder);
            case Tag.PROGRAM -> definition(Shape.PROGRAM).program(decoder);
            case Tag.RECORD -> readRecord(definition(Shape.RECORD), depth);
            case Tag.LAMBDA -> readLambda(definition(Shape.LAMBDA), depth);
            case Tag.ITEM_FAILURE -> {
                if (!definition(Shape.RECORD).isItemFailure(decoder)) {
                    throw new StreamCorruptedException("a failure in the place of a record");
                }
                yield ItemFailures.make(new FailureReader(decoder, arrays).read(in));
            }
            default -> throw new StreamCorruptedException("a value of kind " + tag);
        };
    }

    private Definition definition(int kind) throws IOException {
        Definition definition = decoder.definition(in.getPacked());
        if (definition.kind() != kind) {
            throw new StreamCorruptedException("a definition of another kind");
        }
        return definition;
    }

    private int count(Class<?> type) throws IOException {
        int count = in.getCount(1);
        budget -= count;
        if (budget < 0) {
            throw new StreamCorruptedException("more elements announced than the message can have");
        }
        if (filter != null) {
            Limits.check(filter, type, type.isArray() ? count : -1);
        }
        return count;
    }

    private Object filtered(Object array) throws IOException {
        if (filter != null) {
            Limits.check(filter, array.getClass(), PrimitiveArrays.length(array));
        }
        return array;
    }

    private @Nullable Object[] readAll(@Nullable Object[] target, int depth)
            throws IOException, ClassNotFoundException {
        for (int i = 0; i < target.length; i++) {
            Object value = read(depth);
            try {
                target[i] = value;
            } catch (ArrayStoreException e) {
                throw new InvalidObjectException("a value of another class in an array", e);
            }
        }
        return target;
    }

    private @Nullable Object readRecord(Definition definition, int depth) throws IOException, ClassNotFoundException {
        char[] letters = definition.components(decoder);
        @Nullable Object[] values = letters.length == 0 ? NOTHING : new @Nullable Object[letters.length];
        for (int i = 0; i < letters.length; i++) {
            values[i] = switch (letters[i]) {
                case 'I' -> getSigned();
                case 'J' -> getSignedLong();
                case 'D' -> Double.longBitsToDouble(in.getLong());
                case 'Z' -> in.get() != 0;
                case 'B' -> in.get();
                case 'S' -> (short) in.getShort();
                case 'C' -> (char) in.getShort();
                case 'F' -> Float.intBitsToFloat(in.getInt());
                default -> read(depth);
            };
        }
        return definition.record(values);
    }

    private @Nullable Object readLambda(Definition definition, int depth) throws IOException, ClassNotFoundException {
        int count = definition.count();
        @Nullable Object[] captured = count == 0 ? NOTHING : new @Nullable Object[count];
        for (int i = 0; i < count; i++) {
            captured[i] = read(depth);
        }
        return definition.lambda(captured, decoder);
    }

    private int getSigned() throws IOException {
        int value = in.getPacked();
        return value >>> 1 ^ -(value & 1);
    }

    private long getSignedLong() throws IOException {
        long value = in.getPackedLong();
        return value >>> 1 ^ -(value & 1);
    }
}
