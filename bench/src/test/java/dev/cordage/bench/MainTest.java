package dev.cordage.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class MainTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... args) throws IOException, InterruptedException {
        return Main.run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                args);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private void assertRefused(String why, String... args) throws IOException, InterruptedException {
        err.reset();
        assertEquals(2, run(args));
        assertEquals("", out());
        assertTrue(err.toString(StandardCharsets.UTF_8).startsWith("cordage bench: " + why), err::toString);
    }

    @Test
    void withoutASuiteItListsThem() throws Exception {
        assertEquals(0, run());
        assertTrue(out().contains("\n  task "), this::out);
        assertTrue(out().contains("\n  sync "), this::out);
        assertTrue(out().contains("\n  queue "), this::out);
        assertTrue(out().contains("\n  process "), this::out);
        assertTrue(out().contains("\n  shared "), this::out);
    }

    @Test
    void aWrongCommandLineIsRefusedBeforeAnythingIsMeasured(@TempDir Path folder) throws Exception {
        assertRefused("no suite 'tusk'; there is task, sync, queue, process, shared", "tusk");
        assertRefused("unknown option --fast", "task", "--fast");
        assertRefused("one suite at a time: task or queue", "task", "queue");
        assertRefused("--json needs a value", "task", "--json");
        assertRefused("--json needs a value", "task", "--json=");
        assertRefused("--quick takes no value", "task", "--quick=yes");
        assertRefused("--only ( ", "task", "--only", "(".concat(" "));
        assertRefused("--only nothing like it: no such case", "task", "--only", "nothing like it");
        assertRefused("--json " + folder + ": cannot write there", "task", "--json", folder.toString());
        String lost = folder.resolve("missing").resolve("rows.json").toString();
        assertRefused("--json " + lost + ": there is no folder", "task", "--json", lost);
    }

    @Test
    void aCaseIsMeasuredInAJvmOfItsOwnPrintedAndWritten(@TempDir Path folder) throws Exception {
        Path json = folder.resolve("rows.json");
        assertEquals(0, run("task", "--quick", "--only", "most heap used", "--json=" + json));
        assertTrue(out().contains("map of 10,000,000 trivial items, most heap used"), this::out);
        assertTrue(out().contains("1 of 1 targets met."), this::out);
        assertTrue(Files.readString(json).contains("\"rival\": 6.7108864E7"), () -> "see " + json);
    }

    @Test
    void aCaseThatFailsIsARowThatSaysWhy() throws Exception {
        Suite unknown = new Suite() {
            @Override
            public String name() {
                return "unknown to the other JVM";
            }

            @Override
            public String summary() {
                return "";
            }

            @Override
            public java.util.List<Case> cases(Plan plan) {
                return java.util.List.of(Case.named("a case").heap("32m").compare(() -> 1, "a rival", () -> 1));
            }
        };
        SuiteRun run = new SuiteRun(unknown, Plan.QUICK, new PrintStream(err, true, StandardCharsets.UTF_8));
        Row row = run.measure(run.cases(null)).getFirst();
        assertTrue(row.hasFailed());
        assertTrue(row.remarks().getFirst().contains("no suite 'unknown to the other JVM'"), row::toString);
    }

    @Test
    void titlesTellCasesApart() {
        for (Suite suite : Suites.ALL) {
            for (Plan plan : new Plan[] {Plan.QUICK, Plan.FULL}) {
                var titles = suite.cases(plan).stream().map(Case::title).toList();
                assertFalse(titles.isEmpty());
                assertEquals(titles.size(), titles.stream().distinct().count(), titles::toString);
            }
        }
    }
}
