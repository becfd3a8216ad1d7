package dev.cordage.process;

import dev.cordage.fabric.Fabric;
import dev.cordage.internal.launch.PrivateFolder;
import dev.cordage.internal.managed.Guest;
import dev.cordage.internal.shared.SharedBarrier;
import dev.cordage.internal.shared.SharedCounter;
import dev.cordage.internal.shared.SharedEventFlag;
import dev.cordage.internal.shared.SharedMutex;
import dev.cordage.internal.shared.SharedQueue;
import dev.cordage.internal.shared.SharedRLock;
import dev.cordage.internal.shared.SharedSemaphore;
import dev.cordage.queue.CloseableQueue;
import dev.cordage.sync.Barrier;
import dev.cordage.sync.Counter;
import dev.cordage.sync.CountingSemaphore;
import dev.cordage.sync.EventFlag;
import dev.cordage.sync.Fairness;
import dev.cordage.sync.Mutex;
import dev.cordage.sync.RLock;
import dev.cordage.task.CheckedJob;
import dev.cordage.task.Job;
import dev.cordage.task.Pool;
import dev.cordage.task.Work;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The reach of this machine: workers are processes, and what they are given is copied. Locks, queues, counters and shared
 * memory are the exception: these are handles, which mean the same thing wherever they get to.
 *
 * <pre>{@code
 * try (HostFabric fabric = HostFabric.open()) {
 *     Counter words = fabric.counter();
 *     try (Pool pool = fabric.pool(4)) {
 *         pool.map(line -> words.add(line.split(" ").length), lines).toList();
 *     }
 *     IO.println(words.get());
 * }
 * }</pre>
 *
 * <p><b>Handles.</b> What is made here with a name can be captured by work, sent through a {@link PipeEnd}, put into a
 * queue, or be written by Java serialisation to any process of the same user on this machine, be it a worker or not. It
 * lives until the fabric is closed; what then still waits for it fails with an {@link IllegalStateException}, as does every
 * later use. There is no way to give back a single lock earlier; one takes about a kilobyte.
 *
 * <p><b>Death.</b> A process may be killed at any moment without harm to these: its locks go to the next, who is told by
 * {@link dev.cordage.sync.OwnedLock#wasAbandoned}; its permits return; a barrier it waits at breaks; a queue keeps all that
 * was put in before, and what it had taken stays unfinished. Others that wait notice within a second or two, and at once
 * if the dead was a worker of theirs. The fabric itself ends with the process that opened it: what other processes have of
 * it fails within about five seconds.
 *
 * <p><b>Waiting.</b> An operation that need not wait doesn't leave the program. Others wait without a carrier and with hardly
 * any processor time. Processes wake each other by the futex system call if this JVM and all others have native access
 * ({@code --enable-native-access}, which workers inherit), which halves the time, and else by sockets. Nobody starves:
 * those that wait for a lock or permits are called in the order in which they came, and who was called in vain for ten
 * milliseconds is not passed by anybody any more.
 *
 * <p><b>Where.</b> The shared memory is in {@code /dev/shm}, which in a container often has 64 MB, else in the folder for
 * temporary files; in files of mode 0600 in a folder of mode 0700, with names nobody can guess. What a killed process leaves
 * is removed when the next program with a fabric starts, or by {@code cordage doctor --clean}.
 */
public final class HostFabric implements Fabric {
    // @GuardedBy("this"); nothing is closed or waited for while it is held
    private final List<ProcessPool> pools = new ArrayList<>();

    // @GuardedBy("this")
    private final List<WorkerProcess<?>> processes = new ArrayList<>();

    // @GuardedBy("this")
    private final List<PipeEnd.Pair> pipes = new ArrayList<>();

    /** Queues and shared memory. */
    // @GuardedBy("this")
    private final List<CloseableQueue<?>> queues = new ArrayList<>();

    // @GuardedBy("this")
    private final List<AutoCloseable> memories = new ArrayList<>();

    private final HostMemory memory = new HostMemory();

    // @GuardedBy("this")
    private boolean closed;

    private HostFabric() {}

    /**
     * Opens a fabric. No process is started yet.
     *
     * @return the fabric
     */
    public static HostFabric open() {
        return new HostFabric();
    }

    /**
     * Makes a pool of processes.
     *
     * @param workers how many tasks it can run at the same time, at least 1
     * @return the pool; closing it before the fabric is allowed
     * @throws IllegalStateException if the fabric is closed
     */
    @Override
    public ProcessPool pool(int workers) {
        return pool(ProcessPool.builder().workers(workers));
    }

    /**
     * Makes a pool of processes as it was described.
     *
     * @param builder describes it
     * @return the pool; closing it before the fabric is allowed
     * @throws IllegalStateException if the fabric is closed
     */
    public synchronized ProcessPool pool(ProcessPool.Builder builder) {
        checkOpen();
        pools.removeIf(Pool::isTerminated);
        ProcessPool pool = builder.build();
        pools.add(pool);
        return pool;
    }

    /**
     * Starts work in a process of its own.
     *
     * @param work the work
     * @param <T> the type of its value
     * @return the process
     * @throws IllegalStateException if the fabric is closed
     */
    @Override
    public synchronized <T extends @Nullable Object> WorkerProcess<T> start(Work<T> work) {
        checkOpen();
        return started(WorkerProcess.start(work));
    }

    /**
     * Starts work without a value in a process of its own.
     *
     * @param job the work
     * @return the process
     * @throws IllegalStateException if the fabric is closed
     */
    @Override
    public synchronized WorkerProcess<?> start(Job job) {
        checkOpen();
        return started(WorkerProcess.start(job));
    }

    /**
     * Starts work without a value that may throw checked exceptions in a process of its own.
     *
     * @param job the work
     * @return the process
     * @throws IllegalStateException if the fabric is closed
     */
    @Override
    public synchronized WorkerProcess<?> startChecked(CheckedJob job) {
        checkOpen();
        return started(WorkerProcess.startChecked(job));
    }

    /**
     * Makes a pipe, either end of which can be handed to a worker. The fabric closes it when it is closed itself.
     *
     * @return its two ends
     * @throws IllegalStateException if the fabric is closed
     */
    public synchronized PipeEnd.Pair pipe() {
        checkOpen();
        pipes.removeIf(pipe -> pipe.first().isClosed() && pipe.second().isClosed());
        PipeEnd.Pair pipe = PipeEnd.pair();
        pipes.add(pipe);
        return pipe;
    }

    /**
     * The folders with sockets and shared memory that programs of this user have left that died: of theirs, not only of
     * fabrics. They are deleted when the next program makes such a folder in the same place.
     *
     * @return their paths
     */
    public static List<Path> leftovers() {
        return List.copyOf(PrivateFolder.leftovers());
    }

    /**
     * Deletes the {@link #leftovers} now.
     *
     * @return those that are gone
     */
    public static List<Path> removeLeftovers() {
        return leftovers().stream().filter(PrivateFolder::deleteLeftover).toList();
    }

    // --- locks and the like

    @Override
    public Mutex mutex(String name) {
        return mutex(name, Fairness.BARGING);
    }

    /**
     * Makes a mutex between processes.
     *
     * @param name its name in logs and statistics
     * @param fairness in which order waiters get it
     * @return the mutex, serialisable
     * @throws IllegalStateException if the fabric is closed
     */
    public Mutex mutex(String name, Fairness fairness) {
        return SharedMutex.create(shared().region(), Objects.requireNonNull(name, "name"), fairness);
    }

    /**
     * Makes a lock between processes that its holder may take again.
     *
     * @param name its name in logs and statistics
     * @return the lock, serialisable
     * @throws IllegalStateException if the fabric is closed
     */
    public RLock rlock(String name) {
        return rlock(name, Fairness.BARGING);
    }

    /**
     * Makes a lock between processes that its holder may take again. Its {@link RLock#newCondition conditions} are
     * serialisable too.
     *
     * @param name its name in logs and statistics
     * @param fairness in which order waiters get it
     * @return the lock, serialisable
     * @throws IllegalStateException if the fabric is closed
     */
    public RLock rlock(String name, Fairness fairness) {
        return SharedRLock.create(shared().region(), Objects.requireNonNull(name, "name"), fairness);
    }

    @Override
    public CountingSemaphore semaphore(int permits, String name) {
        return semaphore(permits, true, name);
    }

    /**
     * Makes a semaphore between processes that may get more permits than it has at first, for signals: what was acquired is
     * used up, and does not return when its process dies.
     *
     * @param permits how many permits there are at first, at least 0
     * @param name its name in logs and statistics
     * @return the semaphore, serialisable
     * @throws IllegalStateException if the fabric is closed
     */
    public CountingSemaphore unboundedSemaphore(int permits, String name) {
        return semaphore(permits, false, name);
    }

    private CountingSemaphore semaphore(int permits, boolean bounded, String name) {
        Objects.requireNonNull(name, "name");
        return SharedSemaphore.create(shared().region(), permits, bounded, name, Fairness.BARGING);
    }

    @Override
    public EventFlag event(String name) {
        return SharedEventFlag.create(shared().region(), Objects.requireNonNull(name, "name"));
    }

    /**
     * Makes a barrier between processes.
     *
     * @param parties how many threads, in whatever processes, must arrive, at least 1
     * @param name its name in logs and statistics
     * @return the barrier, serialisable
     * @throws IllegalStateException if the fabric is closed
     */
    public Barrier barrier(int parties, String name) {
        return SharedBarrier.create(shared().region(), parties, null, Objects.requireNonNull(name, "name"));
    }

    /**
     * Makes a barrier between processes with an action. The last to arrive runs its process's copy of it.
     *
     * @param parties how many threads, in whatever processes, must arrive, at least 1
     * @param action what the last to arrive runs before any goes on
     * @param name its name in logs and statistics
     * @return the barrier, serialisable
     * @throws IllegalStateException if the fabric is closed
     */
    public Barrier barrier(int parties, Job action, String name) {
        Objects.requireNonNull(action, "action");
        return SharedBarrier.create(shared().region(), parties, action, Objects.requireNonNull(name, "name"));
    }

    @Override
    public Counter counter() {
        return counter("counter");
    }

    /**
     * Makes a counter between processes that starts at 0.
     *
     * @param name its name in logs
     * @return the counter, serialisable
     * @throws IllegalStateException if the fabric is closed
     */
    public Counter counter(String name) {
        return SharedCounter.create(shared().region(), Objects.requireNonNull(name, "name"));
    }

    /**
     * Makes a value between processes that has a lock. A long, double, int or boolean leaves room for others of these; anything
     * else for what takes up to 32,760 bytes when serialised, which takes 64 KB of the fabric's memory.
     *
     * @param initial its first value, serialisable
     * @param name its name in logs
     * @param <T> the type of the value
     * @return the value, serialisable
     * @throws IllegalStateException if the fabric is closed
     */
    public <T> SharedValue<T> value(T initial, String name) {
        Objects.requireNonNull(initial, "initial");
        return SharedValue.create(shared().region(), initial, Objects.requireNonNull(name, "name"));
    }

    /**
     * Makes a value between processes that has a lock, with room for values of so many bytes when serialised. Up to 88 bytes
     * take no more memory than a lock does, more take 64 KB.
     *
     * @param initial its first value, serialisable
     * @param capacity how many bytes a value may take, from 8 to 32,760
     * @param name its name in logs
     * @param <T> the type of the value
     * @return the value, serialisable
     * @throws IllegalArgumentException if the capacity is less or more, or not enough for the first value
     * @throws IllegalStateException if the fabric is closed
     */
    public <T> SharedValue<T> value(T initial, int capacity, String name) {
        Objects.requireNonNull(initial, "initial");
        return SharedValue.create(shared().region(), initial, capacity, Objects.requireNonNull(name, "name"));
    }

    @Override
    public synchronized <E> CloseableQueue<E> queue(int capacity, String name) {
        checkOpen();
        queues.removeIf(CloseableQueue::isDrained);
        CloseableQueue<E> queue = SharedQueue.create(shared().region(), capacity, Objects.requireNonNull(name, "name"));
        queues.add(queue);
        return queue;
    }

    // --- memory and objects

    /**
     * Makes shared memory that the fabric closes when it is closed itself.
     *
     * @param size its size in bytes, at least 1
     * @return the memory
     * @throws IOException if there is no space for it
     * @throws IllegalStateException if the fabric is closed
     */
    public SharedMemory memory(long size) throws IOException {
        var _ = shared();
        return owned(SharedMemory.create(size));
    }

    /**
     * Makes an array of bytes in shared memory that the fabric closes when it is closed itself.
     *
     * @param length how many, at least 1
     * @return the array, of zeros
     * @throws IOException if there is no space for it
     * @throws IllegalStateException if the fabric is closed
     */
    public SharedArray.OfBytes bytes(long length) throws IOException {
        var _ = shared();
        return owned(SharedArray.ofBytes(length));
    }

    /** As {@link #bytes}, of ints. */
    public SharedArray.OfInts ints(long length) throws IOException {
        var _ = shared();
        return owned(SharedArray.ofInts(length));
    }

    /** As {@link #bytes}, of longs. */
    public SharedArray.OfLongs longs(long length) throws IOException {
        var _ = shared();
        return owned(SharedArray.ofLongs(length));
    }

    /** As {@link #bytes}, of floats. */
    public SharedArray.OfFloats floats(long length) throws IOException {
        var _ = shared();
        return owned(SharedArray.ofFloats(length));
    }

    /** As {@link #bytes}, of doubles. */
    public SharedArray.OfDoubles doubles(long length) throws IOException {
        var _ = shared();
        return owned(SharedArray.ofDoubles(length));
    }

    private synchronized <M extends AutoCloseable> M owned(M made) throws IOException {
        if (closed) {
            closeMemory(made);
        }
        checkOpen();
        memories.add(made);
        return made;
    }

    private static void closeMemory(AutoCloseable memory) {
        try {
            memory.close();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public <K, V> ConcurrentMap<K, V> dict() {
        return shared().objects().dict();
    }

    /**
     * Makes a map that lives in this process and can be used by all, see {@link #dict()}.
     *
     * @param name its name in logs
     * @param <K> the type of the keys
     * @param <V> the type of the values
     * @return the map, serialisable
     * @throws IllegalStateException if the fabric is closed
     */
    public <K, V> ConcurrentMap<K, V> dict(String name) {
        return shared().objects().dict(name);
    }

    /**
     * Makes an object of this process one that all can call. Arguments and results are copied, unless they are handles;
     * exceptions come to the caller. Each call runs here in a virtual thread of its own, and is interrupted when its caller
     * is, or dies.
     *
     * @param type the interface through which it is called
     * @param implementation the object
     * @param <T> the interface
     * @return what calls it, serialisable
     * @throws IllegalArgumentException if the type is not an interface that can be called from here
     * @throws IllegalStateException if the fabric is closed
     */
    public <T> T share(Class<T> type, T implementation) {
        return shared().objects().share(type, implementation);
    }

    private synchronized HostMemory shared() {
        checkOpen();
        return memory;
    }

    // @GuardedBy("this")
    private <T extends @Nullable Object> WorkerProcess<T> started(WorkerProcess<T> process) {
        processes.removeIf(p -> !p.isAlive());
        processes.add(process);
        return process;
    }

    // @GuardedBy("this")
    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the fabric is closed");
        }
    }

    /**
     * Closes the queues and the pipes: what was sent can still be received. Then closes the pools, which finish what was
     * accepted, and waits for them and for the processes. Then locks, shared memory and objects end; who still waits for them
     * fails. Idempotent.
     *
     * <p>If the waiting thread is interrupted, what runs is interrupted too; it still waits for it to end, and keeps the
     * interrupt flag. Called by an object of {@link #share}, it returns at once, and another thread does all that.
     */
    @Override
    public void close() {
        if (Guest.current()
                != null) { // a task waits for the call that this thread answers, so nothing can be waited for
            Thread _ = Thread.ofPlatform().name("cordage-fabric-close").start(this::closeNow);
        } else {
            closeNow();
        }
    }

    private void closeNow() {
        List<ProcessPool> pools;
        List<WorkerProcess<?>> processes;
        List<PipeEnd.Pair> pipes;
        List<CloseableQueue<?>> queues;
        List<AutoCloseable> memories;
        synchronized (this) {
            closed = true;
            queues = List.copyOf(this.queues);
            this.queues.clear();
            memories = List.copyOf(this.memories);
            this.memories.clear();
            pools = List.copyOf(this.pools);
            processes = List.copyOf(this.processes);
            pipes = List.copyOf(this.pipes);
        }
        queues.forEach(CloseableQueue::close);
        for (PipeEnd.Pair pipe : pipes) { // who receives in a process sees the end, and so can end too
            pipe.first().closeIfHere();
            pipe.second().closeIfHere();
        }
        pools.forEach(ProcessPool::shutdown);
        boolean interrupted = false;
        for (WorkerProcess<?> process : processes) {
            while (process.isAlive()) {
                try {
                    process.join();
                } catch (InterruptedException _) {
                    interrupted = true;
                    processes.forEach(WorkerProcess::interrupt);
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        pools.forEach(ProcessPool::close);
        pipes.forEach(PipeEnd.Pair::close); // ends that were handed to nobody who took them
        memory.close();
        memories.forEach(HostFabric::closeMemory);
    }
}
