package dev.cordage.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.LeakCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What {@link Pool#map} gives, whatever the pool: which results, in which order, which failures. The functions share no
 * memory with the test, so that pools of processes can run this, too.
 */
@ExtendWith(LeakCheck.class)
abstract class ResultsContract {
    @TempDir
    Path folder;

    private final List<Pool> pools = new ArrayList<>();

    /** A pool that does nothing yet, and in which at least so many tasks can run at the same time. */
    abstract Pool makePool(int workers);

    final Pool pool(int workers) {
        Pool pool = makePool(workers);
        pools.add(pool);
        return pool;
    }

    @AfterEach
    void closePools() {
        pools.forEach(this::letGo);
    }

    /** The test is done with the pool. */
    void letGo(Pool pool) {
        pool.close();
    }

    static List<Integer> range(int end) {
        return IntStream.range(0, end).boxed().toList();
    }

    static int square(int n) {
        return n * n;
    }

    static final List<Integer> SQUARES =
            IntStream.range(0, 500).mapToObj(n -> n * n).toList();

    // ---- inputs --------------------------------------------------------------------------------------------------

    @Test
    void takesInputsOfEveryKind() {
        Pool pool = pool(2);
        assertEquals(SQUARES, pool.map(ResultsContract::square, range(500)).toList());
        assertEquals(
                SQUARES,
                pool.map(ResultsContract::square, range(500).iterator()).toList());
        assertEquals(
                SQUARES, pool.map(ResultsContract::square, range(500).stream()).toList());
        assertEquals(
                SQUARES,
                pool.map(ResultsContract::square, range(500).toArray(Integer[]::new))
                        .toList());
        Iterable<Integer> plain = () -> range(500).iterator();
        assertEquals(SQUARES, pool.map(ResultsContract::square, plain).toList());
    }

    @Test
    void zipsTwoAndThreeInputsUntilTheShortestEnds() {
        Pool pool = pool(2);
        List<Integer> five = range(5);
        Iterable<Integer> endless = () -> Stream.iterate(10, n -> n + 1).iterator();
        assertEquals(
                List.of(10, 12, 14, 16, 18),
                pool.map((Integer a, Integer b) -> a + b, five, endless).toList());
        assertEquals(
                List.of(10, 12, 14, 16, 18),
                pool.map((Integer a, Integer b) -> a + b, endless, five).toList());
        assertEquals(
                List.of("0-10-a", "1-11-b"),
                pool.map((a, b, c) -> a + "-" + b + "-" + c, five, endless, List.of("a", "b"))
                        .toList());
        assertEquals(List.of(), pool.map((a, b) -> a, five, List.of()).toList());
        assertEquals(
                List.of(), pool.map((a, b, c) -> a, List.of(), five, endless).toList());
    }

    @Test
    void ofNoInputsThereAreNoResults() {
        Pool pool = pool(2);
        assertEquals(
                List.of(), pool.map(ResultsContract::square, List.<Integer>of()).toList());
        assertEquals(
                List.of(),
                pool.map(ResultsContract::square, List.<Integer>of())
                        .unordered()
                        .toList());
        assertEquals(
                List.of(), pool.map(ResultsContract::square, new Integer[0]).toList());
        assertEquals(7, pool.map(ResultsContract::square, List.<Integer>of()).reduce(7, Integer::sum));
        Iterator<Integer> none =
                pool.map(ResultsContract::square, Stream.<Integer>empty()).iterator();
        assertFalse(none.hasNext());
        assertFalse(none.hasNext());
        assertThrows(NoSuchElementException.class, none::next);
    }

    @Test
    void takesAndGivesNulls() {
        Pool pool = pool(2);
        List<Integer> inputs = Arrays.asList(1, null, 3, null, null);
        for (int chunk : new int[] {1, 2, 5}) {
            List<Integer> results = pool.map(n -> n == null ? Integer.valueOf(-1) : null, inputs)
                    .chunk(chunk)
                    .toList();
            assertEquals(Arrays.asList(null, -1, null, -1, -1), results);
            Set<Integer> unordered = new HashSet<>(
                    pool.map(n -> n, inputs).chunk(chunk).unordered().toList());
            assertEquals(new HashSet<>(inputs), unordered);
        }
    }

    @Test
    void resultsThatLookLikeFailuresAreResults() {
        Pool pool = pool(2);
        List<Object> results =
                pool.map(n -> (Object) new IOException("result " + n), range(3)).toList();
        assertEquals("result 2", ((Exception) results.get(2)).getMessage());
    }

    @Test
    void refusesNullAtTheCall() {
        Pool pool = pool(1);
        assertThrows(NullPointerException.class, () -> pool.map(null, List.of(1)));
        assertThrows(NullPointerException.class, () -> pool.map(n -> n, (Iterable<Object>) null));
        assertThrows(NullPointerException.class, () -> pool.map(n -> n, (Iterator<Object>) null));
        assertThrows(NullPointerException.class, () -> pool.map(n -> n, (Stream<Object>) null));
        assertThrows(NullPointerException.class, () -> pool.map(n -> n, (Object[]) null));
        assertThrows(NullPointerException.class, () -> pool.map((a, b) -> a, List.of(1), null));
        assertThrows(NullPointerException.class, () -> pool.map((a, b, c) -> a, List.of(1), null, List.of(1)));
    }

    // ---- settings ------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 7, 500, 10_000})
    void chunksOfAnySizeGiveTheSameResults(int chunk) {
        Pool pool = pool(2);
        Results<Integer> ordered = pool.map(ResultsContract::square, range(500));
        Results<Integer> unordered =
                pool.map(ResultsContract::square, range(500)).unordered();
        if (chunk > 0) {
            ordered.chunk(chunk);
            unordered.chunk(chunk);
        }
        assertEquals(SQUARES, ordered.toList());
        assertEquals(SQUARES, unordered.stream().sorted().toList());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 100, Integer.MAX_VALUE})
    void boundsOfAnySizeGiveTheSameResults(int bound) {
        Pool pool = pool(2);
        assertEquals(
                SQUARES,
                pool.map(ResultsContract::square, range(500)).inFlight(bound).toList());
        assertEquals(
                SQUARES,
                pool.map(ResultsContract::square, range(500))
                        .inFlight(bound)
                        .chunk(Math.min(bound, 3))
                        .toList());
        assertEquals(
                SQUARES,
                pool.map(ResultsContract::square, range(500)).inFlight(bound).unordered().stream()
                        .sorted()
                        .toList());
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        Pool pool = pool(1);
        Results<Integer> results = pool.map(ResultsContract::square, range(5));
        assertThrows(IllegalArgumentException.class, () -> results.chunk(0));
        assertThrows(IllegalArgumentException.class, () -> results.inFlight(-1));
        assertThrows(IllegalArgumentException.class, () -> results.itemTimeout(Duration.ZERO));
        assertThrows(NullPointerException.class, () -> results.timeout(null));
        assertThrows(NullPointerException.class, () -> results.itemTimeout(null));
        assertThrows(NullPointerException.class, () -> results.withProgress(null));
        String message = assertThrows(
                        IllegalStateException.class,
                        () -> pool.map(ResultsContract::square, range(5))
                                .inFlight(3)
                                .chunk(4)
                                .toList())
                .getMessage();
        assertTrue(message.contains("3") && message.contains("4"), message);
        assertThrows(
                IllegalStateException.class,
                () -> pool.map(ResultsContract::square, range(5))
                        .chunk(2)
                        .itemTimeout(Duration.ofDays(1))
                        .toList());
        assertThrows(
                IllegalStateException.class,
                () -> pool.map(ResultsContract::square, range(5)).keepFailures().keepFailures());
        assertEquals(SQUARES.subList(0, 5), results.toList());
    }

    @Test
    void resultsAreReadOnceAndThenSettingsAreTooLate() {
        Pool pool = pool(1);
        Results<Integer> results = pool.map(ResultsContract::square, range(3));
        assertEquals(List.of(0, 1, 4), results.toList());
        for (Runnable use : List.<Runnable>of(
                results::iterator,
                results::toList,
                results::stream,
                () -> results.forEach(_ -> {}),
                () -> results.reduce(0, Integer::sum),
                () -> results.collect(Collectors.counting()),
                results::unordered,
                () -> results.chunk(1),
                () -> results.inFlight(1),
                () -> results.timeout(Duration.ZERO),
                results::keepFailures)) {
            assertThrows(IllegalStateException.class, use::run);
        }
        Results<Integer> closed = pool.map(ResultsContract::square, range(3));
        closed.close();
        assertEquals(List.of(), closed.toList());
    }

    // ---- terminals and streams -----------------------------------------------------------------------------------

    @Test
    void collectsAndReduces() {
        Pool pool = pool(2);
        List<String> words = List.of("a", "bc", "def");
        assertEquals("abcdef", pool.map(s -> s, words).reduce("", String::concat));
        assertEquals("a,bc,def", pool.map(s -> s, words).collect(Collectors.joining(",")));
        assertEquals(6L, pool.map(String::length, words).collect(Collectors.summingLong(n -> n)));
        List<Integer> list = pool.map(String::length, words).toList();
        assertThrows(UnsupportedOperationException.class, () -> list.add(1));
        List<Integer> seen = new ArrayList<>();
        pool.map(String::length, words).forEach(seen::add);
        assertEquals(List.of(1, 2, 3), seen);
        assertThrows(
                NullPointerException.class,
                () -> pool.map(String::length, words).forEach(null));
        assertThrows(
                NullPointerException.class,
                () -> pool.map(String::length, words).reduce(0, null));
        assertThrows(
                NullPointerException.class,
                () -> pool.map(String::length, words).collect(null));
    }

    @Test
    void isAStream() {
        Pool pool = pool(2);
        assertEquals(
                SQUARES.stream().mapToInt(n -> n).sum(),
                pool.map(ResultsContract::square, range(500)).stream()
                        .mapToInt(n -> n)
                        .sum());
        try (Stream<Integer> stream = pool.map(ResultsContract::square, Stream.iterate(0, n -> n + 1)).stream()) {
            assertEquals(SQUARES.subList(0, 10), stream.limit(10).toList());
        }
        try (Stream<Integer> stream =
                pool.map(ResultsContract::square, Stream.iterate(0, n -> n + 1)).unordered().stream()) {
            assertTrue(stream.anyMatch(n -> n == 144));
        }
        AtomicInteger closed = new AtomicInteger();
        Stream<Integer> inputs = range(5).stream().onClose(closed::incrementAndGet);
        Stream<Integer> stream = pool.map(ResultsContract::square, inputs).stream();
        Iterator<Integer> iterator = stream.iterator();
        assertEquals(0, iterator.next());
        stream.close();
        assertEquals(1, closed.get());
        assertFalse(iterator.hasNext());
    }

    @Test
    void closesTheStreamOfInputsOnce() {
        Pool pool = pool(2);
        AtomicInteger closed = new AtomicInteger();
        pool.map(ResultsContract::square, range(5).stream().onClose(closed::incrementAndGet))
                .toList();
        assertEquals(1, closed.get());
        Results<Integer> left =
                pool.map(ResultsContract::square, range(5).stream().onClose(closed::incrementAndGet));
        left.iterator().next();
        left.close();
        left.close();
        assertEquals(2, closed.get());
    }

    @Test
    void closesTheStreamOfInputsAlsoIfNothingWasRead() {
        Pool pool = pool(1);
        AtomicInteger closed = new AtomicInteger();
        Results<Integer> unread = pool.map(n -> n, range(5).stream().onClose(closed::incrementAndGet));
        unread.close();
        unread.close();
        assertEquals(1, closed.get());
    }

    // ---- failures ------------------------------------------------------------------------------------------------

    private static int failAt(int n, int bad, String kind) throws IOException {
        if (n == bad) {
            switch (kind) {
                case "unchecked" -> throw new IllegalArgumentException("item " + n);
                case "checked" -> throw new IOException("item " + n);
                default -> throw new AssertionError("item " + n);
            }
        }
        return n;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 100})
    void aFailureIsThrownAtItsPosition(int chunk) {
        Pool pool = pool(2);
        for (int bad : new int[] {0, 1, 5, 99}) {
            for (String kind : List.of("unchecked", "checked", "error")) {
                Results<Integer> results = pool.map(n -> failAt(n, bad, kind), range(100));
                if (chunk > 0) {
                    results.chunk(chunk);
                }
                Iterator<Integer> iterator = results.iterator();
                for (int i = 0; i < bad; i++) {
                    assertEquals(i, iterator.next());
                }
                assertTrue(iterator.hasNext(), "the failure has its position");
                Throwable thrown = assertThrows(Throwable.class, iterator::next);
                switch (kind) {
                    case "unchecked" -> assertSame(IllegalArgumentException.class, thrown.getClass());
                    case "checked" -> {
                        assertSame(CompletionException.class, thrown.getClass());
                        assertTrue(thrown.getMessage().contains(String.valueOf(bad)), thrown::getMessage);
                        thrown = thrown.getCause();
                        assertSame(IOException.class, thrown.getClass());
                    }
                    default -> assertSame(AssertionError.class, thrown.getClass());
                }
                assertEquals("item " + bad, thrown.getMessage());
                assertFalse(iterator.hasNext(), "a failure ends the reading");
                assertThrows(NoSuchElementException.class, iterator::next);
            }
        }
    }

    @Test
    void aFailureIsThrownByEveryTerminal() {
        Pool pool = pool(2);
        for (boolean unordered : new boolean[] {false, true}) {
            for (TaskFunction<Results<Integer>, Object> terminal : List.<TaskFunction<Results<Integer>, Object>>of(
                    Results::toList,
                    r -> r.reduce(0, Integer::sum),
                    r -> r.collect(Collectors.counting()),
                    r -> r.stream().toList())) {
                Results<Integer> results = pool.map(n -> failAt(n, 50, "checked"), range(100));
                Throwable thrown = assertThrows(
                        CompletionException.class, () -> terminal.apply(unordered ? results.unordered() : results));
                assertEquals("item 50", thrown.getCause().getMessage());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 200})
    void failuresMayBeKeptAsValuesWithTheirPositions(int chunk) {
        Pool pool = pool(2);
        for (boolean unordered : new boolean[] {false, true}) {
            Results<Integer> results = pool.map(n -> failAt(n % 10, 3, n % 20 == 3 ? "checked" : "error"), range(200));
            if (chunk > 0) {
                results.chunk(chunk);
            }
            if (unordered) {
                results.unordered();
            }
            List<Outcome<Integer>> outcomes =
                    new ArrayList<>(results.keepFailures().toList());
            if (unordered) {
                outcomes.sort((a, b) -> Long.compare(a.index(), b.index()));
            }
            assertEquals(200, outcomes.size());
            for (int i = 0; i < 200; i++) {
                switch (outcomes.get(i)) {
                    case Outcome.Success(long index, Integer value) -> {
                        assertEquals(i, index);
                        assertEquals(i % 10, value);
                        assertTrue(i % 10 != 3);
                    }
                    case Outcome.Failure(long index, Throwable cause) -> {
                        assertEquals(i, index);
                        assertEquals(3, i % 10);
                        assertSame(i % 20 == 3 ? IOException.class : AssertionError.class, cause.getClass());
                    }
                }
            }
        }
    }

    /** Inputs that fail at a position, in {@code hasNext} or in {@code next}. */
    private static Iterator<Integer> failing(int position, boolean inNext, Throwable failure) {
        return new Iterator<>() {
            private int given;

            @Override
            public boolean hasNext() {
                if (!inNext && given == position) {
                    throw FutureSubject.<RuntimeException>sneaky(failure);
                }
                return true;
            }

            @Override
            public Integer next() {
                if (given == position) {
                    throw FutureSubject.<RuntimeException>sneaky(failure);
                }
                return given++;
            }
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 100})
    void inputsThatFailDoSoAtTheirPositionAfterAllResultsBefore(int chunk) {
        Pool pool = pool(2);
        for (boolean inNext : new boolean[] {false, true}) {
            for (boolean unordered : new boolean[] {false, true}) {
                for (int position : new int[] {0, 1, 10}) {
                    for (Throwable failure : List.of(
                            new IllegalStateException("input"),
                            new IOException("input"),
                            new AssertionError("input"))) {
                        Results<Integer> results = pool.map(n -> n, failing(position, inNext, failure));
                        if (chunk > 0) {
                            results.chunk(chunk);
                        }
                        if (unordered) {
                            results.unordered();
                        }
                        Iterator<Integer> iterator = results.iterator();
                        Set<Integer> given = new HashSet<>();
                        for (int i = 0; i < position; i++) {
                            given.add(iterator.next());
                        }
                        assertEquals(new HashSet<>(range(position)), given);
                        Throwable thrown = assertThrows(Throwable.class, iterator::next);
                        if (failure instanceof IOException) {
                            assertSame(CompletionException.class, thrown.getClass());
                            thrown = thrown.getCause();
                        }
                        assertSame(failure, thrown);
                        assertFalse(iterator.hasNext());
                    }
                }
            }
        }
    }

    @Test
    void inputsThatFailAreOneKeptFailure() {
        Pool pool = pool(2);
        IOException failure = new IOException("input");
        for (boolean inNext : new boolean[] {false, true}) {
            for (int chunk : new int[] {1, 4}) {
                List<Outcome<Integer>> outcomes = pool.map((Integer n) -> n, failing(6, inNext, failure))
                        .chunk(chunk)
                        .keepFailures()
                        .toList();
                assertEquals(7, outcomes.size(), outcomes::toString);
                assertEquals(new Outcome.Failure<Integer>(6, failure), outcomes.get(6));
                assertEquals(new Outcome.Success<>(5, 5), outcomes.get(5));
            }
        }
    }

    @Test
    void anIterableThatGivesNoIteratorFailsAtTheFirstPosition() {
        Pool pool = pool(1);
        RuntimeException failure = new IllegalStateException("part of a test");
        Iterable<Integer> broken = () -> {
            throw failure;
        };
        assertSame(
                failure,
                assertThrows(
                        IllegalStateException.class,
                        () -> pool.map(n -> n, broken).toList()));
        assertEquals(
                Collections.singletonList(new Outcome.Failure<>(0, failure)),
                pool.map(n -> n, broken).keepFailures().toList());
    }

    @Test
    void aFailingCloseOfTheInputsDoesNotHideTheFailureOfAnItem() {
        Pool pool = pool(1);
        Stream<Integer> inputs = range(10).stream().onClose(() -> {
            throw new IllegalStateException("close");
        });
        Throwable thrown = assertThrows(
                Throwable.class,
                () -> pool.map(n -> failAt(n, 3, "unchecked"), inputs).toList());
        assertEquals("item 3", thrown.getMessage());
    }
}
