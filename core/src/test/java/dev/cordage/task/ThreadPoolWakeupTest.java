package dev.cordage.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import dev.cordage.testing.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Hunts for lost wake-ups: every task runs within a bound, also where it needs all threads of the pool at once. Set
 * {@code -Dcordage.test.rounds} for a longer hunt.
 */
@ExtendWith(LeakCheck.class)
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ThreadPoolWakeupTest {
    private static final int ROUNDS = Integer.getInteger("cordage.test.rounds", 400);
    private static final long FOR_EVER = Long.MAX_VALUE;

    private static ThreadPool pool(int threads, boolean virtual, long idleNanos, int tasksPerThread) {
        ThreadPool.Builder builder = ThreadPool.builder()
                .threads(threads)
                .maxTasksPerThread(tasksPerThread)
                .idleTimeout(idleNanos == FOR_EVER ? Duration.ofSeconds(Long.MAX_VALUE) : Duration.ofNanos(idleNanos));
        return (virtual ? builder.virtual() : builder).build();
    }

    private static void pause(SplittableRandom random) {
        switch (random.nextInt(6)) {
            case 0 -> Thread.yield();
            case 1 -> LockSupport.parkNanos(random.nextInt(1, 100_000));
            case 2, 3 -> {
                for (int spins = random.nextInt(3_000); spins > 0; spins--) {
                    Thread.onSpinWait();
                }
            }
            default -> {}
        }
    }

    /** So many tasks that all wait for each other: they end only if so many threads run at once. */
    private static List<TaskFuture<?>> meeting(ThreadPool pool, int threads) {
        CountDownLatch all = new CountDownLatch(threads);
        List<TaskFuture<?>> tasks = new ArrayList<>(threads);
        for (int i = 0; i < threads; i++) {
            tasks.add(pool.submitChecked(() -> {
                all.countDown();
                Bounded.await(all);
            }));
        }
        return tasks;
    }

    @ParameterizedTest
    @CsvSource({
        "1, false, 9223372036854775807, 2147483647",
        "2, false, 9223372036854775807, 2147483647",
        "2, false, 1000, 2147483647",
        "2, false, 50000, 1",
        "3, false, 20000, 2",
        "8, false, 100000, 2147483647",
        "4, false, 9223372036854775807, 1",
        "1, true, 1000, 1",
        "2, true, 9223372036854775807, 2147483647",
        "2, true, 1000, 2147483647",
        "3, true, 20000, 2147483647",
        "4, true, 9223372036854775807, 2147483647",
        "8, true, 9223372036854775807, 3",
        "8, true, 50000, 1",
    })
    void everyTaskRunsAndAllThreadsAreWokenWhereAllAreNeeded(
            int threads, boolean virtual, long idleNanos, int tasksPerThread) throws Exception {
        ThreadPool pool = pool(threads, virtual, idleNanos, tasksPerThread);
        SplittableRandom random = new SplittableRandom(threads * 31L + tasksPerThread);
        AtomicInteger ran = new AtomicInteger();
        int submitted = 0;
        for (int round = 0; round < ROUNDS; round++) {
            int burst = random.nextInt(4) == 0 ? random.nextInt(40) : random.nextInt(3);
            for (int i = 0; i < burst; i++) {
                pool.execute(ran::incrementAndGet);
            }
            submitted += burst;
            pause(random);
            if (round % 2 == 0) {
                for (TaskFuture<?> task : meeting(pool, threads)) {
                    Bounded.get(task);
                }
                pause(random);
            } else {
                int expected = submitted;
                Bounded.until(pool + " to run " + submitted + " tasks", () -> ran.get() == expected);
            }
        }
        Bounded.run(pool::close);
        assertEquals(submitted, ran.get());
    }

    @ParameterizedTest
    @CsvSource({"2, false, 20000, 2147483647", "3, true, 20000, 2147483647", "2, false, 1000, 1", "4, true, 1000, 1"})
    void manySubmittersAndNoTaskIsForgotten(int threads, boolean virtual, long idleNanos, int tasksPerThread)
            throws Exception {
        ThreadPool pool = pool(threads, virtual, idleNanos, tasksPerThread);
        AtomicInteger ran = new AtomicInteger();
        int each = ROUNDS;
        List<Caller<?>> submitters = new ArrayList<>();
        for (int s = 0; s < 4; s++) {
            SplittableRandom random = new SplittableRandom(s);
            submitters.add(Caller.platform(() -> {
                for (int i = 0; i < each; i++) {
                    Bounded.get(pool.submit(() -> ran.incrementAndGet()));
                    pause(random);
                }
                return null;
            }));
        }
        for (Caller<?> submitter : submitters) {
            submitter.result();
        }
        Bounded.run(pool::close);
        assertEquals(4 * each, ran.get());
    }

    @ParameterizedTest
    @CsvSource({"2, false, 1", "4, true, 1", "3, false, 2147483647", "8, true, 2147483647"})
    void thousandsOfVirtualThreadsWaitForTheirTasks(int threads, boolean virtual, int tasksPerThread) throws Exception {
        ThreadPool pool = pool(threads, virtual, 5_000, tasksPerThread);
        int submitters = 4_000;
        CountDownLatch done = new CountDownLatch(submitters);
        Collection<Throwable> failures = new ConcurrentLinkedQueue<>();
        for (int s = 0; s < submitters; s++) {
            int number = s;
            Thread.ofVirtual().start(() -> {
                try {
                    assertEquals(number, Bounded.get(pool.submit(() -> number)));
                } catch (Throwable failure) {
                    failures.add(failure);
                } finally {
                    done.countDown();
                }
            });
        }
        Bounded.await(done);
        assertEquals(List.of(), List.copyOf(failures));
        Bounded.run(pool::close);
        assertTrue(pool.awaitTermination(0, TimeUnit.SECONDS));
    }
}
