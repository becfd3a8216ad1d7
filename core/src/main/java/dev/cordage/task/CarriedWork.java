package dev.cordage.task;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Work together with the context it was submitted in, in a form that can be sent: carriers are found by their names. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record CarriedWork<T extends @Nullable Object>(Snapshot[] context, Callable<T> work) implements Work<T> {
    record Snapshot(String carrier, Object value) implements Serializable {}

    /** The work as it is, where there is nothing to carry. */
    static <T extends @Nullable Object> Callable<T> capture(List<ContextCarrier<?>> carriers, Callable<T> work) {
        Objects.requireNonNull(work, "work");
        if (carriers.isEmpty()) {
            return work;
        }
        List<Snapshot> context = new ArrayList<>();
        for (ContextCarrier<?> carrier : carriers) {
            Object value = carrier.capture();
            if (value != null) {
                context.add(new Snapshot(carrier.name(), value));
            }
        }
        return context.isEmpty() ? work : new CarriedWork<>(context.toArray(Snapshot[]::new), work);
    }

    @Override
    public T call() throws Exception {
        Callable<T> body = work;
        for (int i = context.length - 1; i >= 0; i--) {
            body = Context.around(carrier(context[i].carrier()), context[i].value(), body);
        }
        return body.call();
    }

    private static ContextCarrier<?> carrier(String name) {
        for (ContextCarrier<?> carrier : Context.carriers(List.of())) {
            if (carrier.name().equals(name)) {
                return carrier;
            }
        }
        throw new IllegalStateException("the context carrier '" + name
                + "' is not registered in the JVM that runs the task: provide it as a service there too");
    }
}
