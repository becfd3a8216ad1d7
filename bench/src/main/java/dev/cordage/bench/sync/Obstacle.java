package dev.cordage.bench.sync;

import dev.cordage.queue.CloseableQueue;
import dev.cordage.sync.EventFlag;
import dev.cordage.sync.Mutex;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** What threads wait for until it is removed. Made and removed by the same thread. */
interface Obstacle {
    /** Waits. */
    void pass() throws InterruptedException;

    /** Lets so many threads pass: all. */
    void remove(int threads) throws InterruptedException;

    /** Makes one. */
    @FunctionalInterface
    interface Maker {
        Obstacle make();
    }

    static Obstacle mutex() {
        return new Locked(Mutex.create());
    }

    static Obstacle reentrantLock() {
        return new Locked(new ReentrantLock());
    }

    static Obstacle event() {
        EventFlag event = EventFlag.create();
        return new Obstacle() {
            @Override
            public void pass() throws InterruptedException {
                event.await();
            }

            @Override
            public void remove(int threads) {
                event.set();
            }
        };
    }

    static Obstacle latch() {
        CountDownLatch latch = new CountDownLatch(1);
        return new Obstacle() {
            @Override
            public void pass() throws InterruptedException {
                latch.await();
            }

            @Override
            public void remove(int threads) {
                latch.countDown();
            }
        };
    }

    static Obstacle closeableQueue() {
        return new Empty(CloseableQueue.unbounded());
    }

    static Obstacle linkedQueue() {
        return new Empty(new LinkedBlockingQueue<>());
    }

    /** A lock that somebody else holds. */
    final class Locked implements Obstacle {
        private final Lock lock;

        Locked(Lock lock) {
            this.lock = lock;
            lock.lock();
        }

        @Override
        public void pass() {
            lock.lock();
            try {
                // To have got it is all.
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void remove(int threads) {
            lock.unlock();
        }
    }

    /** A queue that has no item for anybody. */
    record Empty(BlockingQueue<Integer> queue) implements Obstacle {
        @Override
        public void pass() throws InterruptedException {
            Integer _ = queue.take();
        }

        @Override
        public void remove(int threads) throws InterruptedException {
            for (int i = 0; i < threads; i++) {
                queue.put(1);
            }
        }
    }
}
