package dev.cordage.task;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A {@link TaskFuture} that the program completes itself: the bridge from an API that calls back.
 *
 * <pre>{@code
 * Promise<Reply> promise = Promise.create("reply 17");
 * client.send(request, promise::succeed, promise::fail);
 * Reply reply = promise.result(Duration.ofSeconds(5));
 * }</pre>
 *
 * <p>The first completion stays. {@code tryX} says whether it was the first; {@code x} throws if it was not.
 *
 * @param <T> the type of the value; may be null
 */
public final class Promise<T extends @Nullable Object> extends AbstractTaskFuture<T> {
    private final String name;

    private Promise(String name) {
        this.name = name;
    }

    /**
     * A pending promise.
     *
     * @param <T> the type of the value
     * @return the promise
     */
    public static <T extends @Nullable Object> Promise<T> create() {
        return new Promise<>("promise");
    }

    /**
     * A pending promise with a name.
     *
     * @param name for logs and messages, not empty
     * @param <T> the type of the value
     * @return the promise
     */
    public static <T extends @Nullable Object> Promise<T> create(String name) {
        if (Objects.requireNonNull(name, "name").isEmpty()) {
            throw new IllegalArgumentException("the name of a promise is empty");
        }
        return new Promise<>(name);
    }

    /**
     * Ends the promise with a value.
     *
     * @param value the value
     * @throws IllegalStateException if it had ended before; it stays as it is
     */
    public void succeed(T value) {
        if (!complete(value)) {
            throw ended();
        }
    }

    /**
     * Ends the promise with a failure.
     *
     * @param failure the failure
     * @throws IllegalStateException if it had ended before; it stays as it is
     */
    public void fail(Throwable failure) {
        if (!completeExceptionally(failure)) {
            throw ended();
        }
    }

    /**
     * Ends the promise with a value, if it has not ended.
     *
     * @param value the value
     * @return whether this call ended it
     */
    public boolean trySucceed(T value) {
        return complete(value);
    }

    /**
     * Ends the promise with a failure, if it has not ended.
     *
     * @param failure the failure
     * @return whether this call ended it
     */
    public boolean tryFail(Throwable failure) {
        return completeExceptionally(failure);
    }

    private IllegalStateException ended() {
        return new IllegalStateException("the promise has ended already: " + this);
    }

    @Override
    public String name() {
        return name;
    }
}
