package dev.cordage.observe;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** A world in which time passes and ticks happen when the test says so, with a terminal or a log as standard error. */
class TestHost implements ProgressHost {
    final VirtualTerminal terminal;
    final ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    final ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    /** What was written at once where there is no terminal. */
    final List<String> log = new CopyOnWriteArrayList<>();

    final AtomicLong now = new AtomicLong(1_000_000_000_000L);
    final List<Runnable> hooks = new CopyOnWriteArrayList<>();
    final ProgressBoard board = new ProgressBoard(this, patience());
    volatile int tickers;
    volatile boolean exiting;
    volatile boolean terminalGone;
    private final ProgressSurface surface;
    private volatile PrintStream out;
    private volatile PrintStream err;

    TestHost(ProgressSurface surface, VirtualTerminal terminal) {
        this.surface = surface;
        this.terminal = terminal;
        this.out = new PrintStream(both(outBytes, terminal.stream()), true, StandardCharsets.UTF_8);
        this.err = new PrintStream(both(errBytes, terminal.stream()), true, StandardCharsets.UTF_8);
    }

    static TestHost onTerminal() {
        return onTerminal(80, 24);
    }

    static TestHost onTerminal(int columns, int lines) {
        return new TestHost(
                new ProgressSurface(true, true, columns, lines, false, false), new VirtualTerminal(columns, lines));
    }

    /** A terminal other than we were told. */
    static TestHost onTerminal(ProgressSurface told, VirtualTerminal real) {
        return new TestHost(told, real);
    }

    static TestHost withoutTerminal() {
        return new TestHost(new ProgressSurface(false, false, 80, 24, false, false), new VirtualTerminal(200, 100));
    }

    Duration patience() {
        return Duration.ofSeconds(20);
    }

    void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    /** Lets a tenth of a second pass and ticks. */
    void tick() {
        pass(Duration.ofMillis(100));
        board.tick();
    }

    Progress start(String name, long total) {
        return Progress.start(board, name, total);
    }

    List<String> lines() {
        return terminal.lines();
    }

    @Override
    public long nanoTime() {
        return now.get();
    }

    @Override
    public ProgressSurface surface() {
        return surface;
    }

    @Override
    public void draw(String text) throws IOException {
        if (terminalGone) {
            throw new IOException("gone");
        }
        terminal.feed(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void printLine(String line) {
        log.add(line);
    }

    @Override
    public PrintStream out() {
        return out;
    }

    @Override
    public void out(PrintStream stream) {
        out = stream;
    }

    @Override
    public PrintStream err() {
        return err;
    }

    @Override
    public void err(PrintStream stream) {
        err = stream;
    }

    @Override
    public Runnable repeat(Runnable task) {
        tickers++;
        return () -> tickers--;
    }

    @Override
    public Runnable atExit(Runnable task) {
        if (exiting) {
            throw new IllegalStateException("exiting");
        }
        hooks.add(task);
        return () -> hooks.remove(task);
    }

    /** What System.exit does. */
    void exit() {
        exiting = true;
        List<Runnable> all = new ArrayList<>(hooks);
        all.forEach(Runnable::run);
    }

    private static OutputStream both(OutputStream first, OutputStream second) {
        return new OutputStream() {
            @Override
            public synchronized void write(int b) throws IOException {
                first.write(b);
                second.write(b);
            }

            @Override
            public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
                first.write(bytes, offset, length);
                second.write(bytes, offset, length);
            }
        };
    }
}
