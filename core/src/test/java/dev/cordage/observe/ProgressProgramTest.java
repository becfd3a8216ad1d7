package dev.cordage.observe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real programs, with their output in files, one of them told that it is a terminal. */
class ProgressProgramTest {
    @TempDir
    private Path folder;

    private Path out() {
        return folder.resolve("out");
    }

    private Path err() {
        return folder.resolve("err");
    }

    /** Runs the program and returns its exit code. */
    private int run(boolean terminal, String what) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dcordage.terminal=" + terminal,
                "-Dcordage.columns=100",
                "-Dstdout.encoding=UTF-8",
                "-Dstderr.encoding=UTF-8",
                "-cp",
                System.getProperty("java.class.path"),
                ProgressProgram.class.getName(),
                what));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out().toFile()).redirectError(err().toFile());
        builder.environment().put("TERM", "xterm");
        builder.environment().put("NO_COLOR", "1");
        Process process = builder.start();
        try {
            assertTrue(process.waitFor(50, TimeUnit.SECONDS), "the program ends");
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    private static byte[] expectedOut() throws Exception {
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        for (int i = 1; i <= 3; i++) {
            expected.write("é item %d of 3 🚀%n".formatted(i).getBytes(StandardCharsets.UTF_8));
        }
        expected.write(new byte[] {0, (byte) 0xff, 7});
        return expected.toByteArray();
    }

    private List<String> screen() throws Exception {
        VirtualTerminal terminal = new VirtualTerminal(100, 20);
        terminal.feed(Files.readAllBytes(err()));
        assertEquals(List.of(), terminal.complaints());
        return terminal.lines();
    }

    @Test
    void standardOutputIsUntouchedWhileStandardErrorIsATerminal() throws Exception {
        assertEquals(0, run(true, "loop"));
        assertArrayEquals(expectedOut(), Files.readAllBytes(out()));
        List<String> screen = screen();
        assertEquals(List.of("error 1", "error 2", "error 3"), screen.subList(0, 3));
        assertTrue(screen.get(3).startsWith("files 100% |" + "█".repeat(40) + "| 3/3, "), screen::toString);
        assertEquals(4, screen.size());
    }

    @Test
    void plainLinesWithoutATerminal() throws Exception {
        assertEquals(0, run(false, "loop"));
        assertArrayEquals(expectedOut(), Files.readAllBytes(out()));
        List<String> lines = Files.readAllLines(err());
        assertEquals(List.of("error 1", "error 2", "error 3"), lines.subList(0, 3));
        assertTrue(lines.get(3).matches("files 100% 3/3, [ -~]+"), lines::toString);
        assertEquals(4, lines.size());
    }

    @Test
    void exitLeavesTheTerminalInOrder() throws Exception {
        assertEquals(3, run(true, "exit"));
        List<String> screen = screen();
        assertEquals(List.of("before", ""), screen.subList(0, 2));
        assertTrue(screen.get(2).startsWith("files  50% |"), screen::toString);
        assertTrue(screen.get(2).endsWith(", stopped"), screen::toString);
        assertEquals(3, screen.size());
    }

    @Test
    void aForgottenBarDoesNotKeepTheProgramAlive() throws Exception {
        assertEquals(0, run(false, "forgotten"));
        List<String> lines = Files.readAllLines(err());
        assertEquals(1, lines.size());
        assertTrue(lines.getFirst().startsWith("files  25% 1/4"), lines::toString);
    }
}
