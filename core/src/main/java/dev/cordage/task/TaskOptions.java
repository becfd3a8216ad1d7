package dev.cordage.task;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one task asks for beside its work: a name and a deadline. Immutable.
 *
 * <pre>{@code pool.submit(TaskOptions.named("census of java.base").timeout(Duration.ofSeconds(10)), work)}</pre>
 */
public final class TaskOptions {
    private static final TaskOptions NONE = new TaskOptions(null, null);

    private final @Nullable String name;
    private final @Nullable Duration timeout;

    private TaskOptions(@Nullable String name, @Nullable Duration timeout) {
        this.name = name;
        this.timeout = timeout;
    }

    /**
     * No wishes.
     *
     * @return the options
     */
    public static TaskOptions none() {
        return NONE;
    }

    /**
     * A name, for logs and messages.
     *
     * @param name not empty
     * @return the options
     */
    public static TaskOptions named(String name) {
        return NONE.name(name);
    }

    /**
     * These options with a name.
     *
     * @param name not empty
     * @return new options
     */
    public TaskOptions name(String name) {
        if (Objects.requireNonNull(name, "name").isEmpty()) {
            throw new IllegalArgumentException("the name of a task is empty");
        }
        return new TaskOptions(name, timeout);
    }

    /**
     * These options with a deadline, counted from when the task starts: past it the future fails with a
     * {@link java.util.concurrent.TimeoutException TimeoutException} that names the task, and the task is interrupted.
     * A thread that ignores interrupts goes on, and its worker with it, until the task returns.
     *
     * @param timeout positive
     * @return new options
     */
    public TaskOptions timeout(Duration timeout) {
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException("the timeout of a task must be positive: " + timeout);
        }
        return new TaskOptions(name, timeout);
    }

    /**
     * The name asked for.
     *
     * @return the name, or empty
     */
    public Optional<String> name() {
        return Optional.ofNullable(name);
    }

    /**
     * The deadline asked for.
     *
     * @return how long after its start, or empty
     */
    public Optional<Duration> timeout() {
        return Optional.ofNullable(timeout);
    }

    @Override
    public String toString() {
        return "TaskOptions[name=" + name + ", timeout=" + timeout + "]";
    }
}
