package dev.cordage.internal.shared;

import static dev.cordage.internal.shared.Layout.BLOCK;
import static dev.cordage.internal.shared.Layout.GUARD;
import static dev.cordage.internal.shared.Layout.LOG;
import static dev.cordage.internal.shared.Layout.LOGGED;
import static dev.cordage.internal.shared.Layout.LOG_ENTRIES;
import static dev.cordage.internal.shared.Layout.NODE_LEASE;
import static dev.cordage.internal.shared.Layout.NODE_STATE;
import static dev.cordage.internal.shared.Layout.WORD;
import static dev.cordage.internal.shared.Layout.WORD_SIZE;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * One thing in shared memory that processes change together: a kilobyte with a guard, a log, and the words of its kind.
 * This object is its handle in this process.
 */
abstract class Slot {
    /*
     * A process may be killed between any two of its instructions. So what is to change together is changed by a
     * transaction:
     *
     *   enter    the guard: a compare-and-set from 0 to the lease of this process. Who finds it taken looks again for some
     *            microseconds, then sleeps for moments; if its holder turns out to be dead, it is taken over.
     *   put      the address and the new value go to the log. Nothing has changed yet.
     *   commit   the number of entries is stored in LOGGED: the moment in which everything happens. Then each entry is
     *            written to its place, and LOGGED is set to 0.
     *   leave    the guard is 0 again. Then those are called, in this process or another, whose wait is over.
     *
     * Who takes over the guard of the dead finds LOGGED at 0, and then nothing of the transaction has happened, or it
     * writes the entries again, and then all of it has. That may be done any number of times, since those who do it may
     * die as well. Last it asks repair() to finish what takes several transactions. So the words are always as they are
     * between two transactions, for everybody but the holder of the guard.
     *
     * This holds for words that change in transactions only. The words that are changed by a compare-and-set without the
     * guard, to be quick, are called open; each says when it is.
     *
     * Who was killed after its commit may not have called those whose wait was over. They find out by themselves: a
     * process with threads that wait looks at its nodes now and then (Waker).
     */

    private static final int SPINS = 200;
    private static final int YIELDS = 20;
    private static final int NAPS = 100;
    private static final long NAP = 50_000;
    private static final long LONG_NAP = 1_000_000;

    /** After how many nanoseconds to ask whether the holder of the guard is alive. */
    private static final long DOUBT = 3_000_000;

    final Region region;
    final MemorySegment memory;
    final long base;
    private final String name;

    /** How many entries are in the log, not yet committed. Guarded by the guard. */
    private int logged;

    /** The nodes to be called after the guard was left. Guarded by the guard. */
    private long[] callees = new long[4];

    private int called;

    /** What is being done, for crash points. Guarded by the guard. */
    private String operation = "";

    Slot(Region region, long base) {
        this.region = region;
        this.memory = region.memory;
        this.base = base;
        this.name = region.name(base);
    }

    /** The name it was given. */
    public final String name() {
        return name;
    }

    // --- words

    /** A word as it is now. */
    final long read(long address) {
        return region.read(address);
    }

    /** A word of this slot as it is now. */
    final long word(int index) {
        return read(Layout.word(base, index));
    }

    /** Sets a word of a slot or node that no other process knows yet. */
    final void init(long address, long value) {
        store(address, value);
        at("init");
    }

    private void store(long address, long value) {
        try {
            WORD.setRelease(memory, address, value);
        } catch (IllegalStateException e) {
            throw region.explain(e);
        }
    }

    /** Changes an open word. */
    final boolean compareAndSet(long address, long expected, long value) {
        region.checkAlive();
        region.checkOpen();
        try {
            if (WORD.compareAndSet(memory, address, expected, value)) {
                at("open word");
                return true;
            }
            return false;
        } catch (IllegalStateException e) {
            throw region.explain(e);
        }
    }

    // --- the guard

    /** Takes the guard. To be followed by {@link #leave} in a finally block. Not for virtual threads to park in. */
    final void enter(String operation) {
        region.checkAlive(); // the dead tidy nothing up
        checkOpen();
        try {
            if (!WORD.compareAndSet(memory, base + GUARD, 0L, region.me())) {
                enterSlowly();
            }
        } catch (IllegalStateException e) {
            throw region.explain(e);
        }
        this.operation = operation;
        at("guard taken");
        if (read(base + LOGGED) != 0) {
            recover();
        }
    }

    /** Finishes what the last holder of the guard had begun. If that can't be done, the guard is not held any more. */
    private void recover() {
        try {
            replay();
            repair();
        } catch (RuntimeException | Error e) {
            free();
            throw e;
        }
    }

    /**
     * Gives the guard back, whatever the log says; no more than that. A process that leaves keeps it, as the dead do: it may
     * be between two transactions, and whoever takes the guard over repairs that.
     */
    private void free() {
        region.checkOpen();
        if (!(CrashPoint.ARMED && region.isDead())) {
            logged = 0;
            called = 0;
            store(base + GUARD, 0);
            at("guard left");
        }
    }

    private void checkOpen() {
        if (read(Layout.CLOSED) != 0) {
            throw region.closed();
        }
    }

    private void enterSlowly() {
        boolean interrupted = false;
        try {
            long start = System.nanoTime();
            long doubted = start;
            for (int tries = 0; ; tries++) {
                long holder = read(base + GUARD);
                if (holder == 0) {
                    if (WORD.compareAndSet(memory, base + GUARD, 0L, region.me())) {
                        return;
                    }
                } else if (tries < SPINS) {
                    Thread.onSpinWait();
                } else if (tries < SPINS + YIELDS) {
                    Thread.yield();
                } else {
                    interrupted |= Thread.interrupted(); // or it would not sleep
                    LockSupport.parkNanos(this, tries < SPINS + YIELDS + NAPS ? NAP : LONG_NAP);
                }
                if (tries > SPINS && System.nanoTime() - doubted > DOUBT) {
                    if (holder != 0 && region.leases.isDead(holder) && takeOver(holder)) {
                        return;
                    }
                    doubted = System.nanoTime();
                    Sweeper.checkPatience(doubted - start, this);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Takes the guard from a dead process. */
    private boolean takeOver(long dead) {
        if (!WORD.compareAndSet(memory, base + GUARD, dead, region.me())) {
            return false;
        }
        operation = "take over";
        at("guard taken over");
        recover();
        return true;
    }

    /** Takes the guard if the dead process has it, and gives it back; all that it had begun is finished then. */
    final void freeFrom(long dead) {
        if (read(base + GUARD) == dead && takeOver(dead)) {
            leave();
        }
    }

    /** Drops what was put and not committed, gives the guard back, and calls those whose wait is over. */
    final void leave() {
        if (CrashPoint.ARMED && region.isDead()) {
            return;
        }
        long[] nodes = called == 0 ? NOBODY : Arrays.copyOf(callees, called);
        try {
            if (read(base + LOGGED) != 0) {
                replay(); // an error came between; the transaction had happened
            }
        } finally {
            free();
        }
        for (long node : nodes) {
            region.call(node);
        }
    }

    private static final long[] NOBODY = {};

    /**
     * Finishes what takes several transactions, of which the last may not have been the last of all. Called with the guard
     * held, after the guard of a dead process was taken over.
     */
    void repair() {}

    /**
     * Forgets a process that died: what it owned is given back, its threads leave the lines, and what that changes for
     * others is done. May find nothing to do, and may be done again.
     *
     * @param dead its lease
     */
    abstract void sweep(long dead);

    // --- transactions

    /** A word as it will be after the transaction. */
    final long get(long address) {
        for (int i = logged - 1; i >= 0; i--) {
            if (read(base + LOG + 2L * i * WORD_SIZE) == address) {
                return read(base + LOG + (2L * i + 1) * WORD_SIZE);
            }
        }
        return read(address);
    }

    /** A word of this slot as it will be after the transaction. */
    final long get(int index) {
        return get(Layout.word(base, index));
    }

    /** Changes a word in the transaction. */
    final void put(long address, long value) {
        if (logged == LOG_ENTRIES) {
            throw new IllegalStateException("a transaction of more than " + LOG_ENTRIES + " words");
        }
        long entry = base + LOG + 2L * logged * WORD_SIZE;
        WORD.set(memory, entry, address);
        at("log address");
        WORD.set(memory, entry + WORD_SIZE, value);
        at("log value");
        logged++;
    }

    /** Changes a word of this slot in the transaction. */
    final void put(int index, long value) {
        put(Layout.word(base, index), value);
    }

    /** Lets everything that was put happen. The guard stays. */
    final void commit() {
        if (logged == 0) {
            return;
        }
        int entries = logged;
        logged = 0;
        WORD.setRelease(memory, base + LOGGED, (long) entries);
        at("commit");
        apply(entries);
    }

    private void apply(int entries) {
        for (int i = 0; i < entries; i++) {
            long entry = base + LOG + 2L * i * WORD_SIZE;
            long address = read(entry);
            region.check(address);
            WORD.setRelease(memory, address, read(entry + WORD_SIZE));
            at("apply");
        }
        WORD.setRelease(memory, base + LOGGED, 0L);
        at("log cleared");
    }

    private void replay() {
        logged = 0;
        long entries = read(base + LOGGED);
        if (entries > 0 && entries <= LOG_ENTRIES) {
            apply((int) entries);
        } else if (entries != 0) {
            throw region.damaged("a log of " + entries + " entries");
        }
    }

    /** Calls the thread of a node once the guard is left. What its node says must be committed by then. */
    final void callLater(long node) {
        if (called == callees.length) {
            callees = Arrays.copyOf(callees, 2 * called);
        }
        callees[called++] = node;
    }

    /** Whether it is a node, and not 0, and one of this lease. */
    final boolean isNodeOf(long node, long lease) {
        if (node == 0) {
            return false;
        }
        region.checkNode(node);
        return read(node + NODE_LEASE) == lease;
    }

    /** The state of a node as it will be after the transaction. */
    final long nodeState(long node) {
        region.checkNode(node);
        return get(node + NODE_STATE);
    }

    /** What the program knows of it: the slot itself, or what it is a part of. */
    Object shown() {
        return this;
    }

    /** The threads of this process that can end a wait for this, as far as they are known. */
    public List<Thread> owners() {
        return List.of();
    }

    /** A line for a log. */
    String describe() {
        return getClass().getSimpleName() + " " + name;
    }

    /** A line for a log; never fails. */
    @Override
    public final String toString() {
        try {
            return describe();
        } catch (IllegalStateException e) {
            return getClass().getSimpleName() + " " + name + " [" + e.getMessage() + "]";
        }
    }

    final void at(String step) {
        if (CrashPoint.ARMED) {
            CrashPoint.at(region, this, operation, step);
        }
    }

    /** The block an address is in. */
    static int block(long address) {
        return (int) (address / BLOCK);
    }
}
