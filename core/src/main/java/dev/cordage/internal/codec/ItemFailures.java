package dev.cordage.internal.codec;

import java.io.InvalidObjectException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;

/**
 * The record that holds the failure of one item of a batch. Its throwable is sent as failures are, so that one that
 * can't be sent doesn't spoil its batch. The record is private to {@code dev.cordage.task}, hence the reflection.
 */
final class ItemFailures {
    static final String NAME = "dev.cordage.task.Batch$ItemFailure";
    private static final String RESULT = "dev.cordage.task.Batch$Result";

    private static final Constructor<?> CONSTRUCTOR;
    private static final Field CAUSE;

    static {
        try {
            Class<?> type = Class.forName(NAME);
            CONSTRUCTOR = type.getDeclaredConstructor(Throwable.class);
            CONSTRUCTOR.setAccessible(true);
            CAUSE = type.getDeclaredField("cause");
            CAUSE.setAccessible(true);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private ItemFailures() {}

    static Throwable cause(Object itemFailure) {
        try {
            return (Throwable) CAUSE.get(itemFailure);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    /** Whether it is what became of a batch of items. */
    static boolean isBatchResult(Object value) {
        return value.getClass().getName().equals(RESULT) && Shape.isOurs(value.getClass());
    }

    /** The values and failures of the items, themselves. */
    static @Nullable Object[] outcomes(Object batchResult) {
        try {
            Field field = batchResult.getClass().getDeclaredField("outcomes");
            field.setAccessible(true);
            return (@Nullable Object[]) field.get(batchResult);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("our own record has changed", e);
        }
    }

    static Object make(Throwable cause) throws InvalidObjectException {
        try {
            return CONSTRUCTOR.newInstance(cause);
        } catch (ReflectiveOperationException e) {
            throw new InvalidObjectException("the failure of an item", e);
        }
    }
}
