package dev.cordage.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.Bounded;
import dev.cordage.testing.Gate;
import dev.cordage.testing.LeakCheck;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When {@link Pool#map} reads its inputs, how far ahead, in which batches, and how long; for every kind of pool. */
@ExtendWith(LeakCheck.class)
abstract class ResultsFlowContract {
    @TempDir
    Path folder;

    private final List<Pool> pools = new ArrayList<>();
    private final List<Gate> gates = new ArrayList<>();

    /** A pool that does nothing yet, and in which at least so many tasks can run at the same time. */
    abstract Pool makePool(int workers);

    final Pool pool(int workers) {
        Pool pool = makePool(workers);
        pools.add(pool);
        return pool;
    }

    final Gate gate() {
        Gate gate = Gate.in(folder);
        gates.add(gate);
        return gate;
    }

    @AfterEach
    void closePools() {
        gates.forEach(Gate::open);
        pools.forEach(this::letGo);
    }

    /** The test is done with the pool. */
    void letGo(Pool pool) {
        pool.close();
    }

    /** Counts what is read of endless inputs. */
    static class Source implements Iterator<Integer> {
        volatile int read;
        int asked;
        volatile int given;

        @Override
        public boolean hasNext() {
            asked++;
            return true;
        }

        @Override
        public Integer next() {
            int next = read;
            read = next + 1;
            return next;
        }
    }

    // ---- laziness ------------------------------------------------------------------------------------------------

    @Test
    void nothingHappensBeforeTheFirstResultIsAskedFor() {
        Pool pool = pool(2);
        long completed = pool.statistics().completed();
        Source source = new Source();
        ResultsMarks marks = ResultsMarks.in(folder);
        try (Results<Integer> results = pool.map(
                        (Integer n) -> {
                            marks.mark(n);
                            return n;
                        },
                        source)
                .chunk(2)) {
            Iterator<Integer> iterator = results.iterator();
            assertEquals(0, source.asked);
            assertEquals(0, marks.count());
            assertEquals(completed, pool.statistics().completed());
            assertEquals(0, iterator.next());
            assertTrue(source.read > 0);
        }
        Source unread = new Source();
        try (Stream<Integer> stream =
                pool.map((Integer n) -> n, unread).stream().map(n -> n + 1)) {
            assertEquals(0, unread.asked);
            assertEquals(List.of(1), stream.limit(1).toList());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0, false", "1, 1, false", "1, 0, true", "2, 0, false", "2, 1, true", "2, 2, false", "5, 0, false",
        "5, 1, true", "5, 5, false", "5, 5, true", "100, 0, false", "100, 0, true", "100, 1, false", "100, 10, true",
        "100, 25, false", "100, 100, false"
    })
    void theBoundOfItemsInFlightIsExact(int bound, int chunk, boolean unordered) throws Exception {
        Pool pool = pool(2);
        Gate gate = gate();
        Source source = new Source();
        Results<Integer> results = pool.map(
                        (Integer n) -> {
                            gate.await();
                            return n;
                        },
                        source)
                .inFlight(bound);
        if (chunk > 0) {
            results.chunk(chunk);
        }
        if (unordered) {
            results.unordered();
        }
        try (results) {
            Iterator<Integer> iterator = results.iterator();
            var first = Bounded.Caller.platform(iterator::next);
            // The reader waits for the first result, and so has read what it may: exactly the bound.
            Bounded.until("the reader to read ahead", () -> source.read >= bound);
            first.untilWaiting();
            assertEquals(bound, source.read);
            gate.open();
            first.result();
            int given = 1;
            for (; given < 3 * bound + 10; given++) {
                assertTrue(iterator.hasNext());
                assertTrue(source.read <= given + bound, () -> "read " + source.read + " ahead");
                iterator.next();
                assertTrue(source.read <= given + bound, () -> "read " + source.read + " ahead");
            }
            assertTrue(source.read >= given);
        }
    }

    @Test
    void withoutABoundReadingAheadIsBoundedAllTheSame() throws Exception {
        Pool pool = pool(2);
        Gate gate = gate();
        Source source = new Source();
        try (Results<Integer> results = pool.map(
                (Integer n) -> {
                    gate.await();
                    return n;
                },
                source)) {
            var first = Bounded.Caller.platform(results.iterator()::next);
            Bounded.until("the reader to read ahead", () -> source.read >= 8);
            first.untilWaiting();
            assertEquals(pool.parallelism() == Integer.MAX_VALUE ? 256 : 8, source.read);
            gate.open();
            assertEquals(0, first.result());
        }
    }

    @Test
    void whatWasReadAheadButNotAskedForIsNotReadFurther() {
        Pool pool = pool(2);
        Source source = new Source();
        try (Results<Integer> results =
                pool.map((Integer n) -> n, source).inFlight(4).chunk(1)) {
            Iterator<Integer> iterator = results.iterator();
            assertEquals(0, iterator.next());
            int read = source.read;
            for (int i = 0; i < 10; i++) {
                assertTrue(iterator.hasNext());
            }
            assertTrue(source.read <= 5, () -> "read " + source.read);
            assertTrue(read <= 4);
        }
    }

    @Test
    void endlessInputsGiveEndlessResults() {
        Pool pool = pool(2);
        for (boolean unordered : new boolean[] {false, true}) {
            Results<Integer> results = pool.map((Integer n) -> n, Stream.iterate(0, n -> n + 1));
            if (unordered) {
                results.unordered();
            }
            HashSet<Integer> given = new HashSet<>();
            try (results) {
                for (int result : results) {
                    assertTrue(given.add(result));
                    if (given.size() == 5_000) {
                        break;
                    }
                }
            }
        }
    }

    @Test
    void unorderedGivesWhatIsReadyFirst() throws Exception {
        Pool pool = pool(2);
        Gate gate = gate();
        try (Results<Integer> results = pool.map(
                        (Integer n) -> {
                            if (n == 0) {
                                gate.await();
                            }
                            return n;
                        },
                        IntStream.range(0, 10).boxed().toList())
                .chunk(1)
                .unordered()) {
            List<Integer> given = new ArrayList<>();
            Bounded.run(() -> {
                for (int result : results) {
                    given.add(result);
                    if (given.size() == 7) {
                        gate.open();
                    }
                }
            });
            assertEquals(10, given.size());
            assertTrue(given.indexOf(0) >= 7, given::toString);
        }
    }

    @Test
    void orderedKeepsTheOrderWhateverEndsFirst() throws Exception {
        Pool pool = pool(2);
        Gate gate = gate();
        Iterator<Integer> results = pool.map(
                        (Integer n) -> {
                            if (n == 0) {
                                gate.await();
                            } else if (n == 1) {
                                gate.open();
                            }
                            return n;
                        },
                        IntStream.range(0, 6).boxed().toList())
                .iterator();
        for (int i = 0; i < 6; i++) {
            assertEquals(i, results.next());
        }
        assertFalse(results.hasNext());
    }

    /** Results that are ready are given before a reader waits for inputs that are slow to come, one after the other. */
    @Test
    void slowInputsDoNotHoldUpReadyResults() throws Exception {
        Pool pool = pool(2);
        for (TaskFuture<?> future : List.of(pool.submit(() -> {}), pool.submit(() -> {}))) {
            Bounded.get(future); // workers that have started, which may take longer than an input
        }
        List<Integer> aheads = new ArrayList<>();
        Source source = new Source() {
            @Override
            public Integer next() {
                aheads.add(read - given);
                long start = System.nanoTime();
                Bounded.until("a slow input", () -> System.nanoTime() - start > 25_000_000);
                return super.next();
            }
        };
        try (Results<Integer> results = pool.map((Integer n) -> n, source).inFlight(1_000)) {
            for (int result : results) {
                source.given = result + 1;
                if (result == 25) {
                    break;
                }
            }
        }
        assertTrue(aheads.stream().allMatch(ahead -> ahead <= 8), () -> "read ahead of the results given: " + aheads);
    }

    // ---- time ----------------------------------------------------------------------------------------------------

    private static int untilInterrupted(int n, int stuck, Gate started, Gate interrupted) throws InterruptedException {
        if (n == stuck) {
            started.open();
            try {
                TimeUnit.DAYS.sleep(1);
            } catch (InterruptedException e) {
                interrupted.open();
                throw e;
            }
        }
        return n;
    }

    @Test
    void theTotalTimeLimitEndsTheReadingAndCancelsTheRest() throws Exception {
        Pool pool = pool(2);
        for (boolean unordered : new boolean[] {false, true}) {
            Gate started = gate();
            Gate interrupted = gate();
            Results<Integer> results = pool.map((Integer n) -> untilInterrupted(n, 0, started, interrupted), List.of(0))
                    .timeout(Duration.ofMillis(200));
            Iterator<Integer> iterator = (unordered ? results.unordered() : results).iterator();
            Bounded.run(() -> {
                CompletionException e = assertThrows(CompletionException.class, iterator::next);
                assertTrue(e.getCause() instanceof TimeoutException, e::toString);
                assertTrue(e.getMessage().contains("PT0.2S"), e::getMessage);
                assertFalse(iterator.hasNext());
            });
            Bounded.until(
                    "the item to be interrupted, if it was started",
                    () -> pool.statistics().running() == 0);
            assertEquals(started.isOpen(), interrupted.isOpen());
        }
    }

    @Test
    void theClockOfTheTotalTimeStartsWhenTheFirstResultIsAskedFor() {
        Pool pool = pool(1);
        Results<Integer> results = pool.map((Integer n) -> n, List.of(1, 2, 3)).timeout(Duration.ofSeconds(4));
        Iterator<Integer> iterator = results.iterator();
        long start = System.nanoTime();
        Bounded.until("the limit to be over", () -> System.nanoTime() - start > 4_050_000_000L);
        assertEquals(1, iterator.next());
        results.close();
    }

    @Test
    void aTotalTimeOfNothingGivesOnlyWhatNeedsNoWaiting() throws Exception {
        Pool pool = pool(1);
        Gate gate = gate();
        for (Duration none : List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofSeconds(Long.MIN_VALUE))) {
            Bounded.run(() -> {
                Results<Integer> results = pool.map(
                                (Integer n) -> {
                                    gate.await();
                                    return n;
                                },
                                List.of(1))
                        .timeout(none);
                assertTrue(
                        assertThrows(CompletionException.class, results::toList).getCause()
                                instanceof TimeoutException);
            });
        }
    }

    @Test
    void hugeLimitsAreNone() throws Exception {
        Pool pool = pool(2);
        Duration huge = Duration.ofSeconds(Long.MAX_VALUE);
        for (boolean unordered : new boolean[] {false, true}) {
            Results<Integer> results = pool.map((Integer n) -> n + 1, List.of(1, 2, 3))
                    .timeout(huge)
                    .itemTimeout(huge);
            assertEquals(9, Bounded.call(() -> (unordered ? results.unordered() : results).reduce(0, Integer::sum)));
        }
    }

    @Test
    void theLimitOfAnItemFailsThatItemAndInterruptsIt() throws Exception {
        Pool pool = pool(2);
        for (boolean unordered : new boolean[] {false, true}) {
            Gate started = gate();
            Gate interrupted = gate();
            Results<Integer> results = pool.map(
                            (Integer n) -> untilInterrupted(n, 2, started, interrupted),
                            IntStream.range(0, 5).boxed().toList())
                    .itemTimeout(Duration.ofMillis(400));
            if (unordered) {
                results.unordered();
            }
            List<Outcome<Integer>> outcomes =
                    Bounded.call(() -> results.keepFailures().toList());
            assertEquals(5, outcomes.size());
            for (Outcome<Integer> outcome : outcomes) {
                if (outcome instanceof Outcome.Failure<Integer>(long index, Throwable cause)) {
                    assertEquals(2, index);
                    assertTrue(cause instanceof TimeoutException, cause::toString);
                } else {
                    assertTrue(outcome.index() != 2);
                }
            }
            Bounded.run(interrupted::await);
        }
        Gate started = gate();
        Results<Integer> thrown = pool.map((Integer n) -> untilInterrupted(n, 1, started, started), List.of(0, 1, 2))
                .itemTimeout(Duration.ofMillis(50));
        assertTrue(assertThrows(CompletionException.class, thrown::toList).getCause() instanceof TimeoutException);
    }

    // ---- within a batch ------------------------------------------------------------------------------------------

    @Test
    void anInterruptFlagLeftByOneItemDoesNotReachTheNext() {
        Pool pool = pool(1);
        for (int chunk : new int[] {1, 5}) {
            List<Boolean> interrupted = pool.map(
                            (Integer _) -> {
                                boolean before = Thread.currentThread().isInterrupted();
                                Thread.currentThread().interrupt();
                                return before;
                            },
                            IntStream.range(0, 20).boxed().toList())
                    .chunk(chunk)
                    .toList();
            assertFalse(interrupted.contains(true), interrupted::toString);
            assertFalse(Thread.currentThread().isInterrupted());
        }
    }

    @Test
    void aFailureInABatchIsOnlyThatItems() {
        Pool pool = pool(1);
        List<Outcome<Integer>> outcomes = pool.map((Integer n) -> 10 / n, List.of(1, 0, 2, 0, 5))
                .chunk(5)
                .keepFailures()
                .toList();
        assertEquals(5, outcomes.size());
        assertTrue(outcomes.get(1) instanceof Outcome.Failure<Integer>(long _, ArithmeticException _));
        assertEquals(new Outcome.Success<>(4, 2), outcomes.get(4));
    }
}
