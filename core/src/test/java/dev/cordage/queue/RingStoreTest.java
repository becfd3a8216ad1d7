package dev.cordage.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.queue.Store.Added;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.LeakCheck;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A store whose rings are so short that it grows all the time. */
@ExtendWith(LeakCheck.class)
class RingStoreTest {
    private static final int ITEMS = 100_000;

    private final RingStore<Integer> store = new RingStore<>(Integer.MAX_VALUE, 2, 4);

    @Test
    void nothingIsLostOrDoubledWhileItGrows() throws Exception {
        exchange(() -> {});
        assertEquals(0, store.size());
        assertEquals(2 * ITEMS, store.added());
        assertEquals(2 * ITEMS, store.taken());
    }

    @Test
    void norWhileItIsLookedAtAndThinnedOut() throws Exception {
        exchange(() -> {
            List<Integer> before = store.snapshot();
            assertTrue(store.size() >= 0);
            if (!before.isEmpty() && ThreadLocalRandom.current().nextInt(4) == 0) {
                Integer item = before.getLast();
                var last = new BitSet();
                last.set(before.size() - 1);
                if (store.discard(Store.Choice.of(before, last)) == 1) {
                    while (store.add(item) != Added.ADDED) {
                        Thread.onSpinWait();
                    }
                }
            }
            store.peek();
        });
        assertEquals(0, store.size());
        assertEquals(2 * ITEMS, store.taken());
        assertEquals(store.added(), store.taken() + store.discarded());
    }

    @Test
    void aChoiceThatThrowsLeavesItUsable() throws Exception {
        store.add(1);
        assertThrows(
                OutOfMemoryError.class,
                () -> store.discard(_ -> {
                    throw new OutOfMemoryError("as good as");
                }));
        Bounded.run(() -> {
            assertEquals(List.of(1), store.snapshot());
            assertEquals(Added.ADDED, store.add(2));
            assertEquals(1, store.poll());
            assertEquals(2, store.poll());
        });
        assertEquals(0, store.discarded());
    }

    /** Two threads add, two take, singly and in batches, and one does something else meanwhile. */
    private void exchange(Runnable meanwhile) throws Exception {
        var seen = new AtomicIntegerArray(2 * ITEMS);
        var callers = new ArrayList<Bounded.Caller<Object>>();
        for (int i = 0; i < 2; i++) {
            int start = i * ITEMS;
            callers.add(Bounded.Caller.platform(() -> add(start)));
            callers.add(Bounded.Caller.platform(() -> take(seen)));
        }
        callers.add(Bounded.Caller.platform(() -> {
            while (store.taken() < 2 * ITEMS) {
                meanwhile.run();
                Thread.yield();
            }
            return null;
        }));
        for (Bounded.Caller<Object> caller : callers) {
            caller.result();
        }
        for (int i = 0; i < 2 * ITEMS; i++) {
            assertEquals(1, seen.get(i), "item " + i);
        }
    }

    private Object add(int start) {
        Object[] items = IntStream.range(start, start + ITEMS).boxed().toArray();
        for (int in = 0; in < ITEMS; ) {
            if (in % 3 == 0) {
                in += store.addSome(items, in, Math.min(ITEMS, in + 7));
            } else {
                assertEquals(Added.ADDED, store.add((Integer) items[in++]));
            }
        }
        return List.of();
    }

    private Object take(AtomicIntegerArray seen) {
        while (store.taken() < 2 * ITEMS) {
            Integer item = store.poll();
            if (item != null) {
                seen.incrementAndGet(item);
            }
            for (Object each : store.pollSome(3)) {
                seen.incrementAndGet((Integer) each);
            }
        }
        return List.of();
    }
}
