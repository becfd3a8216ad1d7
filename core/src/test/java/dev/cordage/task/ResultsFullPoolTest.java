package dev.cordage.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.Bounded;
import dev.cordage.testing.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Maps over pools that have a bound, are full with other things, or are broken. */
@ExtendWith(LeakCheck.class)
class ResultsFullPoolTest {

    /** Keeps a worker busy until the test lets it go. */
    private static TaskFuture<?> block(ThreadPool pool, CountDownLatch end) {
        return pool.submitChecked(() -> Bounded.await(end));
    }

    private static ThreadPool pool(int threads, int bound, WhenFull whenFull) {
        return ThreadPool.builder()
                .threads(threads)
                .queueBound(bound)
                .whenFull(whenFull)
                .build();
    }

    @ParameterizedTest
    @EnumSource
    void everyItemIsRunOnceWhateverAFullPoolDoes(WhenFull whenFull) throws Exception {
        int items = 2_000;
        for (int bound : new int[] {0, 1, 3}) {
            for (int threads : new int[] {1, 2}) {
                for (boolean unordered : new boolean[] {false, true}) {
                    for (int chunk : new int[] {0, 1, 3}) {
                        AtomicIntegerArray runs = new AtomicIntegerArray(items);
                        try (ThreadPool pool = pool(threads, bound, whenFull)) {
                            Results<Integer> results = pool.map(
                                    n -> {
                                        runs.incrementAndGet(n);
                                        return n;
                                    },
                                    IntStream.range(0, items).boxed().toList());
                            if (chunk > 0) {
                                results.chunk(chunk);
                            }
                            if (unordered) {
                                results.unordered();
                            }
                            List<Integer> given = Bounded.call(() -> results.toList());
                            assertEquals(
                                    IntStream.range(0, items).boxed().toList(),
                                    unordered ? given.stream().sorted().toList() : given);
                        }
                        for (int i = 0; i < items; i++) {
                            assertEquals(1, runs.get(i));
                        }
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void mapsThatShareAFullPoolAllComplete(WhenFull whenFull) throws Exception {
        if (whenFull == WhenFull.REJECT) {
            return; // a pool that is full with others' work rejects a map's first batch: that is what was asked for
        }
        try (ThreadPool pool = pool(2, 1, whenFull)) {
            List<Bounded.Caller<List<Integer>>> readers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                boolean unordered = i % 2 == 0;
                readers.add(Bounded.Caller.platform(() -> {
                    Results<Integer> results =
                            pool.map(n -> n, IntStream.range(0, 1_000).boxed().toList());
                    return (unordered ? results.unordered() : results)
                            .stream().sorted().toList();
                }));
            }
            for (Bounded.Caller<List<Integer>> reader : readers) {
                assertEquals(IntStream.range(0, 1_000).boxed().toList(), reader.result());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(WhenFull.class)
    void inAPoolFullOfOthersWorkTheReaderWaitsForSpace(WhenFull whenFull) throws Exception {
        for (boolean unordered : new boolean[] {false, true}) {
            CountDownLatch end = new CountDownLatch(1);
            try (ThreadPool pool = pool(1, 0, whenFull)) {
                TaskFuture<?> blocker = block(pool, end);
                Results<Integer> results = pool.map(n -> n, List.of(1, 2));
                Results<Integer> settled = unordered ? results.unordered() : results;
                var reader = Bounded.Caller.platform(settled::toList);
                reader.untilWaiting();
                end.countDown();
                Bounded.get(blocker);
                assertEquals(List.of(1, 2), reader.result());
            }
        }
    }

    /** What a batch gave back is refused by a pool that others have filled meanwhile, while another batch waits, too. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatABatchGaveBackIsNotLostInAFullPool(boolean unordered) throws Exception {
        int items = 2_000;
        int slowFrom = 1_000;
        AtomicIntegerArray runs = new AtomicIntegerArray(items);
        AtomicBoolean filling = new AtomicBoolean(true);
        try (ThreadPool pool = pool(2, 1, WhenFull.REJECT)) {
            var filler = Bounded.Caller.platform(() -> {
                int filled = 0;
                while (filling.get()) {
                    try {
                        pool.submit(() -> spin(300_000));
                        filled++;
                    } catch (RejectedExecutionException _) {
                        Thread.onSpinWait();
                    }
                }
                return filled;
            });
            try {
                Results<Outcome<Integer>> results = pool.map(
                                (Integer n) -> {
                                    runs.incrementAndGet(n);
                                    if (n >= slowFrom && n < slowFrom + 100) {
                                        spin(8_000_000);
                                    }
                                    return n;
                                },
                                IntStream.range(0, items).boxed().toList())
                        .keepFailures();
                List<Outcome<Integer>> outcomes =
                        Bounded.call(() -> (unordered ? results.unordered() : results).toList());
                assertEquals(items, outcomes.size());
                for (Outcome<Integer> outcome : outcomes) {
                    // An item may be rejected, as others fill the pool, but then it was not run.
                    if (outcome instanceof Outcome.Failure<Integer>(long index, Throwable cause)) {
                        assertTrue(cause instanceof RejectedExecutionException, cause::toString);
                        assertEquals(0, runs.get((int) index));
                    } else {
                        assertEquals(1, runs.get((int) outcome.index()));
                    }
                }
            } finally {
                filling.set(false);
            }
            filler.result();
        }
    }

    private static void spin(long nanos) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < nanos) {
            Thread.onSpinWait();
        }
    }

    // ---- waiting for space ---------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aReaderInterruptedWhileItWaitsForSpaceLosesNothing(boolean unordered) throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch thrown = new CountDownLatch(1);
        try (ThreadPool pool = pool(1, 0, WhenFull.WAIT)) {
            TaskFuture<?> blocker = block(pool, end);
            Results<Integer> results = pool.map(n -> n, List.of(1, 2, 3));
            Iterator<Integer> iterator = (unordered ? results.unordered() : results).iterator();
            var reader = Bounded.Caller.platform(() -> {
                CompletionException e = assertThrows(CompletionException.class, iterator::hasNext);
                assertTrue(e.getCause() instanceof InterruptedException, e::toString);
                assertTrue(Thread.interrupted());
                thrown.countDown();
                List<Integer> given = new ArrayList<>();
                iterator.forEachRemaining(given::add);
                return given.stream().sorted().toList();
            });
            reader.untilWaiting().interrupt();
            boolean _ = thrown.await(5, TimeUnit.SECONDS);
            end.countDown();
            assertEquals(List.of(1, 2, 3), reader.result());
            Bounded.get(blocker);
        }
    }

    @Test
    void theTotalTimeLimitIncludesWaitingForSpace() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (ThreadPool pool = pool(1, 0, WhenFull.WAIT)) {
            Results<Integer> results = pool.map(
                            n -> {
                                Bounded.await(end);
                                return n;
                            },
                            Stream.iterate(0, n -> n + 1))
                    .timeout(Duration.ofMillis(100));
            var reader = Bounded.Caller.platform(() -> assertThrows(CompletionException.class, results::toList));
            boolean inTime = reader.thread().join(Bounded.LONG.dividedBy(2));
            end.countDown();
            assertTrue(reader.result().getCause() instanceof TimeoutException);
            assertTrue(inTime, "the reader waited for space beyond its limit of 100 ms");
        }
    }

    @Test
    void readyResultsAreGivenWhileThePoolHasNoSpace() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (ThreadPool pool = pool(1, 0, WhenFull.WAIT)) {
            Results<Integer> results = pool.map(
                    n -> {
                        if (n == 1) {
                            Bounded.await(end);
                        }
                        return n;
                    },
                    IntStream.range(0, 10).boxed().toList());
            Iterator<Integer> iterator = results.iterator();
            var first = Bounded.Caller.platform(iterator::next);
            boolean given = first.thread().join(Bounded.LONG.dividedBy(2));
            end.countDown();
            assertEquals(0, first.result());
            assertTrue(given, "the first result was ready, but the reader waited to submit the third");
            results.close();
        }
    }

    // ---- broken --------------------------------------------------------------------------------------------------

    @Test
    void aBrokenPoolFailsTheMapWithTheReason() throws Exception {
        RuntimeException reason = new IllegalStateException("part of a test");
        for (boolean unordered : new boolean[] {false, true}) {
            try (ThreadPool pool = ThreadPool.builder()
                    .threads(2)
                    .initializer(() -> {
                        throw reason;
                    })
                    .build()) {
                Results<Integer> results = pool.map(n -> n, Stream.iterate(0, n -> n + 1));
                Results<Integer> settled = unordered ? results.unordered() : results;
                BrokenPoolException e = assertThrows(BrokenPoolException.class, () -> Bounded.call(settled::toList));
                assertSame(reason, e.getCause());
            }
        }
    }

    @Test
    void aPoolThatBreaksMeanwhileFailsTheMap() throws Exception {
        AtomicInteger threads = new AtomicInteger();
        try (ThreadPool pool = ThreadPool.builder()
                .threads(1)
                .maxTasksPerThread(3)
                .initializer(() -> {
                    if (threads.incrementAndGet() > 1) {
                        throw new IllegalStateException("part of a test");
                    }
                })
                .build()) {
            Iterator<Integer> iterator = pool.map((Integer n) -> n, Stream.iterate(0, n -> n + 1))
                    .chunk(1)
                    .iterator();
            for (int i = 0; i < 3; i++) {
                assertEquals(i, Bounded.call(iterator::next));
            }
            assertThrows(BrokenPoolException.class, () -> Bounded.call(iterator::next));
            assertFalse(iterator.hasNext());
        }
    }
}
