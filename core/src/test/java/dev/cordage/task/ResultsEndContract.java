package dev.cordage.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.Bounded;
import dev.cordage.testing.Gate;
import dev.cordage.testing.LeakCheck;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** How reading the results of {@link Pool#map} ends before its time, and what stays then: nothing. */
@ExtendWith(LeakCheck.class)
abstract class ResultsEndContract {
    @TempDir
    Path folder;

    private final List<Pool> pools = new ArrayList<>();
    private final List<Gate> gates = new ArrayList<>();

    /** A pool that does nothing yet, and in which at least so many tasks can run at the same time. */
    abstract Pool makePool(int workers);

    /** One that no other test has, to be ended. */
    Pool makeOwnPool(int workers) {
        return makePool(workers);
    }

    final Pool pool(int workers) {
        Pool pool = makePool(workers);
        pools.add(pool);
        return pool;
    }

    private Pool ownPool(int workers) {
        Pool pool = makeOwnPool(workers);
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

    /** Gives small numbers back; the others say that they started, and wait until they are interrupted. */
    private static int stuckFrom(int stuck, int n, Gate started, Gate interrupted) throws InterruptedException {
        if (n >= stuck) {
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

    private static Stream<Integer> endless() {
        return Stream.iterate(0, n -> n + 1);
    }

    private static void assertIdle(Pool pool) {
        Bounded.until("the pool to have nothing to do", () -> {
            var statistics = pool.statistics();
            return statistics.running() == 0 && statistics.queued() == 0;
        });
    }

    // ---- leaving -------------------------------------------------------------------------------------------------

    @Test
    void leavingATryBlockCancelsWhatIsQueuedAndInterruptsWhatRuns() throws Exception {
        Pool pool = pool(2);
        for (boolean unordered : new boolean[] {false, true}) {
            Gate started = gate();
            Gate interrupted = gate();
            try (Results<Integer> results = pool.map((Integer n) -> stuckFrom(3, n, started, interrupted), endless())
                    .chunk(1)) {
                if (unordered) {
                    results.unordered();
                }
                int given = 0;
                for (int result : results) {
                    assertTrue(result < 3);
                    if (++given == 3) {
                        Bounded.run(started::await);
                        break;
                    }
                }
            }
            Bounded.run(interrupted::await);
            assertIdle(pool);
        }
    }

    @Test
    void aLoopThatIsJustLeftIsCancelledOnceItIsGarbage() throws Exception {
        Pool pool = pool(2);
        readOneAndLeave(results(pool));
        Bounded.until("what is in flight to be cancelled", () -> {
            System.gc();
            return pool.statistics().running() == 0 && pool.statistics().queued() == 0;
        });
    }

    private static void readOneAndLeave(Results<Integer> results) {
        for (int result : results) {
            assertEquals(0, result);
            break;
        }
    }

    @Test
    void aFailureCancelsTheRest() throws Exception {
        Pool pool = pool(2);
        Gate started = gate();
        Results<Integer> results = pool.map(
                        (Integer n) -> {
                            if (n == 1) {
                                started.await();
                                throw new IllegalStateException("part of a test");
                            }
                            return stuckFrom(2, n, started, started);
                        },
                        endless())
                .chunk(1);
        assertThrows(IllegalStateException.class, results::toList);
        assertIdle(pool);
    }

    @Test
    void anExceptionOfTheConsumerComesThroughAndCancelsTheRest() throws Exception {
        Pool pool = pool(2);
        RuntimeException failure = new RuntimeException("of the consumer");
        List<Bounded.Body> terminals = List.of(
                () -> results(pool).forEach(_ -> {
                    throw failure;
                }),
                () -> results(pool).reduce(0, (_, _) -> {
                    throw failure;
                }),
                () -> results(pool)
                        .collect(Collectors.mapping(
                                _ -> {
                                    throw failure;
                                },
                                Collectors.toList())));
        for (Bounded.Body terminal : terminals) {
            assertSame(failure, assertThrows(RuntimeException.class, terminal::run));
            assertIdle(pool);
        }
    }

    private Results<Integer> results(Pool pool) {
        Gate started = gate();
        return pool.map((Integer n) -> stuckFrom(1, n, started, started), endless())
                .chunk(1);
    }

    @Test
    void closingAgainAndAgainFromAnyThreadIsFine() throws Exception {
        Pool pool = pool(2);
        Results<Integer> results = results(pool);
        assertEquals(0, results.iterator().next());
        List<Bounded.Caller<Object>> callers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            callers.add(Bounded.Caller.virtual(() -> {
                results.close();
                return null;
            }));
        }
        for (Bounded.Caller<Object> caller : callers) {
            caller.result();
        }
        results.close();
        assertIdle(pool);
    }

    @Test
    void closingFromAnotherThreadEndsAWaitingReader() throws Exception {
        Pool pool = pool(2);
        for (boolean unordered : new boolean[] {false, true}) {
            Results<Integer> results = results(pool);
            Iterator<Integer> iterator = (unordered ? results.unordered() : results).iterator();
            assertEquals(0, iterator.next());
            var waiting = Bounded.Caller.platform(iterator::hasNext);
            waiting.untilWaiting();
            results.close();
            assertFalse(waiting.result());
            assertFalse(waiting.wasInterruptedAtEnd());
        }
    }

    @Test
    void closingWhileTheInputsAreBeingOpenedDoesNotWaitForThem() throws Exception {
        Pool pool = pool(1);
        CountDownLatch opening = new CountDownLatch(1);
        CountDownLatch open = new CountDownLatch(1);
        Iterable<Integer> slow = () -> {
            opening.countDown();
            try {
                Bounded.await(open);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return List.of(1).iterator();
        };
        Results<Integer> results = pool.map((Integer n) -> n, slow);
        var reader = Bounded.Caller.platform(() -> results.iterator().hasNext());
        Bounded.await(opening);
        Thread closer = Thread.startVirtualThread(results::close);
        boolean returned = closer.join(Bounded.LONG.dividedBy(2));
        open.countDown();
        reader.result();
        Bounded.join(closer);
        assertTrue(returned, "close() waits for Iterable.iterator()");
    }

    @Test
    void closingFromTheLoopItselfEndsIt() {
        Pool pool = pool(2);
        Results<Integer> results = pool.map((Integer n) -> n, endless());
        int given = 0;
        for (int _ : results) {
            given++;
            results.close();
        }
        assertEquals(1, given);
        assertIdle(pool);
    }

    @Test
    void closingFromTheInputsEndsTheReading() throws Exception {
        Pool pool = pool(2);
        List<Results<Integer>> self = new ArrayList<>();
        Results<Integer> results = pool.map((Integer n) -> n, endless().peek(n -> {
            if (n == 20) {
                self.getFirst().close();
            }
        }));
        self.add(results);
        Bounded.run(() -> results.forEach(n -> assertTrue(n < 20)));
        assertIdle(pool);
    }

    // ---- interrupts ----------------------------------------------------------------------------------------------

    @Test
    void anInterruptedReaderLosesNothing() throws Exception {
        Pool pool = pool(2);
        for (Thread.Builder kind : List.of(Thread.ofPlatform().daemon(), Thread.ofVirtual())) {
            for (boolean unordered : new boolean[] {false, true}) {
                Gate gate = gate();
                Results<Integer> results = pool.map(
                        (Integer n) -> {
                            gate.await();
                            return n;
                        },
                        IntStream.range(0, 50).boxed().toList());
                Iterator<Integer> iterator = (unordered ? results.unordered() : results).iterator();
                var reader = Bounded.Caller.start(kind, () -> {
                    Thread.currentThread().interrupt();
                    for (int i = 0; i < 3; i++) {
                        CompletionException e = assertThrows(CompletionException.class, iterator::hasNext);
                        assertTrue(e.getCause() instanceof InterruptedException);
                    }
                    assertTrue(Thread.interrupted());
                    CompletionException e = assertThrows(CompletionException.class, iterator::next);
                    assertTrue(e.getCause() instanceof InterruptedException);
                    assertTrue(Thread.interrupted());
                    gate.open();
                    List<Integer> given = new ArrayList<>();
                    iterator.forEachRemaining(given::add);
                    return given.stream().sorted().toList();
                });
                // Interrupted before it waits, and then while it waits.
                Bounded.until(
                        "the reader to wait", () -> switch (reader.thread().getState()) {
                            case WAITING, TIMED_WAITING -> true;
                            default -> reader.isDone();
                        });
                reader.interrupt();
                assertEquals(IntStream.range(0, 50).boxed().toList(), reader.result());
            }
        }
    }

    @Test
    void anInterruptedTerminalEndsAndCancelsTheRest() throws Exception {
        Pool pool = pool(2);
        List<TaskFunction<Results<Integer>, Object>> terminals =
                List.of(Results::toList, r -> r.reduce(0, Integer::sum), r -> r.collect(Collectors.counting()), r -> {
                    r.forEach(_ -> {});
                    return null;
                });
        for (Thread.Builder kind : List.of(Thread.ofPlatform().daemon(), Thread.ofVirtual())) {
            for (TaskFunction<Results<Integer>, Object> terminal : terminals) {
                Results<Integer> results = results(pool);
                var reader = Bounded.Caller.start(
                        kind, () -> assertThrows(CompletionException.class, () -> terminal.apply(results)));
                reader.untilWaiting().interrupt();
                assertTrue(reader.result().getCause() instanceof InterruptedException);
                assertTrue(reader.wasInterruptedAtEnd());
                assertIdle(pool);
            }
        }
    }

    // ---- the pool ends -------------------------------------------------------------------------------------------

    @Test
    void aPoolThatIsShutDownMeanwhileFinishesWhatItAcceptedAndThenFails() {
        Pool pool = ownPool(2);
        List<Integer> read = new ArrayList<>(); // what was read was accepted, as long as the pool accepts
        Iterator<Integer> iterator = pool.map((Integer n) -> n, endless().peek(read::add))
                .chunk(1)
                .inFlight(4)
                .iterator();
        assertEquals(0, iterator.next());
        pool.shutdown();
        int accepted = read.size();
        int next = 1;
        Throwable failure = null;
        while (failure == null) {
            try {
                assertEquals(next, iterator.next());
                next++;
            } catch (RejectedExecutionException e) {
                failure = e;
            }
        }
        assertEquals(accepted, next, "the results of what was accepted came, and no more");
        assertFalse(iterator.hasNext());
    }

    @Test
    void aPoolThatIsStoppedMeanwhileFailsTheReading() throws Exception {
        Pool pool = ownPool(2);
        Results<Integer> results = results(pool);
        Iterator<Integer> iterator = results.iterator();
        assertEquals(0, iterator.next());
        var reader = Bounded.Caller.platform(() -> assertThrows(RuntimeException.class, iterator::next));
        reader.untilWaiting();
        assertTrue(pool.stop(Bounded.LONG));
        RuntimeException failure = reader.result();
        assertTrue(
                failure instanceof CancellationException
                        || failure instanceof RejectedExecutionException
                        || failure.getCause() instanceof InterruptedException,
                failure::toString);
        assertFalse(reader.wasInterruptedAtEnd());
        assertFalse(iterator.hasNext());
    }

    @Test
    void aPoolThatWasShutDownBeforeRejectsAtTheFirstPosition() {
        Pool pool = ownPool(1);
        pool.close();
        for (boolean unordered : new boolean[] {false, true}) {
            Results<Integer> results = pool.map((Integer n) -> n, List.of(1, 2));
            assertThrows(RejectedExecutionException.class, () -> (unordered ? results.unordered() : results).toList());
        }
        assertEquals(List.of(), pool.map((Integer n) -> n, List.<Integer>of()).toList());
    }

    // ---- inside --------------------------------------------------------------------------------------------------

    @Test
    void mapsInsideTasksOfAnotherPool() throws Exception {
        try (ThreadPool outer = ThreadPool.of(2)) {
            Pool inner = pool(2);
            List<Integer> sums = Bounded.call(() -> outer.map(
                            n -> inner.map(
                                            (Integer m) -> m,
                                            IntStream.range(0, n).boxed().toList())
                                    .reduce(0, Integer::sum),
                            IntStream.range(0, 50).boxed().toList())
                    .toList());
            assertEquals(IntStream.range(0, 50).mapToObj(n -> n * (n - 1) / 2).toList(), sums);
        }
    }

    @Test
    void manyReadersShareOnePool() throws Exception {
        Pool pool = pool(2);
        List<Bounded.Caller<List<Integer>>> readers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            boolean unordered = i % 2 == 0;
            readers.add(Bounded.Caller.virtual(() -> {
                Results<Integer> results = pool.map(
                        (Integer n) -> n, IntStream.range(0, 3_000).boxed().toList());
                return (unordered ? results.unordered() : results)
                        .stream().sorted().toList();
            }));
        }
        for (Bounded.Caller<List<Integer>> reader : readers) {
            assertEquals(IntStream.range(0, 3_000).boxed().toList(), reader.result());
        }
        assertNotNull(pool.statistics());
    }
}
