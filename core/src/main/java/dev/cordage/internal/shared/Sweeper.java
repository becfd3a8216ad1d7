package dev.cordage.internal.shared;

import static dev.cordage.internal.shared.Layout.BLOCK;
import static dev.cordage.internal.shared.Layout.BLOCKS;
import static dev.cordage.internal.shared.Layout.SLOT_SIZE;

/** Finds the processes that have died, and does for them what they cannot do any more. May be done by several at a time. */
final class Sweeper {
    private final Region region;
    private final Header header;

    Sweeper(Region region, Header header) {
        this.region = region;
        this.header = header;
    }

    /** Looks at all leases. */
    void sweep() {
        for (int i = 0; region.leases.isUsed(i) && !region.isOver(); i++) {
            long lease = region.leases.toSweep(i);
            if (lease != 0) {
                sweep(lease);
            }
        }
    }

    private void sweep(long lease) {
        if (lease == region.owner()) {
            region.end();
            return;
        }
        header.freeFrom(lease);
        region.leases.markDead(header, lease);
        forget(lease);
        for (int block = 1; block < BLOCKS; block++) {
            header.freeBlock(block, lease);
        }
        region.waker.forget(lease);
        region.leases.free(header, lease);
    }

    /** Does in all slots what is to be done for a process that is dead; one that is damaged keeps it from no other. */
    private void forget(long lease) {
        IllegalStateException failure = null;
        for (int block = 1; block < BLOCKS; block++) {
            if (header.entry(block) == Layout.BLOCK_OF_SLOTS) {
                for (long base = block * BLOCK; base < (block + 1) * BLOCK; base += SLOT_SIZE) {
                    try {
                        forget(lease, base);
                    } catch (IllegalStateException e) {
                        failure = e;
                    }
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
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
