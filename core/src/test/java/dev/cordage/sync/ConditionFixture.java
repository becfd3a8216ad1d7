package dev.cordage.sync;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import dev.cordage.testing.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** A lock with a condition, and threads that surely wait on it. */
@ExtendWith(LeakCheck.class)
public abstract class ConditionFixture {
    static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);

    OwnedLock lock;
    WaitCondition condition;

    /** A free lock. */
    protected abstract OwnedLock newLock(String name, Fairness fairness);

    @BeforeEach
    void makeLock() {
        use(Fairness.BARGING);
    }

    void use(Fairness fairness) {
        lock = newLock("guard", fairness);
        condition = lock.newCondition();
    }

    /** A wait that can be told to end; all of them say whether they were signalled. */
    enum Way {
        AWAIT {
            @Override
            boolean await(WaitCondition condition) throws InterruptedException {
                condition.await();
                return true;
            }
        },
        UNINTERRUPTIBLY {
            @Override
            boolean await(WaitCondition condition) {
                condition.awaitUninterruptibly();
                return true;
            }
        },
        NANOS {
            @Override
            boolean await(WaitCondition condition) throws InterruptedException {
                return condition.awaitNanos(Long.MAX_VALUE) > 0;
            }
        },
        TIME_UNIT {
            @Override
            boolean await(WaitCondition condition) throws InterruptedException {
                return condition.await(Long.MAX_VALUE, TimeUnit.DAYS);
            }
        },
        DATE {
            @Override
            boolean await(WaitCondition condition) throws InterruptedException {
                return condition.awaitUntil(new Date(Long.MAX_VALUE));
            }
        },
        DURATION {
            @Override
            boolean await(WaitCondition condition) throws InterruptedException {
                return condition.tryAwait(FOR_EVER);
            }
        };

        abstract boolean await(WaitCondition condition) throws InterruptedException;
    }

    /**
     * Starts a thread that takes the lock and runs the body, and returns when the lock is free again: then the body
     * waits. The lock has to be held when the body ends, however it does.
     */
    <T> Caller<T> waiting(ThreadKind kind, Callable<T> body) throws InterruptedException {
        CountDownLatch locked = new CountDownLatch(1);
        OwnedLock lock = this.lock;
        Caller<T> caller = kind.call(() -> {
            lock.lock();
            try {
                locked.countDown();
                return body.call();
            } finally {
                assertTrue(lock.isHeldByCurrentThread(), "the lock is held again");
                lock.unlock();
            }
        });
        Bounded.await(locked);
        assertTrue(lock.tryLock(Bounded.LONG), "the lock is given back");
        lock.unlock();
        return caller;
    }

    <T> Caller<T> waiting(Callable<T> body) throws InterruptedException {
        return waiting(ThreadKind.PLATFORM, body);
    }

    /** So many threads, each of which waits for a signal, one behind the other, and then adds its index to the list. */
    List<Caller<Boolean>> waitingInLine(int count, List<Integer> woken) throws InterruptedException {
        List<Caller<Boolean>> waiters = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int index = i;
            Way way = Way.values()[i % Way.values().length];
            waiters.add(waiting(() -> {
                boolean signalled = way.await(condition);
                woken.add(index);
                return signalled;
            }));
            // One that has not parked yet may barge past those that were signalled before it.
            waiters.getLast().untilWaiting();
        }
        return waiters;
    }

    /** Runs with the lock held. */
    void locked(Runnable body) {
        lock.lock();
        try {
            body.run();
        } finally {
            lock.unlock();
        }
    }

    /** Lets all go that still wait on the condition. */
    void finish(List<? extends Caller<?>> waiters) throws Exception {
        locked(condition::signalAll);
        for (Caller<?> waiter : waiters) {
            waiter.result();
        }
    }
}
