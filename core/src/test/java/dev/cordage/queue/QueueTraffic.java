package dev.cordage.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.queue.QueueShape.Kind;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Producers and consumers that put and take in all ways there are, while they are interrupted and time runs out; and an
 * account at the end: every item that went in was taken, discarded by {@code closeNow}, or removed, exactly once.
 */
final class QueueTraffic {
    /** How it ends. */
    enum Ending {
        /** The queues are closed when all has been put in. */
        CLOSE_AFTER_THE_LAST,
        /** The queues are closed in the middle. */
        CLOSE_IN_THE_MIDDLE,
        /** What is queued is discarded in the middle. */
        CLOSE_NOW_IN_THE_MIDDLE
    }

    /**
     * What is to be done; the same plan makes the same choices, not the same races.
     *
     * @param shapes of the queues; items go to any of them
     * @param itemsEach how many items each producer has
     */
    record Plan(List<QueueShape> shapes, int producers, int consumers, int itemsEach, Ending ending, long seed) {}

    private record Taken(int queue, QueueItem item) {}

    private final Plan plan;
    private final List<CloseableQueue<QueueItem>> queues;
    private final Select<Taken> select;
    private final List<Producer> producers;
    private final List<Consumer> consumers;
    private final AtomicBoolean stop = new AtomicBoolean();

    QueueTraffic(Plan plan) {
        this.plan = plan;
        queues = plan.shapes.stream()
                .map(shape -> LocalQueueTest.<QueueItem>make(shape, shape.toString()))
                .toList();
        Select<Taken> all = Select.create();
        for (int i = 0; i < queues.size(); i++) {
            int queue = i;
            all = all.receive(queues.get(i), item -> new Taken(queue, item));
        }
        select = all;
        producers = IntStream.range(0, plan.producers).mapToObj(Producer::new).toList();
        consumers = IntStream.range(0, plan.consumers).mapToObj(Consumer::new).toList();
    }

    /** Does it, and checks the account. */
    void run() throws Exception {
        List<Caller<?>> putting = start(producers);
        List<Caller<?>> taking = start(consumers);
        List<Caller<?>> workers = new ArrayList<>(putting);
        workers.addAll(taking);
        Caller<?> interrupter = Caller.platform(() -> interrupt(workers));
        Caller<Integer> closer = Caller.platform(() -> closeInTheMiddle(putting));
        int discarded = 0;
        try {
            for (Caller<?> producer : putting) {
                producer.result();
            }
            discarded = closer.result();
            queues.forEach(CloseableQueue::close);
            for (Caller<?> consumer : taking) {
                consumer.result();
            }
        } finally {
            queues.forEach(CloseableQueue::closeNow);
            stop.set(true);
            interrupter.result();
        }
        check(discarded);
    }

    /** Every second one in a virtual thread. */
    private static List<Caller<?>> start(List<? extends Callable<?>> calls) {
        List<Caller<?>> callers = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            callers.add(
                    Caller.start(i % 2 == 0 ? Thread.ofPlatform().daemon() : Thread.ofVirtual(), calls.get(i)::call));
        }
        return callers;
    }

    private Object interrupt(List<Caller<?>> workers) {
        Random random = new Random(plan.seed);
        while (!stop.get()) {
            workers.get(random.nextInt(workers.size())).interrupt();
            LockSupport.parkNanos(random.nextInt(300_000));
        }
        return null;
    }

    private int closeInTheMiddle(List<Caller<?>> putting) {
        if (plan.ending == Ending.CLOSE_AFTER_THE_LAST) {
            return 0;
        }
        long moment = new Random(plan.seed).nextInt(plan.producers * plan.itemsEach);
        Bounded.until(
                "the moment to close",
                () -> added() >= moment || putting.stream().allMatch(Caller::isDone));
        if (plan.ending == Ending.CLOSE_IN_THE_MIDDLE) {
            queues.forEach(CloseableQueue::close);
            return 0;
        }
        return queues.stream().mapToInt(CloseableQueue::closeNow).sum();
    }

    private long added() {
        return queues.stream().mapToLong(queue -> queue.statistics().added()).sum();
    }

    // ---- the account ---------------------------------------------------------------------------------------------

    private void check(int discarded) throws InterruptedException {
        List<QueueItem> out = new ArrayList<>();
        for (Consumer consumer : consumers) {
            consumer.taken.forEach(taken -> out.add(taken.item));
            out.addAll(consumer.removed);
        }
        Set<QueueItem> once = new HashSet<>(out);
        assertEquals(out.size(), once.size(), () -> "an item came out twice, " + plan);
        assertEquals(added(), out.size() + discarded, () -> "taken, removed and discarded, " + plan);

        Set<QueueItem> certain = new HashSet<>();
        Set<QueueItem> possible = new HashSet<>();
        for (Producer producer : producers) {
            certain.addAll(producer.accepted);
            producer.uncertain.forEach(possible::addAll);
        }
        assertTrue(certain.size() <= added(), () -> "an item that was accepted is not counted, " + plan);
        if (discarded == 0) {
            Set<QueueItem> lost = new HashSet<>(certain);
            lost.removeAll(once);
            assertEquals(Set.of(), lost, () -> "accepted, and never seen again, " + plan);
            checkPrefixes(once);
        }
        once.removeAll(certain);
        once.removeAll(possible);
        assertEquals(Set.of(), once, () -> "came out, but was refused, " + plan);
        checkOrder();
        for (CloseableQueue<QueueItem> queue : queues) {
            assertTrue(queue.isDrained());
            assertEquals(0, queue.size());
            assertEquals(queue.statistics().added(), queue.statistics().removed(), plan::toString);
            assertEquals(0, queue.statistics().takers() + queue.statistics().putters(), plan::toString);
            assertEquals(0, queue.statistics().unfinished(), plan::toString);
            queue.join();
        }
    }

    /** Of a bulk put that ended early the first items are in, and none after a gap. */
    private void checkPrefixes(Set<QueueItem> out) {
        for (Producer producer : producers) {
            for (List<QueueItem> batch : producer.uncertain) {
                List<Boolean> in = batch.stream().map(out::contains).toList();
                int gap = in.contains(false) ? in.indexOf(false) : in.size();
                assertTrue(in.lastIndexOf(true) < gap, () -> batch + " is in with gaps: " + in + ", " + plan);
            }
        }
    }

    /** What one producer puts into a queue, first in, first out, each consumer gets in that order. */
    private void checkOrder() {
        for (Consumer consumer : consumers) {
            Map<String, Integer> last = new HashMap<>();
            for (Taken taken : consumer.taken) {
                if (plan.shapes.get(taken.queue).kind() == Kind.FIFO) {
                    int number = taken.item.number();
                    String way = "from producer " + number / plan.itemsEach + " by queue " + taken.queue;
                    Integer before = last.put(way, number);
                    assertTrue(before == null || before < number, () -> number + " after " + before + " " + way);
                }
            }
        }
    }

    // ---- those who do it -----------------------------------------------------------------------------------------

    private final class Producer implements Callable<Void> {
        final List<QueueItem> accepted = new ArrayList<>();

        /** Bulk puts that ended early: the first items are in, nobody says how many. */
        final List<List<QueueItem>> uncertain = new ArrayList<>();

        private final int number;
        private final Random random;

        Producer(int number) {
            this.number = number;
            random = new Random(plan.seed * 31 + number);
        }

        private QueueItem item(int index) {
            return new QueueItem(random.nextInt(5), number * plan.itemsEach + index);
        }

        @Override
        public Void call() {
            int next = 0;
            while (next < plan.itemsEach) {
                try {
                    next += put(queues.get(random.nextInt(queues.size())), next);
                } catch (InterruptedException _) {
                    // The item is not in: once more.
                } catch (QueueClosedException _) {
                    return null;
                }
            }
            return null;
        }

        /** Tries to put in what is next, and returns how many items it is rid of. */
        private int put(CloseableQueue<QueueItem> queue, int next) throws InterruptedException {
            QueueItem item = item(next);
            boolean in = switch (random.nextInt(7)) {
                case 0, 1 -> {
                    queue.put(item);
                    yield true;
                }
                case 2 -> queue.offer(item);
                case 3 -> queue.offer(item, Duration.ofNanos(random.nextInt(100_000)));
                case 4 -> queue.offer(item, random.nextInt(100), TimeUnit.MICROSECONDS);
                case 5 -> add(queue, item);
                default -> false;
            };
            if (in) {
                accepted.add(item);
                return 1;
            }
            if (queue.isClosed()) {
                throw new QueueClosedException("declined");
            }
            return putMany(queue, next);
        }

        private boolean add(CloseableQueue<QueueItem> queue, QueueItem item) {
            try {
                return queue.add(item);
            } catch (QueueClosedException e) {
                throw e;
            } catch (IllegalStateException _) {
                return false;
            }
        }

        private int putMany(CloseableQueue<QueueItem> queue, int next) {
            List<QueueItem> batch = IntStream.range(next, Math.min(plan.itemsEach, next + 1 + random.nextInt(6)))
                    .mapToObj(this::item)
                    .toList();
            try {
                if (random.nextBoolean()) {
                    assertEquals(batch.size(), queue.putAll(batch));
                } else {
                    assertTrue(queue.addAll(batch));
                }
                accepted.addAll(batch);
            } catch (InterruptedException _) {
                uncertain.add(batch);
            } catch (IllegalStateException e) {
                uncertain.add(batch);
                if (e instanceof QueueClosedException closed) {
                    throw closed;
                }
            }
            return batch.size();
        }
    }

    private final class Consumer implements Callable<Void> {
        final List<Taken> taken = new ArrayList<>();
        final List<QueueItem> removed = new ArrayList<>();

        private final Random random;

        Consumer(int number) {
            random = new Random(plan.seed * 37 + number);
        }

        @Override
        public Void call() {
            while (!select.isDrained()) {
                try {
                    take(random.nextInt(queues.size()));
                } catch (InterruptedException _) {
                    // Nothing was taken: once more.
                } catch (CompletionException e) {
                    assertInstanceOf(InterruptedException.class, e.getCause());
                    assertTrue(Thread.interrupted(), "the flag is kept");
                } catch (QueueClosedException _) {
                    // Another of the queues may have more.
                }
            }
            return null;
        }

        private void take(int index) throws InterruptedException {
            CloseableQueue<QueueItem> queue = queues.get(index);
            int many = 1 + random.nextInt(4);
            switch (random.nextInt(12)) {
                case 0, 1 -> took(index, queue.take());
                case 2 -> took(index, queue.poll());
                case 3 -> took(index, queue.poll(Duration.ofNanos(random.nextInt(100_000))));
                case 4 -> took(index, queue.poll(random.nextInt(100), TimeUnit.MICROSECONDS));
                case 5 -> {
                    List<QueueItem> target = new ArrayList<>();
                    assertEquals(queue.drainTo(target, many), target.size());
                    target.forEach(item -> took(index, item));
                    // What is put back may come in the way of other consumers, but not of the only one.
                    if (plan.consumers == 1) {
                        drainToWhatIsTooSmall(index, queue);
                    }
                }
                case 6 -> {
                    Iterator<QueueItem> iterator = queue.consume().iterator();
                    for (int i = 0; i < many && iterator.hasNext(); i++) {
                        took(index, iterator.next());
                    }
                }
                case 7 -> queue.consume().stream().limit(many).forEach(item -> took(index, item));
                case 8 -> remove(queue);
                case 9 -> took(select.take());
                case 10 -> took(select.poll());
                default -> took(select.poll(Duration.ofNanos(random.nextInt(100_000))));
            }
        }

        private void drainToWhatIsTooSmall(int index, CloseableQueue<QueueItem> queue) {
            List<QueueItem> target = new ArrayList<>();
            try {
                queue.drainTo(QueueBulkContract.limited(target, 2));
            } catch (UnsupportedOperationException _) {
                // The rest is still in the queue.
            }
            target.forEach(item -> took(index, item));
        }

        private void remove(CloseableQueue<QueueItem> queue) {
            Iterator<QueueItem> iterator = queue.iterator();
            if (iterator.hasNext()) {
                QueueItem item = iterator.next();
                if (queue.remove(item)) {
                    removed.add(item);
                }
            }
        }

        private void took(int queue, QueueItem item) {
            if (item != null) {
                took(new Taken(queue, item));
            }
        }

        private void took(Taken item) {
            if (item != null) {
                taken.add(item);
                queues.get(item.queue).taskDone();
            }
        }
    }
}
