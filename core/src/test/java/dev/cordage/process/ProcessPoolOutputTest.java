package dev.cordage.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.task.TaskFuture;
import dev.cordage.testing.Bounded;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** What tasks print and log arrives here, and does no harm however much it is. */
class ProcessPoolOutputTest extends ProcessPoolFixture {
    private final ConcurrentLinkedQueue<String> out = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> err = new ConcurrentLinkedQueue<>();

    private ProcessPool openListening() {
        return open(ProcessPool.builder()
                .workers(1)
                .name("loud")
                .stdout((worker, line) -> out.add(worker + ":" + line))
                .stderr((worker, line) -> err.add(worker + ":" + line)));
    }

    @Test
    void linesArriveInTheirOrderWithTheNameOfTheWorkerAndTheLastNeedsNoNewline() throws Exception {
        ProcessPool pool = openListening();
        Bounded.get(pool.submit(() -> {
            for (int i = 0; i < 500; i++) {
                System.out.println("line " + i);
            }
            System.err.println("to the other stream");
            System.out.print("the last");
        }));
        pool.close();
        List<String> expected = new java.util.ArrayList<>(
                IntStream.range(0, 500).mapToObj(i -> "loud-1:line " + i).toList());
        expected.add("loud-1:the last");
        assertEquals(expected, List.copyOf(out));
        assertEquals(List.of("loud-1:to the other stream"), List.copyOf(err));
    }

    @Test
    void whatATaskPrintsBeforeItHaltsArrives() throws Exception {
        ProcessPool pool = openListening();
        deathOf(pool.submit(() -> {
            System.out.println("last");
            System.err.println("words");
            Runtime.getRuntime().halt(1);
        }));
        assertEquals(List.of("loud-1:last"), List.copyOf(out));
        assertEquals(List.of("loud-1:words"), List.copyOf(err));
    }

    @Test
    void garbageOnTheOutputDisturbsNothing() throws Exception {
        ProcessPool pool = openListening();
        int sum = Bounded.get(pool.submit(() -> {
            byte[] bytes = new byte[100_000];
            new java.util.Random(7).nextBytes(bytes);
            System.out.write(bytes, 0, bytes.length);
            System.out.flush();
            System.err.write(bytes, 0, bytes.length);
            return 12;
        }));
        assertEquals(12, sum);
        assertEquals(13, Bounded.get(pool.submit(() -> 13)));
        Bounded.run(pool::close);
        assertTrue(!out.isEmpty());
        assertEquals(0, pool.statistics().deaths().size());
    }

    @Test
    void aFloodNeitherBlocksNorExhaustsAnything() throws Exception {
        AtomicLong characters = new AtomicLong();
        ProcessPool pool =
                open(ProcessPool.builder().workers(1).stdout((_, line) -> characters.addAndGet(line.length())));
        Bounded.get(pool.submit(() -> {
            byte[] line = "x".repeat(999).concat("\n").getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 100_000; i++) {
                System.out.write(line, 0, line.length);
            }
            System.out.flush();
        }));
        Bounded.run(pool::close);
        assertTrue(characters.get() > 100_000, () -> characters + " characters arrived");
    }

    @Test
    void aConsumerThatBlocksHoldsUpNoTaskAndNoClose() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        ProcessPool pool = open(ProcessPool.builder().workers(1).stdout((_, _) -> {
            try {
                Bounded.await(release);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        Bounded.get(pool.submit(() -> {
            for (int i = 0; i < 100_000; i++) {
                System.out.println("line " + i);
            }
        }));
        Bounded.run(pool::close);
        release.countDown();
    }

    @Test
    void aConsumerThatThrowsGetsTheNextLineAllTheSame() throws Exception {
        ConcurrentLinkedQueue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
        var handler = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((_, e) -> uncaught.add(e));
        try {
            ProcessPool pool = open(ProcessPool.builder().workers(1).stdout((_, line) -> {
                out.add(line);
                throw new IllegalStateException(line);
            }));
            Bounded.get(pool.submit(() -> {
                System.out.println("one");
                System.out.println("two");
            }));
            Bounded.run(pool::close);
            assertEquals(List.of("one", "two"), List.copyOf(out));
            assertEquals(2, uncaught.size());
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(handler);
        }
    }

    @Test
    @ResourceLock(Resources.SYSTEM_OUT)
    void withoutAConsumerLinesArePrintedHereBehindTheNameOfTheWorker() throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            ProcessPool pool = open(ProcessPool.builder().workers(1).name("printing"));
            Bounded.get(pool.submit(() -> System.out.println("hello")));
            pool.close();
        } finally {
            System.setOut(before);
        }
        assertEquals(
                "[printing-1] hello", printed.toString(StandardCharsets.UTF_8).strip());
    }

    @Test
    void theStandardInputOfAWorkerIsAtItsEnd() throws Exception {
        assertEquals(-1, Bounded.get(open(1).submit(() -> System.in.read())));
    }

    // ---- logging
    // -------------------------------------------------------------------------------------------------------------

    /** Collects what arrives at a logger of this JVM. */
    private static final class Listener extends Handler implements AutoCloseable {
        final ConcurrentLinkedQueue<String> records = new ConcurrentLinkedQueue<>();
        private final Logger logger;

        Listener(String name) {
            logger = Logger.getLogger(name);
            logger.setUseParentHandlers(false);
            logger.addHandler(this);
        }

        @Override
        public void publish(LogRecord record) {
            records.add(record.getLevel() + " " + record.getMessage() + " "
                    + (record.getThrown() == null ? "" : record.getThrown().getMessage()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            logger.removeHandler(this);
            logger.setUseParentHandlers(true);
        }
    }

    private static final String LOGGER = "dev.cordage.test.worker";

    @Test
    void logRecordsOfAWorkerArriveInTheLoggersHereWithItsName() throws Exception {
        try (Listener listener = new Listener(LOGGER)) {
            ProcessPool pool = open(ProcessPool.builder().workers(1).name("logging"));
            Bounded.get(pool.submit(() -> {
                System.getLogger(LOGGER).log(System.Logger.Level.INFO, "by the system''s logger: {0}", 1);
                Logger.getLogger(LOGGER)
                        .log(Level.WARNING, "by java.util.logging", new IllegalStateException("with a failure"));
            }));
            Bounded.until("two records", () -> listener.records.size() == 2);
            String all = listener.records.toString();
            assertContains("INFO", all);
            assertContains("system", all);
            assertContains("WARNING", all);
            assertContains("by java.util.logging", all);
            assertContains("with a failure", all);
            assertContains("logging-1", all);
        }
    }

    @Test
    void aRecordThatIsLoggedRightBeforeAHaltArrives() throws Exception {
        try (Listener listener = new Listener(LOGGER)) {
            ProcessPool pool = open(1);
            TaskFuture<?> future = pool.submit(() -> {
                System.getLogger(LOGGER).log(System.Logger.Level.ERROR, "about to halt");
                Runtime.getRuntime().halt(1);
            });
            deathOf(future);
            Bounded.until("the record", () -> !listener.records.isEmpty());
            assertContains("about to halt", listener.records.toString());
        }
    }

    @Test
    @Timeout(20)
    void aFloodOfRecordsHoldsUpNothing() throws Exception {
        try (Listener listener = new Listener(LOGGER)) {
            ProcessPool pool = open(1);
            Bounded.get(pool.submit(() -> {
                Logger logger = Logger.getLogger(LOGGER);
                for (int i = 0; i < 5_000; i++) {
                    logger.log(Level.INFO, "record " + i);
                }
            }));
            Bounded.until("all records", () -> listener.records.size() == 5_000);
        }
    }
}
