package dev.cordage.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.observe.QueueStatistics;
import dev.cordage.queue.QueueShape.Kind;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import dev.cordage.testing.LeakCheck;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Every method of the queues that waits: an interrupt before or during the wait ends it and changes nothing; durations of
 * any size are understood; on platform and on virtual threads. The methods are found by reflection, and one that is not
 * in the table fails, so that a new one is not forgotten.
 */
@ExtendWith(LeakCheck.class)
class QueueInterruptionTest {
    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);
    private static final QueueItem FIRST = QueueItem.of(1);
    private static final QueueItem SECOND = QueueItem.of(2);

    /** In which state of a queue of capacity one a method waits. */
    private enum WaitsWhile {
        EMPTY,
        FULL
    }

    @FunctionalInterface
    private interface Call {
        Object on(CloseableQueue<QueueItem> queue, Duration timeout) throws Exception;
    }

    /** What ends the wait. */
    @FunctionalInterface
    private interface Release {
        void of(CloseableQueue<QueueItem> queue) throws Exception;
    }

    /**
     * One method.
     *
     * @param signature as {@link #signature} has it
     * @param success what it returns when it didn't have to wait, or the wait was over
     * @param runOut what it returns when the time ran out; of no interest if it has no timeout
     */
    private record Waiting(
            String signature, WaitsWhile waits, Call call, Release release, Object success, Object runOut) {
        boolean isTimed() {
            return signature.contains("Duration") || signature.contains("TimeUnit");
        }
    }

    private static final List<Waiting> TABLE = List.of(
            putting("CloseableQueue.put(Object)", (queue, _) -> {
                queue.put(SECOND);
                return true;
            }),
            putting("CloseableQueue.putAll(Collection)", (queue, _) -> queue.putAll(List.of(SECOND)) == 1),
            putting("CloseableQueue.offer(Object, Duration)", (queue, timeout) -> queue.offer(SECOND, timeout)),
            putting(
                    "CloseableQueue.offer(Object, long, TimeUnit)",
                    (queue, timeout) -> queue.offer(SECOND, nanos(timeout), unit(timeout))),
            taking("CloseableQueue.take()", (queue, _) -> queue.take()),
            taking("CloseableQueue.poll(Duration)", CloseableQueue::poll),
            taking(
                    "CloseableQueue.poll(long, TimeUnit)",
                    (queue, timeout) -> queue.poll(nanos(timeout), unit(timeout))),
            joining("CloseableQueue.join()", (queue, _) -> {
                queue.join();
                return true;
            }),
            joining("CloseableQueue.tryJoin(Duration)", CloseableQueue::tryJoin),
            taking("Select.take()", (queue, _) -> select(queue).take()),
            taking("Select.poll(Duration)", (queue, timeout) -> select(queue).poll(timeout)));

    private static Waiting putting(String signature, Call call) {
        return new Waiting(signature, WaitsWhile.FULL, call, CloseableQueue::take, true, false);
    }

    private static Waiting taking(String signature, Call call) {
        return new Waiting(signature, WaitsWhile.EMPTY, call, queue -> queue.put(FIRST), FIRST, null);
    }

    private static Waiting joining(String signature, Call call) {
        return new Waiting(signature, WaitsWhile.FULL, call, CloseableQueue::clear, true, false);
    }

    private static Select<QueueItem> select(CloseableQueue<QueueItem> queue) {
        return Select.<QueueItem>create()
                .receive(CloseableQueue.<QueueItem>bounded(1), item -> item)
                .receive(queue, item -> item);
    }

    private static long nanos(Duration timeout) {
        return timeout == null ? 1 : TimeUnit.NANOSECONDS.convert(timeout);
    }

    private static TimeUnit unit(Duration timeout) {
        return timeout == null ? null : TimeUnit.NANOSECONDS;
    }

    private static String signature(Method method) {
        return method.getDeclaringClass().getSimpleName() + "." + method.getName()
                + Arrays.stream(method.getParameterTypes())
                        .map(Class::getSimpleName)
                        .collect(Collectors.joining(", ", "(", ")"));
    }

    @Test
    void everyMethodThatCanBeInterruptedIsInTheTable() {
        Set<String> found = new TreeSet<>();
        for (Class<?> type : List.of(CloseableQueue.class, Consumption.class, Select.class)) {
            for (Method method : type.getMethods()) {
                if (method.getDeclaringClass() != Object.class
                        && !method.isBridge()
                        && List.of(method.getExceptionTypes()).contains(InterruptedException.class)) {
                    found.add(signature(method));
                }
            }
        }
        assertEquals(found, new TreeSet<>(TABLE.stream().map(Waiting::signature).toList()));
    }

    // ---- each method, in each kind of queue, in each kind of thread
    // --------------------------------------------------

    private record Case(Waiting waiting, Kind kind, boolean virtual) {
        CloseableQueue<QueueItem> empty() {
            return LocalQueueTest.make(new QueueShape(kind, 1), "queue under test");
        }

        CloseableQueue<QueueItem> full() {
            CloseableQueue<QueueItem> queue = empty();
            queue.add(FIRST);
            return queue;
        }

        CloseableQueue<QueueItem> thatWaits() {
            return waiting.waits == WaitsWhile.FULL ? full() : empty();
        }

        CloseableQueue<QueueItem> thatDoesNotWait() {
            return waiting.waits == WaitsWhile.FULL ? empty() : full();
        }

        Caller<Object> call(CloseableQueue<QueueItem> queue, Duration timeout, boolean interrupted) {
            Thread.Builder builder =
                    virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
            return Caller.start(builder, () -> {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
                return waiting.call.on(queue, timeout);
            });
        }

        @Override
        public String toString() {
            return waiting.signature + ", " + kind + (virtual ? ", virtual" : ", platform");
        }
    }

    @FunctionalInterface
    private interface Check {
        void of(Case test) throws Exception;
    }

    private static Stream<DynamicTest> each(boolean onlyTimed, Check check) {
        return TABLE.stream()
                .filter(waiting -> waiting.isTimed() || !onlyTimed)
                .flatMap(waiting -> Stream.of(Kind.values())
                        .flatMap(kind -> Stream.of(false, true).map(virtual -> new Case(waiting, kind, virtual))))
                .map(test -> DynamicTest.dynamicTest(test.toString(), () -> check.of(test)));
    }

    @TestFactory
    Stream<DynamicTest> anInterruptBeforeTheWaitEndsItAndChangesNothing() {
        return each(false, test -> {
            CloseableQueue<QueueItem> queue = test.thatWaits();
            QueueStatistics before = queue.statistics();
            Caller<Object> caller = test.call(queue, FOREVER, true);
            assertThrows(InterruptedException.class, caller::result);
            assertFalse(caller.wasInterruptedAtEnd(), "the flag is cleared");
            assertEquals(before, queue.statistics());
        });
    }

    @TestFactory
    Stream<DynamicTest> anInterruptDuringTheWaitEndsItAndChangesNothing() {
        return each(false, test -> {
            CloseableQueue<QueueItem> queue = test.thatWaits();
            QueueStatistics before = queue.statistics();
            Caller<Object> caller = test.call(queue, FOREVER, false);
            caller.untilWaiting().interrupt();
            assertThrows(InterruptedException.class, caller::result);
            assertFalse(caller.wasInterruptedAtEnd(), "the flag is cleared");
            assertEquals(before, queue.statistics());
            // It still works for the next.
            Caller<Object> next = test.call(queue, FOREVER, false);
            next.untilWaiting();
            test.waiting.release.of(queue);
            assertEquals(test.waiting.success, next.result());
        });
    }

    /** No wait, no reason to look at the flag: either is fine, but not both, and not neither. */
    @TestFactory
    Stream<DynamicTest> anInterruptIsThrownOrKeptWhereThereIsNothingToWaitFor() {
        return each(false, test -> {
            CloseableQueue<QueueItem> queue = test.thatDoesNotWait();
            QueueStatistics before = queue.statistics();
            Caller<Object> caller = test.call(queue, FOREVER, true);
            try {
                assertEquals(test.waiting.success, caller.result());
                assertTrue(caller.wasInterruptedAtEnd(), "the flag is kept");
            } catch (InterruptedException _) {
                assertFalse(caller.wasInterruptedAtEnd(), "the flag is cleared");
                assertEquals(before, queue.statistics());
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> anInterruptIsThrownOrKeptWhereThereIsNoTimeToWait() {
        return each(true, test -> {
            CloseableQueue<QueueItem> queue = test.thatWaits();
            QueueStatistics before = queue.statistics();
            Caller<Object> caller = test.call(queue, Duration.ZERO, true);
            try {
                assertEquals(test.waiting.runOut, caller.result());
                assertTrue(caller.wasInterruptedAtEnd(), "the flag is kept");
            } catch (InterruptedException _) {
                assertFalse(caller.wasInterruptedAtEnd(), "the flag is cleared");
            }
            assertEquals(before, queue.statistics());
        });
    }

    // ---- durations -----------------------------------------------------------------------------------------------

    @TestFactory
    Stream<DynamicTest> shortDurationsRunOutAndChangeNothing() {
        return each(true, test -> {
            CloseableQueue<QueueItem> queue = test.thatWaits();
            QueueStatistics before = queue.statistics();
            for (Duration timeout : List.of(
                    Duration.ZERO,
                    Duration.ofNanos(-1),
                    Duration.ofSeconds(Long.MIN_VALUE),
                    Duration.ofNanos(1),
                    Duration.ofMillis(2))) {
                assertEquals(
                        test.waiting.runOut, test.call(queue, timeout, false).result(), timeout::toString);
                assertEquals(before, queue.statistics(), timeout::toString);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> anyDurationWillDoWhereThereIsNothingToWaitFor() {
        return each(true, test -> {
            for (Duration timeout : List.of(
                    Duration.ZERO,
                    Duration.ofNanos(-1),
                    Duration.ofSeconds(Long.MIN_VALUE),
                    Duration.ofNanos(1),
                    FOREVER)) {
                CloseableQueue<QueueItem> queue = test.thatDoesNotWait();
                assertEquals(
                        test.waiting.success, test.call(queue, timeout, false).result(), timeout::toString);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> theLongestDurationsAreForEver() {
        return each(true, test -> {
            for (Duration timeout : List.of(
                    FOREVER,
                    Duration.ofNanos(Long.MAX_VALUE),
                    Duration.ofNanos(Long.MAX_VALUE).plusNanos(1))) {
                CloseableQueue<QueueItem> queue = test.thatWaits();
                Caller<Object> caller = test.call(queue, timeout, false);
                caller.untilWaiting();
                test.waiting.release.of(queue);
                assertEquals(test.waiting.success, caller.result(), timeout::toString);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> noDurationIsAnErrorBeforeAnyEffect() {
        return each(true, test -> {
            for (CloseableQueue<QueueItem> queue : List.of(test.thatWaits(), test.thatDoesNotWait())) {
                QueueStatistics before = queue.statistics();
                Caller<Object> caller = test.call(queue, null, false);
                assertThrows(NullPointerException.class, caller::result);
                assertEquals(before, queue.statistics());
            }
        });
    }

    @Test
    void aWaitLastsAsLongAsItWasToldTo() throws Exception {
        CloseableQueue<QueueItem> queue = CloseableQueue.bounded(1);
        Duration timeout = Duration.ofMillis(20);
        for (Waiting waiting : TABLE) {
            if (waiting.isTimed()) {
                queue.clear();
                if (waiting.waits == WaitsWhile.FULL) {
                    queue.add(FIRST);
                }
                long start = System.nanoTime();
                Object answer = Bounded.call(() -> waiting.call.on(queue, timeout));
                assertEquals(waiting.runOut, answer, waiting::signature);
                assertTrue(System.nanoTime() - start >= timeout.toNanos(), waiting::signature);
            }
        }
    }
}
