package dev.cordage.internal.codec;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * What an encoder knows about a class of values. Immutable.
 *
 * @param kind one of the constants here
 * @param id the number of its definition; -1 if it has none
 * @param type the class; for an enum the one that declares the constants
 * @param loader the class's loader if the class is the user's
 * @param letters for the components of a record, see {@link PrimitiveArrays#letter}; for an array of primitives its own
 * @param fields the components of a record
 * @param replace the writeReplace of a lambda or of a class of Cordage; null for a lambda where it can't be called
 * @param captures how many arguments the lambda has captured
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Shape(
        int kind,
        int id,
        Class<?> type,
        @Nullable ClassLoader loader,
        char[] letters,
        Field[] fields,
        @Nullable Method replace,
        int captures) {

    /** Only Java serialisation knows what to do. */
    static final int OTHER = 0;

    static final int PRIMITIVES = 1;
    static final int OBJECTS = 2;
    static final int STRINGS = 3;
    static final int ARRAY = 4;
    static final int ENUM = 5;
    static final int RECORD = 6;
    static final int LIST = 7;
    static final int LAMBDA = 8;
    static final int PROGRAM = 9;
    /** A path of the default file system, which Java serialisation would refuse. */
    static final int PATH = 16;

    static final int ITEM_FAILURE = 10;
    /** Its writeReplace says what to write. */
    static final int REPLACED = 11;

    static final int BYTE = 12;
    static final int SHORT = 13;
    static final int CHAR = 14;
    static final int FLOAT = 15;

    private static final char[] NO_LETTERS = {};
    private static final Field[] NO_FIELDS = {};

    static Shape of(int kind, int id, Class<?> type) {
        return new Shape(kind, id, type, userLoader(type), NO_LETTERS, NO_FIELDS, null, 0);
    }

    static Shape ofPrimitives(Class<?> type, char letter) {
        return new Shape(PRIMITIVES, -1, type, null, new char[] {letter}, NO_FIELDS, null, 0);
    }

    static Shape ofRecord(int id, Class<?> type, char[] letters, Field[] fields) {
        return new Shape(RECORD, id, type, userLoader(type), letters, fields, null, 0);
    }

    static Shape ofReplaced(Class<?> type, Method replace) {
        return new Shape(REPLACED, -1, type, null, NO_LETTERS, NO_FIELDS, replace, 0);
    }

    static Shape ofLambda(int id, Class<?> type, @Nullable Method replace, int captures) {
        return new Shape(LAMBDA, id, type, userLoader(type), NO_LETTERS, NO_FIELDS, replace, captures);
    }

    /** The loader of a class that is neither the JDK's nor Cordage's. */
    static @Nullable ClassLoader userLoader(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        return loader == null || loader == ClassLoader.getPlatformClassLoader() || isOurs(type) ? null : loader;
    }

    /** Whether the class is Cordage's. */
    static boolean isOurs(Class<?> type) {
        if (type.getClassLoader() != Shape.class.getClassLoader()) {
            return false;
        }
        Module module = Shape.class.getModule();
        return module.isNamed()
                ? type.getModule() == module
                : type.getName().startsWith("dev.cordage.") && isOurName(type.getPackageName());
    }

    /** On the class path the user may have classes under our name, the tests have: these packages are ours. */
    private static boolean isOurName(String name) {
        return name.equals("dev.cordage.task")
                || name.equals("dev.cordage.process")
                || name.startsWith("dev.cordage.internal.");
    }
}
