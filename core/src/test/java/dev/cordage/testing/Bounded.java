package dev.cordage.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits that end: each fails with the stacks of all threads when it runs out. */
public final class Bounded {
    /** Far more than anything here takes on a busy machine; no test depends on its size. */
    public static final Duration LONG = Duration.ofSeconds(Long.getLong("cordage.test.patience", 30));

    private Bounded() {}

    /** A body that may throw anything checked. */
    @FunctionalInterface
    public interface Body {
        void run() throws Exception;
    }

    /** Waits for the latch. */
    public static void await(CountDownLatch latch) throws InterruptedException {
        if (!latch.await(LONG.toNanos(), TimeUnit.NANOSECONDS)) {
            throw ranOut("a latch that still counts " + latch.getCount());
        }
    }

    /** Waits at the barrier for the others. */
    public static void await(CyclicBarrier barrier) throws Exception {
        try {
            barrier.await(LONG.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw ranOut("a barrier");
        }
    }

    /** Waits until the condition holds, looking often. */
    public static void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + LONG.toNanos();
        for (int looks = 0; !condition.getAsBoolean(); looks++) {
            if (System.nanoTime() > deadline) {
                throw ranOut(what);
            }
            if (looks < 100) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(100_000);
            }
        }
    }

    /** Waits until the thread is parked or blocked, which is the nearest one can come to seeing that it waits. */
    public static void untilWaiting(Thread thread) {
        until(thread + " to wait", () -> switch (thread.getState()) {
            case WAITING, TIMED_WAITING, BLOCKED -> true;
            case TERMINATED -> throw new AssertionError(thread + " has ended instead of waiting");
            default -> false;
        });
    }

    /** The value of the future, or what {@link Future#get()} throws. */
    public static <T> T get(Future<T> future) throws ExecutionException, InterruptedException {
        try {
            return future.get(LONG.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw ranOut(future.toString());
        }
    }

    /** The failure of the future. */
    public static Throwable failureOf(Future<?> future) throws InterruptedException {
        try {
            Object value = get(future);
            throw new AssertionError("a failure was expected of " + future + ", but its value is " + value);
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }

    /** Waits for the end of the thread. */
    public static void join(Thread thread) throws InterruptedException {
        if (!thread.join(LONG)) {
            throw ranOut("the end of " + thread);
        }
    }

    /** Calls in a thread of its own, so that a call that hangs is noticed, and gives back or throws what it does. */
    public static <T> T call(Callable<T> body) throws Exception {
        return Caller.platform(body).result();
    }

    /** Runs in a thread of its own, so that a call that hangs is noticed. */
    public static void run(Body body) throws Exception {
        call(() -> {
            body.run();
            return null;
        });
    }

    /** The failure that says what was waited for, with the stacks of all threads. */
    public static AssertionError ranOut(String what) {
        String message = "waited " + LONG + " in vain for " + what;
        System.err.println(message + "\n" + Threads.dump());
        return new AssertionError(message + "; the stacks are on the standard error");
    }

    /** A thread that makes one call, and keeps what came of it. */
    public static final class Caller<T> {
        private final FutureTask<T> call;
        private final Thread thread;
        private volatile boolean interruptedAtEnd;

        private Caller(Thread.Builder builder, Callable<T> body) {
            call = new FutureTask<>(() -> {
                try {
                    return body.call();
                } finally {
                    interruptedAtEnd = Thread.currentThread().isInterrupted();
                }
            });
            thread = builder.unstarted(call);
        }

        /** In a new platform thread, which doesn't keep the JVM alive. */
        public static <T> Caller<T> platform(Callable<T> body) {
            return start(Thread.ofPlatform().daemon().name("caller"), body);
        }

        /** In a new virtual thread. */
        public static <T> Caller<T> virtual(Callable<T> body) {
            return start(Thread.ofVirtual().name("caller"), body);
        }

        /** In a new thread of either kind. */
        public static <T> Caller<T> start(Thread.Builder builder, Callable<T> body) {
            Caller<T> caller = new Caller<>(builder, body);
            caller.thread.start();
            return caller;
        }

        /** The thread. */
        public Thread thread() {
            return thread;
        }

        /** Whether the call has returned or thrown. */
        public boolean isDone() {
            return call.isDone();
        }

        /** Waits until the thread waits in the call. */
        public Caller<T> untilWaiting() {
            Bounded.untilWaiting(thread);
            return this;
        }

        /** Interrupts the thread. */
        public Caller<T> interrupt() {
            thread.interrupt();
            return this;
        }

        /** What the call returned; throws what it threw. */
        public T result() throws Exception {
            try {
                return get(call);
            } catch (ExecutionException e) {
                switch (e.getCause()) {
                    case Exception failure -> throw failure;
                    case Error failure -> throw failure;
                    default -> throw e;
                }
            } finally {
                if (call.isDone()) {
                    join(thread);
                }
            }
        }

        /** Whether the flag was set when the call ended. To be asked after {@link #result}. */
        public boolean wasInterruptedAtEnd() {
            return interruptedAtEnd;
        }
    }
}
