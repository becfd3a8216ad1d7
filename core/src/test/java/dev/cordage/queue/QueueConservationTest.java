package dev.cordage.queue;

import dev.cordage.queue.QueueShape.Kind;
import dev.cordage.queue.QueueTraffic.Ending;
import dev.cordage.queue.QueueTraffic.Plan;
import dev.cordage.testing.LeakCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@link QueueTraffic} loses and doubles nothing. A fixed amount of it in every build; with {@code -Dtest.excluded=none},
 * which {@code cordage test --soak} sets, {@code -Dcordage.soak} seconds of it.
 */
@ExtendWith(LeakCheck.class)
class QueueConservationTest {
    static Stream<Plan> plans() {
        List<Plan> plans = new ArrayList<>();
        long seed = 1;
        for (Ending ending : Ending.values()) {
            for (QueueShape shape : QueueShape.all().toList()) {
                plans.add(new Plan(List.of(shape), 3, seed % 2 == 0 ? 1 : 3, 400, ending, seed++));
            }
        }
        return plans.stream();
    }

    @ParameterizedTest
    @MethodSource("plans")
    void everyItemIsTakenOnce(Plan plan) throws Exception {
        new QueueTraffic(plan).run();
    }

    @Test
    @Tag("soak")
    @Timeout(value = 1, unit = TimeUnit.DAYS)
    void everyItemIsTakenOnceForALongTime() throws Exception {
        long seconds = Long.getLong("cordage.soak", 600);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        Random random = new Random();
        while (System.nanoTime() - end < 0) {
            Plan plan = plan(random);
            try {
                new QueueTraffic(plan).run();
            } catch (Exception | AssertionError e) {
                throw new AssertionError("with " + plan, e);
            }
        }
    }

    private static Plan plan(Random random) {
        List<QueueShape> shapes = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
            int capacity = random.nextInt(5) == 0 ? QueueShape.UNBOUNDED : 1 << random.nextInt(7);
            shapes.add(new QueueShape(kind, capacity));
        }
        Ending ending = Ending.values()[random.nextInt(Ending.values().length)];
        return new Plan(
                shapes,
                1 + random.nextInt(6),
                1 + random.nextInt(6),
                1 + random.nextInt(3000),
                ending,
                random.nextLong());
    }
}
