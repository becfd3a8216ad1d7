package dev.cordage.testing;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * A latch that a test and a task in any JVM of this machine can share: it is open once its file exists. Tasks of a
 * contract test use it, since on most reaches they share no memory with the test.
 */
public record Gate(String file) implements Serializable {
    /** A new closed gate, whose file will be in this folder. */
    public static Gate in(Path folder) {
        return new Gate(folder.resolve("gate-" + UUID.randomUUID()).toString());
    }

    /** Opens it, once or again. */
    public void open() {
        try {
            Files.createFile(Path.of(file));
        } catch (FileAlreadyExistsException _) {
            // It is open.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether it is open. */
    public boolean isOpen() {
        return Files.exists(Path.of(file));
    }

    /** Waits, in a task or a test, until it is open; an interrupt ends the wait. */
    public void await() throws InterruptedException {
        long deadline = System.nanoTime() + Bounded.LONG.multipliedBy(2).toNanos();
        while (!isOpen()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (System.nanoTime() > deadline) {
                throw Bounded.ranOut(toString());
            }
            LockSupport.parkNanos(200_000);
        }
    }

    /** Waits, in a task or a test, until it is open, whoever interrupts; the flag is kept. */
    public void awaitUninterruptibly() {
        boolean interrupted = false;
        for (; ; ) {
            try {
                await();
                break;
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
