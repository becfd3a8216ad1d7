package dev.cordage.internal.codec;

import java.io.IOException;
import java.io.InvalidClassException;
import java.io.InvalidObjectException;
import java.io.ObjectInputFilter;
import java.io.ObjectStreamException;
import java.io.StreamCorruptedException;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;

/**
 * What the other JVM has said about a class of its values. It is parsed when it arrives, and looked up in this JVM's
 * classes when it is first used, since it may never be. Confined to the thread that decodes.
 */
final class Definition {
    private static final String[] NO_NAMES = {};

    private final int kind;
    private final int loaderId;
    private final String name;
    /** The constants of an enum; names and descriptors of components; the strings of a lambda. */
    private final String[] names;
    /** The number of components, or of captured arguments. */
    private final int count;

    private final int implKind;

    private @Nullable Class<?> type;
    private @Nullable Object @Nullable [] constants;
    private char @Nullable [] letters;
    private @Nullable Constructor<?> constructor;
    private @Nullable Method readResolve;
    private @Nullable Method deserialize;
    private @Nullable Object instance;

    private Definition(int kind, int loaderId, String name, String[] names, int count, int implKind) {
        this.kind = kind;
        this.loaderId = loaderId;
        this.name = name;
        this.names = names;
        this.count = count;
        this.implKind = implKind;
    }

    static Definition parse(byte[] bytes) throws IOException {
        var in = new Input(bytes, 0, bytes.length);
        int kind = in.getUnsigned();
        int loaderId = in.getPacked();
        String name = in.getString();
        String[] names = NO_NAMES;
        int count = 0;
        int implKind = 0;
        switch (kind) {
            case Shape.ARRAY, Shape.PROGRAM -> {}
            case Shape.ENUM -> {
                count = in.getCount(1);
                names = strings(in, count);
            }
            case Shape.RECORD -> {
                count = in.getCount(2);
                names = strings(in, 2 * count);
            }
            case Shape.LAMBDA -> {
                names = new String[7];
                for (int i = 0; i < 3; i++) {
                    names[i] = in.getString().intern();
                }
                implKind = in.getPacked();
                for (int i = 3; i < 7; i++) {
                    names[i] = in.getString().intern(); // the class's own code compares with its constants
                }
                count = in.getPacked();
                if (count < 0 || count > 255) {
                    throw new StreamCorruptedException("a lambda with " + count + " captured arguments");
                }
            }
            default -> throw new StreamCorruptedException("a definition of kind " + kind);
        }
        if (in.remaining() != 0) {
            throw new StreamCorruptedException("a definition with " + in.remaining() + " bytes too many");
        }
        return new Definition(kind, loaderId, name, names, count, implKind);
    }

    private static String[] strings(Input in, int count) throws IOException {
        String[] strings = new String[count];
        for (int i = 0; i < count; i++) {
            strings[i] = in.getString();
        }
        return strings;
    }

    int kind() {
        return kind;
    }

    int count() {
        return count;
    }

    private Class<?> type(Decoder decoder) throws IOException, ClassNotFoundException {
        Class<?> known = type;
        if (known == null) {
            known = Class.forName(name, false, decoder.loaders().loader(loaderId));
            ObjectInputFilter filter = decoder.quickFilter();
            if (filter != null && !Shape.isOurs(known)) {
                if (kind == Shape.LAMBDA) {
                    Limits.check(filter, SerializedLambda.class, -1);
                }
                Limits.check(filter, known, -1);
            }
            type = known;
        }
        return known;
    }

    // --- arrays, enums, programs

    Class<?> arrayType(Decoder decoder) throws IOException, ClassNotFoundException {
        Class<?> array = type(decoder);
        if (!array.isArray() || array.componentType().isPrimitive()) {
            throw new InvalidClassException(name, "not an array of objects");
        }
        return array;
    }

    Object constant(int ordinal, Decoder decoder) throws IOException, ClassNotFoundException {
        @Nullable Object[] known = constants;
        if (known == null) {
            if (!type(decoder).isEnum()) {
                throw new InvalidClassException(name, "not an enum in this JVM");
            }
            known = new @Nullable Object[names.length];
            constants = known;
        }
        if (ordinal < 0 || ordinal >= known.length) {
            throw new StreamCorruptedException("constant " + ordinal + " of " + known.length + " of " + name);
        }
        Object constant = known[ordinal];
        if (constant == null) {
            constant = valueOf(type(decoder), names[ordinal]);
            known[ordinal] = constant;
        }
        return constant;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // checked to be an enum
    private static Object valueOf(Class<?> type, String name) throws InvalidObjectException {
        try {
            return Enum.valueOf((Class) type, name);
        } catch (IllegalArgumentException e) {
            throw new InvalidObjectException(
                    "enum constant " + name + " does not exist in " + type + " of this JVM", e);
        }
    }

    Object program(Decoder decoder) throws IOException, ClassNotFoundException {
        return decoder.program(type(decoder));
    }

    // --- records

    /** The kinds of the components; checks that this JVM's record has the same. */
    char[] components(Decoder decoder) throws IOException, ClassNotFoundException {
        char[] known = letters;
        if (known != null) {
            return known;
        }
        Class<?> record = type(decoder);
        RecordComponent[] components = record.getRecordComponents();
        if (components == null) {
            throw new InvalidClassException(name, "not a record in this JVM");
        }
        if (components.length != count) {
            throw new InvalidClassException(
                    name,
                    "the record has " + components.length + " components in this JVM, " + count + " in the other");
        }
        known = new char[count];
        Class<?>[] types = new Class<?>[count];
        for (int i = 0; i < count; i++) {
            types[i] = components[i].getType();
            if (!components[i].getName().equals(names[2 * i])
                    || !types[i].descriptorString().equals(names[2 * i + 1])) {
                throw new InvalidClassException(
                        name,
                        "component " + i + " is " + components[i].getName() + ' ' + types[i].descriptorString()
                                + " in this JVM, " + names[2 * i] + ' ' + names[2 * i + 1] + " in the other");
            }
            known[i] = PrimitiveArrays.letter(types[i]);
        }
        try {
            constructor = record.getDeclaredConstructor(types);
            constructor.setAccessible(true);
        } catch (NoSuchMethodException | InaccessibleObjectException e) {
            var unusable = new InvalidClassException(name, "its constructor can't be called");
            unusable.initCause(e);
            throw unusable;
        }
        readResolve = Lambdas.ownMethod(record, "readResolve");
        letters = known;
        return known;
    }

    /** A record of the components; to be called after {@link #components}. */
    @Nullable Object record(@Nullable Object[] values) throws IOException {
        Constructor<?> known = constructor;
        if (known == null) {
            throw new AssertionError("components() comes first");
        }
        try {
            Object record = known.newInstance(values);
            return readResolve == null ? record : readResolve.invoke(record);
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause();
            switch (cause) {
                case ObjectStreamException own -> throw own;
                case Error error -> throw error;
                case null, default ->
                    throw new InvalidObjectException(
                            name + " refused its values: " + (cause == null ? "" : cause.toString()),
                            cause == null ? e : cause);
            }
        } catch (InstantiationException | IllegalAccessException e) {
            throw new InvalidObjectException("the record " + name + " can't be made", e);
        }
    }

    boolean isItemFailure(Decoder decoder) throws IOException, ClassNotFoundException {
        return name.equals(ItemFailures.NAME) && Shape.isOurs(type(decoder));
    }

    // --- lambdas

    @Nullable Object lambda(@Nullable Object[] captured, Decoder decoder) throws IOException, ClassNotFoundException {
        if (instance != null) {
            return instance;
        }
        Class<?> capturing = type;
        if (capturing == null) {
            capturing = type(decoder);
            deserialize = Lambdas.deserializer(capturing);
        }
        var form = new SerializedLambda(
                capturing, names[0], names[1], names[2], implKind, names[3], names[4], names[5], names[6], captured);
        Object lambda = Lambdas.rebuild(form, capturing, deserialize);
        if (count == 0) {
            instance = lambda;
        }
        return lambda;
    }
}
