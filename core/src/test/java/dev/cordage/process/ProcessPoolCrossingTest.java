package dev.cordage.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.task.TaskFuture;
import dev.cordage.task.TaskOptions;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.Gate;
import java.io.InvalidObjectException;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** A worker is further than its parent knows: answers are on their way when a task is cancelled or the pool stopped. */
class ProcessPoolCrossingTest extends ProcessPoolFixture {
    /** A result that takes long to rebuild: until then the parent handles no other answer. */
    private static final class Slow implements Serializable {
        static volatile CountDownLatch rebuilding = new CountDownLatch(0);
        static volatile CountDownLatch rebuilt = new CountDownLatch(0);

        private Object readResolve() throws InvalidObjectException {
            rebuilding.countDown();
            try {
                Bounded.await(rebuilt);
            } catch (InterruptedException e) {
                throw new InvalidObjectException("interrupted", e);
            }
            return this;
        }
    }

    /** A worker that runs the last task, while the parent believes that the first has just been answered. */
    private record Ahead(TaskFuture<Slow> first, TaskFuture<Integer> second, TaskFuture<?> last) {}

    private Ahead ahead(ProcessPool pool, Gate interrupted, boolean stubborn) throws Exception {
        return ahead(pool, TaskOptions.none(), interrupted, stubborn);
    }

    private Ahead ahead(ProcessPool pool, TaskOptions options, Gate interrupted, boolean stubborn) throws Exception {
        Slow.rebuilding = new CountDownLatch(1);
        Slow.rebuilt = new CountDownLatch(1);
        assertEquals(1, Bounded.get(pool.submit(() -> 1)));
        believeInQuickTasks(pool);
        Gate handedOut = gate();
        Gate started = gate();
        TaskFuture<Slow> first = pool.submit(() -> {
            handedOut.await();
            return new Slow();
        });
        TaskFuture<Integer> second = pool.submit(() -> 2);
        TaskFuture<?> last = pool.submit(options, () -> {
            started.open();
            try {
                TimeUnit.DAYS.sleep(1);
            } catch (InterruptedException e) {
                interrupted.open();
                if (stubborn) {
                    TimeUnit.DAYS.sleep(1);
                }
            }
            return 3;
        });
        handedOut.open();
        Bounded.await(Slow.rebuilding);
        Bounded.run(started::await);
        assertFalse(second.isDone(), "the parent has handled an answer while it rebuilt another");
        return new Ahead(first, second, last);
    }

    /** As if it had run many quick tasks: a worker is given several at a time. */
    private static void believeInQuickTasks(ProcessPool pool) {
        Engine engine = pool.engine;
        engine.lock.lock();
        try {
            for (int i = 0; i < 300; i++) {
                engine.ledger.ran("quick", "nobody", 1_000);
            }
            assertTrue(engine.ledger.depth() >= 8);
        } finally {
            engine.lock.unlock();
        }
    }

    private static void assertFree(ProcessPool pool) throws Exception {
        assertEquals(7, Bounded.get(pool.submit(() -> 7)));
        Bounded.until("the pool to have nothing to do", () -> {
            var statistics = pool.statistics();
            return statistics.running() == 0 && statistics.queued() == 0;
        });
    }

    @Test
    void cancelInterruptsATaskThatIsBegunAndNotYetKnownToBe() throws Exception {
        ProcessPool pool = open(1);
        Gate interrupted = gate();
        Ahead ahead = ahead(pool, interrupted, false);
        assertTrue(ahead.last.cancel(true));
        Slow.rebuilt.countDown();
        Bounded.get(ahead.first);
        assertEquals(2, Bounded.get(ahead.second));
        Bounded.run(interrupted::await);
        assertFree(pool);
    }

    @Test
    void oneThatDoesNotStopThenIsKilledAfterTheGracePeriod() throws Exception {
        ProcessPool pool = open(ProcessPool.builder().workers(1).grace(Duration.ofMillis(100)));
        Gate interrupted = gate();
        Ahead ahead = ahead(pool, interrupted, true);
        long pid = pidOf(pool, 0);
        assertTrue(ahead.last.cancel(true));
        Bounded.run(interrupted::await);
        Slow.rebuilt.countDown();
        untilGone(pid);
        assertEquals(2, Bounded.get(ahead.second));
        assertFree(pool);
    }

    @Test
    void cancelWithoutInterruptLeavesItAlone() throws Exception {
        ProcessPool pool = open(1);
        Gate interrupted = gate();
        Ahead ahead = ahead(pool, interrupted, false);
        assertTrue(ahead.last.cancel(false));
        Slow.rebuilt.countDown();
        assertEquals(2, Bounded.get(ahead.second));
        assertEquals(1, pool.statistics().running());
        assertFalse(interrupted.isOpen());
        pool.kill();
    }

    @Test
    void itsDeadlineHoldsForWhatGoesOnAfterCancelWithoutInterrupt() throws Exception {
        ProcessPool pool = open(1);
        Gate interrupted = gate();
        TaskOptions options = TaskOptions.none().timeout(Duration.ofMillis(100));
        Ahead ahead = ahead(pool, options, interrupted, false);
        assertTrue(ahead.last.cancel(false));
        Slow.rebuilt.countDown();
        assertEquals(2, Bounded.get(ahead.second));
        Bounded.run(interrupted::await);
        assertFree(pool);
    }

    @Test
    void stopInterruptsATaskThatIsBegunAndNotYetKnownToBe() throws Exception {
        ProcessPool pool = open(1);
        Gate interrupted = gate();
        Ahead ahead = ahead(pool, interrupted, false);
        var stopping = Bounded.Caller.platform(() -> pool.stop(Bounded.LONG));
        stopping.untilWaiting();
        Slow.rebuilt.countDown();
        Bounded.run(interrupted::await);
        assertTrue(stopping.result());
        assertInstanceOf(Slow.class, Bounded.get(ahead.first));
        assertEquals(2, Bounded.get(ahead.second));
    }

    @Test
    void aTaskThatIsHandedOutAgainIsNotBehindALaterOne() throws Exception {
        ProcessPool pool = open(2);
        Busy one = occupy(pool);
        Busy two = occupy(pool);
        Worker first = workers(pool).getFirst();
        Worker second = workers(pool).getLast();
        Busy ofFirst = has(pool, first, one.future()) ? one : two;
        Busy ofSecond = ofFirst == one ? two : one;
        ofSecond.end().open();
        Bounded.get(ofSecond.future());
        believeInQuickTasks(pool);

        // The second worker has a slow answer on its way, then a task that runs, and the one that is to be given back.
        Slow.rebuilding = new CountDownLatch(1);
        Slow.rebuilt = new CountDownLatch(1);
        Gate handedOut = gate();
        Gate end = gate();
        pool.submit(() -> {
            handedOut.await();
            return new Slow();
        });
        pool.submit(() -> 1);
        TaskFuture<Integer> running = pool.submit(() -> {
            end.await();
            return 2;
        });
        pool.submit(() -> 3);
        TaskFuture<Integer> oldest = pool.submit(() -> 4);
        assertTrue(has(pool, second, running) && has(pool, second, oldest));
        handedOut.open();
        Bounded.await(Slow.rebuilding);

        // The first has nothing to do, so the second is asked; before it answers, the first is given a long task.
        ofFirst.end().open();
        Bounded.until("the second worker to be asked", () -> under(pool, () -> second.revoking));
        Busy later = occupy(pool);
        Gate endOfLater = later.end();
        assertTrue(has(pool, first, later.future()));
        believeInQuickTasks(pool);
        Slow.rebuilt.countDown();
        Bounded.until("the second worker to answer", () -> under(pool, () -> !second.revoking));

        // And the second one gets another long one, when it has done what it runs.
        pool.submit(() -> {
            endOfLater.awaitUninterruptibly();
            return 5;
        });
        end.open();
        assertEquals(2, Bounded.get(running));
        assertEquals(4, Bounded.get(oldest));
    }

    private static List<Worker> workers(ProcessPool pool) {
        List<Worker> workers = new ArrayList<>();
        pool.engine.crew().workers.forEach(workers::add);
        return workers;
    }

    private static boolean has(ProcessPool pool, Worker worker, TaskFuture<?> task) {
        return under(pool, () -> worker.inFlight.contains(task));
    }

    private static boolean under(ProcessPool pool, BooleanSupplier look) {
        pool.engine.lock.lock();
        try {
            return look.getAsBoolean();
        } finally {
            pool.engine.lock.unlock();
        }
    }
}
