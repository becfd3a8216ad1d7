package dev.cordage.sync;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What every {@link WaitCondition} keeps: waiting, signals, and who may call. */
public abstract class WaitConditionContract extends WaitConditionTimeContract {

    // ---- signals -------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void aSignalEndsEveryWait(Way way) throws Exception {
        for (Fairness fairness : Fairness.values()) {
            use(fairness);
            for (ThreadKind kind : ThreadKind.values()) {
                Caller<Boolean> waiter = waiting(kind, () -> way.await(condition));
                assertFalse(waiter.isDone());
                assertFalse(lock.isLocked(), "the lock is given back meanwhile");
                locked(condition::signal);
                assertTrue(waiter.result());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSignalWakesTheLongestWaiting(Fairness fairness) throws Exception {
        use(fairness);
        List<Integer> woken = new ArrayList<>();
        List<Caller<Boolean>> waiters = waitingInLine(8, woken);
        for (int i = 0; i < 8; i++) {
            locked(condition::signal);
            assertTrue(waiters.get(i).result());
            int last = i;
            locked(() -> assertEquals(IntStream.rangeClosed(0, last).boxed().toList(), woken));
        }
    }

    @ParameterizedTest
    @EnumSource
    void signalAllWakesThemInTheirOrder(Fairness fairness) throws Exception {
        use(fairness);
        List<Integer> woken = new ArrayList<>();
        List<Caller<Boolean>> waiters = waitingInLine(12, woken);
        finish(waiters);
        assertEquals(IntStream.range(0, 12).boxed().toList(), woken);
    }

    @ParameterizedTest
    @CsvSource({"0,0", "1,1", "3,3", "5,5", "6,5", "2147483647,5"})
    void aCountedSignalWakesSoMany(int count, int expected) throws Exception {
        List<Integer> woken = new ArrayList<>();
        List<Caller<Boolean>> waiters = waitingInLine(5, woken);
        locked(() -> condition.signal(count));
        for (int i = 0; i < expected; i++) {
            assertTrue(waiters.get(i).result());
        }
        List<Integer> first = IntStream.range(0, expected).boxed().toList();
        locked(() -> assertEquals(first, woken));
        for (Caller<Boolean> waiter : waiters.subList(expected, 5)) {
            waiter.untilWaiting();
        }
        locked(() -> {
            assertEquals(first, woken, "and no more");
            assertEquals(0, lock.statistics().waiters());
        });
        finish(waiters);
    }

    @Test
    void aNegativeCountIsRefusedAndWakesNobody() throws Exception {
        List<Integer> woken = new ArrayList<>();
        List<Caller<Boolean>> waiters = waitingInLine(3, woken);
        locked(() -> {
            IllegalArgumentException failure = assertThrows(IllegalArgumentException.class, () -> condition.signal(-1));
            assertTrue(failure.getMessage().contains("-1"), failure::getMessage);
            assertThrows(IllegalArgumentException.class, () -> condition.signal(Integer.MIN_VALUE));
        });
        locked(() -> assertEquals(0, lock.statistics().waiters()));
        assertTrue(waiters.stream().noneMatch(Caller::isDone));
        finish(waiters);
    }

    @Test
    void signalsAreNotKeptForThoseWhoComeLater() throws Exception {
        locked(() -> {
            condition.signal();
            condition.signal(5);
            condition.signalAll();
        });
        Caller<Boolean> waiter = waiting(() -> Way.AWAIT.await(condition));
        waiter.untilWaiting();
        assertFalse(waiter.isDone());
        finish(List.of(waiter));
    }

    @Test
    void everyConditionHasWaitersOfItsOwn() throws Exception {
        WaitCondition other = lock.newCondition();
        Caller<Boolean> mine = waiting(() -> Way.AWAIT.await(condition));
        Caller<Boolean> others = waiting(() -> Way.AWAIT.await(other));
        locked(condition::signalAll);
        assertTrue(mine.result());
        others.untilWaiting();
        assertFalse(others.isDone());
        locked(() -> {
            assertFalse(others.isDone());
            other.signal();
        });
        assertTrue(others.result());
    }

    @Test
    void whoWaitsOnAConditionDoesNotWaitForTheLock() throws Exception {
        List<Caller<Boolean>> waiters = waitingInLine(3, new ArrayList<>());
        assertEquals(0, lock.statistics().waiters());
        locked(() -> {
            assertEquals(0, lock.statistics().waiters());
            condition.signalAll();
            Bounded.until(
                    "the signalled to wait for the lock",
                    () -> lock.statistics().waiters() == 3);
            assertTrue(waiters.stream().noneMatch(Caller::isDone), "signalled, but the lock is not free yet");
        });
        for (Caller<Boolean> waiter : waiters) {
            waiter.result();
        }
        assertEquals(0, lock.statistics().waiters());
        assertFalse(lock.isLocked());
    }

    // ---- predicates ----------------------------------------------------------------------------------------------

    @Test
    void aPredicateThatHoldsNeedsNoWait() throws Exception {
        int[] asked = {0};
        Bounded.run(() -> {
            lock.lock();
            condition.awaitUntil(() -> {
                asked[0]++;
                return true;
            });
            assertTrue(condition.awaitUntil(() -> true, Duration.ofDays(-1)));
            assertTrue(condition.awaitUntil(() -> true, Duration.ZERO));
            assertTrue(condition.awaitUntil(() -> true, FOR_EVER));
            assertTrue(lock.isHeldByCurrentThread());
            lock.unlock();
        });
        assertEquals(1, asked[0]);
    }

    @ParameterizedTest
    @CsvSource({"false,PLATFORM", "false,VIRTUAL", "true,PLATFORM", "true,VIRTUAL"})
    void aPredicateIsAskedAtOnceAndAfterEachSignal(boolean timed, ThreadKind kind) throws Exception {
        int[] asked = {0};
        boolean[] holds = {false};
        BooleanSupplier predicate = () -> {
            assertTrue(lock.isHeldByCurrentThread(), "with the lock held");
            asked[0]++;
            return holds[0];
        };
        Caller<Boolean> waiter = waiting(kind, () -> {
            if (timed) {
                return condition.awaitUntil(predicate, FOR_EVER);
            }
            condition.awaitUntil(predicate);
            return true;
        });
        for (int signals = 1; signals <= 5; signals++) {
            int before = signals;
            locked(() -> {
                assertEquals(before, asked[0]);
                condition.signal();
            });
            Bounded.until("the predicate to be asked", () -> {
                int[] now = {0};
                locked(() -> now[0] = asked[0]);
                return now[0] > before;
            });
        }
        locked(() -> holds[0] = true);
        waiter.untilWaiting();
        assertFalse(waiter.isDone(), "nobody has signalled");
        locked(condition::signal);
        assertTrue(waiter.result());
        assertEquals(7, asked[0]);
    }

    @ParameterizedTest
    @CsvSource({"false,false", "false,true", "true,false", "true,true"})
    void whatAPredicateThrowsIsThrownWithTheLockHeld(boolean timed, boolean atOnce) throws Exception {
        AssertionError failure = new AssertionError("from the predicate");
        boolean[] fails = {atOnce};
        BooleanSupplier predicate = () -> {
            if (fails[0]) {
                throw failure;
            }
            return false;
        };
        Caller<Throwable> waiter = waiting(() -> assertThrows(AssertionError.class, () -> {
            if (timed) {
                condition.awaitUntil(predicate, FOR_EVER);
            } else {
                condition.awaitUntil(predicate);
            }
        }));
        locked(() -> {
            fails[0] = true;
            condition.signal();
        });
        assertEquals(failure, waiter.result());
        assertFalse(lock.isLocked());
    }

    @Test
    void anInterruptBeforeIsThrownEvenIfThePredicateHolds() throws Exception {
        AtomicBoolean value = new AtomicBoolean(true);
        Bounded.run(() -> {
            lock.lock();
            for (boolean holds : new boolean[] {true, false}) {
                value.set(holds);
                Thread.currentThread().interrupt();
                assertThrows(InterruptedException.class, () -> condition.awaitUntil(value::get));
                assertFalse(Thread.currentThread().isInterrupted());
                Thread.currentThread().interrupt();
                assertThrows(InterruptedException.class, () -> condition.awaitUntil(value::get, FOR_EVER));
                Thread.currentThread().interrupt();
                assertThrows(InterruptedException.class, () -> condition.awaitUntil(value::get, Duration.ZERO));
                assertFalse(Thread.currentThread().isInterrupted());
                assertTrue(lock.isHeldByCurrentThread());
            }
            lock.unlock();
        });
    }

    // ---- who may call --------------------------------------------------------------------------------------------

    private static Object[] valuesFor(Class<?> type, AtomicBoolean asked) {
        if (type == long.class) {
            return new Object[] {Long.MIN_VALUE, 0L, 1L};
        } else if (type == int.class) {
            return new Object[] {-1, 0, 1};
        } else if (type == TimeUnit.class) {
            return new Object[] {null, TimeUnit.NANOSECONDS};
        } else if (type == Date.class) {
            return new Object[] {null, new Date(0), new Date(Long.MAX_VALUE)};
        } else if (type == Duration.class) {
            return new Object[] {null, Duration.ZERO, Duration.ofDays(-1), FOR_EVER};
        } else if (type == BooleanSupplier.class) {
            BooleanSupplier holds = () -> {
                asked.set(true);
                return true;
            };
            return new Object[] {null, holds};
        }
        throw new AssertionError("say in this test what to give for a " + type);
    }

    private static void allArguments(Class<?>[] types, Object[] chosen, AtomicBoolean asked, List<Object[]> sink) {
        if (chosen.length == types.length) {
            sink.add(chosen);
            return;
        }
        for (Object value : valuesFor(types[chosen.length], asked)) {
            Object[] longer = Arrays.copyOf(chosen, chosen.length + 1);
            longer[chosen.length] = value;
            allArguments(types, longer, asked, sink);
        }
    }

    private void assertRefused(AtomicBoolean asked) {
        List<Method> methods = Arrays.stream(WaitCondition.class.getMethods())
                .filter(method -> Modifier.isAbstract(method.getModifiers()))
                .filter(method -> !Set.of("name", "statistics").contains(method.getName()))
                .toList();
        assertTrue(methods.size() >= 11, methods::toString);
        for (Method method : methods) {
            List<Object[]> combinations = new ArrayList<>();
            allArguments(method.getParameterTypes(), new Object[0], asked, combinations);
            for (Object[] arguments : combinations) {
                Throwable failure = assertThrows(
                                InvocationTargetException.class,
                                () -> method.invoke(condition, arguments),
                                () -> method + " of " + Arrays.toString(arguments))
                        .getCause();
                assertEquals(
                        IllegalMonitorStateException.class,
                        failure.getClass(),
                        () -> method + " of " + Arrays.toString(arguments));
                assertTrue(failure.getMessage().contains("guard"), failure::getMessage);
                assertTrue(failure.getMessage().contains(Thread.currentThread().getName()), failure::getMessage);
            }
        }
        assertFalse(asked.get(), "no predicate is asked");
    }

    @ParameterizedTest
    @EnumSource
    void everyMethodIsRefusedToWhoDoesNotHoldTheLockBeforeAnyEffect(ThreadKind kind) throws Exception {
        AtomicBoolean asked = new AtomicBoolean();
        Caller<Boolean> waiter = waiting(() -> Way.AWAIT.await(condition));

        kind.call("stranger", () -> {
                    assertRefused(asked);
                    Thread.currentThread().interrupt();
                    assertRefused(asked);
                    assertTrue(Thread.interrupted(), "the flag is not touched");
                    return null;
                })
                .result();
        assertFalse(lock.isLocked());

        lock.lock();
        kind.call("stranger", () -> {
                    assertRefused(asked);
                    return null;
                })
                .result();
        assertTrue(lock.isHeldByCurrentThread());
        assertEquals(0, lock.statistics().waiters(), "nobody was woken");
        lock.unlock();
        waiter.untilWaiting();
        assertFalse(waiter.isDone());
        finish(List.of(waiter));
    }

    @Test
    void nullIsRefusedBeforeAnyEffect() throws Exception {
        Caller<Boolean> waiter = waiting(() -> Way.AWAIT.await(condition));
        AtomicBoolean asked = new AtomicBoolean();
        locked(() -> assertAll(
                () -> assertThrows(NullPointerException.class, () -> condition.await(1, null)),
                () -> assertThrows(NullPointerException.class, () -> condition.awaitUntil((Date) null)),
                () -> assertThrows(NullPointerException.class, () -> condition.tryAwait(null)),
                () -> assertThrows(NullPointerException.class, () -> condition.awaitUntil((BooleanSupplier) null)),
                () -> assertThrows(NullPointerException.class, () -> condition.awaitUntil(null, Duration.ZERO)),
                () -> assertThrows(
                        NullPointerException.class, () -> condition.awaitUntil(() -> asked.getAndSet(true), null)),
                () -> assertTrue(lock.isHeldByCurrentThread())));
        assertFalse(asked.get(), "no predicate is asked");
        finish(List.of(waiter));
    }

    // ---- at work -------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({"BARGING,PLATFORM", "BARGING,VIRTUAL", "FIFO,PLATFORM", "FIFO,VIRTUAL"})
    void aBufferMadeOfTwoConditionsLosesNothing(Fairness fairness, ThreadKind kind) throws Exception {
        use(fairness);
        WaitCondition notFull = condition;
        WaitCondition notEmpty = lock.newCondition();
        Deque<Integer> buffer = new ArrayDeque<>();
        List<Caller<Long>> callers = new ArrayList<>();
        int each = 500;
        for (int i = 0; i < 4; i++) {
            callers.add(kind.call(() -> {
                for (int item = 1; item <= each; item++) {
                    try (Hold _ = lock.hold()) {
                        notFull.awaitUntil(() -> buffer.size() < 3);
                        buffer.add(item);
                        notEmpty.signal();
                    }
                }
                return 0L;
            }));
            callers.add(kind.call(() -> {
                long sum = 0;
                for (int taken = 0; taken < each; taken++) {
                    try (Hold _ = lock.hold()) {
                        while (buffer.isEmpty()) {
                            notEmpty.await();
                        }
                        sum += buffer.remove();
                        notFull.signal();
                    }
                }
                return sum;
            }));
        }
        long sum = 0;
        for (Caller<Long> caller : callers) {
            sum += caller.result();
        }
        assertEquals(4L * each * (each + 1) / 2, sum);
        assertTrue(buffer.isEmpty());
    }
}
