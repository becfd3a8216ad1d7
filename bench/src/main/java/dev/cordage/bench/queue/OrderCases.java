package dev.cordage.bench.queue;

import dev.cordage.bench.Case;
import dev.cordage.bench.Crowd;
import dev.cordage.bench.Load;
import dev.cordage.bench.Plan;
import dev.cordage.bench.Stopwatch;
import dev.cordage.bench.Unit;
import dev.cordage.bench.Workload;
import dev.cordage.queue.CloseableQueue;
import java.util.List;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.function.Supplier;

/** Other orders than first in, first out. */
final class OrderCases {
    private static final int FILL = 1_000;
    private static final int CAPACITY = 1024;
    private static final Traffic TRAFFIC = new Traffic(Crowd.PLATFORM, 2);

    private OrderCases() {}

    static List<Case> of(Plan plan) {
        Supplier<Line> priority = () -> new Ours(CloseableQueue.priority(Integer.MAX_VALUE));
        Supplier<Line> jdkPriority = () -> new Rivals.Priority(new PriorityBlockingQueue<>());
        Supplier<Line> lifo = () -> new Ours(CloseableQueue.lifo(CAPACITY));
        Supplier<Line> jdkStack = () -> new Rivals.Stack(new LinkedBlockingDeque<>(CAPACITY));
        return List.of(
                alone(plan, "priority", priority, "PriorityBlockingQueue", jdkPriority),
                together(plan, "priority", priority, "PriorityBlockingQueue", jdkPriority),
                alone(plan, "lifo " + CAPACITY, lifo, "LinkedBlockingDeque", jdkStack),
                together(plan, "lifo " + CAPACITY, lifo, "LinkedBlockingDeque", jdkStack));
    }

    private static Case alone(Plan plan, String name, Supplier<Line> ours, String rivalName, Supplier<Line> rival) {
        return compare(
                plan,
                name + ", one thread puts " + Unit.grouped(FILL) + " in, then takes them out",
                fill(ours),
                rivalName,
                fill(rival));
    }

    private static Case together(Plan plan, String name, Supplier<Line> ours, String rivalName, Supplier<Line> rival) {
        return compare(plan, name + ", " + TRAFFIC, TRAFFIC.through(ours), rivalName, TRAFFIC.through(rival));
    }

    private static Case compare(Plan plan, String name, Workload ours, String rivalName, Workload rival) {
        Load load = Load.of(plan);
        return Case.named(name).unit(BoundedCases.ITEMS).compare(load.side(ours), rivalName, load.side(rival));
    }

    private static Workload fill(Supplier<Line> queue) {
        return operations -> {
            Line line = queue.get();
            int rounds = Math.ceilDiv(operations, FILL);
            return operations
                    / Stopwatch.perSecond((long) rounds * FILL, () -> {
                        for (int i = 0; i < rounds; i++) {
                            line.send(FILL);
                            Stopwatch.check(Items.sum(FILL), line.receive(FILL));
                        }
                    });
        };
    }
}
