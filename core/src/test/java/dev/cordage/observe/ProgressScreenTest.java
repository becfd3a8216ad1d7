package dev.cordage.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is seen on a terminal, by one thread. */
class ProgressScreenTest {
    private static final String EMPTY_BAR = "|" + " ".repeat(40) + "|";

    private TestHost host = TestHost.onTerminal();

    @AfterEach
    void theTerminalUnderstoodAll() {
        assertEquals(List.of(), host.terminal.complaints());
    }

    private static String bar(String name, int done, int total) {
        int cells = 40 * done / total;
        int percent = 100 * done / total;
        return "%s %3d%% |%s| %d/%d, 0:00"
                .formatted(name, percent, "#".repeat(cells) + " ".repeat(40 - cells), done, total);
    }

    @Test
    void aBarIsDrawnBelowTheProgramsLineAndLeavesOneLine() {
        Progress bar = host.start("files", 4);
        assertEquals(List.of(), host.lines(), "starting draws nothing");
        host.tick();
        assertEquals(List.of("", bar("files", 0, 4)), host.lines());
        assertEquals("", host.terminal.cursorLine());
        bar.step(2);
        host.pass(Duration.ofSeconds(2));
        host.tick();
        assertEquals(
                List.of("", "files  50% |" + "#".repeat(16) + " ".repeat(16) + "| 2/4, 1.10 s/item, 0:02, 0:03 left"),
                host.lines());
        bar.step(2);
        bar.close();
        assertEquals(List.of("files 100% |" + "#".repeat(40) + "| 4/4, 1.82/s, 0:02"), host.lines());
        assertEquals("", host.terminal.cursorLine());
    }

    @Test
    void printedLinesGoAboveTheBars() {
        Progress bar = host.start("files", 4);
        host.out().println("before the first frame");
        host.tick();
        host.out().println("one");
        host.err().println("two");
        assertEquals(List.of("before the first frame", "one", "two", "", bar("files", 0, 4)), host.lines());
        bar.close();
        host.out().println("after");
        assertEquals(4, host.lines().size() - 1);
        assertEquals("after", host.lines().getLast());
    }

    @Test
    void aLineThatIsNotCompleteStaysAndGoesOn() {
        Progress bar = host.start("files", 4);
        host.tick();
        host.out().print("Working");
        host.tick();
        host.out().print("...");
        assertEquals(List.of("Working...", bar("files", 0, 4)), host.lines());
        host.tick();
        host.out().println(" done");
        host.tick();
        assertEquals(List.of("Working... done", "", bar("files", 0, 4)), host.lines());
        bar.close();
    }

    @Test
    void aBarThatEndsWithinALineWaitsForItsEnd() {
        Progress first = host.start("first", 1);
        Progress second = host.start("other", 1);
        host.tick();
        host.out().print("Working...");
        first.close();
        String ended = bar("first", 0, 1) + ", stopped";
        assertEquals(List.of("Working...", ended, bar("other", 0, 1)), host.lines());
        host.out().println(" done");
        host.tick();
        assertEquals(List.of("Working... done", ended, "", bar("other", 0, 1)), host.lines());
        host.out().print("More...");
        second.close();
        host.out().println(" done");
        assertEquals(
                List.of("Working... done", ended, "More...", bar("other", 0, 1) + ", stopped", " done"), host.lines());
    }

    @ParameterizedTest
    @ValueSource(ints = {79, 80, 81, 160, 161, 500})
    void dotsThatFillLinesLoseNone(int count) {
        Progress bar = host.start("files", count);
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < count; i++) {
            char digit = (char) ('0' + i % 10);
            all.append(digit);
            host.out().print(digit);
            host.tick();
        }
        host.out().println("!");
        bar.close();
        List<String> lines = host.lines();
        assertEquals(all + "!", String.join("", lines.subList(0, lines.size() - 1)));
    }

    @Test
    void charactersAndSequencesAreNotTornApart() {
        host.start("files", 10);
        for (byte b : "é日本🚀\033[1;31mred\033[0m!".getBytes(StandardCharsets.UTF_8)) {
            host.out().write(b);
            host.tick();
        }
        assertEquals("é日本🚀red!", host.lines().getFirst());
        assertTrue(host.lines().get(1).startsWith("files"));
    }

    @Test
    void textThatComesPastUsIsNotLost() {
        Progress bar = host.start("files", 4);
        host.tick();
        host.terminal.feed("from a child\n".getBytes(StandardCharsets.UTF_8));
        host.tick();
        assertEquals("from a child", host.lines().getFirst());
        host.terminal.feed("one\ntwo\nthree\n".getBytes(StandardCharsets.UTF_8));
        host.tick();
        bar.close();
        for (String text : List.of("from a child", "one", "two", "three")) {
            assertTrue(host.lines().stream().anyMatch(line -> line.startsWith(text)), () -> text + host.lines());
        }
    }

    @Test
    void barsBeneathALineBegunBeforeTheFirst() {
        host.out().print("Reading ");
        Progress bar = host.start("files", 4);
        host.tick();
        assertEquals(List.of("Reading", bar("files", 0, 4)), host.lines());
        assertEquals(8, host.terminal.cursorColumn());
        bar.close();
        assertTrue(host.lines().getFirst().startsWith("Reading "));
    }

    @Test
    void aTerminalNarrowerThanToldShowsEachBarOnOneLine() {
        host = TestHost.onTerminal(new ProgressSurface(true, true, 80, 24, false, false), new VirtualTerminal(30, 24));
        Progress first = host.start("first", 4);
        Progress second = host.start("second", 4);
        for (int i = 0; i < 5; i++) {
            host.tick();
            host.out().println("line " + i);
        }
        List<String> lines = host.lines();
        assertEquals(List.of("line 0", "line 1", "line 2", "line 3", "line 4", ""), lines.subList(0, 6));
        assertEquals(8, lines.size());
        first.close();
        second.close();
        assertEquals(7, host.lines().size());
    }

    @Test
    void theScreenScrollsUnderManyLines() {
        host = TestHost.onTerminal(40, 6);
        List<String> printed = new ArrayList<>();
        Progress first = host.start("first", 4);
        Progress second = host.start("second", 4);
        for (int i = 0; i < 100; i++) {
            host.out().println("line " + i);
            printed.add("line " + i);
            if (i % 3 == 0) {
                host.tick();
            }
        }
        first.close();
        second.close();
        assertEquals(printed, host.lines().subList(0, 100));
        assertEquals(102, host.lines().size());
        assertTrue(host.lines().get(100).startsWith("first"));
        assertTrue(host.lines().get(101).startsWith("second"));
    }

    @Test
    void moreBarsThanFit() {
        host = TestHost.onTerminal(60, 6);
        List<Progress> bars =
                IntStream.range(0, 10).mapToObj(i -> host.start("job " + i, 1)).toList();
        host.tick();
        List<String> lines = host.lines();
        assertEquals(5, lines.size());
        assertTrue(lines.get(3).startsWith("job 2"), lines::toString);
        assertEquals("(7 more)", lines.get(4));
        bars.forEach(Progress::close);
        assertEquals(10, host.lines().size());
        assertTrue(host.lines().getLast().startsWith("job 9"));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void closedInAnyOrderTheyStayInThatOrder(long seed) {
        List<Integer> order = new ArrayList<>(IntStream.range(0, 8).boxed().toList());
        Collections.shuffle(order, new Random(seed));
        List<Progress> bars =
                IntStream.range(0, 8).mapToObj(i -> host.start("job " + i, 1)).toList();
        List<String> expected = new ArrayList<>();
        for (int i : order) {
            host.tick();
            host.out().println("closing " + i);
            bars.get(i).step();
            bars.get(i).close();
            expected.add("closing " + i);
            expected.add("job " + i + " 100%");
        }
        assertEquals(
                expected,
                host.lines().stream().map(line -> line.replaceAll(" \\|.*", "")).toList());
    }

    @Test
    void namesCannotBreakTheScreen() {
        Progress bar = host.start("a\nb\033[2Jc\r" + "日".repeat(100), 4);
        host.tick();
        host.out().println("text");
        assertEquals(3, host.lines().size());
        assertEquals("text", host.lines().getFirst());
        bar.close();
    }

    @Test
    void exitLeavesTheBarsAndTheCursorBelowThem() {
        Progress first = host.start("first", 2);
        Progress second = host.start("other", 2);
        first.step();
        host.tick();
        host.out().print("^C");
        host.exit();
        host.out().println("last words");
        host.tick();
        first.close();
        second.close();
        List<String> lines = host.lines();
        assertEquals("^C", lines.getFirst());
        assertTrue(lines.get(1).startsWith("first  50% |") && lines.get(1).endsWith(", stopped"), lines.get(1));
        assertTrue(lines.get(2).startsWith("other   0% " + EMPTY_BAR), lines.get(2));
        assertEquals(List.of("last words"), lines.subList(3, lines.size()));
        assertEquals(0, host.tickers);
    }
}
