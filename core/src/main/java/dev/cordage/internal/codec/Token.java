package dev.cordage.internal.codec;

import java.io.InvalidObjectException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Stands in a stream of Java serialisation for what doesn't go through it.
 *
 * @param kind one of the constants here
 * @param index which of them
 * @param type the class of a program object
 * @param bytes a failure, or the name of a file
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Token(byte kind, int index, @Nullable Class<?> type, byte @Nullable [] bytes) implements Serializable {
    /** A large array, by its index in the message. */
    static final byte LARGE = 1;
    /** The object of a compact source file's class. */
    static final byte PROGRAM = 2;
    /** A captured argument of a lambda, see {@link Lambdas}. */
    static final byte ARGUMENT = 3;
    /** Another throwable of the same failure, by its index there. */
    static final byte NODE = 4;
    /** The stack trace of a throwable of the same failure. */
    static final byte STACK = 5;
    /** The record that holds the failure of one item of a batch. */
    static final byte ITEM_FAILURE = 6;

    /** A path of the default file system: Java can't serialise it, though it is but a name. */
    static final byte PATH = 7;

    /** A lock, queue or the like of this JVM, by its number in {@link Loaders}. */
    static final byte KEPT = 8;

    static Token kept(int number) {
        return new Token(KEPT, number, null, null);
    }

    static boolean isPortable(Path path) {
        return path.getFileSystem() == FileSystems.getDefault();
    }

    static Token path(Path path) {
        return new Token(PATH, 0, null, path.toString().getBytes(StandardCharsets.UTF_8));
    }

    static Path path(String name) throws InvalidObjectException {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new InvalidObjectException("no path has the name " + name, e);
        }
    }

    static Token large(int index) {
        return new Token(LARGE, index, null, null);
    }

    static Token program(Class<?> type) {
        return new Token(PROGRAM, 0, type, null);
    }

    static Token argument(int index) {
        return new Token(ARGUMENT, index, null, null);
    }

    static Token node(int index) {
        return new Token(NODE, index, null, null);
    }

    static Token stack(int index) {
        return new Token(STACK, index, null, null);
    }

    static Token itemFailure(byte[] failure) {
        return new Token(ITEM_FAILURE, 0, null, failure);
    }
}
