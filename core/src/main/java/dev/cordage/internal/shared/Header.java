package dev.cordage.internal.shared;

import static dev.cordage.internal.shared.Layout.BLOCK;
import static dev.cordage.internal.shared.Layout.BLOCKS;
import static dev.cordage.internal.shared.Layout.BLOCK_TABLE;
import static dev.cordage.internal.shared.Layout.WORD_SIZE;

import java.io.IOException;

/** The slot that gives out the others: blocks, slots, leases. */
final class Header extends Slot {
    /** The next slot that was never used, and where its block ends. */
    private static final int NEXT_SLOT = 0;

    private static final int SLOTS_END = 1;

    Header(Region region) {
        super(region, Layout.HEADER_SLOT);
    }

    /** What a block is. */
    long entry(int block) {
        return read(address(block));
    }

    private static long address(int block) {
        return BLOCK_TABLE + (long) block * WORD_SIZE;
    }

    /** The address of a new slot, whose words are 0. */
    long allocateSlot() {
        enter("allocate slot");
        try {
            long slot = get(NEXT_SLOT);
            long end = get(SLOTS_END);
            if (slot == end) {
                slot = putBlock(Layout.BLOCK_OF_SLOTS, 0);
                put(SLOTS_END, slot + BLOCK);
            } else if (slot % Layout.SLOT_SIZE != 0 || entry(block(slot)) != Layout.BLOCK_OF_SLOTS) {
                throw region.damaged("the address " + slot + " of the next slot");
            }
            put(NEXT_SLOT, slot + Layout.SLOT_SIZE);
            commit();
            return slot;
        } finally {
            leave();
        }
    }

    /** The address of a new block, whose words are 0. */
    long allocateBlock(int kind, long lease) {
        enter("allocate block");
        try {
            long block = putBlock(kind, lease);
            commit();
            return block;
        } finally {
            leave();
        }
    }

    private long putBlock(int kind, long lease) {
        for (int block = 1; block < BLOCKS; block++) {
            if (entry(block) == Layout.BLOCK_FREE) {
                try {
                    long free = block;
                    boolean _ = region.withFiles(() -> RegionFile.zero(region.folder(), (int) free));
                } catch (IOException e) {
                    if (!region.hasFile()) {
                        throw region.closed();
                    }
                    throw new IllegalStateException(RegionFile.noSpace("for more of it", region.folder(), e), e);
                }
                put(address(block), kind | lease << Layout.BLOCK_KIND_BITS);
                return block * BLOCK;
            }
        }
        throw new IllegalStateException("the shared memory in " + region.folder() + " is full: " + BLOCKS
                + " blocks of " + BLOCK + " bytes are in use by locks, queues and waiting threads");
    }

    /** Frees a block of nodes of a dead process. */
    void freeBlock(int block, long lease) {
        long owned = Layout.BLOCK_OF_NODES | lease << Layout.BLOCK_KIND_BITS;
        if (entry(block) == owned) {
            enter("free block");
            try {
                if (entry(block) == owned) {
                    put(address(block), Layout.BLOCK_FREE);
                    commit();
                }
            } finally {
                leave();
            }
        }
    }

    @Override
    void sweep(long dead) {
        // Leases and blocks are freed last, by the region.
    }
}
