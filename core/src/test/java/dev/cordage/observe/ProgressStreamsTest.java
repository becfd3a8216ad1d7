package dev.cordage.observe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program's own streams while bars are open. */
class ProgressStreamsTest {
    private final TestHost host = TestHost.onTerminal();
    private final PrintStream out = host.out();
    private final PrintStream err = host.err();

    @Test
    void replacedWhileThereAreBars() {
        Progress first = host.start("first", 1);
        PrintStream tap = host.out();
        assertNotSame(out, tap);
        assertNotSame(err, host.err());
        assertEquals(out.charset(), tap.charset());
        Progress second = host.start("second", 1);
        assertSame(tap, host.out(), "replaced once");
        second.close();
        first.close();
        assertSame(out, host.out());
        assertSame(err, host.err());
    }

    @Test
    void whatTheProgramHasSetMeanwhileStays() {
        Progress bar = host.start("files", 1);
        PrintStream own = new PrintStream(OutputStream.nullOutputStream());
        host.out(own);
        bar.close();
        assertSame(own, host.out());
        assertSame(err, host.err());
    }

    @Test
    void aKeptStreamStillWorksAndIsNotReplacedAgain() {
        Progress bar = host.start("files", 1);
        PrintStream kept = host.out();
        bar.close();
        host.out(kept);
        kept.println("between");
        Progress next = host.start("more", 1);
        assertSame(kept, host.out());
        host.tick();
        kept.println("during");
        assertEquals("during", host.lines().get(2));
        assertTrue(host.lines().getLast().startsWith("more"));
        next.close();
        assertSame(out, host.out());
        assertEquals("between%nduring%n".formatted(), host.outBytes.toString());
    }

    @Test
    void aSubclassIsLeftAlone() {
        PrintStream own = new PrintStream(OutputStream.nullOutputStream()) {};
        host.out(own);
        try (Progress bar = host.start("files", 1)) {
            bar.step();
            assertSame(own, host.out());
        }
        assertSame(own, host.out());
    }

    @Test
    void outIsLeftAloneWhereItIsNoTerminal() {
        ProgressSurface surface = new ProgressSurface(true, false, 80, 24, false, false);
        TestHost redirected = TestHost.onTerminal(surface, new VirtualTerminal(80, 24));
        PrintStream before = redirected.out();
        Progress bar = redirected.start("files", 1);
        assertSame(before, redirected.out());
        assertFalse(redirected.err().getClass() != PrintStream.class);
        bar.close();
    }

    /** The same calls, on a stream with bars below and on one without, must give the same bytes. */
    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "ISO-8859-1", "UTF-16BE", "windows-1252", "Shift_JIS"})
    void everyByteIsTheSame(String charset) {
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        ByteArrayOutputStream actual = new ByteArrayOutputStream();
        PrintStream reference = new PrintStream(expected, true, Charset.forName(charset));
        host.out(new PrintStream(actual, true, Charset.forName(charset)));
        Progress bar = host.start("files", 100);
        for (PrintStream stream : List.of(reference, host.out())) {
            Random random = new Random(42);
            for (int i = 0; i < 2000; i++) {
                printSomething(stream, random);
                if (stream != reference && i % 7 == 0) {
                    bar.step();
                    host.tick();
                }
            }
            stream.flush();
        }
        bar.close();
        assertArrayEquals(expected.toByteArray(), actual.toByteArray());
    }

    private static void printSomething(PrintStream stream, Random random) {
        byte[] bytes = new byte[random.nextInt(20)];
        random.nextBytes(bytes);
        String rocket = "🚀";
        switch (random.nextInt(12)) {
            case 0 -> stream.print("text é 日本 " + random.nextInt());
            case 1 -> stream.println("line " + random.nextLong());
            case 2 -> stream.write(random.nextInt(256));
            case 3 -> stream.write(bytes, 0, bytes.length);
            case 4 -> stream.printf(Locale.ROOT, "%5.2f|%s%n", random.nextDouble(), rocket);
            case 5 -> stream.append("appended", 2, 5).append('c');
            case 6 -> {
                stream.print(rocket.charAt(0));
                stream.print(rocket.charAt(1));
            }
            case 7 -> stream.print("x".repeat(random.nextInt(20_000)) + rocket);
            case 8 -> stream.println(new char[] {'a', 'é', '\n', 'z'});
            case 9 -> stream.println();
            case 10 -> stream.print("\r\t\b\033[31m");
            default -> stream.println((Object) null);
        }
    }

    @Test
    void aBrokenStreamIsSeenAsBroken() {
        host.out(new PrintStream(
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("broken");
                    }
                },
                true));
        Progress bar = host.start("files", 1);
        assertFalse(host.out().checkError());
        host.out().println("text");
        assertTrue(host.out().checkError());
        host.err().println("text");
        assertFalse(host.err().checkError());
        bar.close();
    }

    @Test
    void printingGoesOnWhenTheTerminalIsGone() {
        Progress bar = host.start("files", 1);
        host.tick();
        host.terminalGone = true;
        host.out().println("one");
        host.tick();
        host.out().println("two");
        bar.close();
        assertEquals("one%ntwo%n".formatted(), host.outBytes.toString());
        assertSame(out, host.out());
    }

    @Test
    void aStreamThatClosesABarWhileItWrites() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        List<Progress> bars = new ArrayList<>();
        host.out(new PrintStream(
                new OutputStream() {
                    @Override
                    public void write(int b) {
                        bytes.write(b);
                    }

                    @Override
                    public void write(byte[] text, int offset, int length) {
                        bars.forEach(Progress::close);
                        bytes.write(text, offset, length);
                        host.terminal.feed(Arrays.copyOfRange(text, offset, offset + length));
                    }
                },
                true));
        bars.add(host.start("files", 1));
        host.tick();
        host.out().println("text");
        host.tick();
        assertEquals("text", host.lines().getFirst());
        assertTrue(host.lines().get(1).startsWith("files") && host.lines().size() == 2, () -> "" + host.lines());
        assertEquals(0, host.tickers);
    }

    @Test
    void aStreamThatPrintsWhileItWrites() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        host.out(new PrintStream(
                new OutputStream() {
                    @Override
                    public void write(int b) {
                        bytes.write(b);
                    }

                    @Override
                    public void write(byte[] text, int offset, int length) {
                        host.err().println("writing");
                        bytes.write(text, offset, length);
                    }
                },
                true));
        Progress bar = host.start("files", 1);
        host.tick();
        host.out().println("text");
        host.tick();
        assertEquals(List.of("writing", ""), host.lines().subList(0, 2));
        assertEquals(3, host.lines().size());
        bar.close();
        assertEquals("text%n".formatted(), bytes.toString());
    }
}
