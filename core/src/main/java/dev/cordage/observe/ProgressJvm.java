package dev.cordage.observe;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** This JVM. */
final class ProgressJvm implements ProgressHost {
    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Unbuffered and never closed: it takes no lock that a program could hold. */
    private final OutputStream terminal = new FileOutputStream(FileDescriptor.err);

    private final Charset charset =
            Charset.forName(System.getProperty("stderr.encoding", "UTF-8"), Charset.defaultCharset());

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public ProgressSurface surface() {
        return ProgressSurface.detect(charset);
    }

    @Override
    public void draw(String text) throws IOException {
        terminal.write(text.getBytes(charset));
    }

    @Override
    public void printLine(String line) {
        PrintStream err = System.err;
        byte[] bytes = (line + System.lineSeparator()).getBytes(err.charset());
        err.write(bytes, 0, bytes.length);
        err.flush();
    }

    @Override
    public PrintStream out() {
        return System.out;
    }

    @Override
    public void out(PrintStream stream) {
        System.setOut(stream);
    }

    @Override
    public PrintStream err() {
        return System.err;
    }

    @Override
    public void err(PrintStream stream) {
        System.setErr(stream);
    }

    @Override
    public Runnable repeat(Runnable task) {
        return new Ticker(task).start();
    }

    @Override
    public Runnable atExit(Runnable task) {
        Thread hook = Thread.ofPlatform().name("cordage-progress-exit").unstarted(task);
        Runtime.getRuntime().addShutdownHook(hook);
        return () -> {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException _) {
                // The program exits: the hook runs, and finds nothing to do.
            }
        };
    }

    /** A platform thread, since virtual ones get no turn while busy tasks occupy all carriers. */
    private static final class Ticker implements Runnable {
        private final Runnable task;
        /** Volatile; set once, by whoever stops the ticker. */
        private volatile boolean stopped;

        Ticker(Runnable task) {
            this.task = task;
        }

        Runnable start() {
            Thread thread = Thread.ofPlatform()
                    .daemon()
                    .name("cordage-progress")
                    .inheritInheritableThreadLocals(false)
                    .start(this);
            return () -> {
                stopped = true;
                LockSupport.unpark(thread);
            };
        }

        @Override
        public void run() {
            long next = System.nanoTime() + PERIOD_NANOS;
            while (!stopped) {
                long wait = next - System.nanoTime();
                if (wait > 0) {
                    LockSupport.parkNanos(this, wait);
                } else {
                    task.run();
                    next = System.nanoTime() + PERIOD_NANOS;
                }
            }
        }
    }
}
