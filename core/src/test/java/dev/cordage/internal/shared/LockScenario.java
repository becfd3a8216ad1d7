package dev.cordage.internal.shared;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.sync.Fairness;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/** A scenario about a lock that guards a {@link Pair}. */
abstract class LockScenario extends Scenario {
    private final Fairness fairness;
    private final Kind kind;
    SharedLock lock;
    SharedLock lockOfB;
    Pair pair;
    Pair pairOfB;

    /** How many owners were told that the one before them had died. */
    final AtomicInteger abandoned = new AtomicInteger();

    LockScenario(Kind kind, Fairness fairness) {
        this.kind = kind;
        this.fairness = fairness;
    }

    @Override
    long[] prepare(World world) throws Exception {
        lock = kind == Kind.RLOCK
                ? SharedRLock.create(world.a, "lock", fairness)
                : SharedMutex.create(world.a, "lock", fairness);
        isFresh(world, lock.base);
        SharedCounter counter = SharedCounter.create(world.a, "pair");
        pair = new Pair(counter);
        lockOfB = lockIn(world.b, lock.base);
        pairOfB = pairIn(world.b, counter.base);
        return new long[] {lock.base, counter.base};
    }

    static SharedLock lockIn(Region region, long base) {
        return World.open(region, base, SharedLock.class);
    }

    static Pair pairIn(Region region, long base) {
        return new Pair(World.open(region, base, SharedCounter.class));
    }

    /** The lease in the lock's word, or that would be there if all that is committed were done. */
    @Override
    long owned(Region region, long[] slots) {
        return effective(region, slots[0], Layout.word(slots[0], 0)) >>> 32 == region.me() ? 1 : 0;
    }

    static long effective(Region region, long slot, long address) {
        long value = (long) Layout.WORD.getVolatile(region.memory, address);
        long entries = (long) Layout.WORD.getVolatile(region.memory, slot + Layout.LOGGED);
        for (long entry = slot + Layout.LOG; entries > 0; entries--, entry += 2L * Layout.WORD_SIZE) {
            if ((long) Layout.WORD.getVolatile(region.memory, entry) == address) {
                value = (long) Layout.WORD.getVolatile(region.memory, entry + Layout.WORD_SIZE);
            }
        }
        return value;
    }

    /** Changes the pair, which the current thread has locked. */
    final void visit(SharedLock lock, Pair pair) {
        if (lock.wasAbandoned()) {
            abandoned.incrementAndGet();
        }
        if (!pair.isWhole()) {
            assertTrue(lock.wasAbandoned(), () -> "half changed, though nobody died owning the lock: " + pair);
            pair.repair();
        }
        pair.increment();
    }

    final Caller<Boolean> lockAndVisit(Thread.Builder thread, SharedLock lock, Pair pair) {
        return survivor(thread, () -> {
            boolean locked = lock.tryLock(Bounded.LONG.dividedBy(2));
            if (locked) {
                visit(lock, pair);
                lock.unlock();
            }
            return locked;
        });
    }

    /** Waits until so many wait for the lock, or the victim is gone. */
    final void untilInLine(int count, Victim victim) {
        Bounded.until(count + " in the line", () -> lock.statistics().waiters() >= count || victim.isDone());
    }

    @Override
    void after(World world, Ending ending) throws Exception {
        lockAndVisit(platform(), lock, pair);
        lockAndVisit(virtual(), lock, pair);
        lockAndVisit(platform(), lockOfB, pairOfB);
        lockAndVisit(virtual(), lockOfB, pairOfB);
        assertSurvivorsEnd(() -> "somebody waits for ever: " + lock + ", " + Arrays.toString(world.words(lock.base))
                + world.leftovers());
        // Who waits on a condition in between does not end it, so others may see it too.
        int seen = abandoned.get();
        assertTrue(
                ending.owned() == 0 ? seen == 0 : seen >= ending.owned(),
                () -> "abandoned " + ending.owned() + " times, seen " + seen + " times");
        assertTrue(pair.isWhole());
    }
}
