package dev.cordage.internal.shared;

import dev.cordage.internal.launch.PrivateFolder;
import dev.cordage.testing.Bounded;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Shared memory of a test's own, and two processes, played in this JVM, that use it and survive. */
final class World implements AutoCloseable {
    final PrivateFolder folder;
    final Region a;
    final Region b;
    private final boolean futex;

    /**
     * Makes the memory.
     *
     * @param mode how its processes wait
     */
    World(long mode) throws IOException {
        folder = PrivateFolder.create();
        futex = mode == Bell.FUTEX;
        RegionFile.make(folder.path(), mode);
        a = join();
        b = join();
    }

    /** One more process, which has native access if the memory is in that mode. */
    Region join() throws IOException {
        return Region.another(folder.path(), futex);
    }

    /** The handle of a slot in a process. */
    static <S extends Slot> S open(Region region, long base, Class<S> type) {
        return type.cast(region.slot(base, () -> region.kind(base).handle(region, base)));
    }

    /** A slot of a kind, by its name. */
    long find(Kind kind, String name) {
        for (int block = 1; block < Layout.BLOCKS; block++) {
            for (long base = block * Layout.BLOCK; base < (block + 1) * Layout.BLOCK; base += Layout.SLOT_SIZE) {
                if (a.kind(base) == kind && a.name(base).equals(name)) {
                    return base;
                }
            }
        }
        throw new AssertionError("no " + kind + " " + name);
    }

    /** Lets the survivors look for the dead, or not. */
    void look(boolean whether) {
        a.look(whether);
        b.look(whether);
    }

    /** Looks for the dead until nothing is left of them. */
    void untilForgotten() {
        Bounded.until("the dead to be forgotten: " + leftovers(), () -> {
            a.sweepDead();
            return leftovers().isEmpty();
        });
    }

    /** Leases that are neither free nor those of the survivors, and blocks of nodes that belong to nobody else. */
    List<String> leftovers() {
        List<String> left = new ArrayList<>();
        for (int i = 0; i < Layout.MOST_LEASES; i++) {
            long entry = Layout.LEASES + (long) i * Layout.LEASE_SIZE;
            long ref = word(entry + Layout.LEASE_REF);
            long state = word(entry + Layout.LEASE_STATE);
            if (state != 0 && ref != a.me() && ref != b.me()) {
                left.add("lease " + ref + " in state " + state);
            }
        }
        for (int block = 0; block < Layout.BLOCKS; block++) {
            long entry = word(Layout.BLOCK_TABLE + (long) block * Layout.WORD_SIZE);
            long kind = entry & ((1 << Layout.BLOCK_KIND_BITS) - 1);
            long owner = entry >>> Layout.BLOCK_KIND_BITS;
            if (kind == Layout.BLOCK_OF_NODES && owner != a.me() && owner != b.me()) {
                left.add("block " + block + " of " + owner);
            }
        }
        return left;
    }

    /** A word of the memory. */
    long word(long address) {
        return (long) Layout.WORD.getVolatile(a.memory, address);
    }

    /** The words of a slot as they are now. */
    long[] words(long slot) {
        long[] words = new long[(int) ((Layout.NAME - Layout.WORDS) / Layout.WORD_SIZE)];
        for (int i = 0; i < words.length; i++) {
            words[i] = word(Layout.word(slot, i));
        }
        return words;
    }

    @Override
    public void close() {
        a.close();
        b.close();
        folder.close();
    }
}
