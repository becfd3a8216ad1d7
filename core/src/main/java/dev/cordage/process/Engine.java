package dev.cordage.process;

import dev.cordage.internal.launch.WorkerCommand;
import dev.cordage.internal.waiting.Durations;
import dev.cordage.internal.worker.Identity;
import dev.cordage.internal.worker.Parcel;
import dev.cordage.task.BrokenPoolException;
import dev.cordage.task.ContextCarrier;
import dev.cordage.task.SubmitSite;
import dev.cordage.task.TaskOptions;
import dev.cordage.task.WhenFull;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What works behind a {@link ProcessPool}: takes tasks in, keeps the queue, and says when all is over. */
final class Engine {
    /*
     * How it works
     *
     * A task is encoded by the thread that submits it, so that what cannot be sent is refused there; what is queued are
     * bytes. One lock guards the queue and what is known of each worker (Crew); under it tasks are only handed out: frames
     * are put into a worker's Sender, and written after the lock was released, by whoever handed them out.
     *
     * Each worker has a server thread, which reads its answers: `answered` takes the task out and hands out the next one,
     * then the thread decodes the value and completes the future, then `settled` says that this is done. A pool has
     * terminated when nothing is queued, in flight or being settled, and all workers are gone.
     */

    /**
     * <pre>
     *   RUNNING ──> SHUTDOWN ──> STOP ──> TERMINATED       only forward; stages may be left out
     * </pre>
     *
     * SHUTDOWN: accepts no more. STOP: has dropped what was queued. TERMINATED: no worker is left.
     */
    private enum Phase {
        RUNNING,
        SHUTDOWN,
        STOP,
        TERMINATED
    }

    private static final long REVOKE_NANOS = 1_000_000_000;

    final Settings settings;
    final String taskName;
    final Folders folders = new Folders();
    final Shipping shipping;
    final WorkerCommand command;
    final @Nullable Parcel initializer;

    final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Crew crew;
    final Backlog backlog;
    final Ledger ledger = new Ledger();

    /** Written under the lock; read without it where a moment's delay does no harm. */
    private volatile Phase phase = Phase.RUNNING;

    // Guarded by the lock.
    private @Nullable BrokenPoolException broken;
    private int waiting;
    /** How many threads collect what is dropped. */
    private int collectors;

    private @Nullable Runnable atEnd;
    private @Nullable Death lastDeath;

    /** How many answers are on their way from a server thread to their futures. */
    private final AtomicLong settling = new AtomicLong();

    Engine(Settings settings, WorkerCommand command, @Nullable Callable<?> initializer) {
        this.settings = settings;
        this.command = command;
        this.taskName = settings.name() + "-task";
        this.shipping = new Shipping(settings.codec(), folders);
        this.backlog = new Backlog(settings);
        this.crew = new Crew(this);
        try {
            this.initializer = initializer == null ? null : shipping.pack("the initializer", initializer);
        } catch (Throwable refused) {
            folders.close(); // nobody will close this pool
            throw refused;
        }
    }

    // ---- submitting ------------------------------------------------------------------------------------------------

    <T extends @Nullable Object> ProcessTask<T> submit(TaskOptions options, Callable<T> work) {
        ProcessTask<T> task = task(options, work, null);
        accept(task);
        return task;
    }

    void execute(Runnable command) {
        accept(this.<@Nullable Object>task(TaskOptions.none(), new RunnableWork(command), command));
    }

    <T extends @Nullable Object> Optional<ProcessTask<T>> trySubmit(TaskOptions options, Callable<T> work, long nanos)
            throws InterruptedException {
        ProcessTask<T> task = task(options, work, null);
        boolean accepted = false;
        try {
            accepted = tryAccept(task, nanos);
        } finally {
            if (!accepted) {
                task.discard();
            }
        }
        return accepted ? Optional.of(task) : Optional.empty();
    }

    private <T extends @Nullable Object> ProcessTask<T> task(
            TaskOptions options, Callable<T> work, @Nullable Runnable command) {
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(work, "work");
        String name = options.name().orElse(taskName);
        if (Identity.isDecoding()) {
            throw new IllegalStateException("task '" + name + "' was submitted to pool '" + settings.name()
                    + "' while a worker process rebuilds a task, most likely by a static initialiser that is meant for the"
                    + " first JVM; submit it from a method, or ask WorkerProcess.current() first");
        }
        if (phase != Phase.RUNNING) {
            throw refusal(name);
        }
        Launch.checkDepth(name);
        Parcel parcel = shipping.pack("task '" + name + "'", ContextCarrier.capture(work));
        SubmitSite site = settings.submitSites() ? new SubmitSite(name, settings.name()) : null;
        return new ProcessTask<>(this, options, work, parcel, site, command);
    }

    private void accept(ProcessTask<?> task) {
        boolean wanted = false;
        try {
            wanted = tryAccept(task, settings.whenFull() == WhenFull.WAIT ? Long.MAX_VALUE : 0);
            if (wanted) {
                return;
            }
            if (settings.whenFull() == WhenFull.REJECT) {
                throw new RejectedExecutionException(rejects(task.name()) + "its queue is full (queueBound "
                        + settings.queueBound() + ", queueBytes " + settings.queueBytes() + ")");
            }
            wanted = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RejectedExecutionException(
                    rejects(task.name()) + "interrupted while waiting for space in the queue", e);
        } finally {
            if (!wanted) {
                task.discard();
            }
        }
        task.run();
    }

    private boolean tryAccept(ProcessTask<?> task, long nanos) throws InterruptedException {
        if (nanos > 0 && nanos != Long.MAX_VALUE && Thread.interrupted()) {
            throw new InterruptedException();
        }
        long start = System.nanoTime();
        lock.lock();
        try {
            while (phase == Phase.RUNNING && !backlog.hasSpaceFor(task)) {
                long left = Durations.left(start, nanos);
                if (left <= 0) {
                    return false;
                }
                waiting++;
                try {
                    var _ = changed.awaitNanos(left);
                } finally {
                    waiting--;
                }
            }
            if (phase != Phase.RUNNING) {
                throw refusal(task.name());
            }
            backlog.add(task);
            crew.dispatch();
        } finally {
            crew.unlockAndSend();
        }
        return true;
    }

    private String rejects(String task) {
        return "pool '" + settings.name() + "' rejects task '" + task + "': ";
    }

    private RejectedExecutionException refusal(String task) {
        BrokenPoolException reason = broken;
        return reason == null
                ? new RejectedExecutionException(rejects(task) + "it was shut down")
                : new BrokenPoolException(rejects(task) + reason.getMessage(), cause(reason));
    }

    private static Throwable cause(BrokenPoolException reason) {
        Throwable cause = reason.getCause();
        return cause == null ? reason : cause;
    }

    /** The task has left the pool's hands, or nobody wants it any more: its place is free. The lock is held. */
    void release(ProcessTask<?> task) {
        if (backlog.uncount(task) && waiting > 0) {
            changed.signalAll();
        }
        task.discard();
    }

    // ---- what futures and workers report ----------------------------------------------------------------------

    /** A future has ended, for whatever reason; its work, if that runs, is to be interrupted where that is wanted. */
    void ended(ProcessTask<?> task, boolean interrupt) {
        if (task.settled) {
            return; // by the server thread, which has done what follows
        }
        lock.lock();
        try {
            if (task.settled) {
                return;
            }
            if (task.queued) {
                backlog.endedInQueue(task);
            } else if (task.worker != null) {
                crew.drop(task, interrupt);
            }
            if (task.worker == null) {
                task.cancelAlarms();
                release(task);
            } else if (backlog.uncount(task)) { // its bytes are needed until the worker has answered
                changed.signalAll();
            }
            tryTerminate();
        } finally {
            crew.unlockAndSend();
        }
    }

    /** A running task was told to end. */
    void interrupt(ProcessTask<?> task) {
        lock.lock();
        try {
            crew.drop(task, true);
        } finally {
            crew.unlockAndSend();
        }
    }

    /** Takes a task out of the pool's hands, to run it here; null if it is too late for that. */
    <T extends @Nullable Object> @Nullable Callable<T> takeOut(ProcessTask<T> task) {
        lock.lock();
        try {
            return task.queued || task.worker != null ? null : task.work;
        } finally {
            lock.unlock();
        }
    }

    /** A worker has sent the answer to a task; the caller completes its future, and calls {@link #settled}. */
    ProcessTask<?> answered(Worker worker, long seq, long nanos, boolean retire) throws IOException {
        settling.incrementAndGet();
        lock.lock();
        try {
            ProcessTask<?> task = crew.answered(worker, seq, nanos, retire);
            release(task);
            crew.dispatch();
            return task;
        } catch (IOException e) {
            settling.decrementAndGet();
            throw e;
        } finally {
            crew.unlockAndSend();
        }
    }

    void settled() {
        if (settling.decrementAndGet() == 0 && phase != Phase.RUNNING) {
            lock.lock();
            try {
                tryTerminate();
            } finally {
                crew.unlockAndSend();
            }
        }
    }

    /** A worker has left out a task that was dropped before it began. */
    void skipped(Worker worker, long seq) throws IOException {
        answered(worker, seq, -1, false).cancel(false);
        settled();
    }

    /** What a change of a worker is done with: under the lock, and with what follows from it. */
    void update(Runnable change) {
        lock.lock();
        try {
            change.run();
            crew.dispatch();
            tryTerminate();
            changed.signalAll();
        } finally {
            crew.unlockAndSend();
        }
    }

    /** How long the server thread of a worker may wait before it looks again. */
    long look(Worker worker) {
        lock.lock();
        try {
            return crew.look(worker, System.nanoTime());
        } finally {
            crew.unlockAndSend();
        }
    }

    Crew crew() {
        return crew;
    }

    // ---- the end ----------------------------------------------------------------------------------------------

    /** Whether workers may still be needed. */
    boolean isOpen() {
        return phase == Phase.RUNNING || (phase == Phase.SHUTDOWN && backlog.size() > 0);
    }

    boolean isStopped() {
        return phase.compareTo(Phase.STOP) >= 0;
    }

    /** Whether somebody collects what is dropped, and takes what is put back now. */
    boolean isCollecting() {
        return collectors > 0;
    }

    void shutdown() {
        update(() -> advance(Phase.SHUTDOWN));
    }

    private void advance(Phase next) {
        if (phase.compareTo(next) < 0) {
            phase = next;
        }
    }

    /** Ends the pool since it can have no workers. The lock is held; tasks fail afterwards, without it. */
    void breakWith(Throwable cause, Collection<Runnable> afterwards) {
        if (settings.single()) { // which is no pool to its user
            advance(Phase.STOP);
            for (ProcessTask<?> task : backlog.takeAll()) {
                endLater(() -> task.fail(cause), afterwards);
            }
            return;
        }
        if (broken == null) {
            broken = new BrokenPoolException("pool '" + settings.name() + "' is broken: " + cause.getMessage(), cause);
        }
        advance(Phase.STOP);
        for (ProcessTask<?> task : backlog.takeAll()) {
            BrokenPoolException failure = new BrokenPoolException(String.valueOf(broken.getMessage()), cause(broken));
            endLater(() -> task.fail(failure), afterwards);
        }
    }

    /** Ends a task that no worker has any more, when the lock is free. The pool doesn't terminate before. */
    void endLater(Runnable end, Collection<Runnable> afterwards) {
        settling.incrementAndGet();
        afterwards.add(() -> {
            try {
                end.run();
            } finally {
                settled();
            }
        });
    }

    List<ProcessTask<?>> shutdownNow() {
        List<ProcessTask<?>> dropped;
        lock.lock();
        try {
            advance(Phase.STOP);
            dropped = backlog.takeAll();
            collectors++;
            crew.interruptAll();
            changed.signalAll();
        } finally {
            crew.unlockAndSend();
        }
        lock.lock();
        try {
            awaitRevoked();
            dropped.addAll(backlog.takeAll());
            for (ProcessTask<?> task : dropped) {
                Callable<?> work = task.work;
                release(task);
                keepWork(task, work);
            }
            collectors--;
            tryTerminate();
        } finally {
            crew.unlockAndSend();
        }
        return dropped;
    }

    @SuppressWarnings("unchecked") // it was this task's own work
    private static <T extends @Nullable Object> void keepWork(ProcessTask<T> task, @Nullable Callable<?> work) {
        task.work = (Callable<T>) work; // whoever asked may run it
    }

    /** Waits until all workers have said what they have not begun; kills one that doesn't say. The lock is held. */
    private void awaitRevoked() {
        long left = REVOKE_NANOS;
        boolean interrupted = false;
        while (crew.workers.isAnyRevoking()) {
            if (left <= 0) {
                crew.killRevoking();
                left = REVOKE_NANOS;
            }
            try {
                left = changed.awaitNanos(left);
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    void kill() {
        for (ProcessTask<?> task : shutdownNow()) {
            task.cancel(false);
        }
        update(() -> crew.killAll("kill() was called"));
    }

    void close() {
        shutdown();
        boolean interrupted = false;
        while (!isTerminated() && !crew.isServedByCurrentThread()) {
            try {
                var _ = awaitTermination(Long.MAX_VALUE);
            } catch (InterruptedException _) {
                interrupted = true;
                drop();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    boolean stop(long nanos) throws InterruptedException {
        drop();
        return crew.isServedByCurrentThread() ? isTerminated() : awaitTermination(nanos);
    }

    private void drop() {
        for (ProcessTask<?> task : shutdownNow()) {
            task.cancel(false);
        }
    }

    boolean isShutdown() {
        return phase != Phase.RUNNING;
    }

    boolean isTerminated() {
        return phase == Phase.TERMINATED;
    }

    boolean awaitTermination(long nanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        long start = System.nanoTime();
        lock.lockInterruptibly();
        try {
            while (!isTerminated()) {
                long left = Durations.left(start, nanos);
                if (left <= 0) {
                    return false;
                }
                var _ = changed.await(left, TimeUnit.NANOSECONDS);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Lets the workers go when there is nothing left to do, and ends when they are gone. The lock is held. */
    private void tryTerminate() {
        if (phase == Phase.RUNNING
                || isTerminated()
                || backlog.size() > 0
                || settling.get() > 0
                || crew.workers.isAnyBusy()) {
            return;
        }
        crew.leave();
        if (crew.workers.isEmpty()) {
            folders.close();
            phase = Phase.TERMINATED;
            changed.signalAll();
            if (atEnd != null) {
                crew.afterwards(atEnd);
            }
        }
    }

    // ---- for a single process ---------------------------------------------------------------------------------

    /** Runs this when all is over. */
    void atEnd(Runnable action) {
        lock.lock();
        try {
            atEnd = action;
        } finally {
            lock.unlock();
        }
    }

    /** A worker is gone; the lock is held. */
    void died(Death death) {
        lastDeath = death;
    }

    /** How the last worker that is gone ended. */
    @Nullable Death lastDeath() {
        lock.lock();
        try {
            return lastDeath;
        } finally {
            lock.unlock();
        }
    }

    /** The process id of the only worker, as soon as there is one. */
    long awaitPid() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            for (; ; ) {
                long pid = lastDeath != null ? lastDeath.pid() : crew.workers.firstPid();
                if (pid >= 0) {
                    return pid;
                }
                if (lastDeath != null || isTerminated()) {
                    throw new IllegalStateException("worker '" + settings.name() + "' was never a process: "
                            + (lastDeath == null ? "it was cancelled" : lastDeath.cause()));
                }
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    void interruptRunning() {
        update(crew::interruptAll);
    }

    ProcessPoolStatistics statistics() {
        lock.lock();
        try {
            return ledger.statistics(
                    settings.name(),
                    crew.workers.running(),
                    backlog.size() + crew.workers.ahead(),
                    crew.workers.insights());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        String how = isTerminated() ? "terminated" : isStopped() ? "stopping" : isShutdown() ? "shut down" : "open";
        ProcessPoolStatistics s = statistics();
        return "ProcessPool[" + settings.name() + ", " + how + ", workers=" + s.workers() + ", running=" + s.running()
                + ", queued=" + s.queued() + ", completed=" + s.completed() + "]";
    }
}
