package dev.cordage.bench.queue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** What goes through the queues: the same few Integers again and again, so that none is made while the clock runs. */
final class Items {
    private static final int COUNT = 1024;
    private static final int SUM = COUNT * (COUNT - 1) / 2;
    private static final Integer[] ALL = shuffled();

    private Items() {}

    /** In no order, for those queues that have one. */
    private static Integer[] shuffled() {
        List<Integer> all = new ArrayList<>(IntStream.range(0, COUNT).boxed().toList());
        Collections.shuffle(all, new Random(1));
        return all.toArray(Integer[]::new);
    }

    static Integer get(int index) {
        return ALL[index & (COUNT - 1)];
    }

    /** The first so many. */
    static List<Integer> first(int count) {
        return IntStream.range(0, count).mapToObj(Items::get).toList();
    }

    /** The sum of the first so many. */
    static long sum(int count) {
        long sum = (long) (count / COUNT) * SUM;
        for (int i = 0; i < count % COUNT; i++) {
            sum += ALL[i];
        }
        return sum;
    }
}
