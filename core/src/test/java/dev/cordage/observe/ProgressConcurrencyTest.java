package dev.cordage.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many threads count, print, open and close at once. */
@Timeout(60)
class ProgressConcurrencyTest {
    private static final int THREADS = 8;

    private interface Part {
        void run(int thread) throws Exception;
    }

    /** Runs the part in several threads at once, and ticks meanwhile. */
    private static void together(TestHost host, Part part) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Future<?>> parts = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                int thread = t;
                parts.add(threads.submit(() -> {
                    start.await();
                    part.run(thread);
                    return null;
                }));
            }
            start.countDown();
            while (!parts.stream().allMatch(Future::isDone)) {
                host.tick();
                Thread.onSpinWait();
            }
            for (Future<?> future : parts) {
                future.get(30, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void theTotalIsExactAtTheEnd() throws Exception {
        TestHost host = TestHost.withoutTerminal();
        Progress bar = host.start("files", THREADS * 50_000L);
        together(host, thread -> {
            for (int i = 0; i < 50_000; i++) {
                if (i % 10 == 0) {
                    bar.fail();
                } else {
                    bar.step();
                }
            }
        });
        bar.close();
        assertEquals(THREADS * 50_000L, bar.done());
        assertEquals(THREADS * 5_000L, bar.failed());
        assertTrue(host.log.getLast().startsWith("files 100% 400000/400000, "), host.log.getLast());
        assertTrue(host.log.getLast().endsWith(", 40000 failed"), host.log.getLast());
    }

    @Test
    void oneOfManyCallsOfCloseCloses() throws Exception {
        for (int i = 0; i < 200; i++) {
            TestHost host = TestHost.withoutTerminal();
            Progress bar = host.start("files", 1);
            together(host, _ -> bar.close());
            assertEquals(
                    1,
                    host.log.stream().filter(line -> line.endsWith("stopped")).count());
            assertTrue(host.log.getLast().endsWith("stopped"));
            assertEquals(0, host.tickers);
        }
    }

    @Test
    void printedTextIsWholeAndInOrder() throws Exception {
        TestHost host = TestHost.onTerminal(100, 10);
        PrintStream out = host.out();
        Progress bar = host.start("files", THREADS * 300);
        together(host, thread -> {
            for (int i = 0; i < 300; i++) {
                PrintStream stream = i % 2 == 0 ? host.out() : host.err();
                stream.println("thread " + thread + " line " + i);
                bar.step();
                if (i % 50 == 0) {
                    try (Progress other = host.start("other " + thread, 3)) {
                        other.step(3);
                        stream.println("thread " + thread + " other " + i);
                    }
                }
            }
        });
        bar.close();
        assertEquals(List.of(), host.terminal.complaints());
        assertSame(out, host.out());
        List<String> lines = host.lines();
        assertEquals(THREADS * (300 + 6 + 6) + 1, lines.size());
        for (int t = 0; t < THREADS; t++) {
            String prefix = "thread " + t + " line ";
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                expected.add(prefix + i);
            }
            assertEquals(
                    expected,
                    lines.stream().filter(line -> line.startsWith(prefix)).toList());
        }
        assertTrue(lines.getLast().startsWith("files 100% |"));
    }

    @Test
    void barsOpenedAndClosedByManyThreads() throws Exception {
        TestHost host = TestHost.onTerminal();
        PrintStream out = host.out();
        PrintStream err = host.err();
        together(host, thread -> {
            for (int i = 0; i < 100; i++) {
                try (Progress bar = host.start("bar " + thread, 5)) {
                    bar.step(5);
                }
            }
        });
        assertEquals(List.of(), host.terminal.complaints());
        assertEquals(THREADS * 100, host.lines().size());
        assertTrue(host.lines().stream().allMatch(line -> line.matches("bar . 100% \\|#+\\| 5/5.*")));
        assertSame(out, host.out());
        assertSame(err, host.err());
        assertEquals(0, host.tickers);
        assertEquals(0, host.hooks.size());
    }

    @Test
    void countingNeverWaitsForTheTerminal() throws Exception {
        CountDownLatch drawing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        TestHost host = TestHost.onTerminal();
        host.err(new PrintStream(
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        write(new byte[0], 0, 0);
                    }

                    @Override
                    public void write(byte[] bytes, int offset, int length) throws IOException {
                        drawing.countDown();
                        try {
                            goOn.await();
                        } catch (InterruptedException e) {
                            throw new IOException(e);
                        }
                    }
                },
                true));
        Progress bar = host.start("files", 10);
        Progress second = host.start("second", 10);
        Thread printer = Thread.startVirtualThread(() -> host.err().println("stuck"));
        assertTrue(drawing.await(30, TimeUnit.SECONDS));
        for (int i = 0; i < 1000; i++) {
            bar.step();
            second.fail();
        }
        assertEquals(1000, bar.done());
        assertEquals("files", bar.toString().substring(0, 5));
        goOn.countDown();
        assertTrue(printer.join(Duration.ofSeconds(30)));
        bar.close();
        second.close();
    }

    /** A thread prints by a stream that needs a lock, while the lock's owner prints. */
    @Test
    void printingUnderALockDoesNotDeadlock() throws Exception {
        ImpatientHost host = new ImpatientHost();
        ReentrantLock lock = new ReentrantLock();
        CountDownLatch inWrite = new CountDownLatch(1);
        host.out(new PrintStream(
                new OutputStream() {
                    @Override
                    public void write(int b) {
                        throw new AssertionError();
                    }

                    @Override
                    public void write(byte[] bytes, int offset, int length) {
                        inWrite.countDown();
                        lock.lock();
                        lock.unlock();
                    }
                },
                true));
        Progress bar = host.start("files", 1);
        CountDownLatch locked = new CountDownLatch(1);
        AtomicBoolean interruptKept = new AtomicBoolean();
        Thread owner = Thread.ofPlatform().daemon().start(() -> {
            lock.lock();
            try {
                locked.countDown();
                inWrite.await();
                Thread.currentThread().interrupt();
                host.err().println("printed under the lock");
                interruptKept.set(Thread.interrupted());
                bar.close();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            } finally {
                lock.unlock();
            }
        });
        assertTrue(locked.await(30, TimeUnit.SECONDS));
        Thread printer = Thread.ofPlatform().daemon().start(() -> host.out().println("waits for the lock"));
        assertTrue(owner.join(Duration.ofSeconds(30)), "no deadlock");
        assertTrue(printer.join(Duration.ofSeconds(30)));
        assertTrue(interruptKept.get());
        assertTrue(bar.isClosed());
        assertEquals("printed under the lock%n".formatted(), host.errBytes.toString());
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
            host.tick();
            return host.tickers == 0;
        });
        assertTrue(host.lines().getLast().startsWith("files"), "the closing line follows later");
    }

    /** Whoever waits for the display in a test of deadlocks need not wait long. */
    private static final class ImpatientHost extends TestHost {
        ImpatientHost() {
            super(new ProgressSurface(true, true, 80, 24, false, false), new VirtualTerminal(80, 24));
        }

        @Override
        Duration patience() {
            return Duration.ofMillis(20);
        }
    }

    @Test
    void noThreadIsLeftAfterTheLastBar() {
        ProgressJvm jvm = new ProgressJvm();
        for (int i = 0; i < 20; i++) {
            CountDownLatch ticks = new CountDownLatch(2);
            Runnable stop = jvm.repeat(ticks::countDown);
            assertTrue(tickers() > 0);
            if (i == 0) {
                Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> ticks.getCount() == 0);
            }
            stop.run();
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> tickers() == 0);
        }
        try (Progress bar = Progress.start("test", 1)) {
            bar.step();
            assertTrue(tickers() > 0);
        }
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
            System.gc(); // should another test have forgotten a bar
            return tickers() == 0;
        });
    }

    private static long tickers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("cordage-progress"))
                .count();
    }
}
