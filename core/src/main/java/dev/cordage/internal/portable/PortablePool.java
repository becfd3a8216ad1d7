package dev.cordage.internal.portable;

import dev.cordage.observe.PoolStatistics;
import dev.cordage.task.Pool;
import dev.cordage.task.TaskFuture;
import dev.cordage.task.TaskOptions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A pool of this JVM whose tasks, values and failures are copied on their way by the codec, with all its refusals. */
public final class PortablePool implements Pool {
    private final Pool pool;
    private final Copier copier = new Copier();

    private PortablePool(Pool pool) {
        this.pool = pool;
    }

    /** A pool whose tasks run in that one. */
    public static PortablePool of(Pool pool) {
        return new PortablePool(pool);
    }

    @Override
    public <T extends @Nullable Object> TaskFuture<T> submit(TaskOptions options, Callable<T> work) {
        return pool.submit(options, copier.copying(name(options), work));
    }

    @Override
    public <T extends @Nullable Object> Optional<TaskFuture<T>> trySubmit(
            TaskOptions options, Callable<T> work, Duration timeout) throws InterruptedException {
        Objects.requireNonNull(timeout, "timeout");
        return pool.trySubmit(options, copier.copying(name(options), work), timeout);
    }

    @Override
    public void execute(Runnable command) {
        Objects.requireNonNull(command, "command");
        pool.execute(copier.copying(name(TaskOptions.none()), command));
    }

    private String name(TaskOptions options) {
        return Objects.requireNonNull(options, "options").name().orElse(pool.name() + "-task");
    }

    @Override
    public String name() {
        return pool.name();
    }

    @Override
    public int parallelism() {
        return pool.parallelism();
    }

    @Override
    public PoolStatistics statistics() {
        return pool.statistics();
    }

    @Override
    public void shutdown() {
        pool.shutdown();
    }

    @Override
    public List<Runnable> shutdownNow() {
        return pool.shutdownNow();
    }

    @Override
    public boolean isShutdown() {
        return pool.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return pool.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return pool.awaitTermination(timeout, unit);
    }

    @Override
    public void close() {
        pool.close();
    }

    @Override
    public boolean stop(Duration timeout) throws InterruptedException {
        return pool.stop(timeout);
    }

    @Override
    public String toString() {
        return "portable " + pool;
    }
}
