package dev.cordage.sync;

import dev.cordage.internal.waiting.Names;
import org.jspecify.annotations.Nullable;

/** A mutex between the threads of this JVM. */
final class LocalMutex extends LocalLock implements Mutex {
    private static final long serialVersionUID = 1;

    LocalMutex(@Nullable String name, Fairness fairness) {
        super(name, fairness);
    }

    @Override
    void lockAgain(String operation) {
        throw new IllegalMonitorStateException(
                "%s by %s, which holds %s already: a Mutex cannot be locked twice, it would wait for itself; an RLock can"
                        .formatted(operation, Names.of(Thread.currentThread()), name()));
    }

    @Override
    boolean tryLockAgain() {
        return false;
    }

    @Override
    boolean unlockLevel() {
        return false;
    }

    @Override
    int dropLevels() {
        return 1;
    }

    @Override
    void restoreLevels(int levels) {}

    @Override
    int levels() {
        return 1;
    }

    @Override
    String kind() {
        return "Mutex";
    }
}
