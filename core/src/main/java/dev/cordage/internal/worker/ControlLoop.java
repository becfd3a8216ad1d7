package dev.cordage.internal.worker;

import dev.cordage.internal.threads.Uncaught;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Answers the parent, and ends this JVM when the parent is gone. */
final class ControlLoop implements Runnable, Consumer<byte[]> {
    private static final long PATIENCE_NANOS = 1_000_000_000;

    private final Link link;
    private final Link data;
    private final ResultFiles files;
    private final Progression progression;
    private final AtomicLong requests = new AtomicLong();

    // @GuardedBy("itself")
    private final Map<Long, Answer> unanswered = new HashMap<>();

    /** What comes of a request; also its monitor. */
    private static final class Answer {
        boolean here;
        byte @Nullable [] bytes;
    }

    ControlLoop(Link link, Link data, Progression progression, ResultFiles files) {
        this.files = files;
        this.link = link;
        this.data = data;
        this.progression = progression;
    }

    @Override
    public void run() {
        try {
            IgnoredInterrupts.install();
            for (ByteBuffer frame; (frame = link.receive()) != null; ) {
                handle(frame);
            }
        } catch (OutOfMemoryError e) {
            Runtime.getRuntime().halt(Wire.OUT_OF_MEMORY);
        } catch (IOException e) {
            // The parent died while this JVM was writing or reading.
        } catch (Throwable failure) {
            Uncaught.report(failure);
        }
        endAsOrphan();
    }

    private void handle(ByteBuffer frame) throws IOException {
        byte type = frame.get();
        switch (type) {
            case Wire.DROP -> progression.drop(frame.getLong(), frame.get() != 0);
            case Wire.REVOKE -> link.send(Wire.frame(Wire.REVOKED, progression.revoke(frame.getLong())));
            case Wire.CLASS -> answered(frame);
            case Wire.FREED -> files.freed(Path.of(Wire.text(frame)));
            case Wire.LEAVE -> {
                leaving();
                Thread.ofPlatform().name("cordage-leave").start(() -> System.exit(0));
            }
            default -> throw Wire.unexpected(type, "control");
        }
    }

    /** This JVM is about to exit. */
    void leaving() {
        link.leaving();
        data.leaving();
    }

    private void answered(ByteBuffer frame) {
        Answer answer;
        synchronized (unanswered) {
            answer = unanswered.remove(frame.getLong());
        }
        if (answer != null) {
            boolean found = frame.get() != 0;
            byte[] bytes = Wire.bytes(frame);
            synchronized (answer) {
                answer.here = true;
                answer.bytes = found ? bytes : null;
                answer.notifyAll();
            }
        }
    }

    /** Asks the parent for a class file or a resource; null if it has none. Waits, whoever interrupts. */
    byte @Nullable [] ask(int loader, byte kind, String name) throws IOException {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        long request = requests.incrementAndGet();
        Answer answer = new Answer();
        synchronized (unanswered) {
            unanswered.put(request, answer);
        }
        link.send(Wire.start(Wire.WANTED, 13 + utf8.length, 0)
                .putLong(request)
                .putInt(loader)
                .put(kind)
                .put(utf8)
                .flip());
        boolean interrupted = false;
        synchronized (answer) {
            while (!answer.here) {
                try {
                    answer.wait();
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return answer.bytes;
    }

    /** Sends a log record; what cannot be sent is lost with the parent. */
    @Override
    public void accept(byte[] entry) {
        try {
            link.send(Wire.frame(Wire.LOG, entry));
        } catch (IOException e) {
            // The parent is gone, and this JVM will be too.
        }
    }

    /** Nobody wants results any more: what was started here is killed, then shutdown hooks have a second. */
    private void endAsOrphan() {
        leaving();
        killDescendants(); // before the exit, since those of a process that is gone cannot be found any more
        Thread exit = Thread.ofPlatform().daemon().name("cordage-leave").start(() -> System.exit(0));
        try {
            long deadline = System.nanoTime() + PATIENCE_NANOS;
            while (exit.isAlive() && System.nanoTime() < deadline) {
                exit.join(Duration.ofMillis(100));
            }
        } catch (InterruptedException _) {
            // then at once
        }
        try {
            killDescendants();
        } finally {
            Runtime.getRuntime().halt(0);
        }
    }

    private static void killDescendants() {
        try {
            ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
        } catch (RuntimeException e) {
            Uncaught.report(e); // the exit must not depend on it
        }
    }
}
