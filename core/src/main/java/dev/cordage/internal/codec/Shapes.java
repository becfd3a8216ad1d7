package dev.cordage.internal.codec;

import java.io.Externalizable;
import java.io.IOException;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * All shapes an encoder has met, and the definitions it has numbered. Thread-safe.
 *
 * <p>The map belongs to the encoder, so that classes, and with them their loaders, are let go with it; a
 * {@code ClassValue} would keep them alive where class and encoder refer to each other.
 */
final class Shapes {
    /** Beyond that many definitions everything new goes the way of Java serialisation. */
    static final int MOST = 16_384;

    private final Loaders loaders;
    private final ConcurrentHashMap<Class<?>, Shape> shapes = new ConcurrentHashMap<>();

    /** The definitions by id. Written under this, an element before the count that covers it. */
    private volatile byte[][] definitions = new byte[16][];

    /** How many there are. Written under this. */
    private volatile int count;

    Shapes(Loaders loaders) {
        this.loaders = loaders;
        shapes.put(Byte.class, Shape.of(Shape.BYTE, -1, Byte.class));
        shapes.put(Short.class, Shape.of(Shape.SHORT, -1, Short.class));
        shapes.put(Character.class, Shape.of(Shape.CHAR, -1, Character.class));
        shapes.put(Float.class, Shape.of(Shape.FLOAT, -1, Float.class));
        shapes.put(Object[].class, Shape.of(Shape.OBJECTS, -1, Object[].class));
        shapes.put(String[].class, Shape.of(Shape.STRINGS, -1, String[].class));
        shapes.put(ArrayList.class, Shape.of(Shape.LIST, -1, ArrayList.class));
    }

    Loaders loaders() {
        return loaders;
    }

    int definitions() {
        return count;
    }

    byte[] definition(int id) {
        if (id < 0 || id >= count) {
            throw new IndexOutOfBoundsException("definition " + id + " of " + count);
        }
        return definitions[id].clone();
    }

    Shape of(Object value) throws IOException {
        Shape known = shapes.get(value.getClass());
        return known != null ? known : learn(value);
    }

    private Shape learn(Object value) throws IOException {
        Class<?> type = value.getClass();
        Shape shape = make(value, type);
        if (shapes.size() >= 2 * MOST) {
            return shape; // a program that makes classes for ever; it isn't remembered, and so costs no memory
        }
        Shape first = shapes.putIfAbsent(type, shape);
        return first != null ? first : shape;
    }

    private Shape make(Object value, Class<?> type) throws IOException {
        if (type.isArray()) {
            return makeArray(type);
        } else if (value instanceof Enum<?> constant) {
            return makeEnum(constant.getDeclaringClass());
        } else if (Lambdas.isLambda(type)) {
            return makeLambda(value, type);
        } else if (value instanceof Externalizable) {
            return other(type);
        } else if (value instanceof Serializable) {
            if (Shape.isOurs(type)) {
                Method replace = Lambdas.ownMethod(type, "writeReplace");
                if (replace != null) {
                    return Shape.ofReplaced(type, replace);
                }
            }
            return type.isRecord() ? makeRecord(type) : other(type);
        } else if (value instanceof Path path && Token.isPortable(path)) {
            return Shape.of(Shape.PATH, -1, type);
        } else if (ProgramObject.isOne(type)) {
            ProgramObject.check(type);
            return defined(Shape.PROGRAM, type, null);
        }
        return other(type);
    }

    private static Shape other(Class<?> type) {
        return Shape.of(Shape.OTHER, -1, type);
    }

    private Shape makeArray(Class<?> type) throws IOException {
        char letter = PrimitiveArrays.letter(type.componentType());
        if (letter != 'L') {
            return Shape.ofPrimitives(type, letter);
        }
        Class<?> element = type;
        while (element.isArray()) {
            element = element.componentType();
        }
        return element.isHidden() ? other(type) : defined(Shape.ARRAY, type, null);
    }

    private Shape makeEnum(Class<?> type) throws IOException {
        Object[] constants = type.getEnumConstants();
        if (constants == null || type.isHidden()) {
            return other(type);
        }
        var names = new Bytes(64);
        names.putPacked(constants.length);
        for (Object constant : constants) {
            names.putString(((Enum<?>) constant).name());
        }
        return defined(Shape.ENUM, type, names);
    }

    private Shape makeRecord(Class<?> type) throws IOException {
        if (type.isHidden() || declares(type, "writeReplace")) {
            return other(type);
        }
        boolean itemFailure = type.getName().equals(ItemFailures.NAME) && Shape.isOurs(type);
        RecordComponent[] components = type.getRecordComponents();
        char[] letters = new char[components.length];
        Field[] fields = new Field[components.length];
        var rest = new Bytes(64);
        rest.putPacked(components.length);
        try {
            for (int i = 0; i < components.length; i++) {
                letters[i] = PrimitiveArrays.letter(components[i].getType());
                fields[i] = type.getDeclaredField(components[i].getName());
                fields[i].setAccessible(true);
                rest.putString(components[i].getName());
                rest.putString(components[i].getType().descriptorString());
            }
        } catch (NoSuchFieldException | InaccessibleObjectException _) {
            return other(type); // in a module that keeps its package closed; Java serialisation has its own ways
        }
        int id = define(Shape.RECORD, type.getClassLoader(), type.getName(), rest);
        if (id < 0) {
            return other(type);
        }
        return itemFailure ? Shape.of(Shape.ITEM_FAILURE, id, type) : Shape.ofRecord(id, type, letters, fields);
    }

    private static boolean declares(Class<?> type, String method) {
        try {
            Method _ = type.getDeclaredMethod(method);
            return true;
        } catch (NoSuchMethodException _) {
            return false;
        }
    }

    private Shape makeLambda(Object lambda, Class<?> type) throws IOException {
        Method replace = Lambdas.ownMethod(type, "writeReplace");
        if (replace == null && !declares(type, "writeReplace")) {
            return other(type);
        }
        SerializedLambda form = Lambdas.formOf(lambda, replace);
        if (form == null) {
            return other(type);
        }
        var rest = new Bytes(256);
        rest.putString(form.getFunctionalInterfaceClass());
        rest.putString(form.getFunctionalInterfaceMethodName());
        rest.putString(form.getFunctionalInterfaceMethodSignature());
        rest.putPacked(form.getImplMethodKind());
        rest.putString(form.getImplClass());
        rest.putString(form.getImplMethodName());
        rest.putString(form.getImplMethodSignature());
        rest.putString(form.getInstantiatedMethodType());
        int captures = form.getCapturedArgCount();
        rest.putPacked(captures);
        String capturing = form.getCapturingClass().replace('/', '.');
        int id = define(Shape.LAMBDA, type.getClassLoader(), capturing, rest);
        return id < 0 ? other(type) : Shape.ofLambda(id, type, replace, captures);
    }

    private Shape defined(int kind, Class<?> type, @Nullable Bytes rest) throws IOException {
        int id = define(kind, type.getClassLoader(), type.getName(), rest);
        return id < 0 ? other(type) : Shape.of(kind, id, type);
    }

    /** Gives the definition a number, or -1 if there are too many already. */
    private int define(int kind, @Nullable ClassLoader loader, String name, @Nullable Bytes rest) throws IOException {
        var bytes = new Bytes(64 + (rest == null ? 0 : rest.size()));
        bytes.write(kind);
        bytes.putPacked(loader == null ? 0 : loaders.idOf(loader));
        bytes.putString(name);
        if (rest != null) {
            bytes.write(rest.array(), 0, rest.size());
        }
        byte[] definition = bytes.copy();
        synchronized (this) {
            int id = count;
            if (id == MOST) {
                return -1;
            }
            byte[][] all = definitions;
            if (id == all.length) {
                all = Arrays.copyOf(all, id * 2);
            }
            all[id] = definition;
            definitions = all;
            count = id + 1;
            return id;
        }
    }
}
