package dev.cordage.process;

import dev.cordage.internal.launch.Entropy;
import dev.cordage.internal.launch.OutputPump;
import dev.cordage.internal.launch.PrivateFolder;
import dev.cordage.internal.launch.WorkerCommand;
import dev.cordage.internal.worker.FrameInput;
import dev.cordage.internal.worker.Identity;
import dev.cordage.internal.worker.Setup;
import dev.cordage.internal.worker.Wire;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The start of a worker process: its socket, its command line, its two connections; and what has to be cleared away when
 * it has ended. Used by the server thread of the worker only, but for the output, which is read by threads of its own.
 */
final class Launch {
    private static final String REPORT = ".log";
    private static final int MOST_DEPTH = 5;

    private final Worker worker;
    private final Selector selector;
    private final byte[] token = Entropy.bytes(Wire.TOKEN_BYTES);

    private @Nullable ServerSocketChannel listener;
    private @Nullable Path socket;
    private @Nullable Path page;
    private @Nullable Path arguments;
    private @Nullable Process process;
    private @Nullable OutputPump stdout;
    private @Nullable OutputPump stderr;
    private @Nullable SocketChannel data;
    private @Nullable SocketChannel control;
    private @Nullable Setup setup;

    /** Written by the thread that reads the output. */
    private volatile @Nullable Path crashReport;

    /** Written by the same thread, before it. */
    private volatile @Nullable String crashSignal;

    Launch(Worker worker, Selector selector) {
        this.worker = worker;
        this.selector = selector;
    }

    /** Starts the process. */
    void start(boolean wanted) throws IOException {
        if (!wanted) {
            throw new IOException("no longer wanted");
        }
        Engine engine = worker.engine;
        Settings settings = engine.settings;
        PrivateFolder folder = engine.folders.folder();
        Path socket = folder.path().resolve("s" + worker.number);
        this.socket = socket;
        page = folder.path().resolve("p" + worker.number);
        Files.write(
                page,
                ByteBuffer.allocate(Wire.PAGE_BYTES).putLong(-1).array(),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE);
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        this.listener = listener;
        listener.bind(UnixDomainSocketAddress.of(socket));
        listener.configureBlocking(false);
        listener.register(selector, SelectionKey.OP_ACCEPT);

        WorkerCommand command = engine.command;
        arguments = folder.path().resolve("a" + worker.number + ".args");
        ProcessBuilder builder = command.build(
                folder,
                "a" + worker.number,
                List.of(socket.toString(), HexFormat.of().formatHex(token)));
        setup = new Setup(
                worker.name,
                settings.name(),
                ProcessHandle.current().pid(),
                depth() + 1,
                share(settings),
                page.toString(),
                engine.folders.filesFrom(worker.number),
                settings.codec() == null ? "" : settings.codec().getClass().getName(),
                engine.shipping.contextLoader,
                settings.single(),
                worker.isSpare,
                command.lateProperties());
        Process started = builder.start();
        process = started;
        started.getOutputStream().close();
        stdout = OutputPump.ofOutput(started, worker.name + "-stdout", lines(settings, false));
        stderr = OutputPump.ofErrors(started, worker.name + "-stderr", lines(settings, true));
        var _ = started.onExit().thenRun(worker::wakeUp);
    }

    /** How many worker processes there are between this JVM and the first one. */
    private static int depth() {
        Setup own = Identity.current();
        return own == null ? 0 : own.depth();
    }

    /** Workers of workers of workers: far down, nobody has meant it. */
    static void checkDepth(String task) {
        int most = Integer.getInteger("cordage.maxProcessDepth", MOST_DEPTH);
        if (depth() >= most) {
            throw new IllegalStateException("task '" + task + "' was submitted in a worker process " + depth()
                    + " deep, and deeper than " + most
                    + " (system property cordage.maxProcessDepth) there are none; most"
                    + " likely each worker runs a static initialiser that submits: ask WorkerProcess.current() there");
        }
    }

    /** How many processors a worker may think it has, so that pools within pools share what there is. */
    private static int share(Settings settings) {
        return Math.max(1, ProcessPool.processors() / settings.workers());
    }

    private Consumer<String> lines(Settings settings, boolean isError) {
        var consumer = isError ? settings.stderr() : settings.stdout();
        String name = worker.name;
        Consumer<String> print = consumer != null
                ? line -> consumer.accept(name, line)
                : line -> (isError ? System.err : System.out).println("[" + name + "] " + line);
        return line -> {
            noteCrashReport(line);
            print.accept(line);
        };
    }

    /** A JVM that crashes says of what, "#  SIGSEGV (0xb) at pc=...", and where its report is, "# /path/hs_err_pid1.log". */
    private void noteCrashReport(String line) {
        if (crashSignal == null && line.startsWith("#  SIG")) {
            int end = line.indexOf(' ', 3);
            crashSignal = line.substring(3, end < 0 ? line.length() : end);
        }
        if (line.startsWith("# ") && line.endsWith(REPORT) && line.contains("hs_err")) {
            Path path = Path.of(line.substring(2).trim());
            crashReport = path;
        }
    }

    Process process() {
        return Objects.requireNonNull(process, "process");
    }

    /** Waits for both connections; false if the process ends before, or the time is up. */
    boolean connect(long deadline) throws IOException {
        Map<SocketChannel, FrameInput> unknown = new HashMap<>();
        ServerSocketChannel listener = Objects.requireNonNull(this.listener);
        while (data == null || control == null) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0 || !process().isAlive()) {
                closeAll(unknown);
                return false;
            }
            selector.select(left);
            selector.selectedKeys().clear();
            for (SocketChannel channel; (channel = listener.accept()) != null; ) {
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ);
                unknown.put(channel, new FrameInput());
            }
            for (Iterator<Map.Entry<SocketChannel, FrameInput>> i =
                            unknown.entrySet().iterator();
                    i.hasNext(); ) {
                Map.Entry<SocketChannel, FrameInput> entry = i.next();
                if (greet(entry.getKey(), entry.getValue())) {
                    i.remove();
                }
            }
        }
        closeAll(unknown);
        listener.close();
        ProcessTask.delete(socket);
        ProcessTask.delete(arguments);
        return true;
    }

    private static void closeAll(Map<SocketChannel, FrameInput> unknown) throws IOException {
        for (SocketChannel channel : unknown.keySet()) {
            channel.close();
        }
    }

    /** Reads the greeting of whoever has connected; true if it is known then who that is, or that it is nobody of ours. */
    private boolean greet(SocketChannel channel, FrameInput input) throws IOException {
        int read;
        ByteBuffer frame;
        try {
            read = input.readFrom(channel);
            frame = input.next();
        } catch (IOException garbage) {
            channel.close();
            return true;
        }
        if (frame == null) {
            if (read < 0) {
                channel.close();
            }
            return read < 0;
        }
        byte[] given = new byte[Wire.TOKEN_BYTES];
        boolean known = frame.get() == Wire.HELLO && frame.remaining() == 1 + given.length;
        byte kind = known ? frame.get() : -1;
        if (known) {
            frame.get(given);
            known = MessageDigest.isEqual(given, token);
        }
        if (known && kind == Wire.CONTROL && control == null) {
            control = channel;
            sendSetup(channel);
        } else if (known && kind == Wire.DATA && data == null) {
            data = channel;
        } else {
            channel.close();
        }
        return true;
    }

    private void sendSetup(SocketChannel channel) throws IOException {
        ByteBuffer[] frames =
                Wire.frame(Wire.SETUP, Objects.requireNonNull(setup).toBytes());
        while (frames[1].hasRemaining()) {
            channel.write(frames); // much smaller than the buffer of a new socket
        }
    }

    SocketChannel data() {
        return Objects.requireNonNull(data);
    }

    SocketChannel control() {
        return Objects.requireNonNull(control);
    }

    @Nullable OutputPump stdout() {
        return stdout;
    }

    @Nullable OutputPump stderr() {
        return stderr;
    }

    /** The end of the standard error, and what the JVM says of its crash, for which it takes the standard output. */
    List<String> lastLines() {
        List<String> lines = new ArrayList<>(stderr == null ? List.of() : stderr.lastLines());
        if (crashSignal != null && stdout != null) {
            for (String line : stdout.lastLines()) {
                if (line.startsWith("#")) {
                    lines.add(line);
                }
            }
        }
        return lines;
    }

    @Nullable String crashSignal() {
        return crashSignal;
    }

    @Nullable Path crashReport() {
        return crashReport;
    }

    /** The last task that the worker had begun, as it says on the page; -1 if none; UNKNOWN if nobody can read it. */
    long begun() {
        if (page == null) {
            return -1;
        }
        try (FileChannel file = FileChannel.open(page, StandardOpenOption.READ)) {
            ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES);
            return file.read(bytes, 0) == Long.BYTES ? bytes.getLong(0) : Death.UNKNOWN;
        } catch (IOException e) {
            return Death.UNKNOWN;
        }
    }

    void closeConnections() {
        close(listener);
        close(data);
        close(control);
    }

    private static void close(java.io.@Nullable Closeable connection) {
        if (connection != null) {
            try {
                connection.close();
            } catch (IOException e) {
                // It is closed all the same.
            }
        }
    }

    /** Deletes the files of the worker, and results that it wrote and could not send. */
    void delete() {
        ProcessTask.delete(socket);
        ProcessTask.delete(page);
        ProcessTask.delete(arguments);
        worker.engine.folders.deleteFilesFrom(worker.number);
    }
}
