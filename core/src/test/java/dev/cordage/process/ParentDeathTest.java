package dev.cordage.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.cordage.task.TaskFuture;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.Gate;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The workers end with the JVM that started them, however it ends, and so do their children. */
class ParentDeathTest extends ProcessPoolFixture {
    private static final Duration SOON = Duration.ofSeconds(20);

    /** A program with a busy and an idle worker, and a process that a worker has started; prints their ids and "ready". */
    static final class Program {
        private Program() {}

        public static void main(String[] args) throws Exception {
            ProcessPool pool = ProcessPool.of(2);
            Path folder = Path.of(args[1]);
            Gate started = Gate.in(folder);
            Gate never = Gate.in(folder);
            pool.submit(() -> {
                started.open();
                never.awaitUninterruptibly();
            });
            started.await();
            TaskFuture<Long> grandchild = pool.submit(
                    () -> new ProcessBuilder("sleep", "1000").start().pid());
            System.out.println(grandchild.result());
            for (WorkerStatistics worker : pool.statistics().perWorker()) {
                System.out.println(worker.pid());
            }
            System.out.println("ready");
            switch (args[0]) {
                case "wait" -> new CountDownLatch(1).await();
                case "exit" -> System.exit(3);
                case "halt" -> Runtime.getRuntime().halt(3);
                case "return" -> {}
                default -> throw new IllegalArgumentException(args[0]);
            }
        }
    }

    private record Parent(Process process, List<Long> pids) implements AutoCloseable {
        void awaitEnd() {
            for (long pid : pids) {
                untilGone(pid);
            }
        }

        @Override
        public void close() throws Exception {
            process.destroyForcibly().waitFor();
            process.getInputStream().close();
            pids.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
        }
    }

    private Parent start(String how) throws Exception {
        Process process =
                ChildJvm.of(Program.class).arguments(how, folder.toString()).start();
        List<Long> pids = new ArrayList<>();
        BufferedReader reader = process.inputReader();
        for (String line; !"ready".equals(line = reader.readLine()); ) {
            assertNotNull(line, "the program has ended before it was ready");
            pids.add(Long.parseLong(line));
        }
        assertEquals(3, pids.size());
        return new Parent(process, pids);
    }

    private static List<Path> folders(long pid) throws IOException {
        List<Path> folders = new ArrayList<>();
        for (String place : List.of(System.getProperty("java.io.tmpdir"), "/tmp", "/dev/shm")) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of(place), "cordage-" + pid + "-*")) {
                all.forEach(folders::add);
            }
        }
        return folders;
    }

    @Test
    void whenTheParentIsKilledAllProcessesAreGoneWithinSecondsAndTheNextStartTidiesUp() throws Exception {
        try (Parent parent = start("wait")) {
            long pid = parent.process.pid();
            long start = System.nanoTime();
            signal("KILL", pid);
            parent.awaitEnd();
            assertTrue(System.nanoTime() - start < SOON.toNanos());
            // Another JVM, since one looks only once.
            ChildJvm.Result next = ChildJvm.of(Small.class).run();
            assertEquals("42", next.output().strip());
            assertEquals(List.of(), folders(pid));
        }
    }

    /** Uses a pool once. */
    static final class Small {
        private Small() {}

        public static void main(String[] args) throws Exception {
            try (ProcessPool pool = ProcessPool.of(1)) {
                System.out.println(pool.submit(() -> 42).result());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit", "halt", "return"})
    void aParentThatLeavesWithoutCloseIsNotHeldUpAndLeavesNoProcess(String how) throws Exception {
        try (Parent parent = start(how)) {
            assertTrue(parent.process.waitFor(5, TimeUnit.SECONDS), "the end of the parent is held up");
            assertEquals(how.equals("return") ? 0 : 3, parent.process.exitValue());
            parent.awaitEnd();
            if (!how.equals("halt")) {
                assertEquals(List.of(), folders(parent.process.pid()));
            } else {
                ChildJvm.Result _ = ChildJvm.of(Small.class).run();
                assertEquals(List.of(), folders(parent.process.pid()));
            }
        }
    }

    @Test
    void aStoppedWorkerEndsWithItsParentAsSoonAsItGoesOn() throws Exception {
        try (Parent parent = start("wait")) {
            long busy = parent.pids.get(1);
            signal("STOP", busy);
            signal("KILL", parent.process.pid());
            Bounded.until("the end of the parent", () -> !parent.process.isAlive());
            signal("CONT", busy);
            parent.awaitEnd();
            assertFalse(isAlive(busy));
            ChildJvm.Result _ = ChildJvm.of(Small.class).run();
            assertEquals(List.of(), folders(parent.process.pid()));
        }
    }

    @Test
    void anInterruptFromTheTerminalIsLeftToTheParent() throws Exception {
        try (Parent parent = start("wait")) {
            assumeFalse(ignoresInterrupts(parent.process.pid()), "this build runs in the background of a shell");
            signal("INT", parent.pids.get(1));
            signal("INT", parent.pids.get(2));
            assertTrue(isAlive(parent.pids.get(1)) && isAlive(parent.pids.get(2)));
            signal("INT", parent.process.pid());
            assertTrue(parent.process.waitFor(5, TimeUnit.SECONDS));
            assertEquals(130, parent.process.exitValue());
            parent.awaitEnd();
        }
    }

    /** A process whose shell has put it into the background is deaf to SIGINT, and so are those that it starts. */
    private static boolean ignoresInterrupts(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
            if (line.startsWith("SigIgn:")) {
                return (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0;
            }
        }
        return false;
    }
}
