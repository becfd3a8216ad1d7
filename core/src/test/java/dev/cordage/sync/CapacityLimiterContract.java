package dev.cordage.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.observe.LimiterStatistics;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link CapacityLimiter} keeps: the tokens and who has them. */
public abstract class CapacityLimiterContract extends CapacityLimiterWaitingContract {

    private static void assertLent(int lent, CapacityLimiter limiter) {
        assertEquals(lent, limiter.borrowed());
        assertEquals(lent, limiter.statistics().borrowers().size());
        assertEquals(Math.max(0, limiter.total() - lent), limiter.available());
    }

    // ---- one token each ------------------------------------------------------------------------------------------

    @Test
    void allIsThereAtFirst() {
        CapacityLimiter limiter = newLimiter(7, "fresh");
        assertEquals(7, limiter.total());
        assertLent(0, limiter);
        assertEquals(new LimiterStatistics("fresh", 7, List.of(), 0, 0, Duration.ZERO), limiter.statistics());
    }

    @Test
    void everyWayBorrowsForTheCurrentThread() throws Exception {
        CapacityLimiter limiter = newLimiter(2, "tokens");
        List<Executable> ways = List.of(
                limiter::acquire,
                () -> assertTrue(limiter.tryAcquire()),
                () -> assertTrue(limiter.tryAcquire(Duration.ZERO)),
                () -> assertTrue(limiter.tryAcquire(Duration.ofSeconds(Long.MIN_VALUE))),
                () -> assertTrue(limiter.tryAcquire(FOR_EVER)),
                () -> assertNotNull(limiter.hold()),
                () -> assertNotNull(limiter.tryHold()),
                () -> assertNotNull(limiter.tryHold(Duration.ZERO)),
                () -> limiter.acquireOnBehalfOf(Thread.currentThread()),
                () -> assertTrue(limiter.tryAcquireOnBehalfOf(Thread.currentThread())),
                () -> assertTrue(limiter.tryAcquireOnBehalfOf(Thread.currentThread(), Duration.ZERO)));
        for (ThreadKind kind : ThreadKind.values()) {
            for (Executable way : ways) {
                kind.call(() -> {
                            run(way);
                            assertLent(1, limiter);
                            assertSame(
                                    Thread.currentThread(),
                                    limiter.statistics().borrowers().getFirst());
                            for (Executable again : ways) {
                                assertThrows(IllegalStateException.class, again, "a second token");
                                assertLent(1, limiter);
                            }
                            limiter.release();
                            assertLent(0, limiter);
                            return null;
                        })
                        .result();
            }
        }
        assertEquals(0, limiter.statistics().contended());
    }

    private static void run(Executable body) {
        try {
            body.execute();
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aSecondTokenIsAnErrorThoughNoneIsLeft() throws Exception {
        CapacityLimiter limiter = newLimiter(1, "the-limiter");
        limiter.acquire();
        List<Executable> ways = List.of(
                limiter::acquire,
                limiter::tryAcquire,
                () -> limiter.tryAcquire(FOR_EVER),
                limiter::hold,
                limiter::tryHold,
                () -> limiter.tryHold(Duration.ZERO),
                () -> limiter.acquireOnBehalfOf(Thread.currentThread()));
        for (Executable way : ways) {
            IllegalStateException failure = assertThrows(IllegalStateException.class, way);
            assertTrue(failure.getMessage().contains("the-limiter"), failure::getMessage);
        }
        assertLent(1, limiter);
        limiter.release();
        assertLent(0, limiter);
    }

    @Test
    void borrowersAreComparedByIdentity() throws Exception {
        CapacityLimiter limiter = newLimiter(3, "tokens");
        Object one = new Borrower("same");
        Object other = new Borrower("same");
        assertEquals(one, other);
        limiter.acquireOnBehalfOf(one);
        assertThrows(IllegalStateException.class, () -> limiter.releaseOnBehalfOf(other));
        assertTrue(limiter.tryAcquireOnBehalfOf(other));
        assertThrows(IllegalStateException.class, () -> limiter.tryAcquireOnBehalfOf(one));
        assertThrows(IllegalStateException.class, () -> limiter.tryAcquireOnBehalfOf(other, FOR_EVER));
        assertLent(2, limiter);
        List<Object> borrowers = limiter.statistics().borrowers();
        assertTrue(borrowers.stream().anyMatch(each -> each == one));
        assertTrue(borrowers.stream().anyMatch(each -> each == other));
        limiter.releaseOnBehalfOf(one);
        assertThrows(IllegalStateException.class, () -> limiter.releaseOnBehalfOf(one));
        assertSame(other, limiter.statistics().borrowers().getFirst());
        limiter.releaseOnBehalfOf(other);
        assertLent(0, limiter);
    }

    private record Borrower(String name) {}

    /** A key that may change while it borrows. */
    @Test
    void aBorrowerMayBeAnythingEvenWithoutASoundHashCode() throws Exception {
        CapacityLimiter limiter = newLimiter(1, "tokens");
        List<Object> changing = new ArrayList<>();
        limiter.acquireOnBehalfOf(changing);
        changing.add("something");
        assertThrows(IllegalStateException.class, () -> limiter.tryAcquireOnBehalfOf(changing));
        limiter.releaseOnBehalfOf(changing);
        assertLent(0, limiter);
    }

    @Test
    void oneThreadBorrowsForMany() throws Exception {
        CapacityLimiter limiter = newLimiter(3, "tokens");
        limiter.acquire();
        limiter.acquireOnBehalfOf("first");
        limiter.acquireOnBehalfOf("second");
        assertFalse(limiter.tryAcquireOnBehalfOf("third"));
        assertFalse(limiter.tryAcquireOnBehalfOf("third", Duration.ZERO));
        assertEquals(0, limiter.available());
        Bounded.run(() -> limiter.releaseOnBehalfOf("first"));
        assertTrue(limiter.tryAcquireOnBehalfOf("third"));
        assertLent(3, limiter);
    }

    // ---- giving back ---------------------------------------------------------------------------------------------

    @Test
    void onlyWhoHasATokenGivesItBack() throws Exception {
        CapacityLimiter limiter = newLimiter(2, "the-limiter");
        IllegalStateException failure = assertThrows(IllegalStateException.class, limiter::release);
        assertTrue(failure.getMessage().contains("the-limiter"), failure::getMessage);
        limiter.acquire();
        Bounded.run(() -> {
            assertThrows(IllegalStateException.class, limiter::release);
            assertThrows(IllegalStateException.class, () -> limiter.releaseOnBehalfOf(Thread.currentThread()));
            assertThrows(IllegalStateException.class, () -> limiter.releaseOnBehalfOf("stranger"));
        });
        assertLent(1, limiter);
        limiter.release();
        assertThrows(IllegalStateException.class, limiter::release);
        assertLent(0, limiter);
    }

    @Test
    void anyThreadGivesBackOnBehalfOfAnother() throws Exception {
        CapacityLimiter limiter = newLimiter(1, "tokens");
        limiter.acquire();
        Thread me = Thread.currentThread();
        Bounded.run(() -> limiter.releaseOnBehalfOf(me));
        assertLent(0, limiter);
        assertThrows(IllegalStateException.class, limiter::release);
    }

    @Test
    void aHoldIsGivenBackOnceWhoeverClosesIt() throws Exception {
        CapacityLimiter limiter = newLimiter(2, "tokens");
        Hold hold = limiter.hold();
        Bounded.run(hold::close);
        assertLent(0, limiter);
        hold.close();
        limiter.acquire();
        hold.close();
        Bounded.run(hold::close);
        assertLent(1, limiter);
        limiter.release();
        try (Hold second = limiter.tryHold()) {
            assertNotNull(second);
            hold.close();
            assertLent(1, limiter);
        }
        try (Hold third = limiter.tryHold(Duration.ofDays(1))) {
            assertNotNull(third);
            assertLent(1, limiter);
        }
        assertLent(0, limiter);
    }

    // ---- resizing ------------------------------------------------------------------------------------------------

    @Test
    void aNegativeTotalIsRefused() {
        CapacityLimiter limiter = newLimiter(2, "tokens");
        for (int wrong : new int[] {-1, Integer.MIN_VALUE}) {
            IllegalArgumentException failure =
                    assertThrows(IllegalArgumentException.class, () -> limiter.resize(wrong));
            assertTrue(failure.getMessage().contains(String.valueOf(wrong)), failure::getMessage);
            assertThrows(IllegalArgumentException.class, () -> newLimiter(wrong, "wrong"));
        }
        assertEquals(2, limiter.total());
    }

    @Test
    void reducingItTakesNothingAway() throws Exception {
        CapacityLimiter limiter = newLimiter(3, "tokens");
        for (String borrower : List.of("a", "b", "c")) {
            limiter.acquireOnBehalfOf(borrower);
        }
        limiter.resize(1);
        assertEquals(1, limiter.total());
        assertLent(3, limiter);
        assertEquals(0, limiter.available());
        limiter.releaseOnBehalfOf("a");
        assertFalse(limiter.tryAcquireOnBehalfOf("d"));
        limiter.releaseOnBehalfOf("b");
        assertFalse(limiter.tryAcquireOnBehalfOf("d"), "one is lent, and one there is");
        limiter.releaseOnBehalfOf("c");
        assertEquals(1, limiter.available());
        assertTrue(limiter.tryAcquireOnBehalfOf("d"));
        limiter.resize(0);
        limiter.releaseOnBehalfOf("d");
        assertFalse(limiter.tryAcquireOnBehalfOf("d"));
        assertLent(0, limiter);
    }

    @Test
    void aTotalOfNothingLendsNothing() throws Exception {
        CapacityLimiter limiter = newLimiter(0, "none");
        assertFalse(limiter.tryAcquire());
        assertFalse(limiter.tryAcquire(Duration.ofMillis(1)));
        assertNull(limiter.tryHold());
        assertNull(limiter.tryHold(Duration.ofMillis(1)));
        limiter.resize(Integer.MAX_VALUE);
        assertEquals(Integer.MAX_VALUE, limiter.available());
        assertTrue(limiter.tryAcquire());
        assertEquals(Integer.MAX_VALUE - 1, limiter.available());
    }

    // ---- arguments and text --------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void nullIsRefusedBeforeAnyEffect(int total) {
        CapacityLimiter limiter = newLimiter(total, "tokens");
        assertThrows(NullPointerException.class, () -> limiter.acquireOnBehalfOf(null));
        assertThrows(NullPointerException.class, () -> limiter.tryAcquire(null));
        assertThrows(NullPointerException.class, () -> limiter.tryAcquireOnBehalfOf(null));
        assertThrows(NullPointerException.class, () -> limiter.tryAcquireOnBehalfOf(null, Duration.ZERO));
        assertThrows(NullPointerException.class, () -> limiter.tryAcquireOnBehalfOf("borrower", null));
        assertThrows(NullPointerException.class, () -> limiter.releaseOnBehalfOf(null));
        assertThrows(NullPointerException.class, () -> limiter.tryHold(null));
        assertLent(0, limiter);
    }

    @Test
    void itsTextShowsNameTokensAndWaiters() throws Exception {
        CapacityLimiter limiter = newLimiter(1, "the-limiter");
        assertEquals("the-limiter", limiter.name());
        String free = limiter.toString();
        assertTrue(free.contains("the-limiter"), free);
        limiter.acquire();
        String lent = limiter.toString();
        assertNotEquals(free, lent);
        Caller<Void> waiter = queued(limiter, limiter::acquire);
        assertNotEquals(lent, limiter.toString(), "it says that somebody waits");
        limiter.release();
        waiter.result();
    }

    // ---- under load ----------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void oneTokenExcludes(ThreadKind kind) throws Exception {
        CapacityLimiter limiter = newLimiter(1, "lock");
        long[] counts = new long[2];
        Caller<?>[] callers = new Caller<?>[6];
        for (int i = 0; i < callers.length; i++) {
            callers[i] = kind.call(() -> {
                for (int round = 0; round < 500; round++) {
                    try (Hold _ = limiter.hold()) {
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
        limiter.acquire();
        assertEquals(3_000, counts[0]);
        assertEquals(3_000, counts[1]);
    }

    @Test
    void aTokenCanBeHeldOnBehalfOfABorrower() throws Exception {
        CapacityLimiter limiter = newLimiter(1, "tokens");
        Object borrower = new Object();
        try (Hold token = limiter.holdOnBehalfOf(borrower)) {
            assertEquals(List.of(borrower), limiter.statistics().borrowers());
            token.close();
            assertEquals(1, limiter.available());
        }
        assertEquals(1, limiter.available());
        assertThrows(NullPointerException.class, () -> limiter.holdOnBehalfOf(null));
    }
}
