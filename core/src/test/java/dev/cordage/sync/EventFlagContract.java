package dev.cordage.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.observe.EventStatistics;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import dev.cordage.testing.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every {@link EventFlag} keeps. */
@ExtendWith(LeakCheck.class)
public abstract class EventFlagContract {
    private static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);

    /** A clear flag. */
    protected abstract EventFlag newEventFlag(String name);

    private static Caller<Boolean> waiting(EventFlag flag, ThreadKind kind, boolean timed) {
        int before = flag.statistics().waiters();
        Caller<Boolean> caller = kind.call(() -> {
            if (timed) {
                return flag.tryAwait(FOR_EVER);
            }
            flag.await();
            return true;
        });
        untilWaiters(flag, before + 1);
        return caller;
    }

    private static void untilWaiters(EventFlag flag, int count) {
        Bounded.until(count + " waiters of " + flag, () -> flag.statistics().waiters() == count);
    }

    @Test
    void isClearAtFirst() throws Exception {
        EventFlag flag = newEventFlag("fresh");
        assertFalse(flag.isSet());
        assertFalse(flag.tryAwait(Duration.ZERO));
        assertEquals(new EventStatistics("fresh", false, 0), flag.statistics());
    }

    @Test
    void settingAndClearingAgainDoNothing() throws Exception {
        EventFlag flag = newEventFlag("flag");
        flag.clear();
        assertFalse(flag.isSet());
        flag.set();
        flag.set();
        assertTrue(flag.isSet());
        flag.clear();
        flag.clear();
        assertFalse(flag.isSet());
        assertFalse(flag.tryAwait(Duration.ZERO), "setting it twice lets nobody go after the clearing");
    }

    @Test
    void whoComesToASetFlagNeedNotWait() throws Exception {
        EventFlag flag = newEventFlag("set");
        flag.set();
        Bounded.run(() -> {
            flag.await();
            flag.await();
            assertTrue(flag.tryAwait(Duration.ZERO));
            assertTrue(flag.tryAwait(Duration.ofSeconds(Long.MIN_VALUE)));
            assertTrue(flag.tryAwait(FOR_EVER));
        });
        assertEquals(new EventStatistics("set", true, 0), flag.statistics());
    }

    @ParameterizedTest
    @EnumSource
    void settingLetsAllGo(ThreadKind kind) throws Exception {
        EventFlag flag = newEventFlag("flag");
        List<Caller<Boolean>> waiters = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            waiters.add(waiting(flag, kind, i % 2 == 0));
        }
        assertTrue(waiters.stream().noneMatch(Caller::isDone));
        flag.set();
        for (Caller<Boolean> waiter : waiters) {
            assertTrue(waiter.result());
        }
        assertEquals(new EventStatistics("flag", true, 0), flag.statistics());
    }

    @ParameterizedTest
    @EnumSource
    void setThenClearLetsThoseGoWhoWaited(ThreadKind kind) throws Exception {
        EventFlag flag = newEventFlag("pulse");
        for (int round = 0; round < 50; round++) {
            List<Caller<Boolean>> waiters = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                waiters.add(waiting(flag, kind, i % 2 == 0));
            }
            flag.set();
            flag.clear();
            for (Caller<Boolean> waiter : waiters) {
                assertTrue(waiter.result());
            }
            assertEquals(new EventStatistics("pulse", false, 0), flag.statistics());
        }
    }

    /** Those who come back after a pulse wait for the next one: nobody goes twice by one pulse. */
    @ParameterizedTest
    @EnumSource
    void manyPulsesLetEachWaiterGoOnceEach(ThreadKind kind) throws Exception {
        EventFlag flag = newEventFlag("pulse");
        int threads = 5;
        int pulses = 200;
        AtomicInteger given = new AtomicInteger();
        List<Caller<Integer>> callers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            callers.add(kind.call(() -> {
                int passed = 0;
                while (passed < pulses) {
                    flag.await();
                    passed++;
                    // Who came back while it is still set would rightly go again.
                    int mine = passed;
                    Bounded.until("the clearing", () -> given.get() >= mine);
                }
                return passed;
            }));
        }
        // Each pulse is given only when all wait, and all have to be there again before the next.
        for (int pulse = 0; pulse < pulses; pulse++) {
            untilWaiters(flag, threads);
            assertTrue(callers.stream().noneMatch(Caller::isDone), "nobody passed twice");
            flag.set();
            flag.clear();
            given.incrementAndGet();
        }
        for (Caller<Integer> caller : callers) {
            assertEquals(pulses, caller.result());
        }
        assertEquals(0, flag.statistics().waiters());
    }

    @Test
    void aFlagClearedBeforeAThreadComesHoldsIt() throws Exception {
        EventFlag flag = newEventFlag("flag");
        flag.set();
        flag.clear();
        Caller<Boolean> waiter = waiting(flag, ThreadKind.PLATFORM, false);
        waiter.untilWaiting();
        assertFalse(waiter.isDone());
        flag.set();
        assertTrue(waiter.result());
    }

    @Test
    void aTimeThatRanOutIsFalse() throws Exception {
        EventFlag flag = newEventFlag("flag");
        Bounded.run(() -> {
            assertFalse(flag.tryAwait(Duration.ofSeconds(-1)));
            assertFalse(flag.tryAwait(Duration.ofSeconds(Long.MIN_VALUE)));
            assertFalse(flag.tryAwait(Duration.ofNanos(1)));
            long start = System.nanoTime();
            assertFalse(flag.tryAwait(Duration.ofMillis(3)));
            assertTrue(System.nanoTime() - start >= 3_000_000);
        });
        assertEquals(0, flag.statistics().waiters());
    }

    @Test
    void anInterruptBeforeIsThrownEvenIfItIsSet() throws Exception {
        EventFlag flag = newEventFlag("flag");
        Bounded.run(() -> {
            for (int i = 0; i < 2; i++) {
                Thread.currentThread().interrupt();
                assertThrows(InterruptedException.class, flag::await);
                assertFalse(Thread.currentThread().isInterrupted());
                for (Duration time : List.of(Duration.ZERO, Duration.ofSeconds(-1), FOR_EVER)) {
                    Thread.currentThread().interrupt();
                    assertThrows(InterruptedException.class, () -> flag.tryAwait(time));
                    assertFalse(Thread.currentThread().isInterrupted());
                }
                flag.set();
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptEndsOneWaitAndNobodyElses(ThreadKind kind) throws Exception {
        EventFlag flag = newEventFlag("flag");
        List<Caller<Boolean>> waiters = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            waiters.add(waiting(flag, kind, i % 2 == 0));
        }
        for (int i : new int[] {0, 3, 5}) {
            waiters.get(i).interrupt();
            assertThrows(InterruptedException.class, waiters.get(i)::result);
            assertFalse(waiters.get(i).wasInterruptedAtEnd());
        }
        assertEquals(3, flag.statistics().waiters());
        flag.set();
        for (int i : new int[] {1, 2, 4}) {
            assertTrue(waiters.get(i).result());
        }
    }

    @ParameterizedTest
    @EnumSource
    void settingAndAnInterruptAtOnceEndTheWaitEitherWay(ThreadKind kind) throws Exception {
        EventFlag flag = newEventFlag("flag");
        for (int round = 0; round < 200; round++) {
            Caller<Boolean> waiter = kind.call(() -> {
                try {
                    flag.await();
                    return true;
                } catch (InterruptedException e) {
                    return false;
                }
            });
            untilWaiters(flag, 1);
            CyclicBarrier together = new CyclicBarrier(2);
            Caller<Void> interrupter = Caller.platform(() -> {
                Bounded.await(together);
                waiter.interrupt();
                return null;
            });
            Bounded.await(together);
            flag.set();
            flag.clear();
            interrupter.result();
            waiter.result();
            assertEquals(0, flag.statistics().waiters());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsDoneBeforeTheSettingIsSeenAfterTheWait(ThreadKind kind) throws Exception {
        for (int round = 0; round < 200; round++) {
            EventFlag flag = newEventFlag("flag");
            int[] plain = {0};
            Caller<Integer> reader = kind.call(() -> {
                flag.await();
                return plain[0];
            });
            plain[0] = 1;
            flag.set();
            assertEquals(1, reader.result());
        }
    }

    @Test
    void nullIsRefused() {
        EventFlag flag = newEventFlag("flag");
        assertThrows(NullPointerException.class, () -> flag.tryAwait(null));
        flag.set();
        assertThrows(NullPointerException.class, () -> flag.tryAwait(null));
    }

    @Test
    void itsTextShowsNameStateAndWaiters() throws Exception {
        EventFlag flag = newEventFlag("the-flag");
        assertEquals("the-flag", flag.name());
        String clear = flag.toString();
        assertTrue(clear.contains("the-flag"), clear);
        Caller<Boolean> waiter = waiting(flag, ThreadKind.PLATFORM, false);
        assertNotEquals(clear, flag.toString(), "it says that somebody waits");
        flag.set();
        waiter.result();
        assertNotEquals(clear, flag.toString(), "it says that it is set");
        flag.clear();
        assertEquals(clear, flag.toString());
    }
}
