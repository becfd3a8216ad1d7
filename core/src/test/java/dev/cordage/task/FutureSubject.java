package dev.cordage.task;

import dev.cordage.testing.Bounded;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** A future whose end is in the hands of a test. */
abstract class FutureSubject {
    /** The future. */
    abstract TaskFuture<Object> future();

    /** Ends it with a value; it may be a moment until the future shows it. */
    abstract void succeed(Object value);

    /** Ends it with a failure; it may be a moment until the future shows it. */
    abstract void fail(Throwable failure);

    /** Whether there is a thread that runs it, and that an interrupt can reach. */
    boolean isRun() {
        return false;
    }

    /** Lets go of what still waits for the test. */
    void release() {
        future().cancel(true);
    }

    final FutureSubject succeeded(Object value) {
        succeed(value);
        Bounded.until("the end of " + future(), future()::isDone);
        return this;
    }

    final FutureSubject failed(Throwable failure) {
        fail(failure);
        Bounded.until("the end of " + future(), future()::isDone);
        return this;
    }

    /** Work that runs until the test says how it ends, or it is interrupted. */
    static final class Steering implements Work<Object> {
        private static final long serialVersionUID = 1L;

        final transient CountDownLatch started = new CountDownLatch(1);
        final transient CountDownLatch interrupted = new CountDownLatch(1);
        final transient CountDownLatch left = new CountDownLatch(1);
        private final transient CompletableFuture<Callable<Object>> end = new CompletableFuture<>();

        @Override
        public Object call() throws Exception {
            started.countDown();
            try {
                return end.get().call();
            } catch (InterruptedException e) {
                if (!end.isDone()) {
                    interrupted.countDown();
                }
                throw e;
            } finally {
                left.countDown();
            }
        }

        void succeed(Object value) {
            end.complete(() -> value);
        }

        void fail(Throwable failure) {
            end.complete(() -> {
                throw FutureSubject.<Exception>sneaky(failure);
            });
        }
    }

    @SuppressWarnings("unchecked")
    static <X extends Throwable> X sneaky(Throwable failure) throws X {
        throw (X) failure;
    }

    /** A future of steered work that something runs. */
    static class Steered extends FutureSubject {
        final Steering steering;
        private final TaskFuture<Object> future;

        Steered(Steering steering, TaskFuture<Object> future) {
            this.steering = steering;
            this.future = future;
        }

        @Override
        TaskFuture<Object> future() {
            return future;
        }

        @Override
        void succeed(Object value) {
            steering.succeed(value);
        }

        @Override
        void fail(Throwable failure) {
            steering.fail(failure);
        }

        @Override
        boolean isRun() {
            return true;
        }

        @Override
        void release() {
            future.cancel(true);
            steering.succeed("released");
        }
    }
}
