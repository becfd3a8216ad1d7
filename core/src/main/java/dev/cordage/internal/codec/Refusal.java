package dev.cordage.internal.codec;

import dev.cordage.task.Pool;
import java.io.IOException;
import java.io.NotSerializableException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts into words why a value can't be sent. Only looked into once that is certain, so that it may take its time. */
final class Refusal {
    private static final Set<String> SERIALISATION_METHODS = Set.of("writeObject", "writeReplace", "writeExternal");

    private Refusal() {}

    /**
     * The exception for the caller.
     *
     * @param root the value
     * @param culprit the first object met that isn't serialisable; null if there was none
     * @param failure what serialisation ended with
     */
    static IOException explain(@Nullable Object root, @Nullable Object culprit, Throwable failure) {
        if (failure instanceof FinalException said) {
            return said;
        }
        String message;
        if (failure instanceof StackOverflowError) {
            message = nameOf(root) + " can't be serialised: it is nested too deeply";
        } else if (culprit != null && isJdks(failure, culprit)) {
            message = nameOf(culprit)
                    + notSerialisable(culprit)
                    + path(root, culprit, culprit.getClass().getName());
        } else {
            StackTraceElement frame = ownMethod(failure);
            message = frame == null
                    ? nameOf(root) + " can't be serialised: " + failure
                    : frame.getClassName() + " can't be serialised: its " + frame.getMethodName() + " threw " + failure
                            + path(root, null, frame.getClassName());
        }
        var refused = new NotSerializableException(message);
        refused.initCause(failure);
        return refused;
    }

    /** An exception whose message says it all. */
    static final class FinalException extends NotSerializableException {
        private static final long serialVersionUID = 1L;

        FinalException(String message) {
            super(message);
        }
    }

    private static boolean isJdks(Throwable failure, Object culprit) {
        String message = failure.getMessage();
        return failure instanceof NotSerializableException
                && message != null
                && message.startsWith(culprit.getClass().getName());
    }

    private static String nameOf(@Nullable Object object) {
        if (object == null) {
            return "null";
        }
        Class<?> type = object.getClass();
        if (!isAnyLambda(type)) {
            return type.getTypeName();
        }
        String name = type.getName();
        int end = name.indexOf("$$Lambda");
        Class<?>[] interfaces = type.getInterfaces();
        return "the lambda made in " + name.substring(0, end)
                + (interfaces.length == 0 ? "" : ", a " + interfaces[0].getName() + ',');
    }

    private static String notSerialisable(Object culprit) {
        return isAnyLambda(culprit.getClass())
                ? " is not serialisable, since that interface isn't: a lambda is where a serialisable interface is wanted,"
                        + " such as Work, Job or TaskFunction"
                : culprit instanceof Pool
                        ? " is not serialisable: a task that wants a pool makes its own, or leaves it to the first JVM"
                        : " is not serialisable";
    }

    private static boolean isAnyLambda(Class<?> type) {
        return type.isHidden() && type.getName().contains("$$Lambda");
    }

    private static String path(@Nullable Object root, @Nullable Object culprit, String className) {
        if (root == null || root == culprit) {
            return "";
        }
        String path = new GraphPath(culprit, className).from(root);
        return path.isEmpty() ? "" : "; it is reached by " + path;
    }

    /** The topmost method of serialisation that isn't the JDK's machinery. */
    private static @Nullable StackTraceElement ownMethod(Throwable failure) {
        for (StackTraceElement frame : failure.getStackTrace()) {
            if (SERIALISATION_METHODS.contains(frame.getMethodName())
                    && !frame.getClassName().startsWith("java.io.")) {
                return frame;
            }
        }
        return null;
    }
}
