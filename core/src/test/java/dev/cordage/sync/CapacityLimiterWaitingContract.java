package dev.cordage.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.observe.LimiterStatistics;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Body;
import dev.cordage.testing.Bounded.Caller;
import dev.cordage.testing.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How threads wait for the tokens of a {@link CapacityLimiter}, and in which order they get them. */
@ExtendWith(LeakCheck.class)
public abstract class CapacityLimiterWaitingContract {
    static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);

    /** A limiter. */
    protected abstract CapacityLimiter newLimiter(int total, String name);

    /** Starts a thread that queues for a token, and returns when it does. */
    static Caller<Void> queued(CapacityLimiter limiter, Body body) {
        int before = limiter.statistics().waiters();
        Caller<Void> caller = Caller.platform(() -> {
            body.run();
            return null;
        });
        untilWaiters(limiter, before + 1);
        return caller;
    }

    static void untilWaiters(CapacityLimiter limiter, int count) {
        Bounded.until(
                count + " waiters of " + limiter, () -> limiter.statistics().waiters() == count);
    }

    private static Body way(int index, CapacityLimiter limiter) {
        return switch (index % 6) {
            case 0 -> limiter::acquire;
            case 1 -> () -> assertTrue(limiter.tryAcquire(FOR_EVER));
            case 2 -> () -> assertNotNull(limiter.hold());
            case 3 -> () -> assertNotNull(limiter.tryHold(FOR_EVER));
            case 4 -> () -> limiter.acquireOnBehalfOf(new Object());
            default -> () -> assertTrue(limiter.tryAcquireOnBehalfOf(new Object(), FOR_EVER));
        };
    }

    @Test
    void firstComeFirstServed() throws Exception {
        CapacityLimiter limiter = newLimiter(1, "tokens");
        limiter.acquire();
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        List<Caller<Void>> waiters = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            int index = i;
            Body acquire = way(i, limiter);
            waiters.add(queued(limiter, () -> {
                acquire.run();
                order.add(index);
            }));
        }
        for (Caller<Void> waiter : waiters) {
            assertFalse(waiter.isDone());
            limiter.releaseOnBehalfOf(limiter.statistics().borrowers().getFirst());
            waiter.result();
        }
        assertEquals(IntStream.range(0, 12).boxed().toList(), order);
        assertEquals(1, limiter.borrowed());
    }

    @Test
    void whoWaitedIsBeforeWhoComes() throws Exception {
        CapacityLimiter limiter = newLimiter(1, "tokens");
        for (int round = 0; round < 100; round++) {
            limiter.acquire();
            boolean[] passed = {false};
            Caller<Void> waiter = queued(limiter, () -> {
                try (Hold _ = limiter.hold()) {
                    passed[0] = true;
                }
            });
            limiter.release();
            assertTrue(limiter.tryAcquire(FOR_EVER));
            assertTrue(passed[0]);
            limiter.release();
            waiter.result();
        }
    }

    @Test
    void resizingWakesAsManyAsThereAreTokensNow() throws Exception {
        CapacityLimiter limiter = newLimiter(0, "tokens");
        List<Caller<Void>> waiters = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            waiters.add(queued(limiter, way(i, limiter)));
        }
        limiter.resize(4);
        for (Caller<Void> waiter : waiters.subList(0, 4)) {
            waiter.result();
        }
        assertEquals(4, limiter.borrowed());
        assertEquals(2, limiter.statistics().waiters());
        limiter.resize(3);
        assertEquals(2, limiter.statistics().waiters());
        limiter.resize(100);
        waiters.get(4).result();
        waiters.get(5).result();
        assertEquals(6, limiter.borrowed());
        assertEquals(94, limiter.available());
    }

    @Test
    void nothingIsLentUntilEnoughIsBack() throws Exception {
        CapacityLimiter limiter = newLimiter(3, "tokens");
        for (String borrower : List.of("a", "b", "c")) {
            limiter.acquireOnBehalfOf(borrower);
        }
        limiter.resize(1);
        Caller<Void> waiter = queued(limiter, limiter::acquire);
        limiter.releaseOnBehalfOf("a");
        limiter.releaseOnBehalfOf("b");
        waiter.untilWaiting();
        assertFalse(waiter.isDone());
        assertEquals(1, limiter.statistics().waiters());
        limiter.releaseOnBehalfOf("c");
        waiter.result();
        assertEquals(1, limiter.borrowed());
    }

    @Test
    void theSameBorrowerCannotWaitTwice() throws Exception {
        CapacityLimiter limiter = newLimiter(0, "the-limiter");
        Object borrower = new Object();
        Caller<Void> waiter = queued(limiter, () -> limiter.acquireOnBehalfOf(borrower));
        IllegalStateException failure =
                assertThrows(IllegalStateException.class, () -> limiter.acquireOnBehalfOf(borrower));
        assertTrue(failure.getMessage().contains("the-limiter"), failure::getMessage);
        assertThrows(IllegalStateException.class, () -> limiter.tryAcquireOnBehalfOf(borrower, FOR_EVER));
        assertThrows(IllegalStateException.class, () -> limiter.tryAcquireOnBehalfOf(borrower, Duration.ZERO));
        assertThrows(IllegalStateException.class, () -> limiter.tryAcquireOnBehalfOf(borrower));
        assertThrows(IllegalStateException.class, () -> limiter.releaseOnBehalfOf(borrower), "it has none yet");
        assertEquals(1, limiter.statistics().waiters());
        limiter.resize(1);
        waiter.result();
        limiter.releaseOnBehalfOf(borrower);
        assertEquals(0, limiter.borrowed());
    }

    @ParameterizedTest
    @EnumSource
    void whoGaveUpMayComeAgain(ThreadKind kind) throws Exception {
        CapacityLimiter limiter = newLimiter(0, "tokens");
        Object borrower = new Object();
        CountDownLatch timesOver = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        Caller<Void> waiter = kind.call(() -> {
            assertFalse(limiter.tryAcquireOnBehalfOf(borrower, Duration.ofMillis(1)));
            assertFalse(limiter.tryAcquireOnBehalfOf(borrower));
            assertFalse(limiter.tryAcquire(Duration.ofMillis(1)));
            assertFalse(limiter.tryAcquire());
            timesOver.countDown();
            assertThrows(InterruptedException.class, () -> limiter.acquireOnBehalfOf(borrower));
            assertFalse(limiter.tryAcquireOnBehalfOf(borrower, Duration.ZERO));
            interrupted.countDown();
            limiter.acquireOnBehalfOf(borrower);
            return null;
        });
        Bounded.await(timesOver);
        untilWaiters(limiter, 1);
        waiter.interrupt();
        Bounded.await(interrupted);
        untilWaiters(limiter, 1);
        limiter.resize(1);
        waiter.result();
        limiter.releaseOnBehalfOf(borrower);
        assertEquals(0, limiter.borrowed());
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptEndsOneWaitAndNobodyElses(ThreadKind kind) throws Exception {
        for (int index = 0; index < 6; index++) {
            CapacityLimiter limiter = newLimiter(0, "tokens");
            Body body = way(index, limiter);
            Caller<Void> first = kind.call(() -> {
                body.run();
                return null;
            });
            untilWaiters(limiter, 1);
            Caller<Void> second = queued(limiter, limiter::acquire);
            first.interrupt();
            assertThrows(InterruptedException.class, first::result);
            assertFalse(first.wasInterruptedAtEnd());
            assertEquals(1, limiter.statistics().waiters());
            limiter.resize(1);
            second.result();
            assertEquals(List.of(second.thread()), limiter.statistics().borrowers());
        }
    }

    @ParameterizedTest
    @EnumSource
    void noTokenIsLostToAnInterruptedWaiter(ThreadKind kind) throws Exception {
        CapacityLimiter limiter = newLimiter(1, "tokens");
        for (int round = 0; round < 200; round++) {
            limiter.acquire();
            Caller<Boolean> first = kind.call(() -> {
                try (Hold _ = limiter.hold()) {
                    return true;
                } catch (InterruptedException e) {
                    return false;
                }
            });
            untilWaiters(limiter, 1);
            Caller<Void> second = kind.call(() -> {
                limiter.acquire();
                limiter.release();
                return null;
            });
            untilWaiters(limiter, 2);
            CyclicBarrier together = new CyclicBarrier(2);
            Caller<Void> interrupter = Caller.platform(() -> {
                Bounded.await(together);
                first.interrupt();
                return null;
            });
            Bounded.await(together);
            limiter.release();
            interrupter.result();
            first.result();
            second.result();
        }
        assertEquals(0, limiter.borrowed());
        assertEquals(1, limiter.available());
        assertEquals(0, limiter.statistics().waiters());
    }

    @Test
    void theFiguresAreExactAtQuietMoments() throws Exception {
        CapacityLimiter limiter = newLimiter(2, "counted");
        limiter.acquireOnBehalfOf("first");
        limiter.acquireOnBehalfOf("second");
        Caller<Void> waiter = queued(limiter, () -> limiter.acquireOnBehalfOf("third"));
        Caller<Void> interrupted = queued(limiter, () -> limiter.acquireOnBehalfOf("fourth"));
        LimiterStatistics busy = limiter.statistics();
        assertEquals(2, busy.waiters());
        assertEquals(2, busy.borrowers().size());
        assertEquals(2, busy.total());
        interrupted.interrupt();
        assertThrows(InterruptedException.class, interrupted::result);
        limiter.releaseOnBehalfOf("first");
        waiter.result();
        LimiterStatistics quiet = limiter.statistics();
        assertEquals(Set.of("second", "third"), Set.copyOf(quiet.borrowers()));
        assertEquals(0, quiet.waiters());
        assertEquals(2, quiet.contended());
        assertTrue(quiet.waited().isPositive());
        assertEquals("counted", quiet.name());
    }
}
