package dev.cordage.sync;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The ways to take an {@link OwnedLock}; the timed ones wait for ever. */
public enum LockWay {
    LOCK {
        @Override
        boolean take(OwnedLock lock) {
            lock.lock();
            return true;
        }
    },
    LOCK_INTERRUPTIBLY {
        @Override
        boolean take(OwnedLock lock) throws InterruptedException {
            lock.lockInterruptibly();
            return true;
        }
    },
    TRY_LOCK {
        @Override
        boolean take(OwnedLock lock) {
            return lock.tryLock();
        }
    },
    TRY_LOCK_TIME_UNIT {
        @Override
        boolean take(OwnedLock lock) throws InterruptedException {
            return lock.tryLock(Long.MAX_VALUE, TimeUnit.DAYS);
        }
    },
    TRY_LOCK_DURATION {
        @Override
        boolean take(OwnedLock lock) throws InterruptedException {
            return lock.tryLock(FOR_EVER);
        }
    },
    HOLD {
        @Override
        boolean take(OwnedLock lock) throws InterruptedException {
            return lock.hold() != null;
        }
    },
    TRY_HOLD {
        @Override
        boolean take(OwnedLock lock) {
            return lock.tryHold() != null;
        }
    },
    TRY_HOLD_DURATION {
        @Override
        boolean take(OwnedLock lock) throws InterruptedException {
            return lock.tryHold(FOR_EVER) != null;
        }
    };

    /** More than a long of nanoseconds has room for. */
    static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);

    /** Takes the lock; false if it was not free and this way doesn't wait. */
    abstract boolean take(OwnedLock lock) throws InterruptedException;

    /** Whether it waits for the lock. */
    boolean waits() {
        return this != TRY_LOCK && this != TRY_HOLD;
    }

    /** Whether an interrupt ends the wait. */
    boolean isInterruptible() {
        return waits() && this != LOCK;
    }
}
