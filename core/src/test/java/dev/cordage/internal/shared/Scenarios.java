package dev.cordage.internal.shared;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.sync.Fairness;
import dev.cordage.testing.Bounded;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** The scenarios of locks. */
final class Scenarios {
    private Scenarios() {}

    static Map<String, Supplier<Scenario>> all() {
        Map<String, Supplier<Scenario>> all = new LinkedHashMap<>();
        for (Fairness fairness : Fairness.values()) {
            String lock = Kind.MUTEX + "-" + fairness + "-";
            all.put(lock + "uncontended", () -> new Uncontended(Kind.MUTEX, fairness));
            all.put(lock + "unlocks-for-another", () -> new UnlocksForAnother(Kind.MUTEX, fairness));
            all.put(lock + "waits-and-is-called", () -> new WaitsAndIsCalled(Kind.MUTEX, fairness));
            all.put(lock + "times-out", () -> new TimesOut(Kind.MUTEX, fairness));
        }
        // An r-lock is the same in shared memory.
        all.put("RLOCK-waits-and-is-called", () -> new WaitsAndIsCalled(Kind.RLOCK, Fairness.BARGING));
        all.put("is-passed-and-reserves", IsPassed::new);
        all.put("leaves-holding", Leaves::new);
        all.put("joins-and-makes", Joins::new);
        ConditionScenarios.addTo(all);
        SemaphoreScenarios.addTo(all);
        EventScenarios.addTo(all);
        BarrierScenarios.addTo(all);
        QueueScenarios.addTo(all);
        return all;
    }

    /** Lock and unlock, with nobody else there. */
    static final class Uncontended extends LockScenario {
        Uncontended(Kind kind, Fairness fairness) {
            super(kind, fairness);
        }

        @Override
        void victim(Region region, long[] slots) {
            SharedLock mine = lockIn(region, slots[0]);
            mine.lock();
            visit(mine, pairIn(region, slots[1]));
            mine.unlock();
        }
    }

    /** The victim has the lock while another enters the line, and unlocks. */
    static final class UnlocksForAnother extends LockScenario {
        UnlocksForAnother(Kind kind, Fairness fairness) {
            super(kind, fairness);
        }

        @Override
        void victim(Region region, long[] slots) {
            SharedLock mine = lockIn(region, slots[0]);
            mine.lock();
            visit(mine, pairIn(region, slots[1]));
            Bounded.until("another to wait", () -> mine.statistics().waiters() > 0);
            mine.unlock();
        }

        @Override
        void others(World world, Victim victim) {
            Bounded.until("the lock to be taken", () -> lock.isLocked() || victim.isDone());
            lockAndVisit(platform(), lockOfB, pairOfB);
        }
    }

    /** The victim waits behind the owner, with another behind it. */
    static final class WaitsAndIsCalled extends LockScenario {
        WaitsAndIsCalled(Kind kind, Fairness fairness) {
            super(kind, fairness);
        }

        @Override
        long[] prepare(World world) throws Exception {
            long[] slots = super.prepare(world);
            lock.lock();
            return slots;
        }

        @Override
        void victim(Region region, long[] slots) {
            SharedLock mine = lockIn(region, slots[0]);
            mine.lock();
            visit(mine, pairIn(region, slots[1]));
            mine.unlock();
        }

        @Override
        void others(World world, Victim victim) {
            untilInLine(1, victim);
            lockAndVisit(virtual(), lockOfB, pairOfB);
            untilInLine(2, victim);
            visit(lock, pair);
            lock.unlock();
        }
    }

    /** The victim waits in the line for some time only, with another behind it. */
    static final class TimesOut extends LockScenario {
        TimesOut(Kind kind, Fairness fairness) {
            super(kind, fairness);
        }

        @Override
        long[] prepare(World world) throws Exception {
            long[] slots = super.prepare(world);
            lock.lock();
            return slots;
        }

        @Override
        void victim(Region region, long[] slots) throws Exception {
            boolean locked = lockIn(region, slots[0]).tryLock(Duration.ofMillis(15));
            assertTrue(!locked);
        }

        @Override
        void others(World world, Victim victim) {
            untilInLine(1, victim);
            lockAndVisit(virtual(), lockOfB, pairOfB);
            Bounded.until("the victim to give up", victim::isDone);
            visit(lock, pair);
            lock.unlock();
        }
    }

    /** The victim is called too late time and again, and so reserves the lock. */
    static final class IsPassed extends LockScenario {
        IsPassed() {
            super(Kind.MUTEX, Fairness.BARGING);
        }

        @Override
        long[] prepare(World world) throws Exception {
            long[] slots = super.prepare(world);
            lock.lock();
            return slots;
        }

        @Override
        void victim(Region region, long[] slots) {
            SharedLock mine = lockIn(region, slots[0]);
            mine.lock();
            visit(mine, pairIn(region, slots[1]));
            mine.unlock();
        }

        @Override
        void others(World world, Victim victim) {
            untilInLine(1, victim);
            visit(lock, pair);
            lock.unlock();
            survivor(platform(), () -> {
                while (!victim.isDone()) {
                    boolean _ = lock.tryLock(Bounded.LONG);
                    visit(lock, pair);
                    lock.unlock();
                }
                return true;
            });
        }
    }

    /** The victim leaves in order while it has the lock. */
    static final class Leaves extends LockScenario {
        Leaves() {
            super(Kind.MUTEX, Fairness.FIFO);
        }

        @Override
        void victim(Region region, long[] slots) {
            SharedLock mine = lockIn(region, slots[0]);
            mine.lock();
            visit(mine, pairIn(region, slots[1]));
            region.close();
        }

        @Override
        long owned(Region region, long[] slots) {
            boolean abandoned = effective(region, slots[0], Layout.word(slots[0], 2)) != 0;
            return abandoned ? 1 : super.owned(region, slots);
        }

        @Override
        void after(World world, Ending ending) throws Exception {
            super.after(world, ending.diedAt() == null ? new Ending(null, 1, ending.passed()) : ending);
        }
    }

    /** The victim joins, and makes a lock of its own; the first node of a thread takes a block. */
    static final class Joins extends LockScenario {
        Joins() {
            super(Kind.MUTEX, Fairness.FIFO);
        }

        @Override
        boolean isAboutJoining() {
            return true;
        }

        @Override
        void victim(Region region, long[] slots) {
            SharedMutex mine = SharedMutex.create(region, "the victim's", Fairness.BARGING);
            var _ = mine.newCondition();
            mine.lock();
            mine.unlock();
            long node = region.takeNode();
            region.giveNode(node);
        }

        @Override
        long owned(Region region, long[] slots) {
            return 0;
        }
    }
}
