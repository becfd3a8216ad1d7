package dev.cordage.internal.managed;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is behind the proxy that users have: calls the object itself, or, in another process than its owner's, over a
 * connection. Immutable.
 */
final class Stub implements InvocationHandler, Serializable {
    @Serial
    private static final long serialVersionUID = 1;

    /** Null in another process than the owner's. */
    private final transient @Nullable SharedObject local;

    /** Null in the owner's process. */
    private final transient @Nullable Reference remote;

    Stub(SharedObject local) {
        this.local = local;
        this.remote = null;
    }

    Stub(Reference remote) {
        this.local = null;
        this.remote = remote;
    }

    /** A proxy for users. */
    static <T> T proxy(Class<T> type, Stub stub) {
        Class<?>[] types =
                type == Serializable.class ? new Class<?>[] {type} : new Class<?>[] {type, Serializable.class};
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), types, stub));
    }

    /** The stub of a proxy. */
    static Stub of(Object proxy) {
        return (Stub) Proxy.getInvocationHandler(proxy);
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        if (method.getDeclaringClass() == Object.class) {
            return invokeObjects(method, arguments);
        }
        Contract contract = Contract.of(proxy.getClass().getInterfaces()[0]);
        Contract.Operation operation = contract.operation(method);
        if (operation == null) {
            throw new IllegalStateException(method + " is not a method of what is shared");
        }
        SharedObject object = local;
        if (object != null) {
            return object.invoke(operation, arguments);
        }
        Reference reference = Objects.requireNonNull(remote);
        if (contract.fingerprint() != reference.fingerprint()) {
            throw new IllegalStateException(this + " can't be called: the interface here is another version of "
                    + proxy.getClass().getInterfaces()[0].getName() + " than its owner's");
        }
        return Client.call(reference, operation, arguments);
    }

    /** None of these asks the owner: they have to work when it is gone, and quickly. */
    private Object invokeObjects(Method method, @Nullable Object @Nullable [] arguments) {
        return switch (method.getName()) {
            case "equals" -> isSame(Objects.requireNonNull(arguments)[0]);
            case "hashCode" -> 31 * server().hashCode() + object();
            default -> toString();
        };
    }

    private boolean isSame(@Nullable Object other) {
        return other != null
                && Proxy.isProxyClass(other.getClass())
                && Proxy.getInvocationHandler(other) instanceof Stub stub
                && stub.object() == object()
                && stub.server().equals(server());
    }

    /** Whether this is the owner's process. */
    boolean isLocal() {
        return local != null;
    }

    private String server() {
        return local != null ? local.server() : Objects.requireNonNull(remote).server();
    }

    private int object() {
        return local != null ? local.number() : Objects.requireNonNull(remote).object();
    }

    @Override
    public String toString() {
        return local != null ? local.toString() : String.valueOf(remote);
    }

    /** For another process. */
    Reference reference() throws NotSerializableException {
        if (remote != null) {
            return remote;
        }
        try {
            return Objects.requireNonNull(local).reference();
        } catch (IOException | IllegalStateException e) {
            NotSerializableException failure = new NotSerializableException(this + ": " + e.getMessage());
            failure.initCause(e);
            throw failure;
        }
    }

    @Serial
    private Object writeReplace() throws NotSerializableException {
        return reference();
    }

    @Serial
    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a shared object travels as a reference");
    }
}
