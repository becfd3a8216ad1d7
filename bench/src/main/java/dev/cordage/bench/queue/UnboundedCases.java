package dev.cordage.bench.queue;

import dev.cordage.bench.Case;
import dev.cordage.bench.Case.Rival;
import dev.cordage.bench.Load;
import dev.cordage.bench.Plan;
import dev.cordage.bench.Summary;
import dev.cordage.queue.CloseableQueue;
import java.util.List;
import java.util.concurrent.LinkedTransferQueue;

/** First in, first out, without a bound. */
final class UnboundedCases {
    private static final double TARGET = 1;
    private static final String NAME = "unbounded, ";

    private UnboundedCases() {}

    static List<Case> of(Plan plan) {
        return Traffic.all().stream().map(traffic -> of(plan, traffic)).toList();
    }

    static Summary summary() {
        return Summary.geometricMean(
                "unbounded: geometric mean of its cells",
                "the better of the JDK's two",
                TARGET,
                row -> row.name().startsWith(NAME));
    }

    private static Case of(Plan plan, Traffic traffic) {
        Load load = Load.of(plan);
        return Case.named(NAME + traffic)
                .unit(BoundedCases.ITEMS)
                .compare(
                        load.side(traffic.through(() -> new Ours(CloseableQueue.unbounded()))),
                        new Rival(
                                "LinkedTransferQueue",
                                load.side(traffic.through(() -> new Rivals.Transfer(new LinkedTransferQueue<>())))),
                        new Rival(
                                "ConcurrentLinkedQueue + Semaphore", load.side(traffic.through(Rivals.Counted::new))));
    }
}
