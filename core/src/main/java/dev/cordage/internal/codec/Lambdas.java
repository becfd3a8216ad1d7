package dev.cordage.internal.codec;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Takes serialisable lambdas apart and puts them together again.
 *
 * <p>The compiler gives such a lambda a private {@code writeReplace} and the class it is written in a private static
 * {@code $deserializeLambda$}. In a module that doesn't open its package both are out of our reach, but not out of that
 * of the JDK's object streams, which are part of {@code java.base}. There an object stream makes the call for us: it is
 * stopped as soon as it shows the {@code SerializedLambda}, and on the way back it is given one whose captured arguments
 * are place-holders.
 */
final class Lambdas {
    private Lambdas() {}

    static boolean isLambda(Class<?> type) {
        return type.isHidden() && type.isSynthetic() && Serializable.class.isAssignableFrom(type);
    }

    /** The method of that name without parameters, ready to be called; null if there is none, or none we can call. */
    static @Nullable Method ownMethod(Class<?> type, String name) {
        try {
            Method method = type.getDeclaredMethod(name);
            if (method.getReturnType() != Object.class) {
                return null;
            }
            method.setAccessible(true);
            return method;
        } catch (NoSuchMethodException | InaccessibleObjectException _) {
            return null;
        }
    }

    /** What the lambda is made of; null if it isn't made as lambdas are. */
    static @Nullable SerializedLambda formOf(Object lambda, @Nullable Method writeReplace) throws IOException {
        if (writeReplace == null) {
            return formByStream(lambda);
        }
        try {
            return writeReplace.invoke(lambda) instanceof SerializedLambda form ? form : null;
        } catch (IllegalAccessException | InvocationTargetException e) {
            var refused = new NotSerializableException(
                    lambda.getClass().getName() + " is not serialisable: its writeReplace failed");
            refused.initCause(e);
            throw refused;
        }
    }

    private static @Nullable SerializedLambda formByStream(Object lambda) throws IOException {
        try (var catcher = new Catcher(new Bytes(64))) {
            catcher.writeObject(lambda);
            return catcher.caught;
        }
    }

    /** Made as {@code $deserializeLambda$} of the capturing class makes it. */
    static @Nullable Object rebuild(SerializedLambda form, Class<?> capturing, @Nullable Method deserialize)
            throws IOException, ClassNotFoundException {
        if (deserialize == null) {
            return rebuildByStream(form, capturing);
        }
        try {
            return deserialize.invoke(null, form);
        } catch (InvocationTargetException e) {
            throw new InvalidObjectException(
                    "the lambda " + form.getImplMethodName() + " of " + capturing.getName()
                            + " is not in this JVM's version of the class",
                    e.getCause() == null ? e : e.getCause());
        } catch (IllegalAccessException e) {
            throw new InvalidObjectException("a lambda of " + capturing.getName() + " can't be made", e);
        }
    }

    static @Nullable Method deserializer(Class<?> capturing) throws InvalidObjectException {
        Method method;
        try {
            method = capturing.getDeclaredMethod("$deserializeLambda$", SerializedLambda.class);
        } catch (NoSuchMethodException e) {
            throw new InvalidObjectException(capturing.getName() + " has no serialisable lambdas in this JVM", e);
        }
        try {
            method.setAccessible(true);
            return method;
        } catch (InaccessibleObjectException _) {
            return null;
        }
    }

    private static @Nullable Object rebuildByStream(SerializedLambda form, Class<?> capturing)
            throws IOException, ClassNotFoundException {
        @Nullable Object[] arguments = new @Nullable Object[form.getCapturedArgCount()];
        Object[] places = new Object[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = form.getCapturedArg(i);
            places[i] = Token.argument(i);
        }
        var hollow = new SerializedLambda(
                capturing,
                form.getFunctionalInterfaceClass(),
                form.getFunctionalInterfaceMethodName(),
                form.getFunctionalInterfaceMethodSignature(),
                form.getImplMethodKind(),
                form.getImplClass(),
                form.getImplMethodName(),
                form.getImplMethodSignature(),
                form.getInstantiatedMethodType(),
                places);
        var bytes = new Bytes(512);
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject(hollow);
        }
        try (var in = new Filler(bytes, capturing, arguments)) {
            return in.readObject();
        }
    }

    /** Lets a lambda replace itself and keeps what it did. */
    private static final class Catcher extends ObjectOutputStream {
        private @Nullable SerializedLambda caught;

        Catcher(Bytes out) throws IOException {
            super(out);
            boolean _ = enableReplaceObject(true);
        }

        @Override
        protected @Nullable Object replaceObject(Object object) {
            if (object instanceof SerializedLambda form) {
                caught = form;
            }
            return null;
        }
    }

    /** Reads back what was written here just now, with arguments in the place of their numbers. */
    @SuppressWarnings("serial") // no filter: the bytes are our own
    private static final class Filler extends ObjectInputStream {
        private final Class<?> capturing;
        private final @Nullable Object[] arguments;

        Filler(Bytes bytes, Class<?> capturing, @Nullable Object[] arguments) throws IOException {
            super(new ByteArrayInputStream(bytes.array(), 0, bytes.size()));
            this.capturing = capturing;
            this.arguments = arguments;
            boolean _ = enableResolveObject(true);
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
            if (description.getName().equals(capturing.getName())) {
                return capturing;
            }
            return Class.forName(description.getName(), false, Token.class.getClassLoader());
        }

        @Override
        protected @Nullable Object resolveObject(@Nullable Object object) {
            return object instanceof Token token && token.kind() == Token.ARGUMENT ? arguments[token.index()] : object;
        }
    }
}
