package dev.cordage.fabric;

import dev.cordage.internal.portable.Copier;
import dev.cordage.internal.portable.PortablePool;
import dev.cordage.queue.CloseableQueue;
import dev.cordage.sync.Counter;
import dev.cordage.sync.CountingSemaphore;
import dev.cordage.sync.EventFlag;
import dev.cordage.sync.Mutex;
import dev.cordage.task.CheckedJob;
import dev.cordage.task.Job;
import dev.cordage.task.Pool;
import dev.cordage.task.TaskFuture;
import dev.cordage.task.Work;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** A {@link LocalFabric} whose work is copied on its way. */
final class PortableFabric implements Fabric {
    private final LocalFabric fabric;
    private final Copier copier = new Copier();

    PortableFabric(LocalFabric fabric) {
        this.fabric = fabric;
    }

    @Override
    public Pool pool(int workers) {
        return PortablePool.of(fabric.pool(workers));
    }

    @Override
    public <T extends @Nullable Object> TaskFuture<T> start(Work<T> work) {
        Callable<T> copying = copier.copying("start", work);
        return fabric.start((Work<T>) copying::call);
    }

    @Override
    public TaskFuture<?> start(Job job) {
        Runnable copying = copier.copying("start", job);
        return fabric.start((Job) copying::run);
    }

    @Override
    public TaskFuture<?> startChecked(CheckedJob job) {
        Objects.requireNonNull(job, "job");
        return this.<@Nullable Object>start((Work<@Nullable Object>) () -> {
            job.run();
            return null;
        });
    }

    @Override
    public Mutex mutex(String name) {
        return fabric.mutex(name);
    }

    @Override
    public CountingSemaphore semaphore(int permits, String name) {
        return fabric.semaphore(permits, name);
    }

    @Override
    public EventFlag event(String name) {
        return fabric.event(name);
    }

    @Override
    public <E> CloseableQueue<E> queue(int capacity, String name) {
        return fabric.queue(capacity, name);
    }

    @Override
    public Counter counter() {
        return fabric.counter();
    }

    @Override
    public <K, V> ConcurrentMap<K, V> dict() {
        return fabric.dict();
    }

    @Override
    public void close() {
        fabric.close();
    }
}
