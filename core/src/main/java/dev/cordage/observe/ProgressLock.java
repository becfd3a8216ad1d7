package dev.cordage.observe;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A lock that nobody waits for longer than a moment: its owner may be writing to a stream of the program, and so be
 * waiting for any lock of the program, which may be held by whoever waits here. Interrupts are kept and do not
 * shorten the wait.
 */
final class ProgressLock {
    private final long patienceNanos;
    private final ReentrantLock lock = new ReentrantLock();

    ProgressLock(Duration patience) {
        this.patienceNanos = patience.toNanos();
    }

    /** Waits for the lock, not longer than its patience. Returns whether it is now held. */
    boolean enter() {
        if (lock.tryLock()) {
            return true;
        }
        long deadline = System.nanoTime() + patienceNanos;
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return lock.tryLock(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Whether the calling thread has entered more than once. */
    boolean isNested() {
        return lock.getHoldCount() > 1;
    }

    void leave() {
        lock.unlock();
    }
}
