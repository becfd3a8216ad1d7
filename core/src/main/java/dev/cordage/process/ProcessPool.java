package dev.cordage.process;

import dev.cordage.internal.launch.WorkerCommand;
import dev.cordage.internal.portable.PortablePool;
import dev.cordage.internal.threads.Reclaim;
import dev.cordage.internal.waiting.Checks;
import dev.cordage.internal.waiting.Durations;
import dev.cordage.internal.worker.Identity;
import dev.cordage.internal.worker.Setup;
import dev.cordage.internal.worker.WorkerMain;
import dev.cordage.task.Codec;
import dev.cordage.task.Job;
import dev.cordage.task.Pool;
import dev.cordage.task.TaskFuture;
import dev.cordage.task.TaskOptions;
import dev.cordage.task.ThreadPool;
import dev.cordage.task.WhenFull;
import java.lang.ref.Reference;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Pool} whose workers are processes: JVMs of their own, which can be killed, capped and survived.
 *
 * <pre>{@code
 * try (ProcessPool pool = ProcessPool.builder().workers(4).heap("256m").taskTimeout(Duration.ofMinutes(1)).build()) {
 *     TaskFuture<Integer> answer = pool.submit(() -> 6 * 7);
 *     IO.println(answer.result());
 * }
 * }</pre>
 *
 * <p><b>What is sent.</b> A task, with all it captures, and its value or failure are copied from one process to the other
 * (see {@link dev.cordage.task.Codec}). Plain lambdas can be sent. What can't be is refused by {@code submit}, with an
 * {@link IllegalArgumentException} that says by which path it was reached; a value that can't be fails its own future, with
 * a {@link java.io.NotSerializableException}. A failure arrives with its type, message, stack, causes and suppressed
 * exceptions, or, where its class is unknown here or can't be sent, as a
 * {@link dev.cordage.task.RemoteFailureException}. It has a {@link dev.cordage.task.SubmitSite}, unless that was switched
 * off.
 *
 * <p><b>Death.</b> When a worker dies, the task it had begun fails with a {@link WorkerDiedException}, unless it is
 * {@linkplain TaskOptions#idempotent() idempotent} and there are {@linkplain Builder#retries retries} left; all others go
 * on, and the worker is replaced. Only if no worker can be made ready, or the initializer fails, the pool is broken, with
 * the reason, for good.
 *
 * <p><b>Time.</b> Past its deadline, or when it is cancelled with {@code cancel(true)}, a running task is interrupted, its
 * future ends at once, and if the task has not stopped after a {@linkplain Builder#grace grace period}, its worker is
 * killed and replaced.
 *
 * <p><b>Lifecycle.</b> No process is started before the first task. {@link #close} finishes what was accepted and waits
 * for that; {@link #stop} drops and interrupts; {@link #kill} kills. The workers end with this JVM, however it ends, and
 * don't keep it from ending: a program that leaves without {@code close()} leaves its tasks. A pool that was never closed
 * and can no longer be reached finishes what it has and lets its workers go.
 *
 * <p>Callbacks of the futures run in threads of their own, and may block, submit more, or close the pool.
 */
public final class ProcessPool implements Pool {
    final Engine engine;

    private ProcessPool(Engine engine) {
        this.engine = engine;
    }

    /**
     * A pool of at most so many worker processes.
     *
     * @param workers how many, at least 1
     * @return the pool
     */
    public static ProcessPool of(int workers) {
        return builder().workers(workers).build();
    }

    /**
     * A builder, for everything else.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * A pool that runs its tasks in this JVM, one at a time, but copies them and their results as a pool of processes
     * does: for a debugger, and for tests. What could not be sent is refused alike.
     *
     * @return the pool
     */
    public static Pool inline() {
        return PortablePool.of(ThreadPool.builder().threads(1).name("inline").build());
    }

    /** How many processors there are for pools of this JVM: a worker has a share of its parent's. */
    static int processors() {
        Setup setup = Identity.current();
        int all = Runtime.getRuntime().availableProcessors();
        return setup == null ? all : Math.min(all, setup.share());
    }

    @Override
    public String name() {
        return engine.settings.name();
    }

    @Override
    public int parallelism() {
        return engine.settings.workers();
    }

    /**
     * How busy the pool is, what each worker has done, what was slow, and what died. It asks the system about each
     * process, which takes some 50 microseconds a worker.
     */
    @Override
    public ProcessPoolStatistics statistics() {
        return engine.statistics().measured();
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
    @SuppressWarnings("unchecked") // Optional is covariant
    public <T extends @Nullable Object> Optional<TaskFuture<T>> trySubmit(
            TaskOptions options, Callable<T> work, Duration timeout) throws InterruptedException {
        try {
            return (Optional<TaskFuture<T>>) (Optional<?>) engine.trySubmit(options, work, Durations.nanos(timeout));
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

    /** What it gives back can be run here, by whoever wants to; it then runs in this JVM, uncopied. */
    @Override
    public List<Runnable> shutdownNow() {
        List<Runnable> dropped = new ArrayList<>();
        for (ProcessTask<?> task : engine.shutdownNow()) {
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

    /**
     * Accepts no more tasks, drops the queued ones (their futures are cancelled), interrupts the running ones, and waits
     * for them to end. It kills nothing: see {@link #kill}.
     */
    @Override
    public boolean stop(Duration timeout) throws InterruptedException {
        return engine.stop(Durations.nanos(timeout));
    }

    /**
     * Accepts no more tasks, drops the queued ones (their futures are cancelled) and kills all worker processes, with all
     * processes they have started. Running tasks fail with a {@link WorkerDiedException}. Doesn't wait for the end.
     */
    public void kill() {
        engine.kill();
    }

    /** The name, the phase and the figures of {@link #statistics()}. */
    @Override
    public String toString() {
        return engine.toString();
    }

    /** Makes a {@link ProcessPool}. Not thread-safe; a pool made is independent of its builder. */
    public static final class Builder {
        private static final AtomicInteger NUMBER = new AtomicInteger();

        private String name = "";
        private int workers = processors();
        private int spares;
        private int queueBound = Integer.MAX_VALUE;
        private long queueBytes = Math.max(64L << 20, Runtime.getRuntime().maxMemory() / 4);
        private WhenFull whenFull = WhenFull.WAIT;
        private @Nullable Duration taskTimeout;
        private Duration grace = Duration.ofSeconds(1);
        private Duration startTimeout = Duration.ofSeconds(60);
        private int retries;
        private int maxTasksPerWorker = Integer.MAX_VALUE;
        private long maxRss = Long.MAX_VALUE;
        private Duration workerIdle = Duration.ofMinutes(1);
        private boolean submitSites = true;
        private @Nullable String heap;
        private List<String> jvmArgs = List.of();
        private int debugPort;
        private final Map<String, String> environment = new HashMap<>();
        private @Nullable Path workingDirectory;
        private @Nullable BiConsumer<String, String> stdout;
        private @Nullable BiConsumer<String, String> stderr;
        private @Nullable Codec codec;
        private @Nullable Job initializer;

        private Builder() {}

        /**
         * The name of the pool, from which its workers have theirs. By default {@code ProcessPool-1} and so on.
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
         * How many worker processes there are at most. By default as many as there are processors for this JVM; within a
         * worker, its share of those.
         *
         * @param workers at least 1
         * @return this builder
         */
        public Builder workers(int workers) {
            this.workers = Checks.positive(workers, "workers");
            return this;
        }

        /**
         * How many processes are kept ready beside the workers, to take the place of one that died. By default none. They
         * are started with the first task.
         *
         * @param spares zero or more
         * @return this builder
         */
        public Builder spares(int spares) {
            this.spares = Checks.notNegative(spares, "spares");
            return this;
        }

        /**
         * The maximum heap of each worker. By default the workers divide three quarters of the memory that the machine, or
         * the container, has left beside this JVM's own maximum heap.
         *
         * @param size as the JVM is told: {@code "256m"}
         * @return this builder
         */
        public Builder heap(String size) {
            WorkerCommand.builder("none").heap(Objects.requireNonNull(size, "heap")); // checks it
            this.heap = size;
            return this;
        }

        /**
         * The most memory that the process of a worker may hold, heap and all. One that holds more is killed, and its task
         * fails with it. Looked at ten times a second, where the system tells (Linux).
         *
         * @param size a number with k, m or g, such as {@code "1g"}
         * @return this builder
         */
        public Builder maxRss(String size) {
            this.maxRss = WorkerCommand.Builder.bytes(Objects.requireNonNull(size, "maxRss"), "maxRss");
            return this;
        }

        /**
         * More options for the JVMs of the workers, which win over all others.
         *
         * @param options each as {@code java} is given it
         * @return this builder
         */
        public Builder jvmArgs(String... options) {
            this.jvmArgs = List.of(options);
            WorkerCommand.builder("none").jvmArgs(jvmArgs); // checks them
            return this;
        }

        /**
         * Lets a debugger connect to the worker, at this port of this machine. Only for a pool of one worker.
         *
         * @param port from 1 to 65535
         * @return this builder
         */
        public Builder debugPort(int port) {
            WorkerCommand.builder("none").debugPort(port); // checks it
            this.debugPort = port;
            return this;
        }

        /**
         * An environment variable of the workers, beside those of this JVM.
         *
         * @param variable its name
         * @param value its value
         * @return this builder
         */
        public Builder env(String variable, String value) {
            if (Objects.requireNonNull(variable, "variable").isEmpty() || variable.indexOf('=') >= 0) {
                throw new IllegalArgumentException("not the name of an environment variable: \"" + variable + "\"");
            }
            this.environment.put(variable, Objects.requireNonNull(value, "value"));
            return this;
        }

        /**
         * The working directory of the workers. By default that of this JVM.
         *
         * @param directory the directory
         * @return this builder
         */
        public Builder workingDirectory(Path directory) {
            if (!Files.isDirectory(directory)) {
                throw new IllegalArgumentException("the working directory is no folder: " + directory);
            }
            this.workingDirectory = directory;
            return this;
        }

        /**
         * Is given the name of a worker and a line that it printed on its standard output. By default the line is printed
         * on this JVM's, behind the name. Lines of a worker come in their order, in a thread of its own; where the consumer
         * is slower than the worker prints, lines are left out, and one line says how many.
         *
         * @param consumer what to do with a line
         * @return this builder
         */
        public Builder stdout(BiConsumer<String, String> consumer) {
            this.stdout = Objects.requireNonNull(consumer, "stdout");
            return this;
        }

        /**
         * The same for the standard error.
         *
         * @param consumer what to do with a line
         * @return this builder
         */
        public Builder stderr(BiConsumer<String, String> consumer) {
            this.stderr = Objects.requireNonNull(consumer, "stderr");
            return this;
        }

        /**
         * How tasks and values become bytes, instead of by Java serialisation.
         *
         * @param codec an object of a public class with a public constructor without arguments
         * @return this builder
         */
        public Builder codec(Codec codec) {
            Class<?> type = Objects.requireNonNull(codec, "codec").getClass();
            if (!Modifier.isPublic(type.getModifiers()) || type.getConstructors().length == 0) {
                throw new IllegalArgumentException(
                        type.getName()
                                + " must be a public class with a public constructor without arguments: workers make their own");
            }
            this.codec = codec;
            return this;
        }

        /**
         * Runs once in each worker before its first task. If it fails, the pool is broken: queued tasks fail with a
         * {@link dev.cordage.task.BrokenPoolException} that has the reason, and later ones are rejected with it.
         *
         * @param initializer what to run
         * @return this builder
         */
        public Builder initializer(Job initializer) {
            this.initializer = Objects.requireNonNull(initializer, "initializer");
            return this;
        }

        /**
         * After so many tasks a worker leaves and a new one takes its place. Without this call there is no limit.
         *
         * @param tasks at least 1
         * @return this builder
         */
        public Builder maxTasksPerWorker(int tasks) {
            this.maxTasksPerWorker = Checks.positive(tasks, "maxTasksPerWorker");
            return this;
        }

        /**
         * The deadline of each task that has none of its own, counted from when it starts. Without this call there is none.
         *
         * @param timeout positive
         * @return this builder
         */
        public Builder taskTimeout(Duration timeout) {
            this.taskTimeout = Checks.positive(timeout, "taskTimeout");
            return this;
        }

        /**
         * How long a task that was interrupted, by its deadline or by {@code cancel(true)}, has for stopping before its
         * worker is killed. By default a second.
         *
         * @param grace zero or more
         * @return this builder
         */
        public Builder grace(Duration grace) {
            if (grace.isNegative()) {
                throw new IllegalArgumentException("grace must not be negative: " + grace);
            }
            this.grace = grace;
            return this;
        }

        /**
         * How long a worker may take until it is ready, its initializer included. By default a minute.
         *
         * @param timeout positive
         * @return this builder
         */
        public Builder startTimeout(Duration timeout) {
            this.startTimeout = Checks.positive(timeout, "startTimeout");
            return this;
        }

        /**
         * How often a task that is {@linkplain TaskOptions#idempotent() idempotent} is run again when its worker has died.
         * By default not at all.
         *
         * @param retries zero or more
         * @return this builder
         */
        public Builder retries(int retries) {
            this.retries = Checks.notNegative(retries, "retries");
            return this;
        }

        /**
         * How long a worker waits for a task before it leaves. By default a minute.
         *
         * @param timeout positive; a duration beyond {@code Long.MAX_VALUE} nanoseconds: for ever
         * @return this builder
         */
        public Builder workerIdle(Duration timeout) {
            this.workerIdle = Checks.positive(timeout, "workerIdle");
            return this;
        }

        /**
         * How many tasks may wait beyond those that the workers can run. Without this call there is no bound.
         *
         * @param tasks zero or more
         * @return this builder
         */
        public Builder queueBound(int tasks) {
            this.queueBound = Checks.notNegative(tasks, "queueBound");
            return this;
        }

        /**
         * How many bytes the tasks in the queue may take, as they are sent. A single task may always be accepted. By default
         * a quarter of this JVM's maximum heap, and at least 64 MB.
         *
         * @param bytes at least 1
         * @return this builder
         */
        public Builder queueBytes(long bytes) {
            if (bytes < 1) {
                throw new IllegalArgumentException("queueBytes must be at least 1: " + bytes);
            }
            this.queueBytes = bytes;
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
         * Whether to record where each task was submitted. On by default, since it costs little beside the trip.
         *
         * @param record whether to record it
         * @return this builder
         */
        public Builder submitSites(boolean record) {
            this.submitSites = record;
            return this;
        }

        /**
         * Makes the pool. No process is started yet.
         *
         * @return the pool
         * @throws IllegalArgumentException if the initializer can't be sent to another process
         * @throws IllegalStateException if what was asked for doesn't go together; the message says what
         */
        public ProcessPool build() {
            if (debugPort > 0 && workers + spares > 1) {
                throw new IllegalStateException("no such pool: debugPort(" + debugPort + ") is for one worker, not for "
                        + (workers + spares) + ": they would all want the same port");
            }
            Engine engine = engine(name.isEmpty() ? "ProcessPool-" + NUMBER.incrementAndGet() : name, false);
            ProcessPool pool = new ProcessPool(engine);
            Reclaim.whenUnreachable(pool, engine::shutdown);
            return pool;
        }

        /** The engine of a pool, or of a single worker process. */
        Engine engine(String engineName, boolean single) {
            WorkerCommand.Builder command = WorkerCommand.builder(WorkerMain.class.getName())
                    .jvmArgs(jvmArgs)
                    .environment(environment)
                    .archive(List.of(WorkerMain.TRAINING));
            if (heap == null) {
                command.defaultHeapShare(workers + spares);
            } else {
                command.heap(heap);
            }
            if (debugPort > 0) {
                command.debugPort(debugPort);
            }
            if (workingDirectory != null) {
                command.workingDirectory(workingDirectory);
            }
            Settings settings = new Settings(
                    engineName,
                    workers,
                    spares,
                    queueBound,
                    queueBytes,
                    whenFull,
                    taskTimeout,
                    grace,
                    startTimeout,
                    retries,
                    maxTasksPerWorker,
                    maxRss,
                    workerIdle,
                    submitSites,
                    stdout,
                    stderr,
                    codec,
                    single);
            Job job = initializer;
            return new Engine(settings, command.build(), job == null ? null : new RunnableWork(job));
        }
    }
}
