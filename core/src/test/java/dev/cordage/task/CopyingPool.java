package dev.cordage.task;

import dev.cordage.observe.PoolStatistics;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** A pool whose tasks, values and failures are copied on their way, as those of a pool of processes are. */
record CopyingPool(Pool pool) implements Pool {
    @Override
    public <T> TaskFuture<T> submit(TaskOptions options, Callable<T> work) {
        return pool.submit(options, copying(work));
    }

    @Override
    public <T> Optional<TaskFuture<T>> trySubmit(TaskOptions options, Callable<T> work, Duration timeout)
            throws InterruptedException {
        return pool.trySubmit(options, copying(work), timeout);
    }

    private static <T> Callable<T> copying(Callable<T> work) {
        Callable<T> copy = copy(work);
        return copy == null
                ? null
                : () -> {
                    try {
                        return copy(copy.call());
                    } catch (InterruptedException e) {
                        throw e;
                    } catch (Throwable failure) {
                        return PoolThreadsContract.<T, Exception>sneaky(copy(failure));
                    }
                };
    }

    @Override
    public void execute(Runnable command) {
        pool.execute(copy(command));
    }

    @SuppressWarnings("unchecked")
    private static <T> T copy(T object) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(object);
            }
            return (T) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalArgumentException("cannot be sent: " + object, e);
        }
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
        return "CopyingPool[" + pool + "]";
    }
}
