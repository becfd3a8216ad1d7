package dev.cordage.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final TestHost host = TestHost.withoutTerminal();

    @Test
    void counts() {
        Progress bar = host.start("files", 10);
        bar.step();
        bar.step(3);
        bar.step(0);
        bar.fail();
        bar.fail(2);
        host.pass(Duration.ofSeconds(7));
        assertEquals("files", bar.name());
        assertEquals(7, bar.done());
        assertEquals(3, bar.failed());
        assertEquals(OptionalLong.of(10), bar.total());
        assertEquals(Duration.ofSeconds(7), bar.elapsed());
        assertFalse(bar.isClosed());
        assertEquals("files  70% 7/10, 1.00/s, 0:07, 0:03 left, 3 failed", bar.toString());
        bar.total(14);
        assertEquals("files  50% 7/14, 1.00/s, 0:07, 0:07 left, 3 failed", bar.toString());
        bar.total(Progress.UNKNOWN);
        assertEquals(OptionalLong.empty(), bar.total());
        bar.close();
    }

    @Test
    void refusesNegativeNumbersAndSaysWhich() {
        String message = assertThrows(IllegalArgumentException.class, () -> Progress.start("files", -5))
                .getMessage();
        assertEquals("total must not be negative: -5", message);
        try (Progress bar = host.start("files", 1)) {
            assertThrows(IllegalArgumentException.class, () -> bar.total(-1));
            assertEquals(
                    "items must not be negative: -2",
                    assertThrows(IllegalArgumentException.class, () -> bar.step(-2))
                            .getMessage());
            assertThrows(IllegalArgumentException.class, () -> bar.fail(-2));
            assertEquals(0, bar.done());
            assertEquals(OptionalLong.of(1), bar.total());
        }
        assertThrows(IllegalArgumentException.class, () -> Progress.over("files", -1, List.of()));
        assertEquals(0, host.tickers);
    }

    @Test
    @SuppressWarnings("NullAway")
    void refusesNull() {
        assertThrows(NullPointerException.class, () -> Progress.start(null));
        assertThrows(NullPointerException.class, () -> Progress.over(null, List.of()));
        assertThrows(NullPointerException.class, () -> Progress.over("files", (Iterable<String>) null));
        assertThrows(NullPointerException.class, () -> Progress.over("files", (Iterator<String>) null));
        assertThrows(NullPointerException.class, () -> Progress.over("files", (Stream<String>) null));
    }

    @Test
    void closingTwiceAndUsingAfterwardsAreHarmless() {
        Progress bar = host.start("files", 10);
        bar.step(4);
        host.pass(Duration.ofSeconds(2));
        bar.close();
        bar.close();
        bar.step();
        bar.fail();
        bar.total(99);
        host.pass(Duration.ofSeconds(2));
        host.tick();
        assertTrue(bar.isClosed());
        assertEquals(4, bar.done());
        assertEquals(0, bar.failed());
        assertEquals(OptionalLong.of(10), bar.total());
        assertEquals(Duration.ofSeconds(2), bar.elapsed());
        assertEquals("files  40% 4/10, 2.00/s, 0:02, stopped", bar.toString());
        assertEquals(List.of(bar.toString()), host.log);
    }

    @Test
    void theSessionLastsAsLongAsThereAreBars() {
        Progress first = host.start("first", 1);
        Progress second = host.start("second", 1);
        assertEquals(1, host.tickers);
        assertEquals(1, host.hooks.size());
        first.close();
        assertEquals(1, host.tickers);
        second.close();
        assertEquals(0, host.tickers);
        assertEquals(0, host.hooks.size());
        host.start("third", 1).close();
        assertEquals(0, host.tickers);
    }

    @Test
    void aBarOpenedDuringExitCountsAndShowsNothing() {
        host.exiting = true;
        try (Progress bar = host.start("files", 1)) {
            bar.step();
            assertEquals(1, bar.done());
        }
        assertEquals(List.of(), host.log);
        assertEquals(0, host.tickers);
    }

    @Test
    void aLoopOverACollectionKnowsItsTotal() {
        List<Integer> seen = new ArrayList<>();
        Iterable<Integer> items = Progress.over(host.board, "files", List.of(1, 2, 3));
        assertEquals(0, host.tickers, "no bar before the loop");
        for (int i : items) {
            seen.add(i);
            assertEquals(1, host.tickers);
        }
        for (int i : items) {
            seen.add(i);
        }
        assertEquals(List.of(1, 2, 3, 1, 2, 3), seen);
        assertEquals(List.of("files 100% 3/3, 0:00", "files 100% 3/3, 0:00"), host.log);
        assertEquals(0, host.tickers);
    }

    @Test
    void anItemCountsWhenItsBodyIsOver() {
        Iterator<Integer> loop =
                Progress.<Integer>over(host.board, "files", List.of(1, 2)).iterator();
        host.pass(Duration.ofSeconds(3));
        assertTrue(loop.hasNext());
        assertTrue(loop.hasNext());
        assertEquals(1, loop.next());
        host.tick();
        assertTrue(loop.hasNext());
        assertTrue(loop.hasNext());
        assertEquals(2, loop.next());
        host.pass(Duration.ofSeconds(3));
        host.tick();
        assertThrows(NoSuchElementException.class, loop::next);
        assertFalse(loop.hasNext());
        assertEquals(
                List.of(
                        "files   0% 0/2, 0:03",
                        "files  50% 1/2, 6.20 s/item, 0:06, 0:07 left", "files 100% 2/2, 3.10 s/item, 0:06"),
                host.log);
    }

    @Test
    void aLoopOverOtherSources() {
        for (int i : Progress.over(
                host.board, "iterable", (Iterable<Integer>) () -> List.of(1, 2).iterator())) {
            assertTrue(i > 0);
        }
        AtomicBoolean closed = new AtomicBoolean();
        for (int i : Progress.over(
                host.board, "stream", IntStream.range(0, 4).boxed().onClose(() -> closed.set(true)))) {
            assertFalse(closed.get(), () -> "" + i);
        }
        assertTrue(closed.get());
        for (int i : Progress.over(host.board, "filtered", Stream.of(1, 2, 3).filter(n -> n > 1))) {
            assertTrue(i > 1);
        }
        for (int _ : Progress.over(host.board, "empty", List.<Integer>of())) {
            throw new AssertionError();
        }
        assertEquals(
                List.of("iterable 2, 0:00", "stream 100% 4/4, 0:00", "filtered 2, 0:00", "empty 100% 0/0, 0:00"),
                host.log);
    }

    @Test
    void theSharedBoard() {
        List<Integer> seen = new ArrayList<>();
        for (int i : Progress.over("total given", 2, () -> List.of(1, 2).iterator())) {
            seen.add(i);
        }
        for (int i : Progress.over("iterator", List.of(3, 4).iterator())) {
            seen.add(i);
        }
        for (int i : Progress.over("stream", Stream.of(5, 6))) {
            seen.add(i);
        }
        for (int i : Progress.over("list", List.of(7, 8))) {
            seen.add(i);
        }
        try (Progress bar = Progress.start("by hand")) {
            bar.step(2);
            assertEquals(2, bar.done());
            assertEquals(OptionalLong.empty(), bar.total());
        }
        assertEquals(List.of(1, 2, 3, 4, 5, 6, 7, 8), seen);
    }

    @Test
    void aSourceThatThrowsEndsTheBar() {
        Iterable<Integer> broken = () -> new Iterator<>() {
            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Integer next() {
                throw new IllegalStateException("broken");
            }
        };
        Iterator<Integer> loop =
                Progress.<Integer>over(host.board, "files", broken).iterator();
        assertTrue(loop.hasNext());
        assertThrows(IllegalStateException.class, loop::next);
        assertEquals(0, host.tickers);
        assertEquals(1, host.log.size());
    }

    @Test
    void removingGoesToTheSource() {
        List<Integer> items = new ArrayList<>(List.of(1, 2, 3));
        for (Iterator<Integer> loop =
                        Progress.<Integer>over(host.board, "files", items).iterator();
                loop.hasNext(); ) {
            if (loop.next() == 2) {
                loop.remove();
            }
        }
        assertEquals(List.of(1, 3), items);
    }

    @Test
    void aLoopLeftEarlyIsEndedOnceItIsForgotten() {
        leaveLoopEarly();
        assertEquals(1, host.tickers);
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
            System.gc();
            host.board.tick();
            return host.tickers == 0;
        });
        assertEquals(List.of("files  25% 1/4, 0:00, stopped"), host.log);
    }

    private void leaveLoopEarly() {
        for (int i : Progress.over(host.board, "files", List.of(1, 2, 3, 4))) {
            if (i == 2) {
                break;
            }
        }
    }
}
