package dev.cordage.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.internal.portable.PortablePool;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.LeakCheck;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the bar of {@link Results#withProgress} says in the end: every item once, failures among them. */
@ExtendWith(LeakCheck.class)
class ResultsProgressTest {
    private static final Pattern LINE =
            Pattern.compile("things\\b.*?([0-9][0-9,_.']*)(?:/([0-9][0-9,_.']*))?,(?:.*?([0-9]+) failed)?.*");

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private PrintStream error;
    private String terminal;

    @BeforeEach
    void takeStandardError() {
        terminal = System.setProperty("cordage.terminal", "false");
        error = System.err;
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void putStandardErrorBack() {
        System.setErr(error);
        if (terminal == null) {
            System.clearProperty("cordage.terminal");
        } else {
            System.setProperty("cordage.terminal", terminal);
        }
    }

    private record Count(long done, long total, long failed) {}

    /** What the closing line says; the total is -1 if it was not known. */
    private Count counted() {
        Bounded.until(
                "the closing line", () -> bytes.toString(StandardCharsets.UTF_8).contains("things"));
        List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
        Matcher line = LINE.matcher(lines.getLast());
        assertTrue(line.matches(), () -> "unexpected: " + lines);
        return new Count(number(line.group(1)), number(line.group(2)), Math.max(0, number(line.group(3))));
    }

    private static long number(String digits) {
        return digits == null ? -1 : Long.parseLong(digits.replaceAll("[^0-9]", ""));
    }

    private static List<Integer> range(int end) {
        return IntStream.range(0, end).boxed().toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 100})
    void everyItemCountsOnce(int chunk) {
        try (ThreadPool pool = ThreadPool.of(2)) {
            Results<Integer> results = pool.map(n -> n, range(1_000)).withProgress("things");
            if (chunk > 0) {
                results.chunk(chunk);
            }
            assertEquals(1_000, results.toList().size());
            assertEquals(new Count(1_000, 1_000, 0), counted());
        }
    }

    @Test
    void withoutSharedMemoryTooAndWithoutASize() {
        try (Pool pool = PortablePool.of(ThreadPool.of(2))) {
            pool.map((Integer n) -> n, Stream.iterate(0, n -> n + 1).limit(300))
                    .withProgress("things")
                    .toList();
            Count count = counted();
            assertEquals(300, count.done());
            assertEquals(0, count.failed());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 100})
    void keptFailuresCountOnce(int chunk) {
        for (boolean shared : new boolean[] {true, false}) {
            bytes.reset();
            try (Pool pool = shared ? ThreadPool.of(2) : PortablePool.of(ThreadPool.of(2))) {
                Results<Integer> results =
                        pool.map((Integer n) -> 1 / (n % 4), range(400)).withProgress("things");
                if (chunk > 0) {
                    results.chunk(chunk);
                }
                assertEquals(400, results.unordered().keepFailures().toList().size());
                assertEquals(new Count(400, 400, 100), counted());
            }
        }
    }

    /** A late item fails at its limit, and its function fails or returns in its own time. */
    @Test
    void itemsThatPassTheirTimeLimitCountOnce() throws Exception {
        try (ThreadPool pool = ThreadPool.of(2)) {
            CountDownLatch late = new CountDownLatch(2);
            Results<Outcome<Integer>> results = pool.map(
                            (Integer n) -> {
                                if (n < 2) {
                                    try {
                                        TimeUnit.DAYS.sleep(1);
                                    } catch (InterruptedException e) {
                                        late.countDown();
                                        if (n == 1) {
                                            throw e;
                                        }
                                    }
                                }
                                return n;
                            },
                            range(20))
                    .itemTimeout(Duration.ofMillis(300))
                    .withProgress("things")
                    .keepFailures();
            List<Outcome<Integer>> outcomes = Bounded.call(results::toList);
            Bounded.await(late);
            assertEquals(
                    2,
                    outcomes.stream()
                            .filter(o -> o instanceof Outcome.Failure<?>)
                            .count());
            assertEquals(new Count(20, 20, 2), counted());
        }
    }

    @Test
    void aFailureThatEndsTheReadingIsCountedAndTheBarCloses() {
        try (ThreadPool pool = ThreadPool.of(1)) {
            Results<Integer> results =
                    pool.map(n -> 1 / (5 - n), range(10)).chunk(1).withProgress("things");
            assertThrows(ArithmeticException.class, results::toList);
            assertTrue(counted().failed() >= 1);
        }
    }

    @Test
    void theBarClosesWhenTheResultsAreClosed() {
        try (ThreadPool pool = ThreadPool.of(1)) {
            try (Results<Integer> results =
                    pool.map(n -> n, Stream.iterate(0, n -> n + 1)).withProgress("things")) {
                assertEquals(0, results.iterator().next());
                assertFalse(bytes.toString(StandardCharsets.UTF_8).contains("things"));
            }
            assertTrue(counted().done() >= 1);
        }
    }

    @Test
    void inputsThatCannotBeOpenedLeaveNoBar() {
        try (ThreadPool pool = ThreadPool.of(1)) {
            Iterable<Integer> broken = () -> {
                throw new IllegalStateException("part of a test");
            };
            Results<Integer> results = pool.map((Integer n) -> n, broken).withProgress("things");
            assertThrows(IllegalStateException.class, results::toList);
            Bounded.until(
                    "the bar to close",
                    () -> bytes.toString(StandardCharsets.UTF_8).contains("things"));
        }
    }
}
