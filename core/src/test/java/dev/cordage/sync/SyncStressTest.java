package dev.cordage.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import dev.cordage.testing.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Threads that interrupt each other at random while they wait, with times and without. A lost wake-up shows as a hang, a
 * doubled one as two in the same place, a forgotten waiter in the figures at the end.
 */
@ExtendWith(LeakCheck.class)
class SyncStressTest {
    private static final int THREADS = 8;
    private static final int OPERATIONS = 1_500;

    /** One operation of a thread. */
    private interface Operation {
        void run(SplittableRandom random) throws InterruptedException;
    }

    /** Runs the operation on all threads; now and then, each interrupts another. */
    private static void storm(ThreadKind kind, Operation operation) throws Exception {
        AtomicReferenceArray<Thread> threads = new AtomicReferenceArray<>(THREADS);
        CountDownLatch started = new CountDownLatch(THREADS);
        AtomicInteger interrupted = new AtomicInteger();
        List<Caller<Void>> callers = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int index = i;
            callers.add(kind.call("stormy-" + i, () -> {
                SplittableRandom random = new SplittableRandom(index);
                threads.set(index, Thread.currentThread());
                started.countDown();
                // Not by waiting for the latch, which an early interrupt would end.
                Bounded.until("all to start", () -> started.getCount() == 0);
                for (int done = 0; done < OPERATIONS; done++) {
                    try {
                        operation.run(random);
                    } catch (InterruptedException e) {
                        interrupted.incrementAndGet();
                    }
                    if (random.nextInt(8) == 0) {
                        threads.get(random.nextInt(THREADS)).interrupt();
                    }
                }
                return null;
            }));
        }
        for (Caller<Void> caller : callers) {
            caller.result();
        }
        assertTrue(interrupted.get() > 0, "a storm");
    }

    private static Duration aMoment(SplittableRandom random) {
        return Duration.ofNanos(random.nextInt(100_000));
    }

    /** Takes the lock in some way; false if that ran out of time. */
    private static boolean take(OwnedLock lock, SplittableRandom random) throws InterruptedException {
        switch (random.nextInt(8)) {
            case 0 -> lock.lock();
            case 1 -> lock.lockInterruptibly();
            case 2 -> {
                return lock.tryLock();
            }
            case 3 -> {
                return lock.tryLock(aMoment(random));
            }
            case 4 -> {
                return lock.tryLock(random.nextInt(100), TimeUnit.MICROSECONDS);
            }
            case 5 -> {
                return lock.hold() != null;
            }
            case 6 -> {
                return lock.tryHold(aMoment(random)) != null;
            }
            default -> {
                return lock.tryLock(Bounded.LONG);
            }
        }
        return true;
    }

    /** Plain fields, equal but for whoever is between them. */
    private static final class Inside {
        private long in;
        private long out;

        void pass(SplittableRandom random) {
            assertEquals(in, out, "only one at a time");
            in++;
            if (random.nextInt(8) == 0) {
                Thread.yield();
            }
            out++;
        }
    }

    private static void assertQuiet(OwnedLock lock) {
        assertFalse(lock.isLocked());
        assertEquals(0, lock.statistics().waiters());
        assertEquals(0, lock.statistics().holds());
        assertTrue(lock.tryLock());
        lock.unlock();
    }

    @ParameterizedTest
    @CsvSource({"BARGING,PLATFORM", "BARGING,VIRTUAL", "FIFO,PLATFORM", "FIFO,VIRTUAL"})
    void mutex(Fairness fairness, ThreadKind kind) throws Exception {
        Mutex mutex = Mutex.create("stormy", fairness);
        Inside inside = new Inside();
        storm(kind, random -> {
            if (take(mutex, random)) {
                try {
                    inside.pass(random);
                } finally {
                    mutex.unlock();
                }
            }
        });
        assertQuiet(mutex);
    }

    @ParameterizedTest
    @CsvSource({"BARGING,PLATFORM", "BARGING,VIRTUAL", "FIFO,PLATFORM", "FIFO,VIRTUAL"})
    void rLock(Fairness fairness, ThreadKind kind) throws Exception {
        RLock lock = RLock.create("stormy", fairness);
        Inside inside = new Inside();
        storm(kind, random -> enter(lock, inside, random, 1 + random.nextInt(3)));
        assertQuiet(lock);
    }

    private static void enter(RLock lock, Inside inside, SplittableRandom random, int levels)
            throws InterruptedException {
        int before = lock.holdCount();
        if (levels == 0) {
            inside.pass(random);
            return;
        }
        if (take(lock, random)) {
            try {
                assertEquals(before + 1, lock.holdCount());
                enter(lock, inside, random, levels - 1);
            } finally {
                lock.unlock();
            }
        }
        assertEquals(before, lock.holdCount());
    }

    @ParameterizedTest
    @CsvSource({"BARGING,PLATFORM", "BARGING,VIRTUAL", "FIFO,PLATFORM", "FIFO,VIRTUAL"})
    void semaphore(Fairness fairness, ThreadKind kind) throws Exception {
        int bound = 4;
        CountingSemaphore semaphore = CountingSemaphore.bounded(bound, "stormy", fairness);
        AtomicInteger lent = new AtomicInteger();
        storm(kind, random -> {
            int permits = acquire(semaphore, random);
            if (permits > 0) {
                int now = lent.addAndGet(permits);
                if (random.nextInt(8) == 0) {
                    Thread.yield();
                }
                lent.addAndGet(-permits);
                semaphore.release(permits);
                assertTrue(now <= bound, "more permits than there are");
            }
        });
        assertEquals(bound, semaphore.availablePermits());
        assertEquals(0, semaphore.statistics().waiters());
        assertTrue(semaphore.tryAcquire(bound));
    }

    /** Acquires some permits in some way; 0 if that ran out of time. */
    private static int acquire(CountingSemaphore semaphore, SplittableRandom random) throws InterruptedException {
        int permits = 1 + random.nextInt(3);
        switch (random.nextInt(6)) {
            case 0 -> {
                semaphore.acquire();
                return 1;
            }
            case 1 -> {
                semaphore.acquireUninterruptibly();
                return 1;
            }
            case 2 -> {
                semaphore.acquire(permits);
                return permits;
            }
            case 3 -> {
                return semaphore.tryAcquire(permits) ? permits : 0;
            }
            case 4 -> {
                return semaphore.tryHold(aMoment(random)) == null ? 0 : 1;
            }
            default -> {
                return semaphore.tryAcquire(permits, aMoment(random)) ? permits : 0;
            }
        }
    }

    /** Two things that are lent, each return signalled once: where one signal is lost, somebody waits for ever. */
    private static final class Lent {
        private final OwnedLock lock;
        private final WaitCondition returned;
        private int free = 2;

        Lent(OwnedLock lock) {
            this.lock = lock;
            this.returned = lock.newCondition();
        }

        boolean borrow(SplittableRandom random) throws InterruptedException {
            lock.lock();
            try {
                switch (random.nextInt(5)) {
                    case 0 -> returned.awaitUntil(() -> free > 0);
                    case 1 -> {
                        if (!returned.awaitUntil(() -> free > 0, aMoment(random))) {
                            return false;
                        }
                    }
                    case 2 -> {
                        while (free == 0) {
                            returned.await();
                        }
                    }
                    case 3 -> {
                        while (free == 0) {
                            if (!returned.tryAwait(aMoment(random))) {
                                return false;
                            }
                        }
                    }
                    default -> {
                        while (free == 0) {
                            returned.awaitUninterruptibly();
                        }
                    }
                }
                free--;
                return true;
            } finally {
                lock.unlock();
            }
        }

        void giveBack() {
            lock.lock();
            free++;
            returned.signal();
            lock.unlock();
        }
    }

    @ParameterizedTest
    @CsvSource({"BARGING,PLATFORM", "BARGING,VIRTUAL", "FIFO,PLATFORM", "FIFO,VIRTUAL"})
    void conditionOfAMutex(Fairness fairness, ThreadKind kind) throws Exception {
        condition(Mutex.create("stormy", fairness), kind);
    }

    @ParameterizedTest
    @EnumSource
    void conditionOfAnRLock(ThreadKind kind) throws Exception {
        condition(RLock.create("stormy"), kind);
    }

    private static void condition(OwnedLock lock, ThreadKind kind) throws Exception {
        Lent lent = new Lent(lock);
        AtomicInteger borrowers = new AtomicInteger();
        storm(kind, random -> {
            if (lent.borrow(random)) {
                int now = borrowers.incrementAndGet();
                if (random.nextInt(4) == 0) {
                    Thread.yield();
                }
                borrowers.decrementAndGet();
                lent.giveBack();
                assertTrue(now <= 2);
            }
        });
        assertQuiet(lock);
        assertEquals(2, lent.free);
    }

    @ParameterizedTest
    @EnumSource
    void limiter(ThreadKind kind) throws Exception {
        CapacityLimiter limiter = CapacityLimiter.of(2, "stormy");
        AtomicInteger lent = new AtomicInteger();
        storm(kind, random -> {
            Object borrower = borrow(limiter, random);
            if (borrower != null) {
                int now = lent.incrementAndGet();
                if (random.nextInt(8) == 0) {
                    limiter.resize(1 + random.nextInt(3));
                }
                lent.decrementAndGet();
                limiter.releaseOnBehalfOf(borrower);
                assertTrue(now <= 3, "more tokens than there ever were");
            }
        });
        assertEquals(0, limiter.borrowed());
        assertEquals(List.of(), limiter.statistics().borrowers());
        assertEquals(0, limiter.statistics().waiters());
        assertEquals(limiter.total(), limiter.available());
    }

    /** Borrows a token in some way; null if that ran out of time. */
    private static @Nullable Object borrow(CapacityLimiter limiter, SplittableRandom random)
            throws InterruptedException {
        Object other = new Object();
        switch (random.nextInt(6)) {
            case 0 -> limiter.acquire();
            case 1 -> {
                limiter.acquireOnBehalfOf(other);
                return other;
            }
            case 2 -> {
                return limiter.tryAcquire() ? Thread.currentThread() : null;
            }
            case 3 -> {
                return limiter.tryAcquireOnBehalfOf(other, aMoment(random)) ? other : null;
            }
            case 4 -> {
                return limiter.tryHold(aMoment(random)) == null ? null : Thread.currentThread();
            }
            default -> {
                return limiter.tryAcquire(Bounded.LONG) ? Thread.currentThread() : null;
            }
        }
        return Thread.currentThread();
    }
}
