package dev.cordage.task;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one task asks for beside its work: a name, a deadline, and whether it may be run again. Immutable.
 *
 * <pre>{@code pool.submit(TaskOptions.named("census of java.base").timeout(Duration.ofSeconds(10)), work)}</pre>
 */
public final class TaskOptions {
    private static final TaskOptions NONE = new TaskOptions(null, null, false);

    private final @Nullable String name;
    private final @Nullable Duration timeout;
    private final boolean idempotent;

    private TaskOptions(@Nullable String name, @Nullable Duration timeout, boolean idempotent) {
        this.name = name;
        this.timeout = timeout;
        this.idempotent = idempotent;
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
        return new TaskOptions(name, timeout, idempotent);
    }

    /**
     * These options with a deadline, counted from when the task starts: past it the future fails with a
     * {@link java.util.concurrent.TimeoutException TimeoutException} that names the task, and the task is interrupted.
     * A thread that ignores interrupts goes on, and its worker with it, until the task returns; a worker process is
     * killed after a while.
     *
     * @param timeout positive
     * @return new options
     */
    public TaskOptions timeout(Duration timeout) {
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException("the timeout of a task must be positive: " + timeout);
        }
        return new TaskOptions(name, timeout, idempotent);
    }

    /**
     * These options for work that may be run again: done twice it has the same effect as done once. A pool whose workers
     * can die starts such a task anew when its worker has died, as often as it was told to retry; others fail then.
     *
     * @return new options
     */
    public TaskOptions idempotent() {
        return new TaskOptions(name, timeout, true);
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

    /**
     * Whether the work may be run again.
     *
     * @return whether it was said to be idempotent
     */
    public boolean isIdempotent() {
        return idempotent;
    }

    @Override
    public String toString() {
        return "TaskOptions[name=" + name + ", timeout=" + timeout + ", idempotent=" + idempotent + "]";
    }
}
