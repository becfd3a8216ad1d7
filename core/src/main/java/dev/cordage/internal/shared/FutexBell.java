package dev.cordage.internal.shared;

import static dev.cordage.internal.shared.Layout.ASLEEP;
import static dev.cordage.internal.shared.Layout.BELL;
import static dev.cordage.internal.shared.Layout.HALF;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A bell that is a word in the lease's entry: who rings adds one, and wakes the thread that waits if it is asleep. Whoever
 * is about to sleep says so first, and then looks at the word again, so one of the two sees the other.
 */
final class FutexBell implements Bell {
    private final Region region;
    private final MemorySegment timespec = Futex.timespec(Arena.ofAuto()); // may be closed while a thread waits

    /** How often it had been rung when it was last looked at. Used by the waiting thread. */
    private int heard;

    FutexBell(Region region) {
        this.region = region;
    }

    @Override
    public long mode() {
        return FUTEX;
    }

    @Override
    public void ring(long lease) {
        long entry = Leases.entryOf(lease);
        if (entry >= 0) {
            int _ = (int) HALF.getAndAdd(region.memory, entry + BELL, 1);
            region.at(this, "ring", "rung");
            wake(entry);
        }
    }

    private void wake(long entry) {
        if ((int) HALF.getVolatile(region.memory, entry + ASLEEP) != 0) {
            Futex.wake(region.memory.address() + entry + BELL);
        }
    }

    @Override
    public void ringHere() {
        long entry = Leases.entryOf(region.me());
        int _ = (int) HALF.getAndAdd(region.memory, entry + BELL, 1);
        wake(entry);
    }

    @Override
    public void await(long nanos) {
        long entry = Leases.entryOf(region.me());
        HALF.setVolatile(region.memory, entry + ASLEEP, 1);
        int now = (int) HALF.getVolatile(region.memory, entry + BELL);
        if (now == heard) {
            Futex.await(region.memory.address() + entry + BELL, now, timespec, nanos);
        }
        HALF.setVolatile(region.memory, entry + ASLEEP, 0);
        heard = (int) HALF.getVolatile(region.memory, entry + BELL);
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
