package dev.cordage.sync;

import org.jspecify.annotations.Nullable;

/** A reentrant lock between the threads of this JVM. */
final class LocalRLock extends LocalLock implements RLock {
    private static final long serialVersionUID = 1;

    /** How often it is locked beyond the first time. Written by the owner alone; others may read an old value. */
    private int more;

    LocalRLock(@Nullable String name, Fairness fairness) {
        super(name, fairness);
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
}
