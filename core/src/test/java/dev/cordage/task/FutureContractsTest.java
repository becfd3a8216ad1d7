package dev.cordage.task;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Nested;

/** {@link TaskFutureContract} for every maker of futures in this package. */
class FutureContractsTest {

    @Nested
    class OfAPromise extends TaskFutureContract {
        @Override
        FutureSubject makeRunning() {
            return makePending();
        }

        @Override
        FutureSubject makePending() {
            Promise<Object> promise = Promise.create("a promise");
            return new FutureSubject() {
                @Override
                TaskFuture<Object> future() {
                    return promise;
                }

                @Override
                void succeed(Object value) {
                    boolean _ = promise.trySucceed(value);
                }

                @Override
                void fail(Throwable failure) {
                    promise.fail(failure);
                }
            };
        }
    }

    @Nested
    class OfAStage extends TaskFutureContract {
        @Override
        FutureSubject makeRunning() {
            return makePending();
        }

        @Override
        FutureSubject makePending() {
            CompletableFuture<Object> stage = new CompletableFuture<>();
            TaskFuture<Object> future = TaskFuture.of(stage);
            return new FutureSubject() {
                @Override
                TaskFuture<Object> future() {
                    return future;
                }

                @Override
                void succeed(Object value) {
                    stage.complete(value);
                }

                @Override
                void fail(Throwable failure) {
                    stage.completeExceptionally(failure);
                }
            };
        }

        @Override
        boolean makesCancelledOfCancellationExceptions() {
            return true;
        }
    }

    @Nested
    class OfAnotherFuturesStage extends TaskFutureContract {
        @Override
        FutureSubject makeRunning() {
            return makePending();
        }

        @Override
        FutureSubject makePending() {
            Promise<Object> promise = Promise.create();
            TaskFuture<Object> future = TaskFuture.of(promise.toCompletableFuture());
            return new FutureSubject() {
                @Override
                TaskFuture<Object> future() {
                    return future;
                }

                @Override
                void succeed(Object value) {
                    boolean _ = promise.trySucceed(value);
                }

                @Override
                void fail(Throwable failure) {
                    promise.fail(failure);
                }
            };
        }

        @Override
        boolean makesCancelledOfCancellationExceptions() {
            return true;
        }
    }

    @Nested
    class OfAPlatformThread extends TaskFutureContract {
        TaskThread.Builder builder() {
            return TaskThread.builder();
        }

        @Override
        FutureSubject makeRunning() {
            FutureSubject.Steering steering = new FutureSubject.Steering();
            TaskThread<Object> thread = builder().start(steering);
            awaitStart(steering);
            return new FutureSubject.Steered(steering, thread);
        }

        @Override
        FutureSubject makePending() {
            FutureSubject.Steering steering = new FutureSubject.Steering();
            return new FutureSubject.Steered(steering, builder().build(steering));
        }
    }

    @Nested
    class OfAVirtualThread extends OfAPlatformThread {
        @Override
        TaskThread.Builder builder() {
            return TaskThread.builder().virtual();
        }
    }

    @Nested
    class OfADelay extends TaskFutureContract {
        @Override
        FutureSubject makeRunning() {
            FutureSubject.Steering steering = new FutureSubject.Steering();
            TaskFuture<Object> future = Tasks.after(Duration.ZERO, steering);
            awaitStart(steering);
            return new FutureSubject.Steered(steering, future);
        }

        @Override
        FutureSubject makePending() {
            FutureSubject.Steering steering = new FutureSubject.Steering();
            return new FutureSubject.Steered(steering, Tasks.after(Duration.ofDays(1), steering));
        }
    }

    @Nested
    class OfAThreadPool extends TaskFutureContract {
        private final List<Pool> pools = new ArrayList<>();
        private final List<FutureSubject.Steering> blockers = new ArrayList<>();

        ThreadPool.Builder builder() {
            return ThreadPool.builder().threads(1);
        }

        private Pool pool() {
            Pool pool = builder().build();
            pools.add(pool);
            return pool;
        }

        @Override
        FutureSubject makeRunning() {
            return makeRunning(pool());
        }

        private FutureSubject makeRunning(Pool pool) {
            FutureSubject.Steering steering = new FutureSubject.Steering();
            TaskFuture<Object> future = pool.submit(steering);
            awaitStart(steering);
            return new FutureSubject.Steered(steering, future);
        }

        @Override
        FutureSubject makePending() {
            Pool pool = pool();
            FutureSubject.Steering blocker = new FutureSubject.Steering();
            blockers.add(blocker);
            TaskFuture<Object> _ = pool.submit(blocker);
            awaitStart(blocker);
            FutureSubject.Steering steering = new FutureSubject.Steering();
            return new FutureSubject.Steered(steering, pool.submit(steering));
        }

        @Override
        void releaseAll() {
            blockers.forEach(blocker -> blocker.succeed("released"));
            pools.forEach(Pool::close);
        }
    }

    @Nested
    class OfAPoolOfVirtualThreads extends OfAThreadPool {
        @Override
        ThreadPool.Builder builder() {
            return ThreadPool.builder().threads(1).virtual();
        }
    }

    @Nested
    class OfAPoolThatRecordsSubmitSites extends OfAThreadPool {
        @Override
        ThreadPool.Builder builder() {
            return ThreadPool.builder().threads(1).submitSites(true);
        }
    }

    private static void awaitStart(FutureSubject.Steering steering) {
        try {
            dev.cordage.testing.Bounded.await(steering.started);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
