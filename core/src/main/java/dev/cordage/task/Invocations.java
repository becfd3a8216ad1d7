package dev.cordage.task;

import dev.cordage.internal.waiting.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** {@code invokeAll} and {@code invokeAny} for every {@link Pool}, as {@link java.util.concurrent.ExecutorService} says. */
final class Invocations {
    private Invocations() {}

    static <T extends @Nullable Object> List<Future<T>> all(
            Pool pool, Collection<? extends Callable<T>> tasks, long nanos) throws InterruptedException {
        long start = System.nanoTime();
        List<Future<T>> futures = new ArrayList<>(tasks.size());
        boolean ended = false;
        try {
            submitAll(pool, tasks, futures);
            Until all = Until.ALL;
            ended = Tasks.await(futures, all, Duration.ofNanos(Durations.left(start, nanos)))
                    .pending()
                    .isEmpty();
            return futures;
        } finally {
            if (!ended) {
                cancelAll(futures);
            }
        }
    }

    static <T extends @Nullable Object> T any(Pool pool, Collection<? extends Callable<T>> tasks, long nanos)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException("invokeAny of no tasks");
        }
        long start = System.nanoTime();
        List<Future<T>> futures = new ArrayList<>(tasks.size());
        try {
            submitAll(pool, tasks, futures);
            @Nullable ExecutionException failure = null;
            Completions<Future<T>> completions = new Completions<>(Completions.<Future<T>>distinct(futures));
            while (completions.remaining() > 0) {
                Future<T> done = completions.take(Durations.left(start, nanos));
                if (done == null) {
                    throw new TimeoutException("none of " + futures.size() + " tasks had ended with a value after "
                            + Duration.ofNanos(nanos));
                }
                switch (done.state()) {
                    case SUCCESS -> {
                        return done.resultNow();
                    }
                    case FAILED -> failure = new ExecutionException(done.exceptionNow());
                    default -> failure = new ExecutionException(new CancellationException("the task was cancelled"));
                }
            }
            throw failure == null ? new ExecutionException("no task ended", null) : failure;
        } finally {
            cancelAll(futures);
        }
    }

    private static <T extends @Nullable Object> void submitAll(
            Pool pool, Collection<? extends Callable<T>> tasks, List<Future<T>> futures) {
        for (Callable<T> task : tasks) {
            futures.add(pool.submit(task));
        }
    }

    private static void cancelAll(List<? extends Future<?>> futures) {
        for (Future<?> future : futures) {
            future.cancel(true);
        }
    }
}
