package dev.cordage.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.observe.BarrierStatistics;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import dev.cordage.testing.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link Barrier} keeps. */
@ExtendWith(LeakCheck.class)
public abstract class BarrierContract {
    private static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);

    /** A barrier, with an action unless it is null. */
    protected abstract Barrier newBarrier(int parties, @Nullable Runnable action, String name);

    private Barrier newBarrier(int parties) {
        return newBarrier(parties, null, "barrier");
    }

    private static Caller<Integer> arrived(Barrier barrier) {
        return arrived(barrier, ThreadKind.PLATFORM, false);
    }

    /** Starts a thread that arrives, and returns when it waits. */
    private static Caller<Integer> arrived(Barrier barrier, ThreadKind kind, boolean timed) {
        int before = barrier.waiting();
        Caller<Integer> caller = kind.call(() -> timed ? barrier.await(FOR_EVER) : barrier.await());
        Bounded.until(before + 1 + " at " + barrier, () -> barrier.waiting() == before + 1);
        return caller;
    }

    private static void assertBroken(Barrier barrier) throws Exception {
        assertTrue(barrier.isBroken());
        assertTrue(barrier.statistics().broken());
        assertEquals(0, barrier.waiting());
        Bounded.run(() -> {
            assertThrows(BrokenBarrierException.class, barrier::await);
            assertThrows(BrokenBarrierException.class, () -> barrier.await(FOR_EVER));
            assertThrows(BrokenBarrierException.class, () -> barrier.await(Duration.ZERO));
        });
    }

    private static void assertWorks(Barrier barrier) throws Exception {
        assertFalse(barrier.isBroken());
        assertEquals(0, barrier.waiting());
        long rounds = barrier.statistics().rounds();
        List<Caller<Integer>> callers = new ArrayList<>();
        for (int i = 1; i < barrier.parties(); i++) {
            callers.add(arrived(barrier));
        }
        assertEquals(barrier.parties() - 1, Bounded.call(() -> barrier.await()));
        for (int i = 0; i < callers.size(); i++) {
            assertEquals(i, callers.get(i).result());
        }
        assertEquals(rounds + 1, barrier.statistics().rounds());
        assertEquals(0, barrier.waiting());
    }

    // ---- rounds --------------------------------------------------------------------------------------------------

    @Test
    void isNewAtFirst() throws Exception {
        Barrier barrier = newBarrier(3, null, "fresh");
        assertEquals(3, barrier.parties());
        assertEquals(0, barrier.waiting());
        assertEquals(new BarrierStatistics("fresh", 3, 0, false, 0), barrier.statistics());
        assertWorks(barrier);
    }

    @Test
    void fewerThanOnePartyIsRefused() {
        for (int wrong : new int[] {0, -1, Integer.MIN_VALUE}) {
            IllegalArgumentException failure =
                    assertThrows(IllegalArgumentException.class, () -> newBarrier(wrong, () -> {}, "wrong"));
            assertTrue(failure.getMessage().contains(String.valueOf(wrong)), failure::getMessage);
        }
    }

    @ParameterizedTest
    @CsvSource({"PLATFORM,false", "PLATFORM,true", "VIRTUAL,false", "VIRTUAL,true"})
    void theIndexIsTheOrderOfArrival(ThreadKind kind, boolean timed) throws Exception {
        Barrier barrier = newBarrier(5);
        for (int round = 0; round < 10; round++) {
            List<Caller<Integer>> callers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                callers.add(arrived(barrier, kind, timed));
            }
            assertTrue(callers.stream().noneMatch(Caller::isDone));
            assertEquals(new BarrierStatistics("barrier", 5, 4, false, round), barrier.statistics());
            assertEquals(4, barrier.await());
            for (int i = 0; i < 4; i++) {
                assertEquals(i, callers.get(i).result());
            }
        }
        assertEquals(new BarrierStatistics("barrier", 5, 0, false, 10), barrier.statistics());
    }

    @Test
    void aBarrierOfOneNeverWaits() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        Barrier barrier = newBarrier(1, runs::incrementAndGet, "alone");
        Bounded.run(() -> {
            for (int i = 0; i < 100; i++) {
                assertEquals(0, barrier.await());
                assertEquals(0, barrier.await(Duration.ZERO));
                assertEquals(0, barrier.await(Duration.ofSeconds(Long.MIN_VALUE)));
            }
        });
        assertEquals(300, runs.get());
        assertEquals(300, barrier.statistics().rounds());
    }

    @ParameterizedTest
    @EnumSource
    void thousandsOfRoundsOfChangingThreads(ThreadKind kind) throws Exception {
        int parties = 3;
        int rounds = 2_000;
        long[] inAction = {0};
        Barrier barrier = newBarrier(parties, () -> inAction[0]++, "reused");
        AtomicInteger tickets = new AtomicInteger(parties * rounds);
        AtomicLongArray indexes = new AtomicLongArray(parties);
        List<Caller<Void>> callers = new ArrayList<>();
        for (int i = 0; i < 2 * parties; i++) {
            callers.add(kind.call(() -> {
                while (tickets.getAndDecrement() > 0) {
                    indexes.incrementAndGet(barrier.await());
                }
                return null;
            }));
        }
        for (Caller<Void> caller : callers) {
            caller.result();
        }
        for (int index = 0; index < parties; index++) {
            assertEquals(rounds, indexes.get(index), "each index once a round");
        }
        assertEquals(rounds, inAction[0], "a plain field, guarded by the barrier");
        assertEquals(new BarrierStatistics("reused", parties, 0, false, rounds), barrier.statistics());
    }

    @Test
    void aThreadOfItsOwnForEachArrival() throws Exception {
        Barrier barrier = newBarrier(4);
        List<Caller<Integer>> callers = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            callers.add(ThreadKind.VIRTUAL.call(barrier::await));
        }
        int[] indexes = new int[4];
        for (Caller<Integer> caller : callers) {
            indexes[caller.result()]++;
        }
        assertEquals("[500, 500, 500, 500]", Arrays.toString(indexes));
        assertEquals(500, barrier.statistics().rounds());
    }

    /** Each adds to plain fields of its own, and reads all after the barrier, which would be stale without it. */
    @ParameterizedTest
    @EnumSource
    void whatWasDoneBeforeIsSeenByTheActionAndByAll(ThreadKind kind) throws Exception {
        int parties = 3;
        int rounds = 500;
        int[] written = new int[parties];
        int[] sum = {0};
        Barrier barrier =
                newBarrier(parties, () -> sum[0] = Arrays.stream(written).sum(), "phases");
        List<Caller<Void>> callers = new ArrayList<>();
        for (int i = 0; i < parties; i++) {
            int mine = i;
            callers.add(kind.call(() -> {
                for (int round = 1; round <= rounds; round++) {
                    written[mine] = round;
                    barrier.await();
                    assertEquals(parties * round, sum[0]);
                    barrier.await();
                }
                return null;
            }));
        }
        for (Caller<Void> caller : callers) {
            caller.result();
        }
    }

    // ---- the action ----------------------------------------------------------------------------------------------

    @Test
    void theLastRunsTheActionBeforeAnyGoesOn() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Thread[] runner = {null};
        Barrier barrier = newBarrier(
                3,
                () -> {
                    runner[0] = Thread.currentThread();
                    running.countDown();
                    awaitUnchecked(end);
                },
                "acting");
        Caller<Integer> first = arrived(barrier);
        Caller<Integer> second = arrived(barrier);
        Caller<Integer> last = Caller.platform(barrier::await);
        Bounded.await(running);
        first.untilWaiting();
        second.untilWaiting();
        assertFalse(first.isDone() || second.isDone() || last.isDone());
        end.countDown();
        assertEquals(0, first.result());
        assertEquals(1, second.result());
        assertEquals(2, last.result());
        assertSame(last.thread(), runner[0]);
    }

    private static void awaitUnchecked(CountDownLatch latch) {
        try {
            Bounded.await(latch);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatTheActionThrowsIsTheRunnersAndBreaksItForTheOthers(boolean error) throws Exception {
        Throwable failure = error ? new AssertionError("from the action") : new ArithmeticException("from the action");
        boolean[] fails = {true};
        Barrier barrier = newBarrier(
                3,
                () -> {
                    if (fails[0]) {
                        if (failure instanceof Error thrown) {
                            throw thrown;
                        }
                        throw (RuntimeException) failure;
                    }
                },
                "failing");
        Caller<Integer> first = arrived(barrier);
        Caller<Integer> second = arrived(barrier);
        assertSame(failure, assertThrows(failure.getClass(), () -> Bounded.call(() -> barrier.await())));
        assertThrows(BrokenBarrierException.class, first::result);
        assertThrows(BrokenBarrierException.class, second::result);
        assertBroken(barrier);
        assertEquals(0, barrier.statistics().rounds(), "nobody went on");
        fails[0] = false;
        barrier.reset();
        assertWorks(barrier);
    }

    @Test
    void resetDoesNotEndTheActionOrItsRound() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Barrier barrier = newBarrier(
                2,
                () -> {
                    running.countDown();
                    awaitUnchecked(end);
                },
                "acting");
        Caller<Integer> first = arrived(barrier);
        Caller<Integer> last = Caller.platform(barrier::await);
        Bounded.await(running);
        Bounded.run(barrier::reset);
        assertFalse(first.isDone() || last.isDone(), "the action runs on");
        end.countDown();
        assertEquals(1, last.result());
        assertEquals(0, first.result());
        assertFalse(barrier.isBroken());
        assertEquals(1, barrier.statistics().rounds());
        assertWorks(barrier);
    }

    @Test
    void whoComesWhileTheActionRunsBelongsToTheNextRound() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Barrier barrier = newBarrier(
                2,
                () -> {
                    running.countDown();
                    awaitUnchecked(end);
                },
                "acting");
        Caller<Integer> first = arrived(barrier);
        Caller<Integer> last = Caller.platform(barrier::await);
        Bounded.await(running);
        Caller<Integer> early = Caller.platform(() -> barrier.await()).untilWaiting();
        assertFalse(early.isDone());
        end.countDown();
        assertEquals(0, first.result());
        assertEquals(1, last.result());
        Bounded.until("the early one to wait", () -> barrier.waiting() == 1);
        assertEquals(1, Bounded.call(() -> barrier.await()));
        assertEquals(0, early.result());
    }

    @Test
    void theActionCanAskTheBarrier() throws Exception {
        Barrier[] barrier = {null};
        List<Object> seen = new ArrayList<>();
        barrier[0] = newBarrier(
                1,
                () -> {
                    seen.add(barrier[0].isBroken());
                    seen.add(barrier[0].parties());
                    seen.add(barrier[0].statistics().name());
                    seen.add(barrier[0].toString().contains("asked"));
                },
                "asked");
        assertEquals(0, Bounded.call(() -> barrier[0].await()));
        assertEquals(List.of(false, 1, "asked", true), seen);
    }

    // ---- breaking ------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void abortBreaksItForThoseWhoWaitAndThoseWhoCome(ThreadKind kind) throws Exception {
        Barrier barrier = newBarrier(3);
        Caller<Integer> first = arrived(barrier, kind, false);
        Caller<Integer> second = arrived(barrier, kind, true);
        barrier.abort();
        assertThrows(BrokenBarrierException.class, first::result);
        assertThrows(BrokenBarrierException.class, second::result);
        assertBroken(barrier);
        barrier.abort();
        assertBroken(barrier);
        barrier.reset();
        assertWorks(barrier);
    }

    @Test
    void abortBreaksABarrierNobodyWaitsAt() throws Exception {
        for (int parties = 1; parties <= 2; parties++) {
            Barrier barrier = newBarrier(parties);
            barrier.abort();
            assertBroken(barrier);
            barrier.reset();
            assertWorks(barrier);
        }
    }

    @ParameterizedTest
    @EnumSource
    void resetBreaksTheRoundOfThoseWhoWaitAndNoOther(ThreadKind kind) throws Exception {
        Barrier barrier = newBarrier(3);
        Caller<Integer> first = arrived(barrier, kind, false);
        Caller<Integer> second = arrived(barrier, kind, true);
        barrier.reset();
        assertFalse(barrier.isBroken());
        assertEquals(0, barrier.waiting());
        Caller<Integer> next = arrived(barrier, kind, false);
        assertThrows(BrokenBarrierException.class, first::result);
        assertThrows(BrokenBarrierException.class, second::result);
        assertEquals(1, barrier.waiting());
        Caller<Integer> afterNext = arrived(barrier, kind, false);
        assertEquals(2, barrier.await());
        assertEquals(0, next.result());
        assertEquals(1, afterNext.result());
        assertEquals(1, barrier.statistics().rounds());
    }

    @Test
    void resetOfANewOneDoesNothing() throws Exception {
        Barrier barrier = newBarrier(2);
        barrier.reset();
        barrier.reset();
        assertWorks(barrier);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void noTimeBreaksItUnlessAllAreThere(long seconds) throws Exception {
        Duration time = Duration.ofSeconds(seconds);
        Barrier barrier = newBarrier(3);
        Caller<Integer> first = arrived(barrier);
        assertThrows(TimeoutException.class, () -> Bounded.call(() -> barrier.await(time)));
        assertThrows(BrokenBarrierException.class, first::result);
        assertBroken(barrier);
        barrier.reset();
        Caller<Integer> one = arrived(barrier);
        Caller<Integer> two = arrived(barrier);
        assertEquals(2, Bounded.call(() -> barrier.await(time)), "all are there");
        assertEquals(0, one.result());
        assertEquals(1, two.result());
    }

    @ParameterizedTest
    @EnumSource
    void aTimeThatRunsOutBreaksItForAll(ThreadKind kind) throws Exception {
        Barrier barrier = newBarrier(3);
        Caller<Integer> first = arrived(barrier, kind, false);
        Caller<Void> second = kind.call(() -> {
            long start = System.nanoTime();
            assertThrows(TimeoutException.class, () -> barrier.await(Duration.ofMillis(5)));
            assertTrue(System.nanoTime() - start >= 5_000_000);
            return null;
        });
        second.result();
        assertThrows(BrokenBarrierException.class, first::result);
        assertBroken(barrier);
    }

    @ParameterizedTest
    @CsvSource({"PLATFORM,false", "PLATFORM,true", "VIRTUAL,false", "VIRTUAL,true"})
    void anInterruptBreaksItForAll(ThreadKind kind, boolean timed) throws Exception {
        Barrier barrier = newBarrier(3);
        Caller<Integer> first = arrived(barrier, kind, !timed);
        Caller<Integer> second = arrived(barrier, kind, timed);
        second.interrupt();
        assertThrows(InterruptedException.class, second::result);
        assertFalse(second.wasInterruptedAtEnd());
        assertThrows(BrokenBarrierException.class, first::result);
        assertFalse(first.wasInterruptedAtEnd());
        assertBroken(barrier);
        barrier.reset();
        assertWorks(barrier);
    }

    /** Even the last to arrive: who comes interrupted has not arrived. */
    @ParameterizedTest
    @CsvSource({"1,false", "1,true", "2,false", "2,true", "3,false", "3,true"})
    void anInterruptBeforeBreaksItForAll(int parties, boolean timed) throws Exception {
        AtomicInteger runs = new AtomicInteger();
        Barrier barrier = newBarrier(parties, runs::incrementAndGet, "barrier");
        List<Caller<Integer>> waiters = new ArrayList<>();
        if (parties > 1) {
            waiters.add(arrived(barrier));
        }
        Bounded.run(() -> {
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, () -> {
                int _ = timed ? barrier.await(Duration.ZERO) : barrier.await();
            });
            assertFalse(Thread.currentThread().isInterrupted());
        });
        for (Caller<Integer> waiter : waiters) {
            assertThrows(BrokenBarrierException.class, waiter::result);
        }
        assertBroken(barrier);
        assertEquals(0, runs.get());
    }

    @Test
    void anInterruptAfterTheRoundIsOverIsKept() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Barrier barrier = newBarrier(
                2,
                () -> {
                    running.countDown();
                    awaitUnchecked(end);
                },
                "acting");
        Caller<Integer> first = arrived(barrier);
        Caller<Integer> last = Caller.platform(barrier::await);
        Bounded.await(running);
        end.countDown();
        assertEquals(1, last.result());
        // Whether it has returned already or not, its round is complete.
        first.interrupt();
        assertEquals(0, first.result());
        assertFalse(barrier.isBroken());
    }

    @Test
    void nullIsRefusedBeforeAnyEffect() throws Exception {
        Barrier barrier = newBarrier(2);
        Caller<Integer> first = arrived(barrier);
        assertThrows(NullPointerException.class, () -> barrier.await(null));
        assertFalse(barrier.isBroken());
        assertEquals(1, barrier.waiting());
        assertEquals(1, barrier.await());
        assertEquals(0, first.result());
    }

    @Test
    void itsTextShowsNameStateAndWaiters() throws Exception {
        Barrier barrier = newBarrier(2, null, "the-barrier");
        assertEquals("the-barrier", barrier.name());
        String fresh = barrier.toString();
        assertTrue(fresh.contains("the-barrier"), fresh);
        Caller<Integer> first = arrived(barrier);
        assertNotEquals(fresh, barrier.toString(), "it says that somebody waits");
        barrier.abort();
        assertThrows(BrokenBarrierException.class, first::result);
        assertNotEquals(fresh, barrier.toString(), "it says that it is broken");
        assertTrue(barrier.toString().contains("broken"), barrier::toString);
    }
}
