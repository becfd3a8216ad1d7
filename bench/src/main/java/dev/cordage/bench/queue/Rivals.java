package dev.cordage.bench.queue;

import com.softwaremill.jox.Channel;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.Semaphore;

/** Theirs. */
final class Rivals {
    private Rivals() {}

    record Array(ArrayBlockingQueue<Integer> queue) implements Line {
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

    record Linked(LinkedBlockingQueue<Integer> queue) implements Line {
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

    record Jox(Channel<Integer> channel) implements Line {
        @Override
        public void send(int count) throws InterruptedException {
            for (int i = 0; i < count; i++) {
                channel.send(Items.get(i));
            }
        }

        @Override
        public long receive(int count) throws InterruptedException {
            long sum = 0;
            for (int i = 0; i < count; i++) {
                sum += channel.receive();
            }
            return sum;
        }
    }

    record Transfer(LinkedTransferQueue<Integer> queue) implements Line {
        @Override
        public void send(int count) {
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

    /** The semaphore counts the items. */
    record Counted(ConcurrentLinkedQueue<Integer> queue, Semaphore items) implements Line {
        Counted() {
            this(new ConcurrentLinkedQueue<>(), new Semaphore(0));
        }

        @Override
        public void send(int count) {
            for (int i = 0; i < count; i++) {
                queue.add(Items.get(i));
                items.release();
            }
        }

        @Override
        public long receive(int count) throws InterruptedException {
            long sum = 0;
            for (int i = 0; i < count; i++) {
                items.acquire();
                sum += Objects.requireNonNull(queue.poll());
            }
            return sum;
        }
    }

    record Priority(PriorityBlockingQueue<Integer> queue) implements Line {
        @Override
        public void send(int count) {
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

    /** Both at the same end. */
    record Stack(LinkedBlockingDeque<Integer> deque) implements Line {
        @Override
        public void send(int count) throws InterruptedException {
            for (int i = 0; i < count; i++) {
                deque.putFirst(Items.get(i));
            }
        }

        @Override
        public long receive(int count) throws InterruptedException {
            long sum = 0;
            for (int i = 0; i < count; i++) {
                sum += deque.takeFirst();
            }
            return sum;
        }
    }
}
