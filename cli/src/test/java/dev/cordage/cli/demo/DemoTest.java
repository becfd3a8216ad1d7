package dev.cordage.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertLinesMatch;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.task.Pool;
import dev.cordage.task.ThreadPool;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class DemoTest {
    private final Pool threads = ThreadPool.of(1);
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @AfterEach
    void closePool() {
        threads.close();
    }

    @Test
    void printsAReportAndAComparison() {
        assertEquals(0, demo("--limit", "300", "--threads", "2"));
        List<String> lines = out.toString().lines().toList();
        assertLinesMatch(
                List.of(
                        "A census of 300 class files of the JDK .*, on \\d+ processors?\\.",
                        "",
                        "300 class files in 1 module, .*",
                        ">> the report >>"),
                lines);
        assertTrue(lines.stream().allMatch(line -> line.length() < 80), out::toString);
        int comparison = lines.indexOf(lines.stream()
                .filter(line -> line.startsWith("The census on "))
                .findFirst()
                .orElseThrow(() -> new AssertionError(out)));
        assertLinesMatch(
                List.of(
                        "one thread       +\\d+\\.\\d\\d +[\\d,]+ +1\\.00",
                        "2 pool threads   +\\d+\\.\\d\\d +[\\d,]+ +\\d+\\.\\d\\d",
                        "virtual threads  +\\d+\\.\\d\\d +[\\d,]+ +\\d+\\.\\d\\d"),
                lines.subList(comparison + 1, comparison + 4));
        assertEquals("", err.toString());
    }

    @Test
    void verifiesWhereAsked() {
        assertEquals(0, demo("--limit", "20", "--verify"));
        assertTrue(out.toString().contains(": all well-formed, all pass the verifier."), out::toString);
        out.getBuffer().setLength(0);
        assertEquals(0, demo("--limit", "20"));
        assertFalse(out.toString().contains("verifier"), out::toString);
    }

    @Test
    void theSameCensusPrintsTheSameReport() throws IOException {
        List<Slice> slices = Slice.of(RuntimeImage.classFiles().subList(0, 200), 50);
        Census census = new Tally().toCensus();
        for (Slice slice : slices) {
            census = census.merge(slice.census());
        }
        assertEquals(report(census), report(Census.EMPTY.merge(census)));
        assertFalse(report(census).isBlank());
    }

    @Test
    void reportsOnNothing() {
        assertTrue(report(Census.EMPTY).startsWith("0 class files in 0 modules"));
    }

    @Test
    void refusesNonsense() {
        assertEquals(2, demo("--threads", "0"));
        assertTrue(err.toString().startsWith("--threads must be at least 1: 0"), err::toString);
        assertEquals(2, demo("--workers", "0"));
        assertEquals(2, demo("--limit", "-1"));
        assertEquals(2, demo("--nonsense"));
        assertEquals("", out.toString());
    }

    @Test
    void failsAndSaysWhatDiffers() throws Exception {
        record Forgetful(Reach reach) implements Reach {
            @Override
            public String name() {
                return "forgetful pool";
            }

            @Override
            public void count(Workload work, Consumer<Census> counted) throws Exception {
                List<Slice> slices = work.slices();
                reach.count(new Workload(slices.subList(1, slices.size()), work.count()), counted);
            }
        }
        Reach one = new Reach.OneThread();
        Reach pool = new Reach.InPool("pool", threads);
        Workload work = new Workload(Slice.of(RuntimeImage.classFiles().subList(0, 8), 4), Slice::census);
        PrintWriter writer = new PrintWriter(out);
        assertTrue(new Demo(work, writer).run(one, List.of(pool)).isPresent());
        out.getBuffer().setLength(0);
        assertTrue(new Demo(work, writer)
                .run(one, List.of(pool, new Forgetful(pool)))
                .isEmpty());
        writer.flush();
        assertTrue(out.toString().startsWith("forgetful pool found something else than one thread:"), out::toString);
        assertTrue(out.toString().contains("modules: 1 differ, the first is "), out::toString);
    }

    @Test
    void aFailingSliceFailsTheDemo() {
        PrintWriter writer = new PrintWriter(out);
        Workload work = new Workload(List.of(new Slice(List.of("java.base/java/lang/Nothing.class"))), Slice::census);
        List<Reach> reaches = List.of(new Reach.OneThread(), new Reach.InPool("pool", threads));
        for (Reach reach : reaches) {
            Throwable failure = assertThrows(Exception.class, () -> new Demo(work, writer).run(reach, List.of()));
            while (failure.getCause() != null) {
                failure = failure.getCause();
            }
            assertInstanceOf(NoSuchFileException.class, failure);
        }
    }

    private int demo(String... arguments) {
        return new CommandLine(new DemoCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    private static String report(Census census) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        new CensusReport(census, out).print();
        out.flush();
        return text.toString();
    }
}
