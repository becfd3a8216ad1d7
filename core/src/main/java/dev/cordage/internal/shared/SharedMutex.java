package dev.cordage.internal.shared;

import dev.cordage.internal.waiting.Names;
import dev.cordage.sync.Fairness;
import dev.cordage.sync.Mutex;
import java.io.ObjectStreamException;
import java.io.Serial;
import java.io.Serializable;

/** A mutex between threads of several processes. */
public final class SharedMutex extends SharedLock implements Mutex, Serializable {
    @Serial
    private static final long serialVersionUID = 1L;

    SharedMutex(Region region, long base) {
        super(region, base);
    }

    /** A free mutex. */
    public static SharedMutex create(Region region, String name, Fairness fairness) {
        long base = allocate(region, Kind.MUTEX, name, fairness);
        return region.slot(base, () -> new SharedMutex(region, base));
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

    @Serial
    private Object writeReplace() throws ObjectStreamException {
        return Handle.of(this, Kind.MUTEX);
    }
}
