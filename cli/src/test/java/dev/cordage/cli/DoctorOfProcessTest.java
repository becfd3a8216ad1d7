package dev.cordage.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.cli.Launcher.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cordage doctor PID} asks programs of all kinds who waits for what. */
class DoctorOfProcessTest {
    /** Two threads that wait for each other, and one that waits for work. */
    private static final String DEADLOCK = """
            import dev.cordage.observe.Waits;
            import dev.cordage.queue.CloseableQueue;
            import dev.cordage.sync.Mutex;
            import java.util.concurrent.CountDownLatch;

            void main() throws Exception {
                var stock = Mutex.create("stock");
                var orders = Mutex.create("orders");
                CloseableQueue<String> jobs = CloseableQueue.bounded(5, "jobs");
                var both = new CountDownLatch(2);
                Thread.ofPlatform().name("clerk").start(() -> both(stock, orders, both));
                Thread.ofPlatform().name("packer").start(() -> both(orders, stock, both));
                Thread.ofVirtual().name("worker").start(() -> {
                    try {
                        jobs.take();
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                });
                while (Waits.current().size() < 3) {
                    Thread.onSpinWait();
                }
                IO.println("ready");
                System.in.read();
                System.exit(0);
            }

            void both(Mutex first, Mutex second, CountDownLatch both) {
                first.lock();
                both.countDown();
                try {
                    both.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                second.lock();
            }
            """;

    /** Cordage twice, each with a class loader of its own. */
    private static final String TWO_LOADERS = """
            import java.net.URL;
            import java.net.URLClassLoader;

            void main(String[] args) throws Exception {
                var cordage = new URL[] {Path.of(System.getProperty("cordage")).toUri().toURL()};
                var loaded = new ArrayList<Class<?>>();
                for (String name : List.of("one", "two")) {
                    loaded.add(new URLClassLoader(name, cordage, null).loadClass("dev.cordage.observe.Waits"));
                }
                IO.println("ready");
                System.in.read();
                loaded.clear();
            }
            """;

    private static final String WITHOUT_CORDAGE = """
            void main() throws Exception {
                IO.println("ready");
                System.in.read();
            }
            """;

    @TempDir
    Path folder;

    private Path program(String name, String source) throws IOException {
        return Files.writeString(folder.resolve(name), source);
    }

    private static Result doctor(OtherProcess process) throws Exception {
        return new Launcher().run("doctor", process.pid());
    }

    private static void assertSeesTheDeadlock(Result result) {
        assertEquals("", result.err());
        assertEquals(0, result.exitCode());
        for (String expected : List.of(
                "3 threads wait ",
                "\"clerk\" #\\d+ +lock +Mutex orders \\[held by packer, 1 waiting]",
                "\"packer\" #\\d+ +lock +Mutex stock \\[held by clerk, 1 waiting]",
                "\"worker\" #\\d+ +take +CloseableQueue jobs ",
                "\nDeadlock: these 2 threads wait for each other",
                "\n  \"clerk\" #\\d+ waits in lock for Mutex orders .*, which \"packer\" #\\d+ owns\n",
                "\n  \"packer\" #\\d+ waits in lock for Mutex stock .*, which \"clerk\" #\\d+ owns\n")) {
            assertTrue(
                    Pattern.compile(expected).matcher(result.out()).find(), expected + " is not in\n" + result.out());
        }
    }

    @Test
    void seesWhoWaitsForWhatInAProgramOnTheModulePathAsOftenAsAsked() throws Exception {
        try (var process = OtherProcess.cordageRun(program("Deadlock.java", DEADLOCK))) {
            assertSeesTheDeadlock(doctor(process));
            assertSeesTheDeadlock(doctor(process));
            assertTrue(process.isAlive());
            assertTrue(process.err().contains("A Java agent has been loaded dynamically"), process.err());
        }
    }

    @Test
    void seesWhoWaitsForWhatInAProgramOnTheClassPathAndDisturbsNobodyWhereAgentsAreAllowed() throws Exception {
        try (var process = OtherProcess.java(program("Deadlock.java", DEADLOCK), "-XX:+EnableDynamicAgentLoading")) {
            assertSeesTheDeadlock(doctor(process));
            assertEquals("", process.err());
        }
    }

    @Test
    void asksEachCordageThereIs() throws Exception {
        String cordage = "-Dcordage=" + Launcher.module("dev.cordage");
        try (var process = OtherProcess.java(program("Two.java", TWO_LOADERS), cordage)) {
            Result result = doctor(process);
            for (String name : List.of("one", "two")) {
                String expected = "Cordage of class loader java\\.net\\.URLClassLoader@[0-9a-f]+ \"" + name
                        + "\":\nNo thread waits for anything of Cordage\\.\n";
                assertTrue(Pattern.compile(expected).matcher(result.out()).find(), result.out() + result.err());
            }
        }
    }

    @Test
    void saysWhenAProgramHasNothingOfCordage() throws Exception {
        try (var process = OtherProcess.java(program("Without.java", WITHOUT_CORDAGE))) {
            assertEquals(
                    new Result(
                            0,
                            "Process " + process.pid() + " does not use Cordage's locks and queues,"
                                    + " or no thread has had to wait for them yet.\n",
                            ""),
                    doctor(process));
        }
    }
}
