package dev.cordage.process;

import dev.cordage.internal.waiting.Durations;
import dev.cordage.internal.worker.Identity;
import dev.cordage.internal.worker.Setup;
import dev.cordage.task.CheckedJob;
import dev.cordage.task.Job;
import dev.cordage.task.SubmitSite;
import dev.cordage.task.TaskFuture;
import dev.cordage.task.TaskOptions;
import dev.cordage.task.Work;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One process for one piece of work, and what comes of it: as {@link dev.cordage.task.TaskThread}, but a JVM of its own.
 *
 * <pre>{@code
 * WorkerProcess<Integer> process = WorkerProcess.start(() -> 6 * 7);
 * IO.println(process.pid() + ": " + process.result());
 * }</pre>
 *
 * <p>As a {@link TaskFuture} it ends when the work does, or when it is cancelled; {@link #join} waits for the process. The
 * process ends like a main method when the work has returned: as soon as no thread is left that is no daemon, with exit
 * code 0; or at once with exit code 1 if the work has failed. If it dies before, the future fails with a
 * {@link WorkerDiedException}. What is sent there and back is copied, as {@link ProcessPool} says. The process ends with
 * this JVM, however that ends.
 *
 * @param <T> the type of the value; may be null
 */
public final class WorkerProcess<T extends @Nullable Object> implements TaskFuture<T> {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Set<WorkerProcess<?>> CHILDREN = ConcurrentHashMap.newKeySet();

    private final Engine engine;
    private final ProcessTask<T> task;

    private WorkerProcess(Engine engine, TaskOptions options, Callable<T> work) {
        this.engine = engine;
        CHILDREN.add(this);
        engine.atEnd(() -> CHILDREN.remove(this));
        try {
            this.task = engine.submit(options, work);
        } finally {
            engine.shutdown(); // one is all
        }
    }

    /**
     * Starts work in a new process.
     *
     * @param work the work
     * @param <T> the type of its value
     * @return the process
     * @throws IllegalArgumentException if the work can't be sent to another process
     */
    public static <T extends @Nullable Object> WorkerProcess<T> start(Work<T> work) {
        return builder().start(work);
    }

    /**
     * Starts work without a value in a new process.
     *
     * @param job the work
     * @return the process
     * @throws IllegalArgumentException if the work can't be sent to another process
     */
    public static WorkerProcess<?> start(Job job) {
        return builder().start(job);
    }

    /**
     * Starts work without a value that may throw checked exceptions in a new process.
     *
     * @param job the work
     * @return the process
     * @throws IllegalArgumentException if the work can't be sent to another process
     */
    public static WorkerProcess<?> startChecked(CheckedJob job) {
        return builder().startChecked(job);
    }

    /**
     * A builder, for a name, a heap, an environment, and so on.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    // ---- where one is
    // ----------------------------------------------------------------------------------------------------

    /**
     * Who a worker process is.
     *
     * @param name its name
     * @param pool the name of its pool, or its own where it is in none
     * @param pid its process id
     * @param parent the process id of its parent
     * @param depth how many worker processes there are between it and the first JVM, itself included
     */
    public record Self(String name, String pool, long pid, long parent, int depth) implements Serializable {}

    /**
     * The worker process that this JVM is, of a pool or by itself.
     *
     * @return who it is; empty in a JVM that is none
     */
    public static Optional<Self> current() {
        Setup setup = Identity.current();
        return setup == null
                ? Optional.empty()
                : Optional.of(new Self(
                        setup.name(), setup.pool(), ProcessHandle.current().pid(), setup.parent(), setup.depth()));
    }

    /**
     * The process whose worker this JVM is.
     *
     * @return the parent; empty in a JVM that is no worker
     */
    public static Optional<ProcessHandle> parent() {
        Setup setup = Identity.current();
        return setup == null ? Optional.empty() : ProcessHandle.of(setup.parent());
    }

    /**
     * The processes that this JVM started by {@code start} and that are alive.
     *
     * @return a snapshot
     */
    public static List<WorkerProcess<?>> children() {
        List<WorkerProcess<?>> alive = new ArrayList<>(CHILDREN);
        alive.removeIf(child -> !child.isAlive());
        return List.copyOf(alive);
    }

    // ---- the process
    // -----------------------------------------------------------------------------------------------------

    /**
     * The process id. Waits for the start of the process, which takes some milliseconds.
     *
     * @return the process id
     * @throws InterruptedException if the calling thread was interrupted before or while it waited
     * @throws IllegalStateException if no process could be started; the future has the reason
     */
    public long pid() throws InterruptedException {
        return engine.awaitPid();
    }

    /**
     * Whether the process is there, or about to be.
     *
     * @return whether it is alive
     */
    public boolean isAlive() {
        return !engine.isTerminated();
    }

    /**
     * What the process ended with: 128 and the number of the signal, if that was its end.
     *
     * @return the exit code; empty while it is alive, or if there was never a process
     */
    public OptionalInt exitCode() {
        Death death = engine.lastDeath();
        return death == null || death.exitCode() < 0 ? OptionalInt.empty() : OptionalInt.of(death.exitCode());
    }

    /**
     * The signal that ended the process, as its exit code tells.
     *
     * @return a name such as {@code SIGTERM}; empty if it was none, or while the process is alive
     */
    public Optional<String> signal() {
        Death death = engine.lastDeath();
        return death == null ? Optional.empty() : Optional.ofNullable(death.signal());
    }

    /**
     * Waits for the end of the process.
     *
     * @throws InterruptedException if the calling thread was interrupted before or while it waited
     */
    public void join() throws InterruptedException {
        var _ = engine.awaitTermination(Long.MAX_VALUE);
    }

    /**
     * Waits at most so long for the end of the process.
     *
     * @param timeout how long to wait at most; zero or negative: no wait
     * @return whether it has ended
     * @throws InterruptedException if the calling thread was interrupted before or while it waited
     */
    public boolean tryJoin(Duration timeout) throws InterruptedException {
        return engine.awaitTermination(Durations.nanos(timeout));
    }

    /** Interrupts the thread of the work, if it runs. Unlike {@link #cancel} it leaves the future as it is. */
    public void interrupt() {
        engine.interruptRunning();
    }

    /** Asks the process to end: the signal SIGTERM, or what the system has in its place. Shutdown hooks run. */
    public void terminate() {
        engine.update(() -> engine.crew().terminateAll());
    }

    /** Kills the process, and all it has started: the signal SIGKILL. */
    public void kill() {
        engine.update(() -> engine.crew().killAll("kill() was called"));
    }

    /**
     * How much memory and processor time the process uses, and how its time went.
     *
     * @return a snapshot; empty if the process is gone
     */
    public Optional<WorkerStatistics> statistics() {
        return engine.statistics().measured().perWorker().stream().findFirst();
    }

    // ---- the future of the work
    // ------------------------------------------------------------------------------------------

    @Override
    public String name() {
        return task.name();
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        return task.get();
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        return task.get(timeout, unit);
    }

    @Override
    public T result() throws Exception {
        return task.result();
    }

    @Override
    public T result(Duration timeout) throws Exception {
        return task.result(timeout);
    }

    @Override
    public @Nullable Throwable failure() throws InterruptedException {
        return task.failure();
    }

    @Override
    public void await() throws InterruptedException {
        task.await();
    }

    @Override
    public boolean tryAwait(Duration timeout) throws InterruptedException {
        return task.tryAwait(timeout);
    }

    @Override
    public boolean isRunning() {
        return task.isRunning();
    }

    @Override
    public boolean isDone() {
        return task.isDone();
    }

    @Override
    public boolean isCancelled() {
        return task.isCancelled();
    }

    /**
     * Ends the future, if it has not ended. With {@code true} the work is interrupted, if it runs, and its process killed if
     * it has not stopped after a second.
     */
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return task.cancel(mayInterruptIfRunning);
    }

    @Override
    public State state() {
        return task.state();
    }

    @Override
    public T resultNow() {
        return task.resultNow();
    }

    @Override
    public Throwable exceptionNow() {
        return task.exceptionNow();
    }

    @Override
    public void onDone(Consumer<? super TaskFuture<T>> callback) {
        Objects.requireNonNull(callback, "callback");
        task.onDone(_ -> callback.accept(this));
    }

    @Override
    public CompletableFuture<T> toCompletableFuture() {
        return task.toCompletableFuture();
    }

    @Override
    public Optional<SubmitSite> submitSite() {
        return task.submitSite();
    }

    /** The name, how far the work is, and how the process ended. */
    @Override
    public String toString() {
        Death death = engine.lastDeath();
        return task + (death == null ? "" : ", process " + death.pid() + " ended with " + death.cause());
    }

    /** Makes a {@link WorkerProcess}. Not thread-safe; may be used again. */
    public static final class Builder {
        private final ProcessPool.Builder pool =
                ProcessPool.builder().workers(1).grace(Duration.ofSeconds(1));

        private @Nullable String name;
        private @Nullable Duration timeout;

        private Builder() {}

        /**
         * The name of the process. By default {@code WorkerProcess-1} and so on.
         *
         * @param name not empty
         * @return this builder
         */
        public Builder name(String name) {
            if (Objects.requireNonNull(name, "name").isEmpty()) {
                throw new IllegalArgumentException("the name of a worker process is empty");
            }
            this.name = name;
            return this;
        }

        /**
         * The deadline of the work, counted from when it starts; see {@link TaskOptions#timeout}.
         *
         * @param timeout positive
         * @return this builder
         */
        public Builder timeout(Duration timeout) {
            this.timeout = TaskOptions.none().timeout(timeout).timeout().orElseThrow();
            return this;
        }

        /**
         * How long the work has for stopping when it was interrupted; see {@link ProcessPool.Builder#grace}.
         *
         * @param grace zero or more
         * @return this builder
         */
        public Builder grace(Duration grace) {
            pool.grace(grace);
            return this;
        }

        /**
         * How long the process may take until it is ready; see {@link ProcessPool.Builder#startTimeout}.
         *
         * @param timeout positive
         * @return this builder
         */
        public Builder startTimeout(Duration timeout) {
            pool.startTimeout(timeout);
            return this;
        }

        /**
         * The maximum heap; see {@link ProcessPool.Builder#heap}.
         *
         * @param size as the JVM is told: {@code "256m"}
         * @return this builder
         */
        public Builder heap(String size) {
            pool.heap(size);
            return this;
        }

        /**
         * The most memory that the process may hold; see {@link ProcessPool.Builder#maxRss}.
         *
         * @param size a number with k, m or g, such as {@code "1g"}
         * @return this builder
         */
        public Builder maxRss(String size) {
            pool.maxRss(size);
            return this;
        }

        /**
         * More options for the JVM; see {@link ProcessPool.Builder#jvmArgs}.
         *
         * @param options each as {@code java} is given it
         * @return this builder
         */
        public Builder jvmArgs(String... options) {
            pool.jvmArgs(options);
            return this;
        }

        /**
         * Lets a debugger connect at this port of this machine.
         *
         * @param port from 1 to 65535
         * @return this builder
         */
        public Builder debugPort(int port) {
            pool.debugPort(port);
            return this;
        }

        /**
         * An environment variable of the process, beside those of this JVM.
         *
         * @param variable its name
         * @param value its value
         * @return this builder
         */
        public Builder env(String variable, String value) {
            pool.env(variable, value);
            return this;
        }

        /**
         * The working directory. By default that of this JVM.
         *
         * @param directory the directory
         * @return this builder
         */
        public Builder workingDirectory(Path directory) {
            pool.workingDirectory(directory);
            return this;
        }

        /**
         * Is given the name of the process and a line of its standard output; see {@link ProcessPool.Builder#stdout}.
         *
         * @param consumer what to do with a line
         * @return this builder
         */
        public Builder stdout(BiConsumer<String, String> consumer) {
            pool.stdout(consumer);
            return this;
        }

        /**
         * The same for the standard error.
         *
         * @param consumer what to do with a line
         * @return this builder
         */
        public Builder stderr(BiConsumer<String, String> consumer) {
            pool.stderr(consumer);
            return this;
        }

        /**
         * Starts work in a new process.
         *
         * @param work the work
         * @param <T> the type of its value
         * @return the process
         * @throws IllegalArgumentException if the work can't be sent to another process
         */
        public <T extends @Nullable Object> WorkerProcess<T> start(Work<T> work) {
            return starting(work);
        }

        /**
         * Starts work without a value in a new process.
         *
         * @param job the work
         * @return the process
         * @throws IllegalArgumentException if the work can't be sent to another process
         */
        public WorkerProcess<?> start(Job job) {
            return this.<@Nullable Object>starting(new RunnableWork(job));
        }

        /**
         * Starts work without a value that may throw checked exceptions in a new process.
         *
         * @param job the work
         * @return the process
         * @throws IllegalArgumentException if the work can't be sent to another process
         */
        public WorkerProcess<?> startChecked(CheckedJob job) {
            Objects.requireNonNull(job, "job");
            return this.<@Nullable Object>starting((Work<@Nullable Object>) () -> {
                job.run();
                return null;
            });
        }

        private <T extends @Nullable Object> WorkerProcess<T> starting(Callable<T> work) {
            Objects.requireNonNull(work, "work");
            String given = name != null ? name : "WorkerProcess-" + NUMBER.incrementAndGet();
            TaskOptions options = TaskOptions.named(given);
            return new WorkerProcess<>(
                    pool.engine(given, true), timeout == null ? options : options.timeout(timeout), work);
        }
    }
}
