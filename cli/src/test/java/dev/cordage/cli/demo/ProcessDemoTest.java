package dev.cordage.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The half of the demo in which workers are killed and die. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ProcessDemoTest {
    private final StringWriter text = new StringWriter();
    private final PrintWriter out = new PrintWriter(text);

    @Test
    void givesUpThePoisonAndCountsAllElse() throws Exception {
        List<String> files = RuntimeImage.classFiles().subList(0, 200);
        assertTrue(new ProcessDemo(files, Poison::census, 2, 0.01, out).run(new Slice(files).census()), this::printed);

        String printed = printed();
        for (Poison poison : Poison.values()) {
            assertEquals(1, printed.split("\n" + poison.file() + " ", -1).length - 1, printed);
        }
        assertTrue(printed.matches("(?s).*\npoison/SpinsForever.class +had not ended after 1.0 s, twice\n.*"), printed);
        assertTrue(printed.contains("took its worker with it (exit code 42), twice"), printed);
        assertTrue(printed.matches("(?s).*census-\\d+ +\\d+ .* killed after 1.1 s, SpinsForever\n.*"), printed);
        assertTrue(printed.matches("(?s).*census-\\d+ +\\d+ .* died, exit code 42, HaltsItsWorker\n.*"), printed);
        assertFalse(ProcessHandle.current().children().findAny().isPresent(), "processes are left");
    }

    @Test
    void failsWhereTheCensusIsAnother() throws Exception {
        List<String> files = RuntimeImage.classFiles().subList(0, 3);
        assertFalse(new ProcessDemo(files, Poison::census, 1, 0.01, out).run(Census.EMPTY));
        assertTrue(printed().contains("The processes found something else than the threads:\n  modules: "), printed());
    }

    @Test
    void poisonIsSpreadAmongTheFiles() {
        List<String> files = List.of("a", "b", "c", "d", "e", "f", "g");
        List<String> all = new ArrayList<>(Poison.among(files));
        assertEquals(
                "[a, poison, b, c, poison, d, e, poison, f, g]",
                all.stream()
                        .map(file -> Poison.of(file).isPresent() ? "poison" : file)
                        .toList()
                        .toString());
        assertEquals(Poison.values().length, Poison.among(List.of()).size());
    }

    @Test
    void wholesomeSlicesAreCountedAsEver() throws IOException {
        Slice slice = new Slice(RuntimeImage.classFiles().subList(0, 5));
        assertEquals(slice.census(), Poison.census(slice));
        assertEquals(slice.verifiedCensus(), Poison.verifiedCensus(slice));
    }

    private String printed() {
        out.flush();
        return text.toString().replace(System.lineSeparator(), "\n");
    }
}
