package dev.cordage.task;

import dev.cordage.observe.PoolStatistics;
import dev.cordage.observe.ThreadPoolStatistics;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * A new virtual thread for every task. The JDK's own thread-per-task executor keeps the threads, and shows them as one
 * container in thread dumps; this adds what a {@link Pool} promises beyond that.
 *
 * <p>The engine is the uncaught-exception handler of its threads. That is how a thread is known to be one of them at no
 * cost per task; what it handles it hands on to where it would have gone.
 */
final class ThreadPerTaskEngine extends PoolEngine implements Thread.UncaughtExceptionHandler {
    private final ExecutorService threads;
    private final LongAdder accepted = new LongAdder();
    private final LongAdder completed = new LongAdder();
    private volatile boolean stopping;

    ThreadPerTaskEngine(String name, ThreadPool.Builder builder) {
        super(name, builder.submitSites, builder.carriers());
        this.threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name(taskName).uncaughtExceptionHandler(this).factory());
    }

    @Override
    public void uncaughtException(Thread thread, Throwable failure) {
        thread.getThreadGroup().uncaughtException(thread, failure);
    }

    @Override
    void accept(PoolTask<?> task) {
        try {
            threads.execute(task);
        } catch (RejectedExecutionException e) {
            throw rejected(task, threads.isShutdown() ? "it was shut down" : "no thread could be made", e);
        }
        accepted.increment();
    }

    @Override
    boolean tryAccept(PoolTask<?> task, long nanos) {
        accept(task);
        return true;
    }

    /**
     * A task that has replaced the handler of its thread cannot be told from one of another such pool. It is taken for
     * one of this: not to wait for that other pool's sake is better than to wait for oneself.
     */
    @Override
    boolean isCurrent() {
        Thread thread = Thread.currentThread();
        return super.isCurrent()
                || (thread.isVirtual()
                        && !(thread.getUncaughtExceptionHandler() instanceof ThreadPerTaskEngine)
                        && StackWalker.getInstance().walk(frames -> frames.anyMatch(ThreadPerTaskEngine::isTask)));
    }

    private static boolean isTask(StackWalker.StackFrame frame) {
        return frame.getClassName().equals(PoolTask.class.getName())
                && frame.getMethodName().equals("run");
    }

    @Override
    int parallelism() {
        return Integer.MAX_VALUE;
    }

    @Override
    PoolStatistics statistics() {
        long done = completed.sum();
        int running = (int) Math.max(0, accepted.sum() - done);
        return new ThreadPoolStatistics(name, running, running, 0, done);
    }

    @Override
    void finished(PoolTask<?> task) {
        completed.increment();
    }

    @Override
    void abandoned(PoolTask<?> task) {
        completed.increment();
    }

    @Override
    void shutdown() {
        threads.shutdown();
    }

    @Override
    List<PoolTask<?>> shutdownNow() {
        stopping = true;
        threads.shutdownNow();
        return List.of();
    }

    @Override
    boolean isShutdown() {
        return threads.isShutdown();
    }

    @Override
    boolean isStopping() {
        return stopping && !isTerminated();
    }

    @Override
    boolean isTerminated() {
        return threads.isTerminated();
    }

    @Override
    boolean awaitTermination(long nanos) throws InterruptedException {
        return threads.awaitTermination(nanos, TimeUnit.NANOSECONDS);
    }
}
