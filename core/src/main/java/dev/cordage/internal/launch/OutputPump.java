package dev.cordage.internal.launch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Drains one stream of a worker, and hands it over line by line, in order, in a daemon thread of its own. Draining never
 * waits for the consumer: between them are at most a million characters, and lines that come when it is full are
 * dropped, with one line that says how many. Lines of more than 8,192 characters come in pieces.
 *
 * <p>An exception of the consumer goes to the uncaught-exception handler of the thread, and the next line is handed over.
 */
public final class OutputPump {
    /*
     * The drainer reads; the deliverer, a second thread that is started by the first line, calls the consumer.
     *
     * A worker's child inherits its pipes, and may hold them open long after the worker has ended. The JDK's stream of a
     * process then blocks in read(), holding its monitor; the thread that reaps the process blocks for that monitor; and
     * closing it from outside closes the descriptor but wakes nobody: on Linux a read in progress goes on. So the reader
     * has to be woken by what it waits for, a byte: on Linux the other end of any pipe of this process can be opened by
     * the name /proc/self/fd/N. N is found by the pipe's identity, which /proc tells of the worker's descriptor when it
     * starts. The reader wakes, sees that it is to go, and closes the stream itself. Elsewhere closing is all that can be
     * done, in a thread of its own since it may block too.
     */
    static final int LONGEST_LINE = 8_192;

    private static final int CHUNK = 8_192;
    private static final Path OWN_DESCRIPTORS = Path.of("/proc/self/fd");

    private final InputStream stream;
    private final String threadName;
    private final Consumer<String> lines;
    /** Names the pipe in /proc; null where that is not known. */
    private final @Nullable Path pipe;

    private final LineBuffer buffer = new LineBuffer();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch drained = new CountDownLatch(1);
    private final Thread drainer;
    /** Set once, guarded by this, never cleared. Volatile: read by the drainer after each read. */
    private volatile boolean abandoned;
    /** There is a thread that hands lines over, and so says when that has ended. Guarded by this. */
    private boolean delivering;

    private OutputPump(InputStream stream, @Nullable Path pipe, String threadName, Consumer<String> lines) {
        this.stream = stream;
        this.pipe = pipe;
        this.threadName = threadName;
        this.lines = lines;
        this.drainer = Thread.ofPlatform().daemon().name(threadName).unstarted(this::drain);
    }

    /** Drains any stream. {@link #abandon()} ends a read in progress only if closing the stream does. */
    public static OutputPump start(InputStream stream, String threadName, Consumer<String> lines) {
        return start(stream, null, threadName, lines);
    }

    /** Drains the standard output of a process just started. */
    public static OutputPump ofOutput(Process process, String threadName, Consumer<String> lines) {
        return start(process.getInputStream(), pipe(process, "1"), threadName, lines);
    }

    /** Drains the standard error of a process just started. */
    public static OutputPump ofErrors(Process process, String threadName, Consumer<String> lines) {
        return start(process.getErrorStream(), pipe(process, "2"), threadName, lines);
    }

    private static OutputPump start(
            InputStream stream, @Nullable Path pipe, String threadName, Consumer<String> lines) {
        OutputPump pump = new OutputPump(stream, pipe, threadName, lines);
        pump.drainer.start();
        return pump;
    }

    /** At most the last 40 lines that came, each cut at 1,000 characters. */
    public List<String> lastLines() {
        return buffer.lastLines();
    }

    /** Waits until the end of the stream has been seen and all lines were handed over; false if that took too long. */
    public boolean await(Duration time) throws InterruptedException {
        return ended.await(TimeUnit.NANOSECONDS.convert(time), TimeUnit.NANOSECONDS);
    }

    /**
     * Closes the stream and lets the threads go, even when a child of the worker holds the other end open. Lines not yet
     * handed over are not any more. Does not wait.
     */
    public void abandon() {
        synchronized (this) {
            abandoned = true;
            if (!delivering) {
                ended.countDown();
            }
        }
        buffer.abandon();
        if (drained.getCount() == 0) {
            return;
        }
        if (!wake()) {
            var _ = Thread.ofPlatform().daemon().name(threadName + "-close").start(this::closeStream);
        }
    }

    // --- draining

    private void drain() {
        try {
            read();
        } catch (IOException _) {
            // Whoever ends the process may close its streams. There is no more to be read, which is all that matters.
        } finally {
            drained.countDown();
            buffer.end();
            closeStream();
            synchronized (this) {
                if (!delivering) {
                    ended.countDown();
                }
            }
        }
    }

    private void read() throws IOException {
        byte[] bytes = new byte[CHUNK];
        ByteBuffer encoded = ByteBuffer.wrap(bytes).limit(0);
        CharBuffer decoded = CharBuffer.allocate(CHUNK);
        CharsetDecoder decoder = charset()
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        Lines splitter = new Lines();
        while (!abandoned) {
            encoded.compact();
            int count = stream.read(bytes, encoded.position(), encoded.remaining());
            if (abandoned) {
                return;
            }
            boolean end = count < 0;
            encoded.position(encoded.position() + Math.max(0, count)).flip();
            boolean more;
            do {
                more = decoder.decode(encoded, decoded, end).isOverflow();
                splitter.feed(decoded);
            } while (more);
            if (end) {
                var _ = decoder.flush(decoded);
                splitter.feed(decoded);
                splitter.finish();
                return;
            }
        }
    }

    private static Charset charset() {
        String name = System.getProperty("stdout.encoding", System.getProperty("native.encoding"));
        try {
            return name == null ? Charset.defaultCharset() : Charset.forName(name);
        } catch (IllegalArgumentException _) {
            return Charset.defaultCharset();
        }
    }

    /** Cuts characters into lines. Used by the drainer only. */
    private final class Lines {
        private final StringBuilder line = new StringBuilder();
        /** A carriage return came last, and belongs to the line unless a newline follows. */
        private boolean carriageReturn;
        /** A piece of this line was handed over, so that nothing is left of it if it ends here. */
        private boolean continued;

        void feed(CharBuffer characters) {
            characters.flip();
            while (characters.hasRemaining()) {
                character(characters.get());
            }
            characters.clear();
        }

        private void character(char c) {
            if (c == '\n') {
                carriageReturn = false;
                if (!continued || !line.isEmpty()) {
                    send();
                }
                continued = false;
                return;
            }
            if (carriageReturn) {
                carriageReturn = false;
                append('\r');
            }
            if (c == '\r') {
                carriageReturn = true;
            } else {
                append(c);
            }
        }

        private void append(char c) {
            // A pair of surrogates stays together.
            if (line.length() >= LONGEST_LINE && !Character.isLowSurrogate(c)) {
                send();
                continued = true;
            }
            line.append(c);
        }

        private void send() {
            deliver(line.toString());
            line.setLength(0);
        }

        void finish() {
            if (carriageReturn) {
                append('\r');
            }
            if (!line.isEmpty()) {
                send();
            }
        }
    }

    private void deliver(String line) {
        buffer.add(line);
        synchronized (this) {
            if (delivering || abandoned) {
                return;
            }
            delivering = true;
            var _ = Thread.ofPlatform().daemon().name(threadName + "-lines").start(this::handOver);
        }
    }

    private void handOver() {
        try {
            for (String line = buffer.take(); line != null; line = buffer.take()) {
                try {
                    lines.accept(line);
                } catch (Throwable e) {
                    report(e);
                }
            }
        } catch (InterruptedException e) {
            // Nobody but a consumer knows the thread. One that interrupts it wants no more lines.
            report(e);
        } finally {
            ended.countDown();
        }
    }

    private static void report(Throwable e) {
        Thread thread = Thread.currentThread();
        try {
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        } catch (Throwable _) {
            // As the JVM does with what such a handler throws.
        }
    }

    // --- letting go

    private void closeStream() {
        try {
            stream.close();
        } catch (IOException _) {
            // It was to be read only, and is not any more.
        }
    }

    private static @Nullable Path pipe(Process process, String descriptor) {
        try {
            Path link = Path.of("/proc", Long.toString(process.pid()), "fd", descriptor);
            Path pipe = Files.readSymbolicLink(link);
            return pipe.toString().startsWith("pipe:") ? pipe : null;
        } catch (IOException | UnsupportedOperationException _) {
            // Not Linux, or the process has ended already.
            return null;
        }
    }

    /** Writes a byte into the pipe, so that a read in progress returns; false if that can't be done. */
    private boolean wake() {
        if (pipe == null) {
            return false;
        }
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(OWN_DESCRIPTORS)) {
            for (Path descriptor : descriptors) {
                if (isPipe(descriptor)) {
                    try (FileChannel end = FileChannel.open(descriptor, StandardOpenOption.WRITE)) {
                        // The number may have been given to another file in between; then it is not our pipe now.
                        if (isPipe(descriptor)) {
                            int _ = end.write(ByteBuffer.wrap(new byte[] {'\n'}));
                            return true;
                        }
                    }
                }
            }
        } catch (IOException _) {
            // The stream is closed already, or closing it is worth a try.
        }
        return false;
    }

    private boolean isPipe(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).equals(pipe);
        } catch (IOException _) {
            return false;
        }
    }
}
