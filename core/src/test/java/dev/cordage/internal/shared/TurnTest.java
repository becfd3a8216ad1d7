package dev.cordage.internal.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.internal.waiting.Attempt;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import dev.cordage.testing.LeakCheck;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class TurnTest {
    /** An item comes in exactly when a taker has looked whether there is more, and has not yet left the line. */
    @Test
    void whatComesInAsATakerLeavesGoesToTheNext() throws Exception {
        try (World world = new World(Bell.FUTEX)) {
            SharedQueue<String> queue = SharedQueue.create(world.a, 4, "queue");
            QueueTakes takes = World.open(world.a, world.find(Kind.QUEUE_TAKES, "queue"), QueueTakes.class);
            AtomicReference<Caller<?>> late = new AtomicReference<>();
            Caller<Boolean> leaving = Caller.platform(() -> Turn.await(
                    takes,
                    takes.takers,
                    "take",
                    new Attempt() {
                        @Override
                        public boolean now() {
                            return takes.poll() != null;
                        }

                        @Override
                        public boolean isMoreLeft() {
                            boolean more = takes.size() > 0;
                            Caller<?> putting = Caller.platform(() -> queue.offer("late"));
                            late.set(putting);
                            Bounded.until(
                                    "the late one to be put in",
                                    () -> putting.isDone()
                                            || putting.thread().getState() == Thread.State.TIMED_WAITING);
                            return more;
                        }
                    },
                    Long.MAX_VALUE));
            Bounded.until("one to wait", () -> queue.statistics().takers() == 1);
            Caller<String> next = Caller.platform(queue::take);
            Bounded.until("two to wait", () -> queue.statistics().takers() == 2);
            assertTrue(queue.offer("early"));
            assertTrue(leaving.result());
            assertEquals("late", next.result());
            assertEquals(true, late.get().result());
        }
    }

    /** One that came after all had been called, and behind one of them, so that it did not look itself. */
    @Test
    void whoComesAsTheQueueIsClosedIsToldByTheOneBeforeIt() throws Exception {
        try (World world = new World(Bell.FUTEX)) {
            SharedQueue<String> queue = SharedQueue.create(world.a, 4, "queue");
            QueueTakes takes = World.open(world.b, world.find(Kind.QUEUE_TAKES, "queue"), QueueTakes.class);
            Turn before = new Turn(takes, takes.takers, "take", takes::hasNews);
            queue.close();
            assertTrue(before.isCalled());
            AtomicBoolean drained = new AtomicBoolean();
            Caller<Boolean> late = Caller.platform(() -> Turn.await(
                    takes,
                    takes.takers,
                    "take",
                    new Attempt() {
                        @Override
                        public boolean now() {
                            return drained.get();
                        }

                        @Override
                        public boolean isMoreLeft() {
                            return false;
                        }
                    },
                    Long.MAX_VALUE));
            Bounded.until("both to wait", () -> queue.statistics().takers() == 2);
            drained.set(true);
            before.leave();
            assertTrue(late.result());
        }
    }

    @Test
    void oneThatIsCalledAndStandsStillIsPassed() throws Exception {
        try (World world = new World(Bell.FUTEX)) {
            SharedQueue<String> queue = SharedQueue.create(world.a, 4, "queue");
            QueueTakes takes = World.open(world.b, world.find(Kind.QUEUE_TAKES, "queue"), QueueTakes.class);
            Turn stopped = new Turn(takes, takes.takers, "take", () -> false);
            Caller<String> one = Caller.platform(queue::take);
            Caller<String> other = Caller.platform(queue::take);
            Bounded.until("three to wait", () -> queue.statistics().takers() == 3);
            assertTrue(queue.offer("a") && queue.offer("b"));
            assertEquals(Set.of("a", "b"), Set.of(one.result(), other.result()));
            stopped.leave();
        }
    }
}
