package dev.cordage.task;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Carries one piece of context (a trace id, a tenant, a locale) from the thread that submits a task to the thread that
 * runs it.
 *
 * <p>A service provider interface: carriers found by {@link java.util.ServiceLoader} serve every pool, and
 * {@link ThreadPool.Builder#context} adds one to a single pool. Carriers are asked to {@link #capture} at every submit,
 * so they should be quick. For reaches beyond this JVM the snapshot must be serialisable, and the carrier must be
 * registered under the same name in the worker.
 *
 * @param <S> the type of a snapshot
 */
public interface ContextCarrier<S> {
    /**
     * The name that identifies the carrier in another JVM.
     *
     * @return the name
     */
    String name();

    /**
     * Takes a snapshot in the thread that submits.
     *
     * @return the snapshot, or null if there is nothing to carry
     */
    @Nullable S capture();

    /**
     * Runs a body in the task's thread with the context in place, and puts back what was there before.
     *
     * @param snapshot what {@link #capture} gave
     * @param body to be called exactly once
     * @param <T> the type of the body's value
     * @return the body's value
     * @throws Exception what the body throws
     */
    <T extends @Nullable Object> T with(S snapshot, Callable<T> body) throws Exception;

    /**
     * The same work with the context of the calling thread, taken now by the carriers that are registered as services.
     * It can be sent to another JVM if the work and the snapshots can; carriers of the same names put the context in
     * place there. For pools whose workers are beyond this JVM.
     *
     * @param work the work
     * @param <T> the type of its value
     * @return the work itself if there is nothing to carry
     */
    static <T extends @Nullable Object> Callable<T> capture(Callable<T> work) {
        return CarriedWork.capture(Context.carriers(List.of()), work);
    }

    /**
     * A carrier of a thread-local variable. The task finds what the submitter had, also if that was nothing.
     *
     * @param name the name of the carrier
     * @param variable the variable
     * @param <V> the type of the variable
     * @return the carrier
     */
    static <V> ContextCarrier<?> of(String name, ThreadLocal<V> variable) {
        return new ThreadLocalCarrier<>(name, variable);
    }

    /**
     * A carrier of a scoped value.
     *
     * @param name the name of the carrier
     * @param value the scoped value; where it is not bound, nothing is carried
     * @param <V> the type of the value
     * @return the carrier
     */
    static <V> ContextCarrier<V> of(String name, ScopedValue<V> value) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(value, "value");
        return new ContextCarrier<>() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public @Nullable V capture() {
                return value.isBound() ? value.get() : null;
            }

            @Override
            public <T extends @Nullable Object> T with(V snapshot, Callable<T> body) throws Exception {
                return ScopedValue.where(value, snapshot).<T, Exception>call(body::call);
            }
        };
    }
}
