package dev.cordage.internal.codec;

import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.Serializable;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

/**
 * The object that runs a compact source file.
 *
 * <p>The methods of such a file are instance methods of a class that nobody declared, and a lambda that calls one
 * captures the object. Without fields there is nothing in it, and another JVM can make one for itself. Nothing marks
 * such a class in JDK 25, so it is known by its looks: final, top level, in the unnamed package, a child of Object, with
 * a constructor without parameters and a {@code main} that is not private, and not serialisable.
 */
final class ProgramObject {
    private ProgramObject() {}

    static boolean isOne(Class<?> type) {
        if (!Modifier.isFinal(type.getModifiers())
                || type.getSuperclass() != Object.class
                || !type.getPackageName().isEmpty()
                || type.isHidden()
                || type.isArray()
                || type.getEnclosingClass() != null
                || Serializable.class.isAssignableFrom(type)) {
            return false;
        }
        try {
            Constructor<?> _ = type.getDeclaredConstructor();
        } catch (NoSuchMethodException _) {
            return false;
        }
        for (Method method : type.getDeclaredMethods()) {
            if (method.getName().equals("main") && !Modifier.isPrivate(method.getModifiers())) {
                return true;
            }
        }
        return false;
    }

    /** Refuses an object that has something in it. */
    static void check(Class<?> type) throws NotSerializableException {
        for (Field field : type.getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers())) {
                throw new Refusal.FinalException(
                        "the lambda uses the program's own object, class %1$s, which has the field '%2$s': make it"
                                        .replace("%1$s", type.getName())
                                        .replace("%2$s", field.getName())
                                + " static, if each JVM may have its own, or copy it into a local variable before the"
                                + " lambda and use that, or hand it to the lambda as an argument");
            }
        }
    }

    static Object make(Class<?> type) throws InvalidObjectException {
        if (!isOne(type)) {
            throw new InvalidObjectException(type.getName() + " is not the class of a compact source file");
        }
        try {
            Constructor<?> constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            return constructor.newInstance();
        } catch (InvocationTargetException e) {
            throw new InvalidObjectException(
                    "the program's own object, class " + type.getName() + ", can't be made",
                    e.getCause() == null ? e : e.getCause());
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new InvalidObjectException(
                    "the program's own object, class " + type.getName() + ", can't be made", e);
        }
    }
}
