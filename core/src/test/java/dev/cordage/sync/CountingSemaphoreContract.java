package dev.cordage.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.observe.SemaphoreStatistics;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link CountingSemaphore} keeps: the permits. */
public abstract class CountingSemaphoreContract extends CountingSemaphoreWaitingContract {

    private static void assertAvailable(int permits, CountingSemaphore semaphore) {
        assertEquals(permits, semaphore.availablePermits());
        assertEquals(permits, semaphore.statistics().available());
    }

    // ---- acquiring -----------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void everyWayAcquiresWhatIsThere(Fairness fairness) throws Exception {
        CountingSemaphore semaphore = newSemaphore(20, "permits", fairness);
        semaphore.acquire();
        assertAvailable(19, semaphore);
        semaphore.acquire(2);
        assertAvailable(17, semaphore);
        semaphore.acquireUninterruptibly();
        assertAvailable(16, semaphore);
        assertTrue(semaphore.tryAcquire());
        assertAvailable(15, semaphore);
        assertTrue(semaphore.tryAcquire(3));
        assertAvailable(12, semaphore);
        assertTrue(semaphore.tryAcquire(Duration.ZERO));
        assertTrue(semaphore.tryAcquire(Duration.ofDays(-1)));
        assertAvailable(10, semaphore);
        assertTrue(semaphore.tryAcquire(4, Duration.ofSeconds(Long.MIN_VALUE)));
        assertAvailable(6, semaphore);
        assertTrue(semaphore.tryAcquire(2, FOR_EVER));
        assertAvailable(4, semaphore);
        try (Hold first = semaphore.hold();
                Hold second = semaphore.tryHold();
                Hold third = semaphore.tryHold(Duration.ZERO)) {
            assertAvailable(1, semaphore);
            assertTrue(first != null && second != null && third != null);
        }
        assertAvailable(4, semaphore);
        assertEquals(0, semaphore.statistics().contended());
    }

    @ParameterizedTest
    @EnumSource
    void whoDoesNotWaitIsToldThatThereAreNotEnough(Fairness fairness) throws Exception {
        CountingSemaphore semaphore = newSemaphore(2, "permits", fairness);
        assertFalse(semaphore.tryAcquire(3));
        assertFalse(semaphore.tryAcquire(3, Duration.ZERO));
        assertFalse(semaphore.tryAcquire(3, Duration.ofSeconds(Long.MIN_VALUE)));
        assertAvailable(2, semaphore);
        assertTrue(semaphore.tryAcquire(2));
        assertFalse(semaphore.tryAcquire());
        assertFalse(semaphore.tryAcquire(1));
        assertFalse(semaphore.tryAcquire(Duration.ZERO));
        assertFalse(semaphore.tryAcquire(Duration.ofNanos(-1)));
        assertNull(semaphore.tryHold());
        assertNull(semaphore.tryHold(Duration.ZERO));
        assertNull(semaphore.tryHold(Duration.ofDays(-1)));
        assertEquals(
                new SemaphoreStatistics("permits", 0, OptionalInt.empty(), 0, 0, Duration.ZERO),
                semaphore.statistics());
    }

    @ParameterizedTest
    @EnumSource
    void noPermitsAreAlwaysThere(Fairness fairness) throws Exception {
        for (CountingSemaphore semaphore :
                new CountingSemaphore[] {newSemaphore(0, "none", fairness), newBounded(0, "none", fairness)}) {
            Bounded.run(() -> {
                semaphore.acquire(0);
                assertTrue(semaphore.tryAcquire(0));
                assertTrue(semaphore.tryAcquire(0, Duration.ZERO));
                assertTrue(semaphore.tryAcquire(0, FOR_EVER));
                semaphore.release(0);
                Thread.currentThread().interrupt();
                assertThrows(InterruptedException.class, () -> semaphore.acquire(0));
            });
            assertAvailable(0, semaphore);
        }
    }

    @ParameterizedTest
    @CsvSource({"BARGING,false", "BARGING,true", "FIFO,false", "FIFO,true"})
    void aNegativeNumberIsRefused(Fairness fairness, boolean bounded) {
        CountingSemaphore semaphore =
                bounded ? newBounded(3, "permits", fairness) : newSemaphore(3, "permits", fairness);
        for (int wrong : new int[] {-1, Integer.MIN_VALUE}) {
            assertRefused(wrong, () -> semaphore.acquire(wrong));
            assertRefused(wrong, () -> semaphore.tryAcquire(wrong));
            assertRefused(wrong, () -> semaphore.tryAcquire(wrong, Duration.ZERO));
            assertRefused(wrong, () -> semaphore.tryAcquire(wrong, FOR_EVER));
            assertRefused(wrong, () -> semaphore.release(wrong));
        }
        assertAvailable(3, semaphore);
        assertThrows(IllegalArgumentException.class, () -> newSemaphore(-1, "negative", fairness));
        assertThrows(IllegalArgumentException.class, () -> newBounded(-1, "negative", fairness));
    }

    @ParameterizedTest
    @EnumSource
    void moreThanTheBoundIsRefusedSinceItWouldWaitForEver(Fairness fairness) {
        CountingSemaphore semaphore = newBounded(3, "permits", fairness);
        for (int wrong : new int[] {4, Integer.MAX_VALUE}) {
            assertRefused(wrong, () -> semaphore.acquire(wrong));
            assertRefused(wrong, () -> semaphore.tryAcquire(wrong));
            assertRefused(wrong, () -> semaphore.tryAcquire(wrong, Duration.ZERO));
            assertRefused(wrong, () -> semaphore.tryAcquire(wrong, FOR_EVER));
        }
        assertAvailable(3, semaphore);
        assertTrue(semaphore.tryAcquire(3));
    }

    private static void assertRefused(int wrong, Executable call) {
        IllegalArgumentException failure = assertThrows(IllegalArgumentException.class, call);
        assertTrue(failure.getMessage().contains(String.valueOf(wrong)), failure::getMessage);
    }

    @ParameterizedTest
    @EnumSource
    void nullIsRefusedBeforeAnyEffect(Fairness fairness) {
        CountingSemaphore semaphore = newSemaphore(3, "permits", fairness);
        assertThrows(NullPointerException.class, () -> semaphore.tryAcquire(null));
        assertThrows(NullPointerException.class, () -> semaphore.tryAcquire(1, null));
        assertThrows(NullPointerException.class, () -> semaphore.tryHold(null));
        assertAvailable(3, semaphore);
    }

    // ---- releasing -----------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void anUnboundedOneTakesMoreThanItHadAtFirst(Fairness fairness) {
        CountingSemaphore semaphore = newSemaphore(0, "permits", fairness);
        semaphore.release();
        semaphore.release(41);
        assertAvailable(42, semaphore);
        assertTrue(semaphore.tryAcquire(42));
    }

    @ParameterizedTest
    @EnumSource
    void anyThreadReleases(Fairness fairness) throws Exception {
        CountingSemaphore semaphore = newBounded(2, "permits", fairness);
        semaphore.acquire(2);
        for (ThreadKind kind : ThreadKind.values()) {
            kind.call(() -> {
                        semaphore.release();
                        return null;
                    })
                    .result();
        }
        assertAvailable(2, semaphore);
    }

    @ParameterizedTest
    @EnumSource
    void aBoundedOneRefusesMoreReleasesThanAcquisitions(Fairness fairness) throws Exception {
        CountingSemaphore semaphore = newBounded(3, "the-permits", fairness);
        IllegalStateException failure = assertThrows(IllegalStateException.class, semaphore::release);
        assertTrue(failure.getMessage().contains("the-permits"), failure::getMessage);
        assertThrows(IllegalStateException.class, () -> semaphore.release(1));
        assertAvailable(3, semaphore);
        semaphore.acquire(2);
        assertThrows(IllegalStateException.class, () -> semaphore.release(3));
        assertThrows(IllegalStateException.class, () -> semaphore.release(Integer.MAX_VALUE));
        assertAvailable(1, semaphore);
        semaphore.release(2);
        assertAvailable(3, semaphore);
        assertThrows(IllegalStateException.class, semaphore::release);
        assertEquals(OptionalInt.of(3), semaphore.statistics().bound());
    }

    @ParameterizedTest
    @EnumSource
    void aRefusedReleaseWakesNobody(Fairness fairness) throws Exception {
        CountingSemaphore semaphore = newBounded(2, "permits", fairness);
        semaphore.acquire(2);
        Caller<Void> waiter = queued(semaphore, () -> semaphore.acquire());
        assertThrows(IllegalStateException.class, () -> semaphore.release(3));
        assertEquals(1, semaphore.statistics().waiters());
        assertFalse(waiter.isDone());
        semaphore.release();
        waiter.result();
        assertAvailable(0, semaphore);
    }

    @ParameterizedTest
    @EnumSource
    void noMoreThanAnIntCanCount(Fairness fairness) {
        CountingSemaphore full = newSemaphore(Integer.MAX_VALUE, "full", fairness);
        assertThrows(IllegalStateException.class, full::release);
        assertAvailable(Integer.MAX_VALUE, full);
        full.release(0);
        assertTrue(full.tryAcquire(Integer.MAX_VALUE));
        assertAvailable(0, full);
        full.release(Integer.MAX_VALUE);
        assertThrows(IllegalStateException.class, () -> full.release(Integer.MAX_VALUE));
        assertAvailable(Integer.MAX_VALUE, full);

        CountingSemaphore one = newSemaphore(1, "one", fairness);
        assertThrows(IllegalStateException.class, () -> one.release(Integer.MAX_VALUE));
        assertAvailable(1, one);

        CountingSemaphore bounded = newBounded(Integer.MAX_VALUE, "bounded", fairness);
        assertThrows(IllegalStateException.class, bounded::release);
        assertAvailable(Integer.MAX_VALUE, bounded);
    }

    // ---- holds ---------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void aHoldIsReleasedOnceWhoeverClosesIt(Fairness fairness) throws Exception {
        CountingSemaphore semaphore = newSemaphore(1, "permits", fairness);
        Hold hold = semaphore.hold();
        Bounded.run(hold::close);
        assertAvailable(1, semaphore);
        hold.close();
        Bounded.run(hold::close);
        assertAvailable(1, semaphore);

        Hold second = semaphore.tryHold();
        assertNotNull(second);
        hold.close();
        assertAvailable(0, semaphore);
        second.close();
        second.close();
        assertAvailable(1, semaphore);
    }

    @ParameterizedTest
    @EnumSource
    void aHoldIsReleasedWhenTheBlockThrows(Fairness fairness) {
        CountingSemaphore semaphore = newSemaphore(1, "permits", fairness);
        assertThrows(ArithmeticException.class, () -> {
            try (Hold _ = semaphore.hold()) {
                throw new ArithmeticException();
            }
        });
        assertAvailable(1, semaphore);
    }

    // ---- what it says of itself ----------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void itsFiguresAndTextShowNamePermitsAndBound(boolean bounded) throws Exception {
        CountingSemaphore semaphore = bounded
                ? newBounded(317, "connections", Fairness.FIFO)
                : newSemaphore(317, "connections", Fairness.FIFO);
        assertEquals("connections", semaphore.name());
        assertEquals(
                new SemaphoreStatistics(
                        "connections", 317, bounded ? OptionalInt.of(317) : OptionalInt.empty(), 0, 0, Duration.ZERO),
                semaphore.statistics());
        assertTrue(semaphore.toString().contains("connections"), semaphore::toString);
        assertTrue(semaphore.toString().contains("317"), semaphore::toString);
        semaphore.acquire(317);
        String none = semaphore.toString();
        Caller<Void> waiter = queued(semaphore, () -> semaphore.acquire());
        assertNotEquals(none, semaphore.toString(), "it says that somebody waits");
        semaphore.release();
        waiter.result();
    }

    // ---- under load ----------------------------------------------------------------------------------------------

    /** With one permit it is a lock: plain fields would show two in it at once. */
    @ParameterizedTest
    @CsvSource({"BARGING,PLATFORM", "BARGING,VIRTUAL", "FIFO,PLATFORM", "FIFO,VIRTUAL"})
    void oneBoundedPermitExcludes(Fairness fairness, ThreadKind kind) throws Exception {
        CountingSemaphore semaphore = newBounded(1, "lock", fairness);
        long[] counts = new long[2];
        Caller<?>[] callers = new Caller<?>[6];
        for (int i = 0; i < callers.length; i++) {
            callers[i] = kind.call(() -> {
                for (int round = 0; round < 1_000; round++) {
                    try (Hold _ = semaphore.hold()) {
                        assertEquals(counts[0], counts[1]);
                        counts[0]++;
                        if (round % 16 == 0) {
                            Thread.yield();
                        }
                        counts[1]++;
                    }
                }
                return null;
            });
        }
        for (Caller<?> caller : callers) {
            caller.result();
        }
        semaphore.acquire();
        assertEquals(6_000, counts[0]);
        assertEquals(6_000, counts[1]);
    }

    @Test
    void aReleaseHappensBeforeTheAcquisitionItAllows() throws Exception {
        CountingSemaphore there = newSemaphore(0, "there", Fairness.BARGING);
        CountingSemaphore back = newSemaphore(0, "back", Fairness.BARGING);
        int[] ball = {0};
        Caller<Void> other = Caller.platform(() -> {
            for (int i = 0; i < 2_000; i++) {
                there.acquire();
                assertEquals(2 * i + 1, ball[0]);
                ball[0]++;
                back.release();
            }
            return null;
        });
        for (int i = 0; i < 2_000; i++) {
            ball[0]++;
            there.release();
            assertTrue(back.tryAcquire(Bounded.LONG));
            assertEquals(2 * i + 2, ball[0]);
        }
        other.result();
    }
}
