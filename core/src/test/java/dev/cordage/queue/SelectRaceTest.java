package dev.cordage.queue;

import dev.cordage.queue.QueueShape.Kind;
import dev.cordage.queue.QueueTraffic.Ending;
import dev.cordage.queue.QueueTraffic.Plan;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The races of {@link Select} among queues of this JVM, and many threads at once. */
class SelectRaceTest extends SelectRaceContract {
    @Override
    CloseableQueue<String> newQueue(String name, int capacity) {
        return CloseableQueue.bounded(capacity, name);
    }

    @Override
    int rounds() {
        return 300;
    }

    static Stream<Plan> plans() {
        QueueShape small = new QueueShape(Kind.FIFO, 1);
        QueueShape large = new QueueShape(Kind.FIFO, 64);
        QueueShape unbounded = new QueueShape(Kind.FIFO, QueueShape.UNBOUNDED);
        QueueShape lifo = new QueueShape(Kind.LIFO, 2);
        QueueShape priority = new QueueShape(Kind.PRIORITY, 3);
        return Stream.of(
                        List.of(small, small),
                        List.of(small, large),
                        List.of(small, unbounded, lifo),
                        List.of(small, lifo, priority, large))
                .flatMap(shapes -> Stream.of(Ending.values())
                        .map(ending -> new Plan(shapes, 4, 4, 600, ending, shapes.size() + ending.ordinal())));
    }

    @ParameterizedTest
    @MethodSource("plans")
    void selectsTakersAndPuttersLoseAndDoubleNothing(Plan plan) throws Exception {
        new QueueTraffic(plan).run();
    }
}
