package dev.cordage.bench.sync;

import dev.cordage.bench.Case;
import dev.cordage.bench.Load;
import dev.cordage.bench.Plan;
import dev.cordage.bench.Unit;
import dev.cordage.sync.CountingSemaphore;
import java.util.List;
import java.util.concurrent.Semaphore;

/** Several threads want the only permit all the time. */
final class SemaphoreCases {
    private static final Unit PAIRS = Unit.perSecond("pairs");
    private static final String HEAP = "128m";

    private SemaphoreCases() {}

    static List<Case> of(Plan plan) {
        List<Integer> threads = plan.isQuick() ? List.of(4) : List.of(2, 4, 8);
        return Cell.all(threads, List.of(Section.Length.SHORT)).stream()
                .map(cell -> contended(plan, cell))
                .toList();
    }

    private static Case contended(Plan plan, Cell cell) {
        Load load = Load.of(plan);
        return Case.named("CountingSemaphore, " + cell)
                .unit(PAIRS)
                .heap(HEAP)
                .compare(
                        load.side(operations -> ours(cell, operations)),
                        "Semaphore",
                        load.side(operations -> jdk(cell, operations)));
    }

    private static double ours(Cell cell, int operations) throws Exception {
        CountingSemaphore semaphore = CountingSemaphore.of(1);
        Section section = cell.section();
        int share = cell.share(operations);
        double seconds = cell.seconds(() -> {
            for (int i = 0; i < share; i++) {
                semaphore.acquire();
                try {
                    section.enter();
                } finally {
                    semaphore.release();
                }
            }
        });
        section.check((long) share * cell.threads());
        return seconds;
    }

    private static double jdk(Cell cell, int operations) throws Exception {
        Semaphore semaphore = new Semaphore(1);
        Section section = cell.section();
        int share = cell.share(operations);
        double seconds = cell.seconds(() -> {
            for (int i = 0; i < share; i++) {
                semaphore.acquire();
                try {
                    section.enter();
                } finally {
                    semaphore.release();
                }
            }
        });
        section.check((long) share * cell.threads());
        return seconds;
    }
}
