package dev.cordage.task;

import dev.cordage.internal.threads.ThreadState;
import dev.cordage.internal.threads.Uncaught;
import dev.cordage.internal.waiting.Durations;
import dev.cordage.internal.waiting.Spin;
import dev.cordage.observe.PoolStatistics;
import dev.cordage.observe.ThreadPoolStatistics;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A bounded number of threads that take tasks from one queue. */
final class WorkerEngine extends PoolEngine {
    /*
     * How it works
     *
     * Tasks wait in a concurrent queue. Submitting is one insertion, and then a look whether anybody has to be woken
     * (signal). Waking is what costs in a pool, so it is avoided while it can be, in the manner of the Go scheduler:
     *
     *  - A worker that finds the queue empty looks on for a short while before it parks; it is then "searching". While
     *    somebody searches, submitting wakes nobody.
     *  - A worker that has found a task after searching, or as its first, wakes the next one if there is more to do and
     *    nobody else searches. So a burst of tasks wakes as many workers as it needs, one after the other.
     *  - Parked workers are a stack: the one that parked last is warm, and those at the bottom time out.
     *
     * No task is left lying: a submitter inserts and then reads `searching`; a searcher that gives up first shows itself
     * on the stack of the parked, then leaves `searching`, and then looks at the queue once more. All of these are
     * sequentially consistent, so one of the two sees the other. The same holds for a worker that exits, which leaves
     * `workerCount` before its last look.
     *
     * The bound of the queue is a semaphore of `threads + bound` slots: a task holds one from its acceptance to the end
     * of its work. So the bound is exact, also while idle threads have not yet fetched what was just submitted.
     *
     * The phase only grows:  RUNNING -> SHUTDOWN -> STOP -> TERMINATED  (from SHUTDOWN directly, too). Tasks are inserted
     * in RUNNING only; a submitter that finds the phase changed after its insertion takes the task out again, unless a
     * worker was quicker.
     */

    private static final int RUNNING = 0;
    private static final int SHUTDOWN = 1; // what is queued is still run
    private static final int STOP = 2; // what is queued is dropped, what runs was interrupted
    private static final int TERMINATED = 3;

    /** So many tasks are no bound: no heap holds them. It keeps the count of slots far from overflowing. */
    private static final int NO_BOUND = 1 << 30;

    /** How many cancelled tasks may lie in the queue before they are swept out. */
    private static final int SWEEP = 1 << 12;

    private final int threads;
    private final ThreadFactory factory;
    private final boolean virtual;
    private final int maxTasksPerThread;
    private final long idleNanos;
    private final @Nullable Job initializer;
    private final WhenFull whenFull;
    private final @Nullable Semaphore slots;
    private final Inside inside = new Inside(this, null);

    private final TaskQueue queue = new TaskQueue();
    private final AtomicInteger searching = new AtomicInteger();
    private final Spin spin = new Spin(1 << 12, 256);
    private final AtomicInteger cancelledInQueue = new AtomicInteger();
    private final ParkedWorkers parked = new ParkedWorkers();
    private final CountDownLatch terminated = new CountDownLatch(1);

    /** Guards {@code workers} and every change of {@code phase} and {@code workerCount}. No user code runs under it. */
    private final ReentrantLock lock = new ReentrantLock();

    // @GuardedBy("lock")
    private final Set<Worker> workers = new HashSet<>();

    /** Tasks completed by workers that are gone. */
    // @GuardedBy("lock")
    private long completedByRetired;

    /** Written under the lock, read anywhere. Counts workers from the decision to start them. */
    private volatile int workerCount;

    /** Written under the lock, read anywhere. */
    private volatile int phase = RUNNING;

    /** Why the pool is broken. Written once, before {@code phase} becomes STOP. */
    private volatile @Nullable BrokenPoolException broken;

    WorkerEngine(String name, ThreadPool.Builder builder, ThreadFactory factory) {
        super(name, builder.submitSites, builder.carriers());
        this.threads = builder.threads;
        this.factory = factory;
        this.virtual = builder.virtual;
        this.maxTasksPerThread = builder.maxTasksPerThread;
        this.idleNanos = Durations.nanos(builder.idleTimeout);
        this.initializer = builder.initializer;
        this.whenFull = builder.whenFull;
        this.slots = builder.queueBound >= NO_BOUND
                ? null
                : new Semaphore((int) Math.min(NO_BOUND, (long) threads + builder.queueBound));
    }

    // ---- submitting ----------------------------------------------------------------------------------------------

    @Override
    void accept(PoolTask<?> task) {
        checkRunning(task);
        if (slots == null || enter(task, slots)) {
            insert(task);
        }
    }

    @Override
    boolean tryAccept(PoolTask<?> task, long nanos) throws InterruptedException {
        checkRunning(task);
        if (slots != null && !slots.tryAcquire()) {
            if (isCurrent()) {
                runHere(task);
                return true;
            }
            if (nanos <= 0 || !slots.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
                return false;
            }
            checkStillRunning(task, slots);
        }
        insert(task);
        return true;
    }

    /** After a wait: hands a slot that came with the end on to the next one who waits, before anybody can drop the task. */
    private void checkStillRunning(PoolTask<?> task, Semaphore slots) {
        if (phase != RUNNING) {
            slots.release();
            throw rejectedAfterShutdown(task);
        }
    }

    private void checkRunning(PoolTask<?> task) {
        if (phase != RUNNING) {
            throw rejectedAfterShutdown(task);
        }
    }

    private void insert(PoolTask<?> task) {
        queue.add(task);
        if (phase != RUNNING && queue.remove(task)) {
            leave(task);
            endIfDone();
            throw rejectedAfterShutdown(task);
        }
        Throwable failure = signal();
        if (failure != null) {
            notStarted(task, failure);
        }
    }

    /** A thread that was wanted for the task could not be started: without any thread, the task is rejected. */
    private void notStarted(PoolTask<?> task, Throwable failure) {
        if (workerCount != 0) {
            Uncaught.report(failure); // the task waits for the threads there are
        } else if (queue.remove(task)) {
            leave(task);
            serveQueue();
            endIfDone();
            throw rejected(task, "no thread could be started", failure);
        }
    }

    /**
     * Sees to it that what is queued is not forgotten, called where a worker has gone or did not come. Accepted tasks
     * that no thread can be started for have to fail.
     */
    private void serveQueue() {
        Throwable failure = queue.isEmpty() ? null : signal();
        if (failure != null && workerCount == 0) {
            breakPool("no thread could be started", failure);
        }
    }

    /** Gets a slot for the task, by the pool's rule for a full queue; false if the task was run here instead. */
    private boolean enter(PoolTask<?> task, Semaphore slots) {
        if (!slots.tryAcquire()) {
            if (whenFull == WhenFull.REJECT) {
                throw rejected(task, "its " + threads + " threads are busy and its queue is full");
            }
            if (whenFull == WhenFull.RUN_IN_CALLER || isCurrent()) {
                runHere(task);
                return false;
            }
            try {
                slots.acquire();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw rejected(task, "interrupted while waiting for space in the queue", e);
            }
            checkStillRunning(task, slots);
        }
        return true;
    }

    private void leave(PoolTask<?> task) {
        if (slots != null && !task.runsInCaller()) {
            slots.release();
        }
    }

    private void runHere(PoolTask<?> task) {
        task.runInCaller();
        boolean interrupted = Thread.currentThread().isInterrupted();
        ThreadState state = ThreadState.current();
        ScopedValue.where(INSIDE, new Inside(this, inside())).run(task);
        state.restore();
        if (interrupted) {
            Thread.currentThread().interrupt(); // the task may have cleared it, and it was the caller's
        }
    }

    private RejectedExecutionException rejectedAfterShutdown(PoolTask<?> task) {
        BrokenPoolException reason = broken;
        return reason == null ? rejected(task, "it was shut down") : reason.again();
    }

    @Override
    void finished(PoolTask<?> task) {
        leave(task);
    }

    @Override
    void abandoned(PoolTask<?> task) {
        leave(task);
        if (cancelledInQueue.incrementAndGet() >= SWEEP && cancelledInQueue.getAndSet(0) >= SWEEP) {
            queue.sweep();
        }
    }

    // ---- waking --------------------------------------------------------------------------------------------------

    /** Sees to it that somebody looks at the queue. Returns why a thread that was wanted could not be started. */
    private @Nullable Throwable signal() {
        if (searching.get() == 0 && !parked.wakeOne(searching) && workerCount < threads) {
            return startWorker();
        }
        return null;
    }

    private @Nullable Throwable startWorker() {
        Worker worker = new Worker();
        lock.lock();
        try {
            if (workerCount >= threads || phase >= STOP) {
                return null;
            }
            workers.add(worker);
            workerCount = workers.size();
        } finally {
            lock.unlock();
        }
        Throwable failure = worker.start();
        if (failure != null) {
            retire(worker);
        }
        return failure;
    }

    private void retire(Worker worker) {
        lock.lock();
        try {
            if (workers.remove(worker)) {
                workerCount = workers.size();
                completedByRetired += worker.ticks.get() / 2;
            }
            terminateIfDone();
        } finally {
            lock.unlock();
        }
    }

    // ---- workers -------------------------------------------------------------------------------------------------

    private final class Worker extends AbstractTaskFuture.Runner implements Runnable {
        /** Written before the thread starts. */
        private @Nullable Thread thread;

        /** How many tasks it has run, if that is limited. Used by its thread. */
        private int done;

        /**
         * Twice the number of tasks completed, and one more while a task runs. Written by the thread itself with release
         * order, read by anyone.
         */
        private final AtomicLong ticks = new AtomicLong();

        @Nullable Throwable start() {
            try {
                Thread made = factory.newThread(this);
                if (made == null) {
                    return new NullPointerException("the thread factory returned null");
                }
                thread = made;
                made.start();
                return null;
            } catch (Throwable failure) {
                return failure;
            }
        }

        @Override
        protected void interrupt() {
            Thread t = thread;
            if (t != null) {
                t.interrupt();
            }
        }

        @Override
        public void run() {
            ScopedValue.where(INSIDE, inside).run(this::work);
        }

        private void work() {
            try {
                if (initialize()) {
                    ThreadState state = ThreadState.current();
                    // No local variable has the task: while a thread waits for the next, it would keep it and its
                    // result,
                    // as long as this method is interpreted.
                    boolean more = perform(search(), state);
                    while (more) {
                        more = done < maxTasksPerThread && perform(next(), state);
                    }
                }
            } finally {
                retire(this);
                serveQueue();
            }
        }

        /** Runs a task; false if there is none. */
        private boolean perform(@Nullable PoolTask<?> task, ThreadState state) {
            if (task == null) {
                return false;
            }
            ticks.lazySet(ticks.getPlain() + 1);
            if (phase >= STOP) {
                interrupt(); // stopped after the task was fetched: it runs as one that was running
            }
            boolean ran = task.runBy(this);
            if (ran && maxTasksPerThread != ThreadPool.Builder.UNLIMITED) {
                done++;
            }
            ticks.lazySet(ticks.getPlain() + (ran ? 1 : -1));
            boolean _ = Thread.interrupted();
            state.restore();
            return true;
        }

        private boolean initialize() {
            if (initializer == null) {
                return true;
            }
            try {
                initializer.run();
                boolean _ = Thread.interrupted();
                return true;
            } catch (Throwable failure) {
                breakPool("its initializer failed", failure);
                return false;
            }
        }

        /** The next task, waiting for it; null if this worker is to exit. */
        private @Nullable PoolTask<?> next() {
            PoolTask<?> task = queue.poll();
            return task != null ? task : search();
        }

        /** The next task for a worker that has just come, or has found the queue empty. */
        private @Nullable PoolTask<?> search() {
            boolean counted = false; // whether this worker is in `searching`
            for (; ; ) {
                if (!counted && !virtual && searching.get() == 0) {
                    searching.incrementAndGet();
                    counted = true;
                }
                PoolTask<?> task = queue.poll();
                if (task == null && counted) {
                    task = spin();
                }
                if (task != null) {
                    if (counted) {
                        searching.decrementAndGet();
                    }
                    wakeNext();
                    return task;
                }
                ParkedWorkers.Node node = parked.push();
                if (counted) {
                    searching.decrementAndGet();
                    counted = false;
                }
                boolean parks = queue.isEmpty() && phase == RUNNING;
                if (parks && node.park(idleNanos)) {
                    counted = true; // whoever woke this worker counted it
                } else if (!node.withdraw()) {
                    counted = true; // woken in the very moment it did not want to park
                } else if (parks || (phase != RUNNING && queue.isEmpty())) {
                    return null;
                }
            }
        }

        private @Nullable PoolTask<?> spin() {
            for (int i = spin.budget(); i > 0 && phase == RUNNING; i--) {
                Thread.onSpinWait();
                PoolTask<?> task = queue.poll();
                if (task != null) {
                    spin.succeeded();
                    return task;
                }
            }
            spin.failed();
            return null;
        }

        /** Passes on the duty to look at the queue: submitters may have left it to this worker, which has its task now. */
        private void wakeNext() {
            Throwable failure = queue.isEmpty() ? null : signal();
            if (failure != null) {
                Uncaught.report(failure); // this thread is there, and comes back to the queue
            }
        }
    }

    // ---- ending --------------------------------------------------------------------------------------------------

    @Override
    void shutdown() {
        enterPhase(SHUTDOWN);
    }

    @Override
    List<PoolTask<?>> shutdownNow() {
        enterPhase(STOP);
        List<PoolTask<?>> dropped = drainQueue();
        lock.lock();
        try {
            workers.forEach(Worker::interrupt);
            terminateIfDone();
        } finally {
            lock.unlock();
        }
        return dropped;
    }

    /** Moves the phase forward, and wakes all who wait for something that will not come now. */
    private void enterPhase(int next) {
        lock.lock();
        try {
            if (phase < next) {
                phase = next;
            }
            terminateIfDone();
        } finally {
            lock.unlock();
        }
        while (parked.wakeOne(searching)) {}
        if (slots != null) {
            slots.release(); // wakes one submitter, which is rejected and passes the slot on to the next
        }
    }

    private List<PoolTask<?>> drainQueue() {
        List<PoolTask<?>> drained = new ArrayList<>();
        for (PoolTask<?> task; (task = queue.poll()) != null; ) {
            if (!task.isDone()) {
                drained.add(task);
            }
        }
        return drained;
    }

    private void endIfDone() {
        lock.lock();
        try {
            terminateIfDone();
        } finally {
            lock.unlock();
        }
    }

    // @GuardedBy("lock")
    private void terminateIfDone() {
        if (phase != RUNNING && phase != TERMINATED && workerCount == 0 && queue.isEmpty()) {
            phase = TERMINATED;
            terminated.countDown();
        }
    }

    /** Fails everything that is queued or will be submitted, once, with the reason. What runs goes on to its end. */
    private void breakPool(String what, Throwable cause) {
        BrokenPoolException reason = new BrokenPoolException("pool '" + name + "' is broken: " + what, cause);
        lock.lock();
        try {
            if (broken != null || phase >= STOP) {
                return;
            }
            broken = reason;
        } finally {
            lock.unlock();
        }
        enterPhase(STOP);
        boolean told = false;
        for (PoolTask<?> task : drainQueue()) {
            task.breakWith(reason);
            told |= task.hasFuture();
        }
        if (!told) {
            Uncaught.report(reason);
        }
        endIfDone();
    }

    @Override
    boolean isShutdown() {
        return phase != RUNNING;
    }

    @Override
    boolean isStopping() {
        return phase == STOP;
    }

    @Override
    boolean isTerminated() {
        return phase == TERMINATED;
    }

    @Override
    boolean awaitTermination(long nanos) throws InterruptedException {
        if (nanos == Long.MAX_VALUE) {
            terminated.await();
            return true;
        }
        return terminated.await(nanos, TimeUnit.NANOSECONDS);
    }

    // ---- looking -------------------------------------------------------------------------------------------------

    @Override
    int parallelism() {
        return threads;
    }

    @Override
    PoolStatistics statistics() {
        AtomicInteger queued = new AtomicInteger();
        queue.forEach(task -> queued.addAndGet(task.isDone() ? 0 : 1));
        lock.lock();
        try {
            int running = 0;
            long completed = completedByRetired;
            for (Worker worker : workers) {
                long ticks = worker.ticks.get();
                completed += ticks / 2;
                running += (int) (ticks % 2);
            }
            return new ThreadPoolStatistics(name, workers.size(), running, queued.get(), completed);
        } finally {
            lock.unlock();
        }
    }
}
