package dev.cordage.internal.shared;

import dev.cordage.sync.Fairness;
import dev.cordage.sync.RLock;
import java.io.ObjectStreamException;
import java.io.Serial;
import java.io.Serializable;

/** A lock between threads of several processes that its holder may take again. */
public final class SharedRLock extends SharedLock implements RLock, Serializable {
    @Serial
    private static final long serialVersionUID = 1L;

    /** How often it is locked beyond the first time. Written by the owner alone; others may read an old value. */
    private int more;

    SharedRLock(Region region, long base) {
        super(region, base);
    }

    /** A free lock. */
    public static SharedRLock create(Region region, String name, Fairness fairness) {
        long base = allocate(region, Kind.RLOCK, name, fairness);
        return region.slot(base, () -> new SharedRLock(region, base));
    }

    @Override
    void lockAgain(String operation) {
        if (more + 1 == Integer.MAX_VALUE) {
            throw new IllegalMonitorStateException(name() + " is locked too often: " + Integer.MAX_VALUE + " times");
        }
        more++;
    }

    @Override
    boolean tryLockAgain() {
        lockAgain("tryLock");
        return true;
    }

    @Override
    boolean unlockLevel() {
        if (more == 0) {
            return false;
        }
        more--;
        return true;
    }

    @Override
    int dropLevels() {
        int levels = more + 1;
        more = 0;
        return levels;
    }

    @Override
    void restoreLevels(int levels) {
        more = levels - 1;
    }

    @Override
    int levels() {
        return more + 1;
    }

    @Override
    public int holdCount() {
        return isHeldByCurrentThread() ? more + 1 : 0;
    }

    @Override
    String kind() {
        return "RLock";
    }

    @Serial
    private Object writeReplace() throws ObjectStreamException {
        return Handle.of(this, Kind.RLOCK);
    }
}
