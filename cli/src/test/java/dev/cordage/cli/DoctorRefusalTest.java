package dev.cordage.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.cli.waits.NoReportException;
import dev.cordage.cli.waits.RunningJvm;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Where {@code cordage doctor PID} has no report, it says why in one line, and does no harm. */
class DoctorRefusalTest {
    private static final String IDLE = """
            void main() throws Exception {
                IO.println("ready");
                System.in.read();
            }
            """;

    @TempDir
    Path folder;

    private static void assertRefuses(int exitCode, String message, String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        CommandLine line = Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        String[] words = new String[arguments.length + 1];
        words[0] = "doctor";
        System.arraycopy(arguments, 0, words, 1, arguments.length);
        int actual = line.execute(words);
        assertEquals("", out.toString());
        assertEquals("cordage: " + message + System.lineSeparator(), err.toString());
        assertEquals(exitCode, actual);
    }

    private OtherProcess idle(String... options) throws Exception {
        return OtherProcess.java(Files.writeString(folder.resolve("Idle.java"), IDLE), options);
    }

    @ParameterizedTest
    @ValueSource(strings = {"main", "0", "007", "1x", "12345678901234567890", ""})
    void whatIsNoProcessId(String word) {
        assertRefuses(2, "not a process id: '" + word + "' (jps lists those of JVMs)", word);
    }

    @Test
    void jsonOfAProcess() {
        assertRefuses(2, "--json is for the diagnosis of this machine, without PID", "--json", "1");
    }

    @Test
    void itself() {
        String pid = Long.toString(ProcessHandle.current().pid());
        assertRefuses(2, "process " + pid + " is the doctor itself", pid);
    }

    @Test
    void aProcessThatHasEnded() throws Exception {
        String pid;
        try (var process = OtherProcess.shell("echo ready; read line")) {
            pid = process.pid();
        }
        assertRefuses(2, "no process " + pid, pid);
    }

    /** To attach would send it the signal to quit. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aProcessThatIsNoJvmAndIsLeftInPeace() throws Exception {
        try (var process =
                OtherProcess.shell("trap 'echo disturbed >&2' QUIT; echo ready; while read line; do :; done")) {
            assertRefuses(1, "process " + process.pid() + " is not a JVM", process.pid());
            assertTrue(process.isAlive());
            assertEquals("", process.err());
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aThreadOfAProcess() throws Exception {
        try (var process = idle();
                var tasks = Files.list(Path.of("/proc", process.pid(), "task"))) {
            String thread = tasks.map(task -> task.getFileName().toString())
                    .filter(id -> !id.equals(process.pid()))
                    .findFirst()
                    .orElseThrow();
            assertRefuses(2, thread + " is a thread of process " + process.pid(), thread);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aProcessThatIsStopped() throws Exception {
        try (var process = idle()) {
            String pid = process.pid();
            try {
                process.stop();
                assertRefuses(1, "process " + pid + " is stopped: let it go on first (kill -CONT " + pid + ")", pid);
            } finally {
                process.goOn();
            }
            assertEquals("", process.err());
        }
    }

    @Test
    void aJvmThatLetsNobodyAttach() throws Exception {
        try (var process = idle("-XX:+DisableAttachMechanism")) {
            assertRefuses(
                    1,
                    "cannot attach to process " + process.pid() + " (The VM does not support the attach mechanism);"
                            + " was it started with -XX:+DisableAttachMechanism?",
                    process.pid());
            assertTrue(process.isAlive());
        }
    }

    @Test
    void aJvmThatLetsNothingBeLoaded() throws Exception {
        try (var process = idle("-XX:-EnableDynamicAgentLoading")) {
            assertRefuses(
                    1,
                    "process " + process.pid() + " was started with -XX:-EnableDynamicAgentLoading, so nothing can be"
                            + " loaded into it; let the program itself print dev.cordage.observe.Waits.report()",
                    process.pid());
        }
    }

    /** Somebody's own source of waits, whose text waits as well. */
    @Test
    void aReportThatDoesNotCome() throws Exception {
        Path source = Files.writeString(folder.resolve("Hangs.java"), """
                import dev.cordage.observe.Wait;
                import dev.cordage.observe.Waits;
                import java.time.Duration;
                import java.util.concurrent.CountDownLatch;

                void main() throws Exception {
                    var never = new CountDownLatch(1);
                    Object resource = new Object() {
                        public String toString() {
                            try {
                                never.await();
                            } catch (InterruptedException e) {
                            }
                            return "";
                        }
                    };
                    var wait = new Wait(Thread.currentThread(), "wait", resource, Duration.ZERO, List.of());
                    Waits.Source source = sink -> sink.accept(wait);
                    Waits.add(source);
                    IO.println("ready");
                    System.in.read();
                    java.lang.ref.Reference.reachabilityFence(source);
                    System.exit(0);
                }
                """);
        try (var process = OtherProcess.java(source)) {
            var jvm = new RunningJvm(Long.parseLong(process.pid()), Duration.ofMillis(200));
            // Twice: the first one keeps nobody else from attaching.
            for (int i = 0; i < 2; i++) {
                var refusal = assertThrows(NoReportException.class, jvm::waits);
                assertTrue(
                        refusal.getMessage()
                                .startsWith("process " + process.pid()
                                        + " runs, but its report has not come within 200 ms"),
                        refusal.getMessage());
            }
        }
    }
}
