package dev.cordage.internal.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.Bounded;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** The scenarios of a queue, from which nothing may be lost but what the victim had in its hands. */
abstract class QueueScenarios extends Scenario {
    private static final AtomicLong NAMES = new AtomicLong();
    private final int capacity;
    private final List<Integer> before;
    SharedQueue<Object> queue;
    SharedQueue<Object> queueOfB;

    /** How many operations have come to their end. Used by the victim. */
    long done;

    QueueScenarios(int capacity, List<Integer> before) {
        this.capacity = capacity;
        this.before = before;
    }

    static void addTo(Map<String, Supplier<Scenario>> all) {
        all.put("queue-puts", () -> new Puts(8, List.of(), 0));
        all.put("queue-puts-for-a-taker", () -> new Puts(8, List.of(), 1));
        all.put("queue-puts-when-there-is-room", () -> new Puts(2, List.of(1, 2), 2));
        all.put("queue-takes", () -> new Takes(8, List.of(1, 2, 3, 4, 5), false));
        all.put("queue-takes-for-a-putter", () -> new Takes(5, List.of(1, 2, 3, 4, 5), true));
        all.put("queue-waits-to-take", WaitsToTake::new);
        all.put("queue-closes", Closes::new);
        QueueBulkScenarios.addTo(all);
        QueueFileScenarios.addTo(all);
    }

    @Override
    @SuppressWarnings("unchecked")
    long[] prepare(World world) throws Exception {
        String name = "queue " + NAMES.incrementAndGet();
        queue = SharedQueue.create(world.a, capacity, name);
        long base = world.find(Kind.QUEUE_PUTS, name);
        queueOfB = in(world.b, base);
        for (int item : before) {
            queue.put(item);
        }
        return new long[] {base};
    }

    @SuppressWarnings("unchecked")
    static SharedQueue<Object> in(Region region, long base) {
        return (SharedQueue<Object>)
                region.slot(base, () -> region.kind(base).handle(region, base)).shown();
    }

    @Override
    long owned(Region region, long[] slots) {
        return done;
    }

    /** Lets what the dead had committed happen, which may not be seen before its guard is taken over. */
    static void awaitSwept(World world) {
        Bounded.until("the dead to be swept", () -> {
            world.a.sweepDead();
            return world.leftovers().isEmpty();
        });
    }

    /** Takes what is there, in both processes by turns. */
    final List<Object> rest() throws InterruptedException {
        List<Object> rest = new ArrayList<>();
        for (Object item = queue.poll(); item != null; item = (rest.size() % 2 == 0 ? queue : queueOfB).poll()) {
            rest.add(item);
        }
        return rest;
    }

    /** Whether so many operations have had their effect, of all that the victim was to do; the last may have had it or not. */
    static boolean fits(Ending ending, long effects, long all) {
        return ending.diedAt() == null
                ? effects == all
                : effects >= ending.owned() && effects <= Math.min(all, ending.owned() + 1);
    }

    /** Fills the empty queue, which holds what it should, and empties it. */
    final void assertWorks() throws Exception {
        int most = Math.min(capacity, 20);
        List<Object> items = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            assertTrue(queueOfB.offer(100 + i, Bounded.LONG.toSeconds(), TimeUnit.SECONDS), queue::toString);
            items.add(100 + i);
        }
        if (most == capacity) {
            assertTrue(!queue.offer(0), () -> "holds too many: " + queue);
        }
        assertEquals(items, rest());
        assertEquals(0, queue.size());
    }

    /** The victim puts 11, 12, 13. */
    static final class Puts extends QueueScenarios {
        private final int takes;
        private final List<Object> taken = new ArrayList<>();

        /** How many are taken meanwhile by one that waits for them. */
        Puts(int capacity, List<Integer> before, int takes) {
            super(capacity, before);
            this.takes = takes;
        }

        @Override
        void victim(Region region, long[] slots) throws Exception {
            SharedQueue<Object> mine = in(region, slots[0]);
            for (int item = 11; item <= 13; item++) {
                mine.put(item);
                done++;
            }
        }

        @Override
        void others(World world, Victim victim) {
            if (!super.before.isEmpty()) {
                Bounded.until("the victim to wait", () -> queue.statistics().putters() > 0 || victim.isDone());
            }
            survivor(virtual(), () -> {
                // The victim may be dead before it has put anything; then there is nothing to wait for.
                while (taken.size() < takes + (super.before.isEmpty() ? 0 : 1)) {
                    Object item = queueOfB.poll(10, TimeUnit.MILLISECONDS);
                    if (item != null) {
                        taken.add(item);
                    } else if (victim.isDone()) {
                        break;
                    }
                }
                return true;
            });
        }

        @Override
        void after(World world, Ending ending) throws Exception {
            awaitSwept(world);
            assertSurvivorsEnd(queue::toString);
            taken.addAll(rest());
            List<Object> full = new ArrayList<>(super.before);
            full.addAll(List.of(11, 12, 13));
            long least = super.before.size() + ending.owned();
            assertEquals(full.subList(0, Math.min(full.size(), taken.size())), taken, "the items, in order");
            assertTrue(
                    ending.diedAt() == null
                            ? taken.size() == full.size()
                            : taken.size() >= least && taken.size() <= least + 1,
                    () -> "put " + ending.owned() + ", found " + taken);
            assertWorks();
        }
    }

    /** The victim takes two items. */
    static final class Takes extends QueueScenarios {
        private final boolean putter;

        Takes(int capacity, List<Integer> before, boolean putter) {
            super(capacity, before);
            this.putter = putter;
        }

        @Override
        void victim(Region region, long[] slots) throws Exception {
            SharedQueue<Object> mine = in(region, slots[0]);
            for (int i = 0; i < 2; i++) {
                var _ = mine.take();
                done++;
                mine.taskDone();
            }
        }

        @Override
        void others(World world, Victim victim) {
            if (putter) {
                survivor(platform(), () -> queueOfB.offer(6, Bounded.LONG.toSeconds(), TimeUnit.SECONDS));
                Bounded.until("the victim to take", victim::isDone);
            }
        }

        @Override
        void after(World world, Ending ending) throws Exception {
            awaitSwept(world);
            List<Object> rest = new ArrayList<>();
            if (putter) {
                Object first = queue.poll(); // the putter may be waiting for room, if the victim took nothing
                rest.add(first);
                assertSurvivorsEnd(queue::toString);
            }
            rest.addAll(rest());
            List<Object> full = new ArrayList<>(super.before);
            if (putter) {
                full.add(6);
            }
            long missing = full.size() - rest.size();
            assertEquals(full.subList((int) missing, full.size()), rest, "the items, in order");
            assertTrue(
                    ending.diedAt() == null ? missing == 2 : missing >= ending.owned() && missing <= ending.owned() + 1,
                    () -> "took " + ending.owned() + ", left " + rest);
            assertWorks();
        }
    }

    /** The victim waits for an item, with another behind it. */
    static final class WaitsToTake extends QueueScenarios {
        private final List<Object> taken = new ArrayList<>();

        WaitsToTake() {
            super(8, List.of());
        }

        @Override
        void victim(Region region, long[] slots) throws Exception {
            SharedQueue<Object> mine = in(region, slots[0]);
            if (mine.poll(2, TimeUnit.MILLISECONDS) == null) {
                var _ = mine.take();
            }
            done++;
        }

        @Override
        void others(World world, Victim victim) {
            Bounded.until("the victim to wait", () -> queue.statistics().takers() > 0 || victim.isDone());
            survivor(platform(), () -> {
                Object item = queueOfB.poll(Bounded.LONG.toSeconds(), TimeUnit.SECONDS);
                taken.add(item);
                return item != null;
            });
            survivor(virtual(), () -> {
                queue.put(1);
                queue.put(2);
                queue.put(3);
                return true;
            });
        }

        @Override
        void after(World world, Ending ending) throws Exception {
            awaitSwept(world);
            assertSurvivorsEnd(queue::toString);
            taken.addAll(rest());
            long missing = 3 - taken.size();
            assertTrue(
                    ending.diedAt() == null ? missing == 1 : missing >= ending.owned() && missing <= 1,
                    () -> "left " + taken + " after " + ending.owned());
            assertWorks();
        }
    }

    /** The victim closes the queue, while somebody waits to take, and after that others may not put. */
    static final class Closes extends QueueScenarios {
        Closes() {
            super(8, List.of());
        }

        @Override
        long[] prepare(World world) throws Exception {
            long[] slots = super.prepare(world);
            survivor(platform(), () -> {
                while (!queueOfB.isClosed()) {
                    var _ = queueOfB.poll(10, TimeUnit.MILLISECONDS);
                }
                return true;
            });
            survivor(virtual(), () -> queueOfB.consume().iterator().hasNext() ? false : true);
            Bounded.until("one to wait", () -> queue.statistics().takers() > 0);
            return slots;
        }

        @Override
        void victim(Region region, long[] slots) {
            in(region, slots[0]).close();
            done++;
        }

        @Override
        void after(World world, Ending ending) throws Exception {
            awaitSwept(world);
            if (!queue.isClosed()) {
                assertEquals(0, ending.owned());
                queue.close();
            }
            assertSurvivorsEnd(queue::toString);
            assertTrue(!queueOfB.offer(1) && queue.isDrained());
        }
    }
}
