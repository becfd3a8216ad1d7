package dev.cordage.task;

import dev.cordage.internal.threads.Reclaim;
import dev.cordage.internal.waiting.Checks;
import dev.cordage.observe.PoolStatistics;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Pool} whose workers are threads of this JVM.
 *
 * <pre>{@code
 * try (Pool pool = ThreadPool.of(4)) {
 *     TaskFuture<Integer> answer = pool.submit(() -> 6 * 7);
 *     IO.println(answer.result());
 * }
 * }</pre>
 *
 * <p>Threads are started when tasks need them, and end after they were idle for a while. Platform threads are no
 * daemons: the JVM exits when all accepted tasks are done and the idle time has passed, or at once after {@link #close}.
 * Virtual threads are daemons: the JVM doesn't wait for their tasks, unless the program does. A pool that was never
 * closed and can no longer be reached finishes what it has and lets its threads go.
 *
 * <p>No task can harm another: whatever it throws, its thread goes on; the interrupt flag, the name, the priority, the
 * context class loader and the uncaught-exception handler of the thread are put back after each task. Thread-local
 * variables are not, unless a new thread is made for every task.
 */
public final class ThreadPool implements Pool {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final PoolEngine engine;

    private ThreadPool(PoolEngine engine) {
        this.engine = engine;
    }

    /**
     * A pool of at most so many platform threads and a queue without bound.
     *
     * @param threads how many, at least 1
     * @return the pool
     */
    public static ThreadPool of(int threads) {
        return builder().threads(threads).build();
    }

    /**
     * A pool that runs every task in a new virtual thread, without limit.
     *
     * @return the pool
     */
    public static ThreadPool virtual() {
        return builder().virtual().build();
    }

    /**
     * A builder, for everything else.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public String name() {
        return engine.name;
    }

    @Override
    public int parallelism() {
        return engine.parallelism();
    }

    @Override
    public PoolStatistics statistics() {
        return engine.statistics();
    }

    // A pool that is garbage is shut down. It must not be garbage while a call on it is under way, hence the fences.

    @Override
    public <T extends @Nullable Object> TaskFuture<T> submit(TaskOptions options, Callable<T> work) {
        try {
            return engine.submit(options, work);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public <T extends @Nullable Object> Optional<TaskFuture<T>> trySubmit(
            TaskOptions options, Callable<T> work, Duration timeout) throws InterruptedException {
        try {
            return engine.trySubmit(options, work, timeout);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void execute(Runnable command) {
        try {
            engine.execute(command);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void shutdown() {
        engine.shutdown();
    }

    @Override
    public List<Runnable> shutdownNow() {
        List<Runnable> dropped = new ArrayList<>();
        for (PoolTask<?> task : engine.shutdownNow()) {
            dropped.add(task.submitted());
        }
        return dropped;
    }

    @Override
    public boolean isShutdown() {
        return engine.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return engine.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        try {
            return engine.awaitTermination(unit.toNanos(timeout));
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void close() {
        engine.close();
    }

    @Override
    public boolean stop(Duration timeout) throws InterruptedException {
        return engine.stop(timeout);
    }

    /**
     * Whether the calling thread is running one of this pool's tasks. Waiting for the end of the pool there would be
     * waiting for oneself.
     *
     * @return whether the caller is inside
     */
    public boolean isInside() {
        return engine.isCurrent();
    }

    /** The name, the phase and the figures of {@link #statistics()}. */
    @Override
    public String toString() {
        return engine.toString();
    }

    /** Makes a {@link ThreadPool}. Not thread-safe; a pool made is independent of its builder. */
    public static final class Builder {
        static final int UNLIMITED = Integer.MAX_VALUE;

        String name = "";
        int threads = UNLIMITED;
        boolean virtual;
        int queueBound = UNLIMITED;
        WhenFull whenFull = WhenFull.WAIT;
        int maxTasksPerThread = UNLIMITED;
        Duration idleTimeout = Duration.ofSeconds(10);

        @Nullable Job initializer;

        boolean submitSites = Boolean.getBoolean("cordage.submitSites");

        private @Nullable ThreadFactory threadFactory;
        private final List<ContextCarrier<?>> carriers = new ArrayList<>();

        private Builder() {}

        /**
         * The name of the pool, from which its threads have theirs. By default {@code ThreadPool-1} and so on.
         *
         * @param name not empty
         * @return this builder
         */
        public Builder name(String name) {
            if (Objects.requireNonNull(name, "name").isEmpty()) {
                throw new IllegalArgumentException("the name of a pool is empty");
            }
            this.name = name;
            return this;
        }

        /**
         * How many threads there are at most. Needed, unless the pool is {@link #virtual()}, whose default is a new
         * thread for every task.
         *
         * @param threads at least 1
         * @return this builder
         */
        public Builder threads(int threads) {
            this.threads = Checks.positive(threads, "threads");
            return this;
        }

        /**
         * Makes the threads virtual.
         *
         * @return this builder
         */
        public Builder virtual() {
            this.virtual = true;
            return this;
        }

        /**
         * How many tasks may wait beyond those that {@link #threads} threads can run. Without this call there is no
         * bound. The bound is exact, tasks that were cancelled while they waited do not count.
         *
         * @param tasks zero (no task is accepted that no thread is free for) or more
         * @return this builder
         */
        public Builder queueBound(int tasks) {
            this.queueBound = Checks.notNegative(tasks, "queueBound");
            return this;
        }

        /**
         * What happens to a task that is submitted when the queue is full. The default is {@link WhenFull#WAIT}.
         *
         * @param whenFull what to do
         * @return this builder
         */
        public Builder whenFull(WhenFull whenFull) {
            this.whenFull = Objects.requireNonNull(whenFull, "whenFull");
            return this;
        }

        /**
         * Runs once in each thread before its first task. If it fails, the pool is broken: queued tasks fail with a
         * {@link BrokenPoolException} that has the reason, and later ones are rejected with it.
         *
         * @param initializer what to run
         * @return this builder
         */
        public Builder initializer(Job initializer) {
            this.initializer = Objects.requireNonNull(initializer, "initializer");
            return this;
        }

        /**
         * After so many tasks a thread ends and a new one takes its place. Without this call there is no limit.
         *
         * @param tasks at least 1
         * @return this builder
         */
        public Builder maxTasksPerThread(int tasks) {
            this.maxTasksPerThread = Checks.positive(tasks, "maxTasksPerThread");
            return this;
        }

        /**
         * How long a thread waits for a task before it ends. The default is 10 seconds.
         *
         * @param timeout positive; a duration beyond {@code Long.MAX_VALUE} nanoseconds: for ever
         * @return this builder
         */
        public Builder idleTimeout(Duration timeout) {
            this.idleTimeout = Checks.positive(timeout, "idleTimeout");
            return this;
        }

        /**
         * Makes the threads. Whether they are virtual, and what they are called, is up to the factory.
         *
         * @param factory the factory; if it fails or gives null, the task it was wanted for is rejected when there is no
         *     other thread
         * @return this builder
         */
        public Builder threadFactory(ThreadFactory factory) {
            this.threadFactory = Objects.requireNonNull(factory, "threadFactory");
            return this;
        }

        /**
         * Carries context from the submitting thread to each task, besides the carriers that are registered as services.
         *
         * @param carrier the carrier
         * @return this builder
         */
        public Builder context(ContextCarrier<?> carrier) {
            this.carriers.add(Objects.requireNonNull(carrier, "context"));
            return this;
        }

        /**
         * Whether to record where each task was submitted. It costs a stack walk for every task. The default is the
         * system property {@code cordage.submitSites}, which is false.
         *
         * @param record whether to record it
         * @return this builder
         */
        public Builder submitSites(boolean record) {
            this.submitSites = record;
            return this;
        }

        /**
         * Makes the pool. No thread is started yet.
         *
         * @return the pool
         * @throws IllegalStateException if what was asked for doesn't go together; the message says what
         */
        public ThreadPool build() {
            boolean perTask = threads == UNLIMITED;
            if (perTask) {
                refuse(!virtual, "threads(n) is missing: only a virtual() pool can do without");
                refuse(queueBound != UNLIMITED, "queueBound(" + queueBound + ") needs threads(n)");
                refuse(maxTasksPerThread != UNLIMITED, "maxTasksPerThread(" + maxTasksPerThread + ") needs threads(n)");
                refuse(initializer != null, "an initializer needs threads(n): every task has a new thread");
            }
            refuse(virtual && threadFactory != null, "virtual() and threadFactory(...) exclude each other");
            String poolName = name.isEmpty() ? "ThreadPool-" + NUMBER.incrementAndGet() : name;
            if (perTask) {
                return new ThreadPool(new ThreadPerTaskEngine(poolName, this));
            }
            ThreadFactory factory = threadFactory != null ? threadFactory : defaultFactory(poolName);
            WorkerEngine engine = new WorkerEngine(poolName, this, factory);
            ThreadPool pool = new ThreadPool(engine);
            Reclaim.whenUnreachable(pool, engine::shutdown);
            return pool;
        }

        List<ContextCarrier<?>> carriers() {
            return Context.carriers(carriers);
        }

        private ThreadFactory defaultFactory(String poolName) {
            return virtual ? Thread.ofVirtual().name(poolName + "-", 1).factory() : platformFactory(poolName);
        }

        /** New threads inherit nothing from the thread that happens to need them, which may be running a task. */
        private static ThreadFactory platformFactory(String poolName) {
            ClassLoader loader = Thread.currentThread().getContextClassLoader();
            ThreadFactory factory = Thread.ofPlatform()
                    .name(poolName + "-", 1)
                    .daemon(false)
                    .priority(Thread.NORM_PRIORITY)
                    .inheritInheritableThreadLocals(false)
                    .factory();
            return task -> {
                Thread thread = factory.newThread(task);
                thread.setContextClassLoader(loader);
                return thread;
            };
        }

        private static void refuse(boolean wrong, String why) {
            if (wrong) {
                throw new IllegalStateException("no such pool: " + why);
            }
        }
    }
}
