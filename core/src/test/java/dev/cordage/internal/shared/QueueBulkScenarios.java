package dev.cordage.internal.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.Bounded;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The scenarios of a queue in which a victim moves or discards several items, and reports them done. */
abstract class QueueBulkScenarios extends QueueScenarios {
    private static final List<Integer> FIVE = List.of(1, 2, 3, 4, 5);

    private QueueBulkScenarios(List<Integer> before) {
        super(8, before);
    }

    static void addTo(Map<String, Supplier<Scenario>> all) {
        all.put("queue-puts-all", PutsAll::new);
        all.put("queue-drains-to-a-list", () -> new Drains(false));
        all.put("queue-drains-to-what-may-refuse", () -> new Drains(true));
        all.put("queue-discards", Discards::new);
        all.put("queue-clears", Clears::new);
        all.put("queue-closes-now", ClosesNow::new);
        all.put("queue-reports-done", ReportsDone::new);
    }

    /** The victim puts five in at once. */
    static final class PutsAll extends QueueBulkScenarios {
        PutsAll() {
            super(List.of());
        }

        @Override
        void victim(Region region, long[] slots) throws Exception {
            done += in(region, slots[0]).putAll(FIVE);
        }

        @Override
        void after(World world, Ending ending) throws Exception {
            awaitSwept(world);
            List<Object> rest = rest();
            assertEquals(FIVE.subList(0, rest.size()), rest);
            assertTrue(ending.diedAt() != null || rest.size() == FIVE.size(), rest::toString);
            assertWorks();
        }
    }

    /** The victim drains the queue. */
    static final class Drains extends QueueBulkScenarios {
        private final boolean mayRefuse;

        Drains(boolean mayRefuse) {
            super(FIVE);
            this.mayRefuse = mayRefuse;
        }

        @Override
        void victim(Region region, long[] slots) {
            SharedQueue<Object> mine = in(region, slots[0]);
            if (mayRefuse) {
                int _ = mine.drainTo(new ArrayDeque<>() {
                    @Override
                    public boolean add(Object item) {
                        done++;
                        return super.add(item);
                    }
                });
            } else {
                done += mine.drainTo(new ArrayList<>());
            }
        }

        @Override
        void after(World world, Ending ending) throws Exception {
            awaitSwept(world);
            List<Object> rest = rest();
            int missing = FIVE.size() - rest.size();
            assertEquals(FIVE.subList(missing, FIVE.size()), rest, "the items, in order");
            if (ending.diedAt() == null) {
                assertEquals(FIVE.size(), missing);
            } else if (mayRefuse) {
                // What it had accepted and not yet settled is not lost with it.
                assertTrue(missing == ending.owned() || missing == ending.owned() - 1, rest::toString);
            } else {
                assertTrue(missing == 0 || missing == FIVE.size(), rest::toString);
            }
            assertWorks();
        }
    }

    /** The victim removes 3, 1, and 5, each in another way. */
    static final class Discards extends QueueBulkScenarios {
        Discards() {
            super(FIVE);
        }

        @Override
        void victim(Region region, long[] slots) {
            SharedQueue<Object> mine = in(region, slots[0]);
            assertTrue(mine.remove((Object) 3));
            done++;
            assertTrue(mine.removeIf(item -> item.equals(1)));
            done++;
            for (Iterator<Object> all = mine.iterator(); all.hasNext(); ) {
                if (all.next().equals(5)) {
                    all.remove();
                }
            }
            done++;
        }

        @Override
        void after(World world, Ending ending) throws Exception {
            awaitSwept(world);
            List<List<Integer>> steps = List.of(FIVE, List.of(1, 2, 4, 5), List.of(2, 4, 5), List.of(2, 4));
            int size = queue.size();
            assertEquals(size, queue.statistics().unfinished());
            List<Object> rest = rest();
            assertEquals(size, rest.size(), () -> size + " were counted, and there were " + rest);
            assertTrue(fits(ending, steps.indexOf(rest), 3), rest::toString);
            assertWorks();
        }
    }

    /** The victim clears the queue. */
    static final class Clears extends QueueBulkScenarios {
        Clears() {
            super(FIVE);
        }

        @Override
        void victim(Region region, long[] slots) {
            in(region, slots[0]).clear();
        }

        @Override
        void after(World world, Ending ending) throws Exception {
            awaitSwept(world);
            List<Object> rest = rest();
            assertTrue(rest.isEmpty() || (ending.diedAt() != null && rest.equals(FIVE)), rest::toString);
            assertWorks();
        }
    }

    /** The victim closes the queue and discards what it has, while somebody waits for that, and somebody else for room. */
    static final class ClosesNow extends QueueBulkScenarios {
        ClosesNow() {
            super(List.of(1, 2, 3, 4, 5, 6, 7, 8));
        }

        @Override
        long[] prepare(World world) throws Exception {
            long[] slots = super.prepare(world);
            survivor(platform(), () -> queueOfB.tryJoin(Bounded.LONG));
            survivor(virtual(), () -> !queueOfB.offer(9, Bounded.LONG));
            Bounded.until("one to wait", () -> queue.statistics().putters() > 0);
            return slots;
        }

        @Override
        void victim(Region region, long[] slots) {
            int _ = in(region, slots[0]).closeNow();
            done++;
        }

        @Override
        void after(World world, Ending ending) throws Exception {
            awaitSwept(world);
            if (!queue.isDrained()) {
                assertEquals(0, ending.owned());
                int _ = queue.closeNow();
            }
            assertSurvivorsEnd(queue::toString);
            assertEquals(0, queue.statistics().unfinished());
            assertTrue(queue.isDrained());
        }
    }

    /** The victim reports three items done, while somebody waits for all. */
    static final class ReportsDone extends QueueBulkScenarios {
        ReportsDone() {
            super(List.of(1, 2, 3));
        }

        @Override
        long[] prepare(World world) throws Exception {
            long[] slots = super.prepare(world);
            assertEquals(3, rest().size());
            survivor(platform(), () -> queueOfB.tryJoin(Bounded.LONG));
            return slots;
        }

        @Override
        void victim(Region region, long[] slots) {
            SharedQueue<Object> mine = in(region, slots[0]);
            for (int i = 0; i < 3; i++) {
                mine.taskDone();
                done++;
            }
        }

        @Override
        void after(World world, Ending ending) throws Exception {
            awaitSwept(world);
            long unfinished = queue.statistics().unfinished();
            assertTrue(fits(ending, 3 - unfinished, 3), queue::toString);
            for (long i = 0; i < unfinished; i++) {
                queue.taskDone();
            }
            assertSurvivorsEnd(queue::toString);
            assertWorks();
        }
    }
}
