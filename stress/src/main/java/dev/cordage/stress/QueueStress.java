package dev.cordage.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.cordage.queue.CloseableQueue;
import dev.cordage.queue.QueueClosedException;
import dev.cordage.queue.Select;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** What queues promise to threads that meet at one. */
public final class QueueStress {
    private QueueStress() {}

    /** Written before it is put in, without any synchronization of its own. */
    static final class Box {
        int content;

        static Box filled() {
            Box box = new Box();
            box.content = 1;
            return box;
        }
    }

    private static int contentOf(Box box) {
        return box == null ? -1 : box.content;
    }

    /** Whoever takes an item sees what was written to it before it was put in. */
    @JCStressTest
    @Outcome(id = "-1", expect = ACCEPTABLE, desc = "not there yet")
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "there, with what was written before")
    @Outcome(expect = FORBIDDEN, desc = "there, without what was written before")
    @State
    public static class ItemIsPublished {
        private final CloseableQueue<Box> queue = CloseableQueue.bounded(1);

        @Actor
        public void put() {
            queue.offer(Box.filled());
        }

        @Actor
        public void take(I_Result seen) {
            seen.r1 = contentOf(queue.poll());
        }
    }

    /** Looking publishes as taking does. */
    @JCStressTest
    @Outcome(id = "-1", expect = ACCEPTABLE, desc = "not there yet")
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "there, with what was written before")
    @Outcome(expect = FORBIDDEN, desc = "there, without what was written before")
    @State
    public static class ItemIsPublishedToOneWhoLooks {
        private final CloseableQueue<Box> queue = CloseableQueue.lifo(2);

        @Actor
        public void put() {
            queue.offer(Box.filled());
        }

        @Actor
        public void look(I_Result seen) {
            seen.r1 = contentOf(queue.peek());
        }
    }

    /** A wait for an item publishes it too. */
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "with what was written before")
    @Outcome(expect = FORBIDDEN, desc = "lost, or without what was written before")
    @State
    public static class ItemIsPublishedToOneWhoWaits {
        private final CloseableQueue<Box> queue = CloseableQueue.unbounded();

        @Actor
        public void put() {
            queue.offer(Box.filled());
        }

        @Actor
        public void take(I_Result seen) {
            try {
                seen.r1 = contentOf(queue.poll(Duration.ofSeconds(10)));
            } catch (InterruptedException _) {
                seen.r1 = -2;
            }
        }
    }

    /** A select takes one item of one queue, and sees what was written to it. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "one taken, one left")
    @Outcome(expect = FORBIDDEN, desc = "lost or doubled")
    @State
    public static class SelectTakesOne {
        private final CloseableQueue<Box> one = CloseableQueue.bounded(1);
        private final CloseableQueue<Box> other = CloseableQueue.bounded(1);
        private final Select<Box> select =
                Select.<Box>create().receive(one, box -> box).receive(other, box -> box);

        @Actor
        public void put() {
            one.offer(Box.filled());
            other.offer(Box.filled());
        }

        @Actor
        public void take(II_Result seen) {
            try {
                seen.r1 = contentOf(select.take());
            } catch (InterruptedException _) {
                seen.r1 = -2;
            }
        }

        @Arbiter
        public void count(II_Result seen) {
            seen.r2 = one.size() + other.size();
        }
    }

    /** A full queue of capacity one takes another item only when the first was taken. */
    @JCStressTest
    @Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "refused, then the first was taken")
    @Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "the first was taken, then there was space")
    @Outcome(expect = FORBIDDEN, desc = "an item was lost or doubled, or there were two")
    @State
    public static class CapacityHolds {
        private final CloseableQueue<Integer> queue = CloseableQueue.bounded(1);

        public CapacityHolds() {
            queue.add(1);
        }

        @Actor
        public void poll(III_Result seen) {
            seen.r1 = queue.poll() == null ? 0 : 1;
        }

        @Actor
        public void offer(III_Result seen) {
            seen.r2 = queue.offer(2) ? 1 : 0;
        }

        @Arbiter
        public void count(III_Result seen) {
            seen.r3 = queue.size();
        }
    }

    /** Two items meet in a queue that has space for one. */
    @JCStressTest
    @Outcome(
            id = {"1, 0, 1", "0, 1, 1"},
            expect = ACCEPTABLE,
            desc = "one was refused")
    @Outcome(expect = FORBIDDEN, desc = "both were accepted, or refused")
    @State
    public static class OneOfTwoFits {
        private final CloseableQueue<Integer> queue = CloseableQueue.bounded(1);

        @Actor
        public void offer(III_Result seen) {
            seen.r1 = queue.offer(1) ? 1 : 0;
        }

        @Actor
        public void offerToo(III_Result seen) {
            seen.r2 = queue.offer(2) ? 1 : 0;
        }

        @Arbiter
        public void count(III_Result seen) {
            seen.r3 = queue.size();
        }
    }

    /** Two takers of one item: one gets it. */
    @JCStressTest
    @Outcome(
            id = {"1, 0", "0, 1"},
            expect = ACCEPTABLE,
            desc = "one of them got it")
    @Outcome(expect = FORBIDDEN, desc = "both got it, or neither")
    @State
    public static class ItemIsTakenOnce {
        private final CloseableQueue<Integer> queue = CloseableQueue.priority(4);

        public ItemIsTakenOnce() {
            queue.add(1);
        }

        @Actor
        public void take(II_Result seen) {
            seen.r1 = queue.poll() == null ? 0 : 1;
        }

        @Actor
        public void takeToo(II_Result seen) {
            seen.r2 = queue.poll() == null ? 0 : 1;
        }
    }

    /** An item that meets the close is refused or left, not both, not neither. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "accepted, and left")
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "refused, and not there")
    @Outcome(expect = FORBIDDEN, desc = "accepted and lost, or refused and there")
    @State
    public static class CloseMeetsPut {
        private final CloseableQueue<Integer> queue = CloseableQueue.bounded(1);

        @Actor
        public void put(II_Result seen) {
            try {
                queue.put(1);
                seen.r1 = 1;
            } catch (QueueClosedException _) {
                seen.r1 = 0;
            } catch (InterruptedException _) {
                seen.r1 = -2;
            }
        }

        @Actor
        public void close() {
            queue.close();
        }

        @Arbiter
        public void count(II_Result seen) {
            seen.r2 = queue.poll() == null ? 0 : 1;
        }
    }

    /** An item that is queued when closeNow comes is taken or discarded. */
    @JCStressTest
    @Outcome(
            id = {"1, 0", "0, 1"},
            expect = ACCEPTABLE,
            desc = "taken or discarded")
    @Outcome(expect = FORBIDDEN, desc = "both, or neither")
    @State
    public static class CloseNowMeetsTake {
        private final CloseableQueue<Integer> queue = CloseableQueue.bounded(1);

        public CloseNowMeetsTake() {
            queue.add(1);
        }

        @Actor
        public void take(II_Result seen) {
            try {
                seen.r1 = queue.take();
            } catch (QueueClosedException _) {
                seen.r1 = 0;
            } catch (InterruptedException _) {
                seen.r1 = -2;
            }
        }

        @Actor
        public void closeNow(II_Result seen) {
            seen.r2 = queue.closeNow();
        }
    }

    /** Who sees that a queue is closed can rely on it: nothing goes in any more. */
    @JCStressTest
    @Outcome(id = "-1", expect = ACCEPTABLE, desc = "not closed yet")
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "closed, and refused")
    @Outcome(expect = FORBIDDEN, desc = "closed, and accepted")
    @State
    public static class ClosedRefuses {
        private final CloseableQueue<Integer> queue = CloseableQueue.bounded(1);

        @Actor
        public void close() {
            queue.close();
        }

        @Actor
        public void offer(I_Result seen) {
            seen.r1 = !queue.isClosed() ? -1 : queue.offer(1) ? 1 : 0;
        }
    }

    /** Once drained, always drained. */
    @JCStressTest
    @Outcome(
            id = {"0, 0", "0, 1"},
            expect = ACCEPTABLE,
            desc = "not drained yet; the item may be in or not")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "drained, and it stays so")
    @Outcome(expect = FORBIDDEN, desc = "drained, and then not")
    @State
    public static class DrainedStaysDrained {
        private final CloseableQueue<Integer> queue = CloseableQueue.lifo(1);

        @Actor
        public void close() {
            queue.close();
        }

        @Actor
        public void offer(II_Result seen) {
            seen.r1 = queue.isDrained() ? 1 : 0;
            queue.offer(1);
            seen.r2 = queue.isDrained() ? 1 : 0;
        }
    }

    /** Who finds nothing in a closed queue can go: nothing comes any more. */
    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "taken")
    @Outcome(expect = FORBIDDEN, desc = "accepted, and the taker was told that there is nothing any more")
    @State
    public static class NothingIsLeftBehind {
        private final CloseableQueue<Integer> queue = CloseableQueue.bounded(1);

        @Actor
        public void close() {
            queue.offer(1);
            queue.close();
        }

        @Actor
        public void take(II_Result seen) {
            try {
                seen.r1 = queue.take();
            } catch (QueueClosedException _) {
                seen.r1 = 0;
            } catch (InterruptedException _) {
                seen.r1 = -2;
            }
        }

        @Arbiter
        public void count(II_Result seen) {
            seen.r2 = queue.size();
        }
    }

    /** Whoever waits when the queue is closed is told, and sees what was done before the close. */
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "told, with what was written before")
    @Outcome(expect = FORBIDDEN, desc = "not told, or without what was written before")
    @State
    public static class CloseIsPublished {
        private final CloseableQueue<Integer> queue = CloseableQueue.bounded(1);
        private int written;

        @Actor
        public void close() {
            written = 1;
            queue.close();
        }

        @Actor
        public void take(I_Result seen) {
            try {
                seen.r1 = queue.take();
            } catch (QueueClosedException _) {
                seen.r1 = written;
            } catch (InterruptedException _) {
                seen.r1 = -2;
            }
        }
    }

    /** Whoever joins sees what was done before the item was reported done. */
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "joined, with what was written before")
    @Outcome(expect = FORBIDDEN, desc = "not joined, or without what was written before")
    @State
    public static class TaskDoneIsPublished {
        private final CloseableQueue<Integer> queue = CloseableQueue.bounded(1);
        private int written;

        public TaskDoneIsPublished() {
            queue.add(1);
        }

        @Actor
        public void work() {
            queue.poll();
            written = 1;
            queue.taskDone();
        }

        @Actor
        public void join(I_Result seen) {
            try {
                queue.join();
                seen.r1 = written;
            } catch (InterruptedException _) {
                seen.r1 = -2;
            }
        }
    }

    /** What one has taken one can report done, whatever others throw away at the same time. */
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "reported done")
    @Outcome(expect = FORBIDDEN, desc = "was told that nothing had been taken")
    @State
    public static class TaskDoneMeetsRemove {
        private final CloseableQueue<Integer> queue = CloseableQueue.bounded(2);

        public TaskDoneMeetsRemove() {
            queue.add(1);
            queue.add(2);
        }

        @Actor
        public void work(I_Result seen) {
            queue.poll();
            try {
                queue.taskDone();
                seen.r1 = 1;
            } catch (IllegalStateException _) {
                seen.r1 = -1;
            }
        }

        @Actor
        public void remove() {
            queue.remove(2);
        }
    }

    /** For one who only looks whether all is done it is as for one who waits. */
    @JCStressTest
    @Outcome(id = "-1", expect = ACCEPTABLE, desc = "not done yet")
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "done, with what was written before")
    @Outcome(expect = FORBIDDEN, desc = "done, without what was written before")
    @State
    public static class TaskDoneIsPublishedToTryJoin {
        private final CloseableQueue<Integer> queue = CloseableQueue.bounded(1);
        private int written;

        public TaskDoneIsPublishedToTryJoin() {
            queue.add(1);
        }

        @Actor
        public void work() {
            queue.poll();
            written = 1;
            queue.taskDone();
        }

        @Actor
        public void join(I_Result seen) {
            try {
                seen.r1 = queue.tryJoin(Duration.ZERO) ? written : -1;
            } catch (InterruptedException _) {
                seen.r1 = -2;
            }
        }
    }
}
