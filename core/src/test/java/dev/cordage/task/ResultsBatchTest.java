package dev.cordage.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.Bounded;
import dev.cordage.testing.LeakCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Automatic batches: that they grow, shrink, give back, and lose nothing. */
@ExtendWith(LeakCheck.class)
class ResultsBatchTest {

    /** Counts the tasks that a map makes of its items. */
    private static long tasksFor(ThreadPool pool, Results<Integer> results) {
        long before = pool.statistics().completed();
        results.forEach(_ -> {});
        Bounded.until("the pool to be idle", () -> pool.statistics().running() == 0);
        return pool.statistics().completed() - before;
    }

    @Test
    void tinyItemsTravelInBatchesThatGrow() {
        try (ThreadPool pool = ThreadPool.of(2)) {
            long tasks = tasksFor(
                    pool,
                    pool.map(n -> n + 1, IntStream.range(0, 100_000).boxed().toList()));
            assertTrue(tasks < 20_000, () -> tasks + " tasks for 100,000 items");
            long chunked = tasksFor(
                    pool,
                    pool.map(n -> n + 1, IntStream.range(0, 1_001).boxed().toList())
                            .chunk(100));
            assertEquals(11, chunked);
        }
    }

    @Test
    void aPoolWithoutLimitGetsItemsOneByOne() {
        try (ThreadPool pool = ThreadPool.virtual()) {
            assertEquals(
                    1_000,
                    tasksFor(
                            pool,
                            pool.map(n -> n, IntStream.range(0, 1_000).boxed().toList())));
        }
    }

    /** A pool of many threads is still one with a limit: four batches for each worker, and batches that grow. */
    @Test
    void aLargePoolKeepsAllItsWorkersBusy() throws Exception {
        int workers = 300;
        try (ThreadPool pool = ThreadPool.builder().threads(workers).virtual().build()) {
            CountDownLatch all = new CountDownLatch(workers);
            Results<Integer> results = pool.map(
                    n -> {
                        all.countDown();
                        Bounded.await(all);
                        return n;
                    },
                    Stream.iterate(0, n -> n + 1));
            var reader = Bounded.Caller.platform(() -> {
                try (results) {
                    return results.iterator().next();
                }
            });
            boolean busy = all.await(5, java.util.concurrent.TimeUnit.SECONDS);
            while (all.getCount() > 0) {
                all.countDown();
            }
            assertEquals(0, reader.result());
            assertTrue(busy, "not all of " + workers + " workers had an item");
        }
    }

    /** Items that are fast at first and slow from some position on: batches that turned too large give the rest back. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void itemsThatTurnSlowAreSharedOutAgain(boolean unordered) throws Exception {
        int items = 1_200;
        int slowFrom = 1_000;
        AtomicIntegerArray runs = new AtomicIntegerArray(items);
        ConcurrentHashMap<Thread, LongAdder> slowOf = new ConcurrentHashMap<>();
        try (ThreadPool pool = ThreadPool.of(2)) {
            Results<Integer> results = pool.map(
                    n -> {
                        runs.incrementAndGet(n);
                        if (n >= slowFrom) {
                            slowOf.computeIfAbsent(Thread.currentThread(), _ -> new LongAdder())
                                    .increment();
                            long start = System.nanoTime();
                            Bounded.until("a slow item", () -> System.nanoTime() - start > 8_000_000);
                        }
                        return n;
                    },
                    IntStream.range(0, items).boxed().toList());
            List<Integer> given = Bounded.call(() -> (unordered ? results.unordered() : results).toList());
            assertEquals(
                    IntStream.range(0, items).boxed().toList(),
                    given.stream().sorted().toList());
            if (!unordered) {
                assertEquals(given.stream().sorted().toList(), given);
            }
        }
        for (int i = 0; i < items; i++) {
            assertEquals(1, runs.get(i), "runs of item " + i);
        }
        assertEquals(2, slowOf.size(), "workers that took part in the slow items: " + slowOf);
    }

    /**
     * One that turns very slow doesn't keep the others of its batch waiting behind it for long: another worker, idle,
     * gets them.
     */
    @Test
    void itemsThatTurnVerySlowAreGivenBackAfterAFew() throws Exception {
        int items = 1_030;
        int slowFrom = 1_000;
        AtomicInteger inARow = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        ThreadLocal<Integer> last = ThreadLocal.withInitial(() -> -1);
        try (ThreadPool pool = ThreadPool.of(1)) {
            Results<Integer> results = pool.map(
                    n -> {
                        if (n >= slowFrom) {
                            long start = System.nanoTime();
                            Bounded.until("a very slow item", () -> System.nanoTime() - start > 40_000_000);
                            boolean sameBatch = isSameBatch(last);
                            int row = sameBatch ? inARow.incrementAndGet() : 1;
                            inARow.set(row);
                            most.accumulateAndGet(row, Math::max);
                        }
                        return n;
                    },
                    IntStream.range(0, items).boxed().toList());
            assertEquals(items, Bounded.call(() -> results.toList()).size());
            // A slice is 20 ms, overdue are five of them: two or three of these items, not sixteen.
            assertTrue(most.get() <= 8, () -> most + " items of 40 ms in one batch");
        }
    }

    /** Whether the task that runs now is the one that ran at the last call in this thread. */
    private static boolean isSameBatch(ThreadLocal<Integer> last) {
        int task = BATCH.get();
        boolean same = last.get() == task;
        last.set(task);
        return same;
    }

    /** Numbers the tasks of a thread by means of what a pool puts back between two of them: the thread's name. */
    private static final ThreadLocal<Integer> BATCH = new ThreadLocal<>() {
        private int number;

        @Override
        public Integer get() {
            Thread thread = Thread.currentThread();
            if (!thread.getName().startsWith("batch ")) {
                thread.setName("batch " + number++);
            }
            return Integer.valueOf(thread.getName().substring(6));
        }
    };

    @Test
    void everyItemIsRunOnceAlsoWhenManyBatchesAreGivenBack() {
        int items = 3_000;
        AtomicIntegerArray runs = new AtomicIntegerArray(items);
        try (ThreadPool pool = ThreadPool.of(2)) {
            List<Integer> given = new ArrayList<>();
            pool.map(
                            n -> {
                                runs.incrementAndGet(n);
                                if (n % 200 > 150 && n % 200 < 170) {
                                    long start = System.nanoTime();
                                    Bounded.until("a slow item", () -> System.nanoTime() - start > 7_000_000);
                                }
                                return n;
                            },
                            IntStream.range(0, items).boxed().toList())
                    .forEach(given::add);
            assertEquals(IntStream.range(0, items).boxed().toList(), given);
        }
        for (int i = 0; i < items; i++) {
            assertEquals(1, runs.get(i), "runs of item " + i);
        }
    }

    // ---- conservation --------------------------------------------------------------------------------------------

    private static final int MILLION = 1_000_000;

    @Test
    void aMillionItemsInOrder() {
        try (ThreadPool pool = ThreadPool.of(2)) {
            conserve(pool, false);
        }
    }

    @Test
    void aMillionItemsUnordered() {
        try (ThreadPool pool = ThreadPool.of(2)) {
            conserve(pool, true);
        }
    }

    @Test
    void aMillionItemsInOrderOnSomeVirtualThreads() {
        try (ThreadPool pool = ThreadPool.builder().threads(3).virtual().build()) {
            conserve(pool, false);
        }
    }

    @Test
    void aMillionItemsUnorderedOnVirtualThreads() {
        try (ThreadPool pool = ThreadPool.virtual()) {
            conserve(pool, true);
        }
    }

    @Test
    void aMillionItemsInOrderOnVirtualThreads() {
        try (ThreadPool pool = ThreadPool.virtual()) {
            conserve(pool, false);
        }
    }

    private static void conserve(ThreadPool pool, boolean unordered) {
        AtomicIntegerArray runs = new AtomicIntegerArray(MILLION);
        int[] given = new int[MILLION];
        int[] next = new int[1];
        Results<Integer> results = pool.map(
                n -> {
                    runs.getAndIncrement(n);
                    return n;
                },
                IntStream.range(0, MILLION).boxed().iterator());
        (unordered ? results.unordered() : results).forEach(n -> {
            given[n]++;
            if (!unordered && n != next[0]++) {
                throw new AssertionError(n + " came out of order");
            }
        });
        for (int i = 0; i < MILLION; i++) {
            if (given[i] != 1 || runs.get(i) != 1) {
                throw new AssertionError("item " + i + " was run " + runs.get(i) + " and given " + given[i] + " times");
            }
        }
    }
}
