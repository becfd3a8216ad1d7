package dev.cordage.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import dev.cordage.testing.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An interrupt is for the task that was cancelled and for no other. The threads here are slow to be interrupted, so that
 * an interrupt is still on its way when its task has ended.
 */
@ExtendWith(LeakCheck.class)
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ThreadPoolInterruptDeliveryTest {

    /** A thread that others interrupt only after something else has been done. */
    private static final class SlowToInterrupt extends Thread {
        private final Bounded.Body first;

        SlowToInterrupt(Runnable task, Bounded.Body first) {
            super(task, "slow-to-interrupt");
            this.first = first;
        }

        @Override
        public void interrupt() {
            if (Thread.currentThread() != this) {
                try {
                    first.run();
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }
            super.interrupt();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cancel", "deadline"})
    void theNextTaskStartsOnlyWhenTheInterruptHasArrived(String how) throws Exception {
        CountDownLatch onItsWay = new CountDownLatch(1);
        CountDownLatch mayArrive = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch nextStarted = new CountDownLatch(1);
        try (ThreadPool pool = ThreadPool.builder()
                .threads(1)
                .threadFactory(task -> new SlowToInterrupt(task, () -> {
                    onItsWay.countDown();
                    Bounded.await(mayArrive);
                }))
                .build()) {
            TaskOptions options =
                    how.equals("deadline") ? TaskOptions.none().timeout(Duration.ofMillis(1)) : TaskOptions.none();
            TaskFuture<?> victim = pool.submitChecked(options, () -> {
                started.countDown();
                Bounded.await(mayEnd);
            });
            TaskFuture<Boolean> next = pool.submit(() -> {
                nextStarted.countDown();
                Bounded.await(mayArrive);
                return Thread.currentThread().isInterrupted();
            });
            Bounded.await(started);
            Caller<Boolean> canceller = Caller.platform(() -> how.equals("deadline") || victim.cancel(true));
            Bounded.await(onItsWay);
            assertTrue(victim.isDone(), "who waits need not wait for the interrupt");
            mayEnd.countDown();
            boolean tooEarly = nextStarted.await(200, TimeUnit.MILLISECONDS);
            mayArrive.countDown();
            assertTrue(canceller.result());
            assertFalse(Bounded.get(next), "the next task was interrupted");
            assertFalse(tooEarly, "the next task started while the interrupt was on its way");
        }
    }

    @Test
    void cancellingRacesRunningAHundredThousandTimes() throws Exception {
        AtomicInteger leaked = new AtomicInteger();
        AtomicInteger cancelled = new AtomicInteger();
        try (ThreadPool pool = ThreadPool.builder()
                .threads(1)
                .threadFactory(task -> new SlowToInterrupt(task, () -> {
                    for (int spins = 0; spins < 200; spins++) {
                        Thread.onSpinWait();
                    }
                }))
                .build()) {
            for (int round = 0; round < 2_000; round++) {
                List<TaskFuture<?>> victims = new ArrayList<>();
                List<TaskFuture<?>> bystanders = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    victims.add(pool.submit(Thread::onSpinWait));
                    bystanders.add(pool.submit(() -> {
                        for (int look = 0; look < 10; look++) {
                            if (Thread.currentThread().isInterrupted()) {
                                leaked.incrementAndGet();
                            }
                        }
                    }));
                }
                for (TaskFuture<?> victim : victims) {
                    if (victim.cancel(true)) {
                        cancelled.incrementAndGet();
                    }
                }
                for (TaskFuture<?> bystander : bystanders) {
                    Bounded.get(bystander);
                }
            }
        }
        assertEquals(0, leaked.get());
        assertTrue(cancelled.get() > 0);
    }
}
