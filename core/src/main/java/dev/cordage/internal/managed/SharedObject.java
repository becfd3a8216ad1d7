package dev.cordage.internal.managed;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import org.jspecify.annotations.Nullable;

/** An object in its owner's process. Immutable. */
final class SharedObject {
    private final ObjectServer server;
    private final int number;
    private final Class<?> type;
    private final Object implementation;
    private final @Nullable ClassLoader loader;

    SharedObject(ObjectServer server, int number, Class<?> type, Object implementation) {
        this.server = server;
        this.number = number;
        this.type = type;
        this.implementation = implementation;
        this.loader = Thread.currentThread().getContextClassLoader();
    }

    static String describe(String type, int number, long pid) {
        return type + ' ' + number + " of process " + pid;
    }

    String server() {
        return server.id();
    }

    int number() {
        return number;
    }

    Contract contract() {
        return Contract.of(type);
    }

    Object implementation() {
        return implementation;
    }

    /** The context class loader of the thread that shared it, which finds the classes of arguments. */
    @Nullable ClassLoader loader() {
        return loader;
    }

    /** For another process. */
    Reference reference() throws IOException {
        return server.reference(number, type.getSimpleName(), contract().fingerprint());
    }

    /** Calls the object in this thread, and throws what it throws. */
    @Nullable Object invoke(Contract.Operation operation, @Nullable Object @Nullable [] arguments) throws Throwable {
        server.checkOpen(this);
        try {
            return operation.method().invoke(implementation, arguments);
        } catch (InvocationTargetException e) {
            Throwable thrown = e.getCause();
            throw thrown == null ? e : thrown;
        }
    }

    @Override
    public String toString() {
        return describe(type.getSimpleName(), number, ObjectServer.PID);
    }
}
