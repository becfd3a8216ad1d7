package dev.cordage.internal.codec;

import java.io.IOException;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes one message in the compact format, or gives up.
 *
 * <p>The format has no back-references. So it gives up where an object with an identity comes a second time, as it does
 * at anything it doesn't know; then all of the message is left to Java serialisation, and nothing that was written here
 * counts. Giving up is a false all the way up; an exception is a refusal that Java serialisation would share.
 */
final class FastWriter {
    private static final int FEW = 12;

    private final Shapes shapes;
    private final Bytes out = new Bytes(128);
    private @Nullable LargeArrays large;
    private @Nullable Object[] few = {};
    private int seen;
    private @Nullable IdentityHashMap<Object, Boolean> many;
    private int definitions;
    private @Nullable ClassLoader loader;

    FastWriter(Shapes shapes) {
        this.shapes = shapes;
    }

    /** The message; null if the value is one for Java serialisation. */
    @Nullable Encoded message(@Nullable Object value) throws IOException {
        if (!write(value, 0)) {
            return null;
        }
        return Encoded.made(
                Encoded.FAST, definitions, out, large == null ? Encoded.NO_ARRAYS : large.toArray(), loader);
    }

    private boolean write(@Nullable Object value, int depth) throws IOException {
        if (value == null) {
            out.write(Tag.NULL);
            return true;
        }
        Class<?> type = value.getClass();
        if (type == String.class) {
            out.write(Tag.STRING);
            out.putString((String) value);
            return true;
        } else if (type == Integer.class) {
            out.write(Tag.INT);
            putSigned((Integer) value);
            return true;
        } else if (type == Long.class) {
            out.write(Tag.LONG);
            putSigned((long) (Long) value);
            return true;
        } else if (type == Double.class) {
            out.write(Tag.DOUBLE);
            out.putLong(Double.doubleToRawLongBits((Double) value));
            return true;
        } else if (type == Boolean.class) {
            out.write((Boolean) value ? Tag.TRUE : Tag.FALSE);
            return true;
        }
        return depth < Tag.DEEPEST && writeShaped(value, shapes.of(value), depth + 1);
    }

    @SuppressWarnings("EnumOrdinal") // the definition lists the constants in that order
    private boolean writeShaped(Object value, Shape shape, int depth) throws IOException {
        switch (shape.kind()) {
            case Shape.BYTE -> {
                out.write(Tag.BYTE);
                out.write((Byte) value);
            }
            case Shape.SHORT -> {
                out.write(Tag.SHORT);
                out.putShort((Short) value);
            }
            case Shape.CHAR -> {
                out.write(Tag.CHAR);
                out.putShort((Character) value);
            }
            case Shape.FLOAT -> {
                out.write(Tag.FLOAT);
                out.putInt(Float.floatToRawIntBits((Float) value));
            }
            case Shape.ENUM -> {
                head(Tag.ENUM, shape);
                out.putPacked(((Enum<?>) value).ordinal());
            }
            case Shape.PROGRAM -> head(Tag.PROGRAM, shape);
            case Shape.PATH -> {
                out.write(Tag.PATH);
                out.putString(value.toString());
            }
            case Shape.PRIMITIVES -> {
                return firstTime(value) && writePrimitives(value, shape.letters()[0]);
            }
            case Shape.OBJECTS -> {
                out.write(Tag.OBJECTS);
                return firstTime(value) && writeAll((Object[]) value, depth);
            }
            case Shape.STRINGS -> {
                out.write(Tag.STRINGS);
                return firstTime(value) && writeAll((Object[]) value, depth);
            }
            case Shape.ARRAY -> {
                head(Tag.ARRAY, shape);
                return firstTime(value) && writeAll((Object[]) value, depth);
            }
            case Shape.LIST -> {
                out.write(Tag.LIST);
                return firstTime(value) && writeAll(((ArrayList<?>) value).toArray(), depth);
            }
            case Shape.RECORD -> {
                head(Tag.RECORD, shape);
                return firstTime(value) && writeComponents(value, shape, depth);
            }
            case Shape.LAMBDA -> {
                return writeLambda(value, shape, depth);
            }
            case Shape.ITEM_FAILURE -> {
                head(Tag.ITEM_FAILURE, shape);
                if (!firstTime(value)) {
                    return false;
                }
                new FailureWriter(shapes.loaders(), arrays()).write(ItemFailures.cause(value), out);
            }
            case Shape.REPLACED -> {
                return firstTime(value) && writeReplacement(value, shape, depth);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void head(int tag, Shape shape) throws IOException {
        out.write(tag);
        out.putPacked(shape.id());
        definitions = Math.max(definitions, shape.id() + 1);
        if (loader == null) {
            loader = shape.loader();
        }
    }

    private boolean writePrimitives(Object array, char letter) throws IOException {
        if (PrimitiveArrays.byteCount(array) >= PrimitiveArrays.LARGE) {
            out.write(Tag.LARGE);
            out.putPacked(arrays().add(array));
        } else {
            out.write(Tag.PRIMITIVES);
            out.write(letter);
            PrimitiveArrays.write(array, out);
        }
        return true;
    }

    private boolean writeAll(@Nullable Object[] values, int depth) throws IOException {
        out.putPacked(values.length);
        for (Object value : values) {
            if (!write(value, depth)) {
                return false;
            }
        }
        return true;
    }

    private boolean writeComponents(Object value, Shape shape, int depth) throws IOException {
        char[] letters = shape.letters();
        Field[] fields = shape.fields();
        try {
            for (int i = 0; i < letters.length; i++) {
                Field field = fields[i];
                switch (letters[i]) {
                    case 'L' -> {
                        if (!write(field.get(value), depth)) {
                            return false;
                        }
                    }
                    case 'I' -> putSigned(field.getInt(value));
                    case 'J' -> putSigned(field.getLong(value));
                    case 'D' -> out.putLong(Double.doubleToRawLongBits(field.getDouble(value)));
                    case 'Z' -> out.write(field.getBoolean(value) ? 1 : 0);
                    case 'B' -> out.write(field.getByte(value));
                    case 'S' -> out.putShort(field.getShort(value));
                    case 'C' -> out.putShort(field.getChar(value));
                    case 'F' -> out.putInt(Float.floatToRawIntBits(field.getFloat(value)));
                    default -> {
                        return false;
                    }
                }
            }
        } catch (IllegalAccessException e) {
            throw new AssertionError("made accessible before", e);
        }
        return true;
    }

    private boolean writeLambda(Object value, Shape shape, int depth) throws IOException {
        head(Tag.LAMBDA, shape);
        if (shape.captures() == 0) {
            return true;
        }
        SerializedLambda form = firstTime(value) ? Lambdas.formOf(value, shape.replace()) : null;
        if (form == null || form.getCapturedArgCount() != shape.captures()) {
            return false;
        }
        for (int i = 0; i < shape.captures(); i++) {
            if (!write(form.getCapturedArg(i), depth)) {
                return false;
            }
        }
        return true;
    }

    private boolean writeReplacement(Object value, Shape shape, int depth) throws IOException {
        if (shape.replace() == null) {
            return false;
        }
        try {
            return write(shape.replace().invoke(value), depth);
        } catch (IllegalAccessException | InvocationTargetException _) {
            return false; // Java serialisation meets the same, and its errors are explained
        }
    }

    private LargeArrays arrays() {
        LargeArrays arrays = large;
        if (arrays == null) {
            arrays = new LargeArrays();
            large = arrays;
        }
        return arrays;
    }

    private void putSigned(int value) throws IOException {
        out.putPacked(value << 1 ^ value >> 31);
    }

    private void putSigned(long value) throws IOException {
        out.putPackedLong(value << 1 ^ value >> 63);
    }

    private boolean firstTime(Object value) {
        if (many != null) {
            return many.put(value, Boolean.TRUE) == null;
        }
        for (int i = 0; i < seen; i++) {
            if (few[i] == value) {
                return false;
            }
        }
        if (seen == few.length) {
            if (seen >= FEW) {
                many = new IdentityHashMap<>(4 * FEW);
                for (Object old : few) {
                    if (old != null) {
                        many.put(old, Boolean.TRUE);
                    }
                }
                return many.put(value, Boolean.TRUE) == null;
            }
            few = Arrays.copyOf(few, seen == 0 ? 4 : FEW);
        }
        few[seen++] = value;
        return true;
    }
}
