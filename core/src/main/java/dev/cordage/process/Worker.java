package dev.cordage.process;

import dev.cordage.internal.codec.Decoder;
import dev.cordage.internal.launch.OutputPump;
import dev.cordage.internal.shared.Region;
import dev.cordage.internal.threads.Uncaught;
import dev.cordage.internal.waiting.Durations;
import dev.cordage.internal.worker.FrameInput;
import dev.cordage.internal.worker.Parcel;
import dev.cordage.internal.worker.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One worker process, as its parent sees it, with the thread that serves it from its start to its end.
 *
 * <p>That thread starts the process, reads what it sends, writes what others could not, and sees its death. It never
 * waits for anything but the worker, and no user code runs in it but what rebuilding a result calls.
 */
final class Worker {
    /** How long a worker that was told to leave has for it. */
    private static final long LEAVING_NANOS = 2_000_000_000;

    /** How long to wait for the last words of a dead worker, which a grandchild may keep from ending. */
    private static final Duration LAST_WORDS = Duration.ofMillis(500);

    /** How long answers of a worker with much to do may wait: short beside the time in which it does all that. */
    static final long NAP_NANOS = 30_000;

    private static final long RSS_LOOK_NANOS = 100_000_000;

    /**
     * <pre>
     *   STARTING ──> READY ──> RETIRING ──> LEAVING ──> GONE
     *       │          └──────────────────────^          ^
     *       └──────────(from every state)────────────────┘
     * </pre>
     *
     * A RETIRING worker is given no more tasks and leaves when it has done those it has.
     */
    enum State {
        STARTING,
        READY,
        RETIRING,
        LEAVING,
        GONE
    }

    static {
        // What the end of a worker needs, while there are descriptors to load it with.
        Death nobody = new Death("", -1, -1, -1, null, null, List.of(), null, null);
        var _ = nobody.exception("").signal();
        var _ = Gone.class.getName();
    }

    /** The thread that serves a worker. */
    static final class Server extends Thread {
        Server(Runnable body, String name) {
            super(null, body, name, 0, false);
            setDaemon(true);
        }
    }

    final Engine engine;
    final int number;
    final String name;
    final WorkerInsights insights;

    /** Whether it was started as a spare. */
    final boolean isSpare;

    // Guarded by the lock of the engine.
    State state = State.STARTING;
    boolean spare;
    /** Whether its connections are closed, and its exit is waited for. */
    boolean dying;
    /** What was sent to the worker without an answer; the first of them is begun, or about to be. */
    final ArrayDeque<ProcessTask<?>> inFlight = new ArrayDeque<>();

    long seq = Wire.INITIALIZER;
    long given;
    int defined;
    long headSince;
    long idleSince;
    /** Whether it was asked to give back what it has not begun. */
    boolean revoking;

    long leavingSince;

    /** Set before the connections are there for others to use, under the lock of the engine. */
    @Nullable Sender data;

    @Nullable Sender control;

    /** Whether it has so much to do that answers are better read many at a time. Read without the lock, as a hint. */
    volatile boolean crowded;

    private volatile @Nullable Process process;
    private volatile @Nullable String killedFor;
    private volatile boolean terminated;
    private volatile @Nullable Selector selector;

    // Used by the server thread only.
    private final Server server;
    private final Decoder decoder;
    private final LogRelay logRelay;
    private @Nullable Launch launch;
    private long nextRssLook;
    private boolean hasRead;
    private long startDeadline;

    Worker(Engine engine, int number, boolean spare) {
        this.engine = engine;
        this.number = number;
        this.isSpare = spare;
        this.spare = spare;
        this.name = engine.settings.single() ? engine.settings.name() : engine.settings.name() + "-" + number;
        this.insights = new WorkerInsights(name);
        this.logRelay = new LogRelay(name);
        this.decoder = new Decoder(engine.shipping.loaders);
        this.server = new Server(this::serve, name + "-server");
    }

    /** Puts a task, and the definitions it needs, into the connection; to be flushed. The engine's lock is held. */
    Sender put(long seq, boolean hasDeadline, Parcel parcel) {
        Sender sender = Objects.requireNonNull(data);
        for (; defined < parcel.definitions(); defined++) {
            sender.add(Wire.frame(Wire.DEFINE, engine.shipping.encoder.definition(defined)));
        }
        ByteBuffer head = Wire.start(Wire.TASK, 10, parcel.bytes().length)
                .putLong(seq)
                .put((byte) (hasDeadline ? 1 : 0))
                .put(parcel.form());
        sender.add(head.flip(), ByteBuffer.wrap(parcel.bytes()));
        return sender;
    }

    /** Begins its life. */
    void start() {
        server.start();
    }

    boolean isServedBy(Thread thread) {
        return server == thread;
    }

    @Nullable Process process() {
        return process;
    }

    /** Kills the process, and all its descendants, now or as soon as there is one. The first reason given stays. */
    void kill(String reason) {
        if (killedFor == null) {
            killedFor = reason;
        }
        Process running = process;
        if (running != null) {
            destroy(running);
        }
        wakeUp();
    }

    /** Asks the process to end, now or as soon as there is one. */
    void terminate() {
        terminated = true;
        Process running = process;
        if (running != null) {
            boolean _ = running.toHandle().destroy();
        }
    }

    /** Through its handle: Process.destroy would close the streams, and the last lines would be lost. */
    private static void destroy(Process process) {
        List<ProcessHandle> descendants = List.of();
        try {
            descendants = process.descendants().toList();
        } catch (RuntimeException e) {
            Uncaught.report(e); // no descriptor is left to look with; the worker itself must go all the same
        }
        boolean _ = process.toHandle().destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
    }

    /** Has the server thread look at what has changed. */
    void wakeUp() {
        Selector open = selector;
        if (open != null) {
            open.wakeup();
        }
    }

    // ---- the life of a worker, in its server thread ----------------------------------------------------------------

    private void serve() {
        Throwable failure = null;
        try (Selector opened = Selector.open()) {
            selector = opened;
            startDeadline = System.nanoTime() + Durations.nanos(engine.settings.startTimeout());
            Launch launch = new Launch(this, opened);
            this.launch = launch;
            launch.start(killedFor == null);
            Process started = launch.process();
            process = started;
            engine.update(() -> insights.pid = started.pid());
            if (killedFor != null) {
                destroy(started);
            } else if (terminated) {
                boolean _ = started.toHandle().destroy();
            }
            if (launch.connect(startDeadline)) {
                Sender data = new Sender(launch.data(), opened);
                Sender control = new Sender(launch.control(), opened);
                engine.update(() -> {
                    this.data = data;
                    this.control = control;
                });
                converse(opened, data, control);
                engine.update(() -> engine.crew().dying(this));
            } else if (started.isAlive()) {
                kill("it was not ready " + engine.settings.startTimeout() + " after its start");
            }
        } catch (Throwable thrown) {
            failure = thrown;
            if (process != null) {
                kill("what it sent was not understood: " + thrown);
            }
        }
        try {
            end(failure);
        } catch (Throwable unforeseen) {
            // No class could be loaded, say, for want of descriptors or memory. The pool must learn of it all the same.
            Death death = new Death(name, -1, -1, Death.UNKNOWN, null, unforeseen, List.of(), null, null);
            engine.update(new Gone(this, death));
            throw unforeseen;
        }
    }

    /** What the crew is told at the end. A class of its own, loaded early: then nothing may be loaded any more. */
    private record Gone(Worker worker, Death death) implements Runnable {
        @Override
        public void run() {
            worker.engine.crew().gone(worker, death);
        }
    }

    private void converse(Selector selector, Sender data, Sender control) throws IOException {
        SocketChannel dataChannel = data.channel();
        SocketChannel controlChannel = control.channel();
        FrameInput dataInput = new FrameInput();
        FrameInput controlInput = new FrameInput();
        SelectionKey dataKey = dataChannel.register(selector, SelectionKey.OP_READ);
        SelectionKey controlKey = controlChannel.register(selector, SelectionKey.OP_READ);
        boolean open = true;
        while (open) {
            long nanos = engine.look(this);
            data.flush();
            if (crowded && hasRead) {
                LockSupport.parkNanos(NAP_NANOS);
            } else {
                dataKey.interestOps(interest(data));
                controlKey.interestOps(interest(control));
                if (nanos == Long.MAX_VALUE) {
                    selector.select();
                } else {
                    selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
                }
                selector.selectedKeys().clear();
            }
            hasRead = false;
            if (data.isFull()) {
                data.resume();
            }
            if (control.isFull()) {
                control.resume();
            }
            open = read(controlChannel, controlInput, false);
            open = read(dataChannel, dataInput, true) && open;
        }
    }

    private static int interest(Sender sender) {
        return sender.isFull() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ;
    }

    /** Handles all frames that have arrived; false at the end of the stream. */
    private boolean read(SocketChannel channel, FrameInput input, boolean isData) throws IOException {
        for (; ; ) {
            int read;
            try {
                read = input.readFrom(channel);
            } catch (IOException reset) {
                return false;
            }
            hasRead |= read > 0;
            for (ByteBuffer frame; (frame = input.next()) != null; ) {
                if (isData) {
                    handleData(frame);
                } else {
                    handleControl(frame);
                }
            }
            if (read <= 0) {
                return read == 0;
            }
        }
    }

    private void handleData(ByteBuffer frame) throws IOException {
        byte type = frame.get();
        switch (type) {
            case Wire.DEFINE -> decoder.define(Wire.bytes(frame));
            case Wire.READY -> engine.update(() -> engine.crew().ready(this));
            case Wire.RESULT, Wire.FAILURE -> handleOutcome(type == Wire.RESULT, frame);
            case Wire.STARTED -> {
                long seq = frame.getLong();
                engine.update(() -> engine.crew().begun(this, seq));
            }
            case Wire.SKIPPED -> engine.skipped(this, frame.getLong());
            default -> throw Wire.unexpected(type, "data");
        }
    }

    private void handleOutcome(boolean isResult, ByteBuffer frame) throws IOException {
        long number = frame.getLong();
        long nanos = frame.getLong();
        boolean retire = (frame.get() & Wire.RETIRE) != 0;
        if (number == Wire.INITIALIZER) {
            initialized(nanos, isResult ? null : failure(frame));
            return;
        }
        ProcessTask<?> task = engine.answered(this, number, nanos, retire);
        try {
            if (!isResult) {
                task.fail(failure(frame));
            } else if (!task.isDone()) {
                succeed(task, frame);
            }
        } finally {
            giveBack(Parcel.fileOf(frame));
            engine.settled();
        }
    }

    private void initialized(long nanos, @Nullable Throwable failure) {
        if (failure == null) {
            engine.update(() -> {
                insights.initNanos = nanos;
                engine.crew().becameReady(this);
            });
        } else {
            engine.update(() -> engine.crew().breakPool(failure));
            kill("its initializer failed");
        }
    }

    private Throwable failure(ByteBuffer frame) {
        try {
            return decoder.decodeFailure(Parcel.unpack(frame.duplicate()));
        } catch (IOException e) {
            return e;
        }
    }

    private void succeed(ProcessTask<?> task, ByteBuffer frame) {
        Object value;
        try {
            value = engine.shipping.unwrap(decoder.decode(Parcel.unpack(frame.duplicate())));
        } catch (Throwable e) {
            task.fail(Shipping.notRebuilt(task, this, e));
            return;
        }
        task.succeed(value);
    }

    private void handleControl(ByteBuffer frame) throws IOException {
        byte type = frame.get();
        switch (type) {
            case Wire.REVOKED -> {
                long lastAnswered = frame.getLong();
                engine.update(() -> engine.crew().revoked(this, lastAnswered));
            }
            case Wire.WANTED -> {
                long request = frame.getLong();
                int loader = frame.getInt();
                byte kind = frame.get();
                byte[] bytes = engine.shipping.loaders.find(loader, kind, Wire.text(frame));
                answer(request, bytes);
            }
            case Wire.LOG -> logRelay.add(Wire.bytes(frame));
            default -> throw Wire.unexpected(type, "control");
        }
    }

    /** A file that was read can be used for another result. */
    private void giveBack(@Nullable Path file) {
        Sender sender = control;
        if (file == null) {
            return;
        }
        if (sender == null || !Parcel.isWorthKeeping(file)) {
            ProcessTask.delete(file);
            return;
        }
        sender.add(Wire.frame(Wire.FREED, file.toString().getBytes(StandardCharsets.UTF_8)));
        sender.flush();
    }

    private void answer(long request, byte @Nullable [] bytes) {
        int length = bytes == null ? 0 : bytes.length;
        ByteBuffer head = Wire.start(Wire.CLASS, 9, length)
                .putLong(request)
                .put((byte) (bytes == null ? 0 : 1))
                .flip();
        Sender sender = control;
        if (sender != null) {
            sender.add(head, ByteBuffer.wrap(bytes == null ? new byte[0] : bytes));
            sender.flush();
        }
    }

    /** How long until the next look at the memory of the process; kills it where it holds too much. */
    long checkMemory(long now, boolean runs) {
        long limit = engine.settings.maxRss();
        Process running = process;
        if (limit == Long.MAX_VALUE || running == null) {
            return Long.MAX_VALUE;
        }
        if (now - nextRssLook >= 0) {
            nextRssLook = now + RSS_LOOK_NANOS;
            long rss = ProcessFigures.rss(running.pid());
            if (rss > limit) {
                kill("its process holds " + rss + " bytes of memory, more than maxRss(" + limit + ")");
            }
        }
        return runs ? RSS_LOOK_NANOS : 10 * RSS_LOOK_NANOS;
    }

    long startDeadline() {
        return startDeadline;
    }

    static long leavingNanos() {
        return LEAVING_NANOS;
    }

    // ---- the end -------------------------------------------------------------------------------------------------

    private void end(@Nullable Throwable failure) {
        Launch launched = launch;
        Process ended = process;
        long begun = -1;
        int exitCode = -1;
        List<String> lastLines = List.of();
        Path crashReport = null;
        String crashSignal = null;
        if (launched != null) {
            launched.closeConnections();
            if (ended != null) {
                exitCode = awaitExit(ended);
                Region.someProcessDied();
            }
            begun = launched.begun();
            OutputPump err = launched.stderr();
            awaitLastWords(launched.stdout());
            awaitLastWords(err);
            lastLines = launched.lastLines();
            endLog();
            crashReport = launched.crashReport();
            crashSignal = launched.crashSignal();
            launched.delete();
        }
        Death death = new Death(
                name,
                ended == null ? -1 : ended.pid(),
                exitCode,
                begun,
                killedFor,
                failure,
                lastLines,
                crashSignal,
                crashReport);
        engine.update(new Gone(this, death));
    }

    /** Waits for the exit of a process that is on its way out, and kills it if it takes too long. */
    private int awaitExit(Process process) {
        try {
            if (!process.waitFor(LEAVING_NANOS, TimeUnit.NANOSECONDS)) {
                destroy(process);
                if (!process.waitFor(LEAVING_NANOS, TimeUnit.NANOSECONDS)) {
                    return -1;
                }
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            destroy(process); // nobody has a reason to interrupt this thread
            return -1;
        }
    }

    private void endLog() {
        try {
            logRelay.end(LAST_WORDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody has a reason to
        }
    }

    private static void awaitLastWords(@Nullable OutputPump pump) {
        if (pump == null) {
            return;
        }
        try {
            if (!pump.await(LAST_WORDS)) {
                pump.abandon();
            }
        } catch (InterruptedException e) {
            pump.abandon();
        } catch (UncheckedIOException e) {
            // It is gone either way.
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
