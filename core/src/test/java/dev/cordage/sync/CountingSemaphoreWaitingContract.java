package dev.cordage.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.observe.SemaphoreStatistics;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Body;
import dev.cordage.testing.Bounded.Caller;
import dev.cordage.testing.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** How threads wait for the permits of a {@link CountingSemaphore}, and in which order they get them. */
@ExtendWith(LeakCheck.class)
public abstract class CountingSemaphoreWaitingContract {
    static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);

    /** An unbounded semaphore. */
    protected abstract CountingSemaphore newSemaphore(int permits, String name, Fairness fairness);

    /** A bounded semaphore. */
    protected abstract CountingSemaphore newBounded(int permits, String name, Fairness fairness);

    /** Starts a thread that queues for permits, and returns when it does. */
    static Caller<Void> queued(CountingSemaphore semaphore, Body body) {
        int before = semaphore.statistics().waiters();
        Caller<Void> caller = Caller.platform(() -> {
            body.run();
            return null;
        });
        untilWaiters(semaphore, before + 1);
        return caller;
    }

    static void untilWaiters(CountingSemaphore semaphore, int count) {
        Bounded.until(
                count + " waiters of " + semaphore, () -> semaphore.statistics().waiters() == count);
    }

    private static Body way(int index, CountingSemaphore semaphore) {
        return switch (index % 7) {
            case 0 -> semaphore::acquire;
            case 1 -> () -> semaphore.acquire(1);
            case 2 -> semaphore::acquireUninterruptibly;
            case 3 -> () -> assertTrue(semaphore.tryAcquire(FOR_EVER));
            case 4 -> () -> assertTrue(semaphore.tryAcquire(1, FOR_EVER));
            case 5 -> () -> assertNotNull(semaphore.hold());
            default -> () -> assertNotNull(semaphore.tryHold(FOR_EVER));
        };
    }

    // ---- order ---------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void amongTheWaitersTheLongestWaitingIsFirst(Fairness fairness) throws Exception {
        CountingSemaphore semaphore = newSemaphore(0, "empty", fairness);
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        List<Caller<Void>> waiters = new ArrayList<>();
        for (int i = 0; i < 14; i++) {
            int index = i;
            Body acquire = way(i, semaphore);
            waiters.add(queued(semaphore, () -> {
                acquire.run();
                order.add(index);
            }));
        }
        for (Caller<Void> waiter : waiters) {
            assertFalse(waiter.isDone());
            semaphore.release();
            waiter.result();
        }
        assertEquals(IntStream.range(0, 14).boxed().toList(), order);
        assertEquals(0, semaphore.availablePermits());
    }

    @ParameterizedTest
    @EnumSource
    void severalPermitsAtOnceWakeSeveral(Fairness fairness) throws Exception {
        CountingSemaphore semaphore = newSemaphore(0, "empty", fairness);
        List<Caller<Void>> waiters = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            waiters.add(queued(semaphore, way(i, semaphore)));
        }
        semaphore.release(5);
        for (Caller<Void> waiter : waiters.subList(0, 5)) {
            waiter.result();
        }
        assertEquals(2, semaphore.statistics().waiters());
        assertEquals(0, semaphore.availablePermits());
        semaphore.release(3);
        waiters.get(5).result();
        waiters.get(6).result();
        assertEquals(1, semaphore.availablePermits());
    }

    @ParameterizedTest
    @EnumSource
    void aLargeRequestIsNotStarvedBySmallOnesBehindIt(Fairness fairness) throws Exception {
        CountingSemaphore semaphore = newSemaphore(0, "empty", fairness);
        Caller<Void> large = queued(semaphore, () -> semaphore.acquire(5));
        Caller<Void> small = queued(semaphore, () -> semaphore.acquire(1));
        semaphore.release(3);
        assertEquals(2, semaphore.statistics().waiters());
        semaphore.release(1);
        assertEquals(2, semaphore.statistics().waiters());
        large.untilWaiting();
        small.untilWaiting();
        assertEquals(4, semaphore.availablePermits(), "they are kept for the large one");
        semaphore.release(1);
        large.result();
        assertFalse(small.isDone(), "all went to the large one");
        assertEquals(1, semaphore.statistics().waiters());
        semaphore.release();
        small.result();
        assertEquals(0, semaphore.availablePermits());
    }

    @Test
    void whoComesWaitsBehindALargeRequestIfItIsFifo() throws Exception {
        CountingSemaphore semaphore = newSemaphore(3, "fair", Fairness.FIFO);
        Caller<Void> large = queued(semaphore, () -> semaphore.acquire(5));
        assertFalse(semaphore.tryAcquire(Duration.ZERO), "the timed form doesn't go past");
        assertFalse(semaphore.tryAcquire(1, Duration.ofSeconds(-1)));
        assertNull(semaphore.tryHold(Duration.ZERO));
        Caller<Void> small = queued(semaphore, () -> semaphore.acquire());
        assertEquals(3, semaphore.availablePermits());

        assertTrue(semaphore.tryAcquire(), "the untimed form goes past");
        assertTrue(semaphore.tryAcquire(1));
        try (Hold hold = semaphore.tryHold()) {
            assertNotNull(hold);
            assertEquals(0, semaphore.availablePermits());
        }
        assertEquals(1, semaphore.availablePermits());
        semaphore.release(5);
        large.result();
        small.result();
        assertEquals(0, semaphore.availablePermits());
    }

    @Test
    void whoComesGetsWhatIsThereIfItIsBarging() throws Exception {
        CountingSemaphore semaphore = newSemaphore(3, "barging", Fairness.BARGING);
        Caller<Void> large = queued(semaphore, () -> semaphore.acquire(5));
        Bounded.run(() -> {
            semaphore.acquire();
            assertTrue(semaphore.tryAcquire());
            assertTrue(semaphore.tryAcquire(Duration.ZERO));
        });
        assertEquals(0, semaphore.availablePermits());
        semaphore.release(5);
        large.result();
    }

    @ParameterizedTest
    @CsvSource({"BARGING,false", "BARGING,true", "FIFO,false", "FIFO,true"})
    void whoIsBehindALargeRequestThatGivesUpIsServed(Fairness fairness, boolean timed) throws Exception {
        CountingSemaphore semaphore = newSemaphore(0, "empty", fairness);
        // Longer each time, until the small ones are queued before the large one's time runs out.
        for (Duration time = Duration.ofMillis(20); ; time = time.multipliedBy(2)) {
            Duration limit = time;
            Caller<Boolean> large = Caller.platform(() -> {
                if (timed) {
                    return semaphore.tryAcquire(5, limit);
                }
                assertThrows(InterruptedException.class, () -> semaphore.acquire(5));
                return false;
            });
            Bounded.until("the large one to wait", () -> semaphore.statistics().waiters() == 1 || large.isDone());
            List<Caller<Void>> small = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                small.add(Caller.platform(() -> {
                    semaphore.acquire();
                    return null;
                }));
            }
            Bounded.until("the small ones to wait", () -> semaphore.statistics().waiters() == 3 || large.isDone());
            semaphore.release(3);
            boolean inTime = !large.isDone();
            if (!timed) {
                assertEquals(3, semaphore.statistics().waiters());
                large.interrupt();
            }
            assertFalse(large.result());
            for (Caller<Void> each : small) {
                each.result();
            }
            assertEquals(1, semaphore.availablePermits());
            assertTrue(semaphore.tryAcquire());
            if (inTime) {
                return;
            }
        }
    }

    // ---- interrupts ----------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({"BARGING,PLATFORM", "BARGING,VIRTUAL", "FIFO,PLATFORM", "FIFO,VIRTUAL"})
    void noPermitIsLostToAnInterruptedWaiter(Fairness fairness, ThreadKind kind) throws Exception {
        CountingSemaphore semaphore = newBounded(1, "one", fairness);
        semaphore.acquire();
        for (int round = 0; round < 200; round++) {
            Caller<Boolean> first = kind.call(() -> {
                try (Hold _ = semaphore.hold()) {
                    return true;
                } catch (InterruptedException e) {
                    return false;
                }
            });
            untilWaiters(semaphore, 1);
            Caller<Void> second = kind.call(() -> {
                semaphore.acquire();
                return null;
            });
            untilWaiters(semaphore, 2);
            CyclicBarrier together = new CyclicBarrier(2);
            Caller<Void> interrupter = Caller.platform(() -> {
                Bounded.await(together);
                first.interrupt();
                return null;
            });
            Bounded.await(together);
            semaphore.release();
            interrupter.result();
            first.result();
            second.result();
            assertEquals(0, semaphore.availablePermits());
        }
        assertEquals(0, semaphore.statistics().waiters());
        semaphore.release();
        assertThrows(IllegalStateException.class, semaphore::release, "no permit came to be");
    }

    @ParameterizedTest
    @EnumSource
    void uninterruptiblyMeansThatTheFlagIsKept(Fairness fairness) throws Exception {
        CountingSemaphore semaphore = newSemaphore(0, "empty", fairness);
        Caller<Void> before = queued(semaphore, () -> {
            Thread.currentThread().interrupt();
            semaphore.acquireUninterruptibly();
        });
        Caller<Void> during = queued(semaphore, semaphore::acquireUninterruptibly);
        during.interrupt();
        during.untilWaiting();
        assertEquals(2, semaphore.statistics().waiters());
        semaphore.release(2);
        before.result();
        during.result();
        assertTrue(before.wasInterruptedAtEnd());
        assertTrue(during.wasInterruptedAtEnd());
    }

    // ---- time and figures ----------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void aTimeThatRanOutIsNoPermit(Fairness fairness) throws Exception {
        CountingSemaphore semaphore = newSemaphore(1, "permits", fairness);
        semaphore.acquire();
        Duration time = Duration.ofMillis(2);
        Bounded.run(() -> {
            long start = System.nanoTime();
            assertFalse(semaphore.tryAcquire(time));
            assertFalse(semaphore.tryAcquire(3, time));
            assertNull(semaphore.tryHold(time));
            assertTrue(System.nanoTime() - start >= 3 * time.toNanos());
        });
        semaphore.release();
        SemaphoreStatistics statistics = semaphore.statistics();
        assertEquals(1, statistics.available());
        assertEquals(0, statistics.waiters());
        assertEquals(3, statistics.contended(), "they waited, if in vain");
        assertTrue(statistics.waited().compareTo(time) >= 0, statistics::toString);
    }

    @ParameterizedTest
    @EnumSource
    void theFiguresAreExactAtQuietMoments(Fairness fairness) throws Exception {
        CountingSemaphore semaphore = newSemaphore(0, "counted", fairness);
        List<Caller<Void>> waiters = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            waiters.add(queued(semaphore, way(i, semaphore)));
            assertEquals(i + 1, semaphore.statistics().waiters());
        }
        waiters.get(0).interrupt();
        assertThrows(InterruptedException.class, waiters.get(0)::result);
        assertEquals(6, semaphore.statistics().waiters());
        semaphore.release(8);
        for (Caller<Void> waiter : waiters.subList(1, 7)) {
            waiter.result();
        }
        SemaphoreStatistics quiet = semaphore.statistics();
        assertEquals(2, quiet.available());
        assertEquals(0, quiet.waiters());
        assertEquals(7, quiet.contended());
        assertTrue(quiet.waited().isPositive());
    }
}
