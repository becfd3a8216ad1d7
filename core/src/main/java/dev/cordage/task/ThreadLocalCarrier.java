package dev.cordage.task;

import java.io.Serializable;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Carries a thread-local variable. */
final class ThreadLocalCarrier<V> implements ContextCarrier<ThreadLocalCarrier.Snapshot<V>> {
    private final String name;
    private final ThreadLocal<V> variable;

    /** What the variable held; null if nothing. */
    record Snapshot<V>(@Nullable V value) implements Serializable {}

    ThreadLocalCarrier(String name, ThreadLocal<V> variable) {
        this.name = Objects.requireNonNull(name, "name");
        this.variable = Objects.requireNonNull(variable, "variable");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Snapshot<V> capture() {
        return new Snapshot<>(variable.get());
    }

    @Override
    public <T extends @Nullable Object> T with(Snapshot<V> snapshot, Callable<T> body) throws Exception {
        Snapshot<V> before = capture();
        restore(snapshot);
        try {
            return body.call();
        } finally {
            restore(before);
        }
    }

    private void restore(Snapshot<V> snapshot) {
        if (snapshot.value == null) {
            variable.remove();
        } else {
            variable.set(snapshot.value);
        }
    }
}
