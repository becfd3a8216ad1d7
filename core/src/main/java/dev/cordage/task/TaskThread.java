package dev.cordage.task;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One thread for one task, and the task's result or failure.
 *
 * <pre>{@code
 * TaskThread<Long> counting = TaskThread.start(() -> LongStream.range(0, 1_000_000).sum());
 * long sum = counting.result();
 * }</pre>
 *
 * <p>As a {@link TaskFuture} it ends when the task does, or when it is cancelled; the thread itself may live on a little,
 * or, cancelled without noticing it, for long. {@link #join} waits for the thread.
 *
 * <p>Waiting for a thread that was not started, or for oneself, would last for ever, and is refused with an
 * {@link IllegalStateException}.
 *
 * @param <T> the type of the value; may be null
 */
public final class TaskThread<T extends @Nullable Object> extends AbstractTaskFuture<T> {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    /**
     * <pre>
     *   NEW ──start──> STARTED          back to NEW if the JVM cannot start the thread
     * </pre>
     */
    private enum Phase {
        NEW,
        STARTED
    }

    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.NEW);
    private final Thread thread;
    private final Callable<T> work;

    private TaskThread(Builder builder, Callable<T> work) {
        this.work = Context.carry(Context.carriers(List.of()), Objects.requireNonNull(work, "work"));
        this.thread = builder.thread(this::runWork);
    }

    private void runWork() {
        run(work, new ThreadRunner());
    }

    /**
     * Starts a task in a new platform thread, which is no daemon.
     *
     * @param work the task
     * @param <T> the type of its value
     * @return the running thread
     */
    public static <T extends @Nullable Object> TaskThread<T> start(Work<T> work) {
        return builder().start(work);
    }

    /**
     * Starts a task without a value in a new platform thread, which is no daemon.
     *
     * @param job the task
     * @return the running thread
     */
    public static TaskThread<?> start(Job job) {
        return builder().start(job);
    }

    /**
     * Starts a task without a value that may throw checked exceptions in a new platform thread, which is no daemon.
     *
     * @param job the task
     * @return the running thread
     */
    public static TaskThread<?> startChecked(CheckedJob job) {
        return builder().startChecked(job);
    }

    /**
     * A builder, for a name, a daemon or a virtual thread, or a start that comes later.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Starts the thread.
     *
     * @throws IllegalThreadStateException if it was started before
     */
    public void start() {
        if (!phase.compareAndSet(Phase.NEW, Phase.STARTED)) {
            throw new IllegalThreadStateException("thread '" + name() + "' was started already");
        }
        try {
            thread.start();
        } catch (Throwable failure) {
            phase.set(Phase.NEW);
            throw failure;
        }
    }

    /**
     * Waits for the thread to end.
     *
     * @throws InterruptedException if the calling thread was interrupted before or while it waited
     * @throws IllegalStateException if the thread was not started, or is the calling thread
     */
    public void join() throws InterruptedException {
        refuseEndlessWait();
        thread.join();
    }

    /**
     * Waits at most so long for the thread to end.
     *
     * @param timeout how long to wait at most; zero or negative: no wait
     * @return whether it has ended
     * @throws InterruptedException if the calling thread was interrupted before or while it waited
     * @throws IllegalStateException if the thread was not started, or is the calling thread
     */
    public boolean tryJoin(Duration timeout) throws InterruptedException {
        refuseEndlessWait();
        return thread.join(timeout);
    }

    /** Interrupts the thread, if it is alive. Unlike {@link #cancel} it leaves the future as it is. */
    public void interrupt() {
        thread.interrupt();
    }

    /**
     * Whether the thread was started and has not ended.
     *
     * @return whether it is alive
     */
    public boolean isAlive() {
        return thread.isAlive();
    }

    /**
     * Whether the JVM exits without waiting for the thread.
     *
     * @return whether it is a daemon; a virtual thread always is
     */
    public boolean isDaemon() {
        return thread.isDaemon();
    }

    /**
     * Makes the thread a daemon, or not.
     *
     * @param daemon whether the JVM may exit without waiting for it
     * @throws IllegalThreadStateException if the thread is alive
     * @throws IllegalArgumentException if the thread is virtual and shall not be a daemon
     */
    public void daemon(boolean daemon) {
        if (thread.isAlive()) {
            throw new IllegalThreadStateException("thread '" + name() + "' is alive: too late to change daemon");
        }
        thread.setDaemon(daemon);
    }

    /**
     * The thread itself.
     *
     * @return the thread
     */
    public Thread thread() {
        return thread;
    }

    @Override
    public String name() {
        return thread.getName();
    }

    @Override
    void checkMayWait() {
        if (!isDone()) {
            refuseEndlessWait();
        }
    }

    private void refuseEndlessWait() {
        if (phase.get() == Phase.NEW) {
            throw new IllegalStateException("thread '" + name() + "' was not started: waiting for it would never end");
        }
        if (Thread.currentThread() == thread) {
            throw new IllegalStateException("thread '" + name() + "' cannot wait for itself");
        }
    }

    /** Makes a {@link TaskThread}. Not thread-safe; may be used again. */
    public static final class Builder {
        private @Nullable String name;
        private boolean daemon;
        private boolean virtual;

        private Builder() {}

        /**
         * The name of the thread. By default {@code TaskThread-1} and so on.
         *
         * @param name not empty
         * @return this builder
         */
        public Builder name(String name) {
            if (Objects.requireNonNull(name, "name").isEmpty()) {
                throw new IllegalArgumentException("the name of a thread is empty");
            }
            this.name = name;
            return this;
        }

        /**
         * Whether the JVM may exit without waiting for the thread. By default it waits.
         *
         * @param daemon whether the thread is a daemon; a virtual one always is
         * @return this builder
         */
        public Builder daemon(boolean daemon) {
            this.daemon = daemon;
            return this;
        }

        /**
         * Makes the thread virtual.
         *
         * @return this builder
         */
        public Builder virtual() {
            this.virtual = true;
            return this;
        }

        /**
         * Makes a thread, not started.
         *
         * @param work its task
         * @param <T> the type of the value
         * @return the thread
         */
        public <T extends @Nullable Object> TaskThread<T> build(Work<T> work) {
            return new TaskThread<>(this, work);
        }

        /**
         * Makes a thread for a task without a value, not started.
         *
         * @param job its task
         * @return the thread
         */
        public TaskThread<?> build(Job job) {
            return new TaskThread<@Nullable Object>(this, JobWork.of(job));
        }

        /**
         * Makes a thread for a task without a value that may throw checked exceptions, not started.
         *
         * @param job its task
         * @return the thread
         */
        public TaskThread<?> buildChecked(CheckedJob job) {
            return new TaskThread<@Nullable Object>(this, new CheckedJobWork(job));
        }

        /**
         * Starts a task in a new thread.
         *
         * @param work the task
         * @param <T> the type of the value
         * @return the running thread
         */
        public <T extends @Nullable Object> TaskThread<T> start(Work<T> work) {
            return started(build(work));
        }

        /**
         * Starts a task without a value in a new thread.
         *
         * @param job the task
         * @return the running thread
         */
        public TaskThread<?> start(Job job) {
            return started(build(job));
        }

        /**
         * Starts a task without a value that may throw checked exceptions in a new thread.
         *
         * @param job the task
         * @return the running thread
         */
        public TaskThread<?> startChecked(CheckedJob job) {
            return started(buildChecked(job));
        }

        private static <T extends @Nullable Object> TaskThread<T> started(TaskThread<T> thread) {
            thread.start();
            return thread;
        }

        private Thread thread(Runnable body) {
            String given = name != null ? name : "TaskThread-" + NUMBER.incrementAndGet();
            return virtual
                    ? Thread.ofVirtual().name(given).unstarted(body)
                    : Thread.ofPlatform().daemon(daemon).name(given).unstarted(body);
        }
    }
}
