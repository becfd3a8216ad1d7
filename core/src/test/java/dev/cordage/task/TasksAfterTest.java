package dev.cordage.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.Bounded;
import dev.cordage.testing.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class TasksAfterTest {

    @Test
    void runsAfterTheDelayAndNotBefore() throws Exception {
        for (Duration delay : List.of(Duration.ofMillis(1), Duration.ofMillis(30))) {
            long start = System.nanoTime();
            long ran = Bounded.get(Tasks.after(delay, () -> System.nanoTime()));
            assertTrue(ran - start >= delay.toNanos(), () -> "ran after " + (ran - start) + " ns");
        }
    }

    @Test
    void zeroAndNegativeDelaysStartAtOnce() throws Exception {
        for (Duration delay : List.of(Duration.ZERO, Duration.ofNanos(-1), Duration.ofSeconds(Long.MIN_VALUE))) {
            assertEquals("ran", Bounded.get(Tasks.after(delay, () -> "ran")));
        }
    }

    @Test
    void aHugeDelayIsJustPending() throws Exception {
        TaskFuture<String> future = Tasks.after(Duration.ofSeconds(Long.MAX_VALUE), () -> "never");
        TaskFuture<String> long1 = Tasks.after(Duration.ofNanos(Long.MAX_VALUE - 1), () -> "never");
        assertEquals("soon", Bounded.get(Tasks.after(Duration.ofMillis(1), () -> "soon")));
        assertFalse(future.isDone());
        assertFalse(future.isRunning());
        assertTrue(future.cancel(false));
        assertTrue(long1.cancel(false));
    }

    @Test
    void cancellingBeforeItFiresTakesItBack() throws Exception {
        AtomicInteger ran = new AtomicInteger();
        TaskFuture<?> future = Tasks.after(Duration.ofMillis(40), () -> {
            ran.incrementAndGet();
        });
        TaskFuture<?> later = Tasks.after(Duration.ofMillis(80), () -> {});
        boolean cancelled = future.cancel(false); // too late where this thread stood still for so long
        Bounded.get(later);
        Bounded.until("its end", future::isDone);
        assertEquals(cancelled ? 0 : 1, ran.get());
        assertEquals(cancelled ? Future.State.CANCELLED : Future.State.SUCCESS, future.state());
    }

    /** The leak check looks at the clock: a cancelled delay must not stay in it. */
    @Test
    void thousandsThatAreCancelledLeaveNothingInTheClock() {
        List<TaskFuture<?>> futures = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            futures.add(Tasks.after(Duration.ofDays(i + 1), () -> {}));
        }
        futures.forEach(future -> future.cancel(true));
    }

    @Test
    void cancellingARunningOneInterruptsIt() throws Exception {
        FutureSubject.Steering steering = new FutureSubject.Steering();
        TaskFuture<Object> future = Tasks.after(Duration.ZERO, steering);
        Bounded.await(steering.started);
        assertTrue(future.isRunning());
        assertTrue(future.cancel(true));
        Bounded.await(steering.interrupted);
    }

    @Test
    void aFailureReachesTheFuture() throws Exception {
        Exception failure = new Exception("part of a test");
        TaskFuture<Object> future = Tasks.after(Duration.ZERO, () -> {
            throw failure;
        });
        assertSame(failure, Bounded.failureOf(future));
        Error error = new AssertionError("part of a test");
        TaskFuture<?> job = Tasks.after(Duration.ofMillis(1), () -> FutureSubject.<RuntimeException>sneaky(error));
        assertSame(error, Bounded.failureOf(job));
    }

    @Test
    void aJobHasNoValue() throws Exception {
        CountDownLatch ran = new CountDownLatch(1);
        assertNull(Bounded.get(Tasks.after(Duration.ZERO, () -> ran.countDown())));
        Bounded.await(ran);
    }

    @Test
    void refusesNull() {
        assertThrows(NullPointerException.class, () -> Tasks.after(null, () -> 1));
        assertThrows(NullPointerException.class, () -> Tasks.after(Duration.ZERO, (Work<Object>) null));
        assertThrows(NullPointerException.class, () -> Tasks.after(Duration.ZERO, (Job) null));
    }

    @Test
    void runsInAVirtualThreadOfItsOwn() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        TaskFuture<Thread> one = Tasks.after(Duration.ZERO, () -> meet(both));
        TaskFuture<Thread> two = Tasks.after(Duration.ZERO, () -> meet(both));
        assertTrue(Bounded.get(one).isVirtual());
        assertFalse(Bounded.get(one) == Bounded.get(two));
    }

    private static Thread meet(CountDownLatch both) throws InterruptedException {
        both.countDown();
        Bounded.await(both);
        return Thread.currentThread();
    }

    @Test
    void aTaskOrCallbackThatBlocksDoesNotStopTheClock() throws Exception {
        CountDownLatch block = new CountDownLatch(1);
        TaskFuture<?> blocked = Tasks.after(Duration.ZERO, () -> {
            try {
                Bounded.await(block);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        TaskFuture<?> calledBack = Tasks.after(Duration.ofMillis(5), () -> {});
        CountDownLatch called = new CountDownLatch(1);
        calledBack.onDone(_ -> {
            called.countDown();
            try {
                Bounded.await(block);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        Bounded.await(called);
        assertEquals("ran", Bounded.get(Tasks.after(Duration.ofMillis(1), () -> "ran")));
        block.countDown();
        Bounded.get(blocked);
    }

    @Test
    void theShorterDelayEndsFirst() throws Exception {
        List<Integer> expected = IntStream.rangeClosed(1, 5).boxed().toList();
        List<Integer> order = inTheOrderOfTheirEnd();
        for (int more = 0; more < 2 && !order.equals(expected); more++) {
            order = inTheOrderOfTheirEnd(); // the machine stood still for longer than the delays differ
        }
        assertEquals(expected, order);
    }

    private static List<Integer> inTheOrderOfTheirEnd() throws Exception {
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        List<TaskFuture<?>> futures = new ArrayList<>();
        for (int i = 5; i > 0; i--) {
            int number = i;
            futures.add(Tasks.after(Duration.ofMillis(60L * i), () -> {
                order.add(number);
            }));
        }
        for (TaskFuture<?> future : futures) {
            Bounded.get(future);
        }
        return List.copyOf(order);
    }

    @Test
    void cancelRacingTheDelayEitherRunsItOrTakesItBack() throws Exception {
        for (int round = 0; round < 500; round++) {
            AtomicInteger ran = new AtomicInteger();
            TaskFuture<Integer> future = Tasks.after(Duration.ofNanos(round * 400L), ran::incrementAndGet);
            boolean cancelled = future.cancel(false);
            assertEquals(cancelled, future.isCancelled());
            if (!cancelled) {
                assertEquals(1, future.result());
            }
        }
    }
}
