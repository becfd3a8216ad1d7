package dev.cordage.internal.shared;

import dev.cordage.sync.Fairness;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** The scenarios of conditions. */
abstract class ConditionScenarios extends LockScenario {
    SharedCondition condition;
    SharedCondition conditionOfB;

    /** How many threads of survivors have come to wait; they do when the lock is free again. */
    private final AtomicInteger entering = new AtomicInteger();

    private ConditionScenarios() {
        super(Kind.RLOCK, Fairness.BARGING);
    }

    static void addTo(Map<String, Supplier<Scenario>> all) {
        all.put("condition-waits-and-is-signalled", WaitsAndIsSignalled::new);
        all.put("condition-times-out", TimesOut::new);
        all.put("condition-signals-two", () -> new Signals(2));
        all.put("condition-signals-all", () -> new Signals(Integer.MAX_VALUE));
    }

    @Override
    long[] prepare(World world) throws Exception {
        long[] slots = super.prepare(world);
        condition = SharedCondition.create(lock, "condition");
        isFresh(world, condition.base);
        conditionOfB = World.open(world.b, condition.base, SharedCondition.class);
        return new long[] {slots[0], slots[1], condition.base};
    }

    static SharedCondition conditionIn(Region region, long[] slots) {
        return World.open(region, slots[2], SharedCondition.class);
    }

    /** A thread that waits for the condition; its value is whether it was signalled. */
    final Caller<Boolean> waiter(Thread.Builder thread, SharedLock lock, SharedCondition condition, Pair pair) {
        return survivor(thread, () -> {
            boolean locked = lock.tryLock(Bounded.LONG.dividedBy(2));
            if (!locked) {
                return false;
            }
            visit(lock, pair);
            entering.incrementAndGet();
            boolean signalled = condition.tryAwait(Bounded.LONG.dividedBy(2));
            visit(lock, pair);
            lock.unlock();
            return signalled;
        });
    }

    final void untilWaiting(int count, Victim victim) {
        Bounded.until(count + " to wait", () -> condition.statistics().waiters() >= count || victim.isDone());
    }

    /** Waits until so many threads of survivors wait for the condition. */
    final void untilSurvivorsWait(int count) {
        Bounded.until(count + " survivors to wait", () -> entering.get() == count && !lock.isLocked());
    }

    /** A thread that signals when so many survivors wait; its value is how it found the lock. */
    final Caller<String> signaller(int count, int waiting) {
        return survivor(platform(), () -> {
            untilSurvivorsWait(waiting);
            if (!lock.tryLock(Bounded.LONG.dividedBy(2))) {
                throw new AssertionError("the lock can't be taken: " + lock);
            }
            String found = lock.wasAbandoned() ? "abandoned" : "left";
            visit(lock, pair);
            condition.signal(count);
            lock.unlock();
            return found;
        });
    }

    /** The victim waits and gets the only signal, with another waiter behind it. */
    static final class WaitsAndIsSignalled extends ConditionScenarios {
        private static final long KNOWS = 2;

        private Caller<Boolean> behind;
        private Caller<String> signaller;

        /** Whether the victim has come back from its wait. Used by the victim. */
        private boolean signalled;

        @Override
        void victim(Region region, long[] slots) throws Exception {
            SharedLock mine = lockIn(region, slots[0]);
            mine.lock();
            conditionIn(region, slots).await();
            signalled = true;
            visit(mine, pairIn(region, slots[1]));
            mine.unlock();
        }

        @Override
        long owned(Region region, long[] slots) {
            return super.owned(region, slots) | (signalled ? KNOWS : 0);
        }

        @Override
        void others(World world, Victim victim) {
            untilWaiting(1, victim);
            behind = waiter(virtual(), lockOfB, conditionOfB, pairOfB);
            signaller = signaller(1, 1);
        }

        @Override
        void after(World world, Ending ending) throws Exception {
            // Who died owning the lock after it was signalled has used the signal up, and the lock says so.
            boolean used = ending.diedAt() == null
                    || (ending.owned() & KNOWS) != 0
                    || (ending.owned() == 1 && signaller.result().equals("left"));
            if (used) {
                signaller(1, 1);
            }
            Bounded.until("the other one to be signalled", behind::isDone);
            super.after(world, new Ending(ending.diedAt(), ending.owned() & 1, ending.passed()));
        }
    }

    /** The victim waits for some time only, with another waiter behind it, who then gets the only signal. */
    static final class TimesOut extends ConditionScenarios {
        private Caller<Boolean> behind;

        @Override
        void victim(Region region, long[] slots) throws Exception {
            SharedLock mine = lockIn(region, slots[0]);
            mine.lock();
            boolean _ = conditionIn(region, slots).tryAwait(Duration.ofMillis(15));
            visit(mine, pairIn(region, slots[1]));
            mine.unlock();
        }

        @Override
        void others(World world, Victim victim) {
            untilWaiting(1, victim);
            behind = waiter(platform(), lockOfB, conditionOfB, pairOfB);
            Bounded.until("the victim to give up", victim::isDone);
        }

        @Override
        void after(World world, Ending ending) throws Exception {
            signaller(1, 1);
            Bounded.until("the other one to be signalled", behind::isDone);
            super.after(world, ending);
        }
    }

    /** The victim signals some of three waiters. */
    static final class Signals extends ConditionScenarios {
        private final int count;

        Signals(int count) {
            this.count = count;
        }

        @Override
        long[] prepare(World world) throws Exception {
            long[] slots = super.prepare(world);
            waiter(platform(), lock, condition, pair);
            waiter(virtual(), lockOfB, conditionOfB, pairOfB);
            waiter(platform(), lockOfB, conditionOfB, pairOfB);
            untilSurvivorsWait(3);
            return slots;
        }

        @Override
        void victim(Region region, long[] slots) {
            SharedLock mine = lockIn(region, slots[0]);
            mine.lock();
            conditionIn(region, slots).signal(count);
            visit(mine, pairIn(region, slots[1]));
            mine.unlock();
        }

        @Override
        void others(World world, Victim victim) {
            Bounded.until("the victim to signal", victim::isDone);
        }

        @Override
        void after(World world, Ending ending) throws Exception {
            signaller(3, 3);
            super.after(world, ending);
        }
    }
}
