package dev.cordage.internal.shared;

import static dev.cordage.internal.shared.Layout.BLOCK;
import static dev.cordage.internal.shared.Layout.BLOCKS;
import static dev.cordage.internal.shared.Layout.SLOT_SIZE;

/** Finds the processes that have died, and does for them what they cannot do any more. May be done by several at a time. */
final class Sweeper {
    /*
     * Whoever sweeps does so beside other things, for others, and must not wait for ever for a guard that a process has which
     * stands still. So after a while it leaves out what it can't get at, leaves the lease as it is, DEAD, and somebody comes
     * back to it.
     */

    /** How long to wait for a guard; nanoseconds. */
    private static final long PATIENCE = 100_000_000;

    private static final ThreadLocal<Boolean> SWEEPING = new ThreadLocal<>();

    private final Region region;
    private final Header header;

    Sweeper(Region region, Header header) {
        this.region = region;
        this.header = header;
    }

    /** A guard could not be had. */
    private static final class Busy extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Busy(Slot slot) {
            super("the guard of " + slot.name() + " is held for long", null, false, false);
        }
    }

    /** Gives up, if the current thread sweeps and has waited for the guard of a slot for too long. */
    static void checkPatience(long waited, Slot slot) {
        if (waited > PATIENCE && SWEEPING.get() != null) {
            throw new Busy(slot);
        }
    }

    /**
     * Looks at all leases.
     *
     * @return whether nothing was left out
     */
    boolean sweep() {
        boolean complete = true;
        IllegalStateException failure = null;
        for (int i = 0; region.leases.isUsed(i) && !region.isOver(); i++) {
            try {
                long lease = region.leases.toSweep(i);
                complete &= lease == 0 || sweep(lease);
            } catch (IllegalStateException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
        return complete;
    }

    private boolean sweep(long lease) {
        if (lease == region.owner()) {
            region.end();
            return true;
        }
        SWEEPING.set(true);
        try {
            boolean marked = mark(lease);
            if (!forget(lease) || !marked) {
                return false;
            }
            for (int block = 1; block < BLOCKS; block++) {
                header.freeBlock(block, lease);
            }
            region.waker.forget(lease);
            region.leases.free(header, lease);
            return true;
        } catch (Busy _) {
            return false;
        } finally {
            SWEEPING.remove();
        }
    }

    private boolean mark(long lease) {
        try {
            header.freeFrom(lease);
            region.leases.markDead(header, lease);
            return true;
        } catch (Busy _) {
            return false;
        }
    }

    /**
     * Does in all slots what is to be done for a process that is dead; one that is damaged keeps it from no other.
     *
     * @return whether that could be done in all
     */
    private boolean forget(long lease) {
        boolean complete = true;
        IllegalStateException failure = null;
        for (int block = 1; block < BLOCKS; block++) {
            if (header.entry(block) == Layout.BLOCK_OF_SLOTS) {
                for (long base = block * BLOCK; base < (block + 1) * BLOCK; base += SLOT_SIZE) {
                    try {
                        forget(lease, base);
                    } catch (IllegalStateException e) {
                        if (region.isOver()) {
                            return false;
                        }
                        failure = e;
                    } catch (Busy _) {
                        complete = false;
                    }
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
        return complete;
    }

    private void forget(long lease, long base) {
        Kind kind = region.kind(base);
        if (kind != Kind.NONE) {
            Slot slot = region.slotToSweep(kind, base);
            slot.freeFrom(lease);
            slot.sweep(lease);
        }
    }
}
