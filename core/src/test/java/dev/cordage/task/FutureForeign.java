package dev.cordage.task;

import dev.cordage.testing.Bounded;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** A future that is neither of this library nor of the JDK, and knows how many threads wait for it. */
final class FutureForeign<T> implements Future<T> {
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch waited = new CountDownLatch(1);
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile T value;

    void end(T value) {
        this.value = value;
        ended.countDown();
    }

    int waiting() {
        return waiting.get();
    }

    void awaitFirstWaiter() {
        Bounded.until("somebody to wait", () -> waited.getCount() == 0);
    }

    @Override
    public T get() throws InterruptedException {
        waiting.incrementAndGet();
        waited.countDown();
        try {
            ended.await();
            return value;
        } finally {
            waiting.decrementAndGet();
        }
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, TimeoutException {
        if (!ended.await(timeout, unit)) {
            throw new TimeoutException();
        }
        return value;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return false;
    }

    @Override
    public boolean isCancelled() {
        return false;
    }

    @Override
    public boolean isDone() {
        return ended.getCount() == 0;
    }
}
