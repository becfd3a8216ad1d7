package dev.cordage.internal.launch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.Bounded;
import dev.cordage.testing.LeakCheck;
import dev.cordage.testing.Threads;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class OutputPumpTest {
    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

    private List<String> pumped(byte[] bytes) throws Exception {
        OutputPump pump = OutputPump.start(new ByteArrayInputStream(bytes), "pump", lines::add);
        assertTrue(pump.await(Bounded.LONG));
        return lines;
    }

    private List<String> pumped(String text) throws Exception {
        return pumped(text.getBytes(UTF_8));
    }

    @Test
    void linesEndWithEitherNewlineOrTheStream() throws Exception {
        assertEquals(List.of("a", "b", "", "c\rd", "e\r", "last"), pumped("a\nb\r\n\nc\rd\ne\r\r\nlast"));
    }

    @Test
    void aCarriageReturnAtTheEndIsKept() throws Exception {
        assertEquals(List.of("a\r"), pumped("a\r"));
    }

    @Test
    void nothingIsNoLine() throws Exception {
        assertEquals(List.of(), pumped(""));
    }

    @Test
    void longLinesComeInPieces() throws Exception {
        int most = OutputPump.LONGEST_LINE;
        assertEquals(
                List.of("x".repeat(most), "y".repeat(most), "z", "w"),
                pumped("x".repeat(most) + "y".repeat(most) + "z\nw\n"));
    }

    @Test
    void aLineOfJustTheLengthIsOne() throws Exception {
        assertEquals(List.of("x".repeat(OutputPump.LONGEST_LINE), "y"), pumped("x".repeat(8_192) + "\ny\n"));
    }

    @Test
    void malformedBytesAreReplaced() throws Exception {
        String charset = System.getProperty("stdout.encoding");
        System.setProperty("stdout.encoding", "UTF-8");
        try {
            byte[] bytes = "ä€😀 x\n".getBytes(UTF_8);
            bytes[bytes.length - 2] = (byte) 0xff;
            assertEquals(List.of("ä€😀 \ufffd"), pumped(bytes));
        } finally {
            if (charset == null) {
                System.clearProperty("stdout.encoding");
            } else {
                System.setProperty("stdout.encoding", charset);
            }
        }
    }

    @Test
    void charactersCutBetweenReadsAreWhole() throws Exception {
        String charset = System.setProperty("stdout.encoding", "UTF-8");
        byte[] bytes = "ä€😀\n".repeat(10).getBytes(UTF_8);
        InputStream slow = new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] to, int from, int length) {
                return super.read(to, from, Math.min(1, length));
            }
        };
        try {
            OutputPump pump = OutputPump.start(slow, "pump", lines::add);
            assertTrue(pump.await(Bounded.LONG));
        } finally {
            if (charset != null) {
                System.setProperty("stdout.encoding", charset);
            } else {
                System.clearProperty("stdout.encoding");
            }
        }
        assertEquals(Collections.nCopies(10, "ä€😀"), lines);
    }

    @Test
    void lastLinesAreFortyOfAThousandCharacters() throws Exception {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            text.append(i).append("x".repeat(2_000)).append('\n');
        }
        OutputPump pump =
                OutputPump.start(new ByteArrayInputStream(text.toString().getBytes(UTF_8)), "pump", _ -> {});
        assertTrue(pump.await(Bounded.LONG));
        List<String> last = pump.lastLines();
        assertEquals(40, last.size());
        assertTrue(last.getFirst().startsWith("60x"), last.getFirst());
        assertTrue(last.stream().allMatch(line -> line.length() == 1_000));
    }

    @Test
    void aFloodIsDrainedThoughNobodyListensAndTheDroppedAreCounted() throws Exception {
        CountDownLatch listen = new CountDownLatch(1);
        int count = 100_000;
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append("line ").append(i).append(" of a flood that nobody wants\n");
        }
        InputStream flood = new ByteArrayInputStream(text.toString().getBytes(UTF_8));
        CountDownLatch drained = new CountDownLatch(1);
        InputStream noticed = new java.io.FilterInputStream(flood) {
            @Override
            public void close() {
                drained.countDown();
            }
        };
        OutputPump pump = OutputPump.start(noticed, "pump", line -> {
            try {
                Bounded.await(listen);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            lines.add(line);
        });
        Bounded.await(drained);
        assertFalse(pump.await(Duration.ZERO));
        listen.countDown();
        assertTrue(pump.await(Bounded.LONG));

        String notice = lines.getLast();
        assertTrue(notice.matches("\\.\\.\\. [0-9]+,[0-9]{3} lines dropped \\.\\.\\."), notice);
        int dropped = Integer.parseInt(notice.replaceAll("[^0-9]", ""));
        assertEquals(count, lines.size() - 1 + dropped);
        long waited = lines.stream().mapToLong(String::length).sum();
        assertTrue(waited <= LineBuffer.CAPACITY + 1_000, waited + " characters");
        assertEquals(
                "line " + (count - 1) + " of a flood that nobody wants",
                pump.lastLines().getLast());
    }

    @Test
    void theDroppedAreCountedWhereTheyWere() throws Exception {
        LineBuffer buffer = new LineBuffer();
        String big = "x".repeat(LineBuffer.CAPACITY - 100);
        buffer.add(big);
        buffer.add("y".repeat(200));
        assertEquals(big, buffer.take());
        buffer.add("z");
        buffer.end();
        assertEquals("... 1 line dropped ...", buffer.take());
        assertEquals("z", buffer.take());
        assertEquals(null, buffer.take());
    }

    @Test
    void aConsumerThatThrowsIsReportedAndGoesOn() throws Exception {
        List<Throwable> reported = Collections.synchronizedList(new ArrayList<>());
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((_, e) -> reported.add(e));
        try {
            OutputPump pump = OutputPump.start(new ByteArrayInputStream("a\nb\nc\n".getBytes(UTF_8)), "pump", line -> {
                if (line.equals("b")) {
                    throw new IllegalStateException("no b");
                }
                lines.add(line);
            });
            assertTrue(pump.await(Bounded.LONG));
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        assertEquals(List.of("a", "c"), lines);
        assertEquals(
                List.of("no b"), reported.stream().map(Throwable::getMessage).toList());
    }

    @Test
    void outputOfAProcessArrivesWhole() throws Exception {
        try (Child child =
                Child.start(new ProcessBuilder("sh", "-c", "for i in 1 2 3; do echo $i; done; printf end"))) {
            OutputPump pump = OutputPump.ofOutput(child.process(), "pump", lines::add);
            assertTrue(pump.await(Bounded.LONG));
            assertEquals(List.of("1", "2", "3", "end"), lines);
        }
    }

    @Test
    void aGrandchildThatKeepsTheStreamOpenIsLeftAlone() throws Exception {
        Process process = new ProcessBuilder("sh", "-c", "sleep 300 & echo $!; echo started; read x; exit 7").start();
        ProcessHandle grandchild = null;
        try {
            OutputPump output = OutputPump.ofOutput(process, "pump-out", lines::add);
            OutputPump errors = OutputPump.ofErrors(process, "pump-err", lines::add);
            Bounded.until("the first lines", () -> lines.size() == 2);
            grandchild = ProcessHandle.of(Long.parseLong(lines.getFirst())).orElseThrow();
            untilReading("pump-out");
            untilReading("pump-err");
            process.getOutputStream().close();
            Bounded.run(() -> assertEquals(7, process.waitFor()));

            assertFalse(output.await(Duration.ofMillis(20)), "the grandchild still has the stream");
            assertTrue(grandchild.isAlive());
            output.abandon();
            errors.abandon();
            assertTrue(output.await(Bounded.LONG) && errors.await(Bounded.LONG));
            Bounded.until(
                    "the threads to end",
                    () -> Threads.all().values().stream()
                            .noneMatch(thread -> thread.name().startsWith("pump-")));
            assertTrue(grandchild.isAlive(), "nobody asked for its end");
            assertEquals("started", output.lastLines().getLast());
            assertEquals(2, lines.size());
        } finally {
            if (grandchild != null) {
                grandchild.destroyForcibly();
            }
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static void untilReading(String thread) {
        Bounded.until(
                thread + " to read",
                () -> Threads.all().values().stream()
                        .anyMatch(sighting ->
                                sighting.name().equals(thread) && sighting.mentions("FileInputStream.readBytes")));
    }

    @Test
    void abandonEndsAConsumersQueue() throws Exception {
        CountDownLatch inConsumer = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (var to = new PipedOutputStream();
                var from = new PipedInputStream(to)) {
            OutputPump pump = OutputPump.start(from, "pump", line -> {
                inConsumer.countDown();
                try {
                    Bounded.await(go);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                lines.add(line);
            });
            to.write("a\nb\n".getBytes(UTF_8));
            to.flush();
            Bounded.await(inConsumer);
            Bounded.until("both lines", () -> pump.lastLines().size() == 2);
            pump.abandon();
            go.countDown();
            assertTrue(pump.await(Bounded.LONG));
            assertEquals(List.of("a"), lines);
        }
    }
}
