package dev.cordage.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import dev.cordage.testing.LeakCheck;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A queue holds on to nothing that has left it: items can be collected at once. */
@ExtendWith(LeakCheck.class)
class LocalQueueReleaseTest {
    /** An item whose life is watched. */
    private static final class Large implements Comparable<Large> {
        private final int number;

        Large(int number) {
            this.number = number;
        }

        @Override
        public int compareTo(Large other) {
            return Integer.compare(number, other.number);
        }
    }

    /** Only some, since each item costs a garbage collection. */
    static Stream<QueueShape> shapes() {
        return QueueShape.all().filter(shape -> shape.capacity() == 2 || !shape.isBounded());
    }

    static Stream<QueueShape> boundedShapes() {
        return shapes().filter(QueueShape::isBounded);
    }

    private static CloseableQueue<Large> make(QueueShape shape) {
        return LocalQueueTest.make(shape, "queue under test");
    }

    /** Fills the queue, and keeps no item. */
    private static List<WeakReference<Large>> fill(CloseableQueue<Large> queue, int count) {
        List<WeakReference<Large>> references = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Large item = new Large(i);
            queue.add(item);
            references.add(new WeakReference<>(item));
        }
        return references;
    }

    private static int room(QueueShape shape) {
        return Math.min(shape.capacity(), 9);
    }

    private static long cleared(List<WeakReference<Large>> references) {
        return references.stream().filter(reference -> reference.refersTo(null)).count();
    }

    private static void untilCleared(List<WeakReference<Large>> references, long count) {
        Bounded.until(count + " items to be collected", () -> {
            System.gc();
            return cleared(references) >= count;
        });
        assertEquals(count, cleared(references));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void whatLeavesOneByOneIsReleased(QueueShape shape) {
        List<Consumer<CloseableQueue<Large>>> ways = List.of(
                queue -> assertNotNull(queue.poll()),
                queue -> assertNotNull(queue.remove()),
                queue -> assertEquals(1, queue.drainTo(new ArrayList<>(), 1)),
                LocalQueueReleaseTest::removeMiddle,
                queue -> {
                    Iterator<Large> iterator = queue.iterator();
                    iterator.next();
                    iterator.remove();
                },
                queue -> assertNotNull(queue.consume().iterator().next()));
        for (Consumer<CloseableQueue<Large>> way : ways) {
            CloseableQueue<Large> queue = make(shape);
            List<WeakReference<Large>> references = fill(queue, room(shape));
            way.accept(queue);
            untilCleared(references, 1);
            assertEquals(room(shape) - 1, queue.size());
            Reference.reachabilityFence(queue);
        }
    }

    private static void removeMiddle(CloseableQueue<Large> queue) {
        Large[] all = queue.toArray(Large[]::new);
        queue.remove(all[all.length / 2]);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void whatLeavesAllAtOnceIsReleased(QueueShape shape) {
        List<Consumer<CloseableQueue<Large>>> ways = List.of(
                CloseableQueue::clear,
                CloseableQueue::closeNow,
                queue -> queue.drainTo(new ArrayList<>()),
                queue -> queue.removeIf(_ -> true),
                queue -> queue.retainAll(List.of()));
        for (Consumer<CloseableQueue<Large>> way : ways) {
            CloseableQueue<Large> queue = make(shape);
            List<WeakReference<Large>> references = fill(queue, room(shape));
            way.accept(queue);
            untilCleared(references, references.size());
            Reference.reachabilityFence(queue);
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void aConsumerHoldsNothingItHasHandedOn(QueueShape shape) {
        CloseableQueue<Large> queue = make(shape);
        List<WeakReference<Large>> references = fill(queue, room(shape));
        Iterator<Large> iterator = queue.consume().iterator();
        for (int taken = 1; taken <= room(shape); taken++) {
            assertNotNull(iterator.next());
            untilCleared(references, taken);
        }
        Reference.reachabilityFence(iterator);
        Reference.reachabilityFence(queue);
    }

    @ParameterizedTest
    @MethodSource("boundedShapes")
    void whatWasRefusedIsReleased(QueueShape shape) throws Exception {
        CloseableQueue<Large> queue = make(shape);
        List<WeakReference<Large>> kept = fill(queue, shape.capacity());
        List<WeakReference<Large>> refused = new ArrayList<>();
        refused.add(refuse(item -> assertFalse(queue.offer(item))));
        refused.add(refuse(item -> assertThrows(IllegalStateException.class, () -> queue.add(item))));
        refused.add(refuse(item -> {
            try {
                assertFalse(queue.offer(item, Duration.ofMillis(1)));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }));
        refused.add(interrupted(queue));
        untilCleared(refused, refused.size());
        assertEquals(0, cleared(kept));
        Reference.reachabilityFence(queue);
    }

    private static WeakReference<Large> refuse(Consumer<Large> way) {
        Large item = new Large(100);
        way.accept(item);
        return new WeakReference<>(item);
    }

    private static WeakReference<Large> interrupted(CloseableQueue<Large> queue) throws Exception {
        Large item = new Large(100);
        Caller<?> caller = CloseableQueueContract.putter(queue, () -> {
            queue.put(item);
            return null;
        });
        caller.interrupt();
        assertThrows(InterruptedException.class, caller::result);
        return new WeakReference<>(item);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void whatASelectTookIsReleased(QueueShape shape) throws Exception {
        CloseableQueue<Large> queue = make(shape);
        Select<Integer> select = Select.<Integer>create().receive(queue, item -> item.number);
        List<WeakReference<Large>> references = fill(queue, room(shape));
        assertNotNull(select.take());
        untilCleared(references, 1);
        Reference.reachabilityFence(select);
        Reference.reachabilityFence(queue);
    }
}
