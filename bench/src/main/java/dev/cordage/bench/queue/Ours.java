package dev.cordage.bench.queue;

import dev.cordage.queue.CloseableQueue;

/** Ours, of any kind. */
record Ours(CloseableQueue<Integer> queue) implements Line {
    @Override
    public void send(int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            queue.put(Items.get(i));
        }
    }

    @Override
    public long receive(int count) throws InterruptedException {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += queue.take();
        }
        return sum;
    }
}
