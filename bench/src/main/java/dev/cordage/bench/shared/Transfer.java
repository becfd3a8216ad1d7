package dev.cordage.bench.shared;

import dev.cordage.bench.Stopwatch;
import dev.cordage.queue.CloseableQueue;
import dev.cordage.task.TaskFuture;
import java.util.ArrayList;
import java.util.List;

/**
 * Items a second through a queue from other processes to this one. The clock starts with the first that arrives.
 *
 * @param <E> the type of the items
 */
final class Transfer<E> extends Session {
    private final CloseableQueue<E> queue;
    private final Cargo<E> cargo;
    private final int share;
    private final int batch;

    /**
     * Not begun yet.
     *
     * @param producers how many processes put items in
     * @param capacity of the queue
     * @param cargo the items
     * @param items how many in all; a multiple of the producers
     * @param batch how many are put in and taken out together; 1: each by itself
     */
    Transfer(int producers, int capacity, Cargo<E> cargo, int items, int batch) throws Exception {
        super(producers);
        this.queue = fabric.queue(capacity, "bench");
        this.cargo = cargo;
        this.share = items / producers;
        this.batch = batch;
    }

    @Override
    double sample() throws Exception {
        CloseableQueue<E> queue = this.queue;
        Cargo<E> cargo = this.cargo;
        int share = this.share;
        int batch = this.batch;
        List<TaskFuture<Integer>> producers = new ArrayList<>();
        for (int i = 0; i < others(); i++) {
            producers.add(in(i, () -> batch == 1 ? send(queue, cargo, share) : send(queue, cargo, share, batch)));
        }
        long sum = cargo.number(queue.take());
        int rest = share * others() - 1;
        long start = System.nanoTime();
        sum += batch == 1 ? receive(rest) : receive(rest, batch);
        double seconds = (System.nanoTime() - start) / 1e9;
        for (TaskFuture<Integer> producer : producers) {
            Stopwatch.check(share, producer.result());
        }
        Stopwatch.check(others() * (share * (share - 1L) / 2), sum);
        return rest / seconds;
    }

    private static <E> int send(CloseableQueue<E> queue, Cargo<E> cargo, int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            queue.put(cargo.item(i));
        }
        return count;
    }

    private static <E> int send(CloseableQueue<E> queue, Cargo<E> cargo, int count, int batch)
            throws InterruptedException {
        List<E> items = new ArrayList<>(batch);
        for (int i = 0; i < count; i++) {
            items.add(cargo.item(i));
            if (items.size() == batch || i == count - 1) {
                int _ = queue.putAll(items);
                items.clear();
            }
        }
        return count;
    }

    private long receive(int count) throws InterruptedException {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += cargo.number(queue.take());
        }
        return sum;
    }

    /** Takes one out, and with it what else is there. */
    private long receive(int count, int batch) throws InterruptedException {
        List<E> items = new ArrayList<>(batch);
        long sum = 0;
        for (int left = count; left > 0; left -= items.size()) {
            items.clear();
            items.add(queue.take());
            int _ = queue.drainTo(items, Math.min(batch, left) - 1);
            for (E item : items) {
                sum += cargo.number(item);
            }
        }
        return sum;
    }
}
