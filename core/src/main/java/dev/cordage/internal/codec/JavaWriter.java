package dev.cordage.internal.codec;

import dev.cordage.internal.waiting.OfThisJvm;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/** Java serialisation, with the class loader's number at each class, and tokens for what goes another way. */
final class JavaWriter extends ObjectOutputStream {
    private final Loaders loaders;
    private final LargeArrays large;
    private final @Nullable FailureGraph failure;

    /** The throwable of the failure that this stream is for; -1 for all of them. */
    private final int self;

    private @Nullable IdentityHashMap<Object, Token> tokens;
    private @Nullable Object culprit;
    private @Nullable ClassLoader loader;

    JavaWriter(Bytes out, Loaders loaders, LargeArrays large, @Nullable FailureGraph failure, int self)
            throws IOException {
        super(out);
        this.loaders = loaders;
        this.large = large;
        this.failure = failure;
        this.self = self;
        boolean _ = enableReplaceObject(true);
    }

    /** The first object met that is not serialisable. */
    @Nullable Object culprit() {
        return culprit;
    }

    @Nullable ClassLoader loader() {
        return loader;
    }

    @Override
    protected void annotateClass(Class<?> type) throws IOException {
        annotate(type);
    }

    @Override
    protected void annotateProxyClass(Class<?> type) throws IOException {
        annotate(type);
    }

    private void annotate(Class<?> type) throws IOException {
        ClassLoader own = type.getClassLoader();
        writeInt(own == null ? 0 : loaders.idOf(own));
        if (loader == null) {
            loader = Shape.userLoader(type);
        }
    }

    @Override
    protected @Nullable Object replaceObject(@Nullable Object object) throws IOException {
        if (object == null) {
            return null;
        }
        Class<?> type = object.getClass();
        if (type.isArray()) {
            return replaceArray(object);
        }
        int kept = object instanceof OfThisJvm shared ? loaders.keep(shared) : -1;
        if (kept >= 0) {
            return token(object, Token.kept(kept));
        }
        if (!(object instanceof Serializable)) {
            if (object instanceof Path path && Token.isPortable(path)) {
                return token(object, Token.path(path));
            }
            if (ProgramObject.isOne(type)) {
                ProgramObject.check(type);
                return token(object, Token.program(type));
            }
            if (culprit == null) {
                culprit = object;
            }
        } else if (object instanceof Throwable throwable) {
            int node = failure == null || self < 0 ? -1 : failure.indexOf(throwable);
            return node < 0 || node == self ? object : token(object, Token.node(node));
        } else if (type.isRecord() && type.getName().equals(ItemFailures.NAME) && Shape.isOurs(type)) {
            var bytes = new Bytes(512);
            new FailureWriter(loaders, large).write(ItemFailures.cause(object), bytes);
            return token(object, Token.itemFailure(bytes.copy()));
        }
        return object;
    }

    private Object replaceArray(Object array) {
        if (PrimitiveArrays.typeOf(array) != 0) {
            if (PrimitiveArrays.byteCount(array) < PrimitiveArrays.LARGE) {
                return array;
            }
            Token known = tokens == null ? null : tokens.get(array);
            return known != null ? known : token(array, Token.large(large.add(array)));
        }
        if (failure != null && array instanceof StackTraceElement[] stack) {
            int from = Math.max(self, 0);
            int to = self < 0 ? failure.size() : self + 1;
            for (int i = from; i < to; i++) {
                if (Arrays.equals(stack, failure.stack(i))) {
                    return token(array, Token.stack(i));
                }
            }
        }
        return array;
    }

    /** The same token each time, so that the object's identity is kept by that of the token. */
    private Token token(Object object, Token fresh) {
        IdentityHashMap<Object, Token> known = tokens;
        if (known == null) {
            known = new IdentityHashMap<>();
            tokens = known;
        }
        Token first = known.putIfAbsent(object, fresh);
        return first != null ? first : fresh;
    }
}
