package dev.cordage.bench.queue;

import dev.cordage.bench.Case;
import dev.cordage.bench.Crowd;
import dev.cordage.bench.Load;
import dev.cordage.bench.Plan;
import dev.cordage.queue.CloseableQueue;
import dev.cordage.queue.Select;
import java.util.List;

/** What it costs to wait for two queues instead of one. */
final class SelectCases {
    private static final int CAPACITY = 1024;
    private static final Traffic TRAFFIC = new Traffic(Crowd.PLATFORM, 1);

    private SelectCases() {}

    static Case of(Plan plan) {
        Load load = Load.of(plan);
        return Case.named("Select of 2 queues of " + CAPACITY + ", " + TRAFFIC)
                .unit(BoundedCases.ITEMS)
                .heap("256m")
                .compare(
                        load.side(TRAFFIC.through(Selected::new)),
                        "take from one queue",
                        load.side(TRAFFIC.through(() -> new Ours(CloseableQueue.bounded(CAPACITY)))));
    }

    /** The producer uses the queues in turns. */
    private record Selected(CloseableQueue<Integer> even, CloseableQueue<Integer> odd, Select<Integer> both)
            implements Line {
        Selected() {
            this(CloseableQueue.bounded(CAPACITY), CloseableQueue.bounded(CAPACITY));
        }

        private Selected(CloseableQueue<Integer> even, CloseableQueue<Integer> odd) {
            this(even, odd, Select.from(List.of(even, odd)));
        }

        @Override
        public void send(int count) throws InterruptedException {
            for (int i = 0; i < count; i++) {
                ((i & 1) == 0 ? even : odd).put(Items.get(i));
            }
        }

        @Override
        public long receive(int count) throws InterruptedException {
            long sum = 0;
            for (int i = 0; i < count; i++) {
                sum += both.take();
            }
            return sum;
        }
    }
}
