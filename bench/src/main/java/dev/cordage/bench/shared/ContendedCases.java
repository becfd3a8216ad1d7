package dev.cordage.bench.shared;

import dev.cordage.bench.Case;
import dev.cordage.bench.Plan;
import dev.cordage.bench.Python;
import dev.cordage.bench.Stopwatch;
import dev.cordage.bench.Unit;
import dev.cordage.sync.Barrier;
import dev.cordage.sync.Counter;
import dev.cordage.sync.Mutex;
import dev.cordage.task.TaskFuture;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/** A thread in each of two processes wants the same lock all the time. */
final class ContendedCases {
    private static final Unit PAIRS = Unit.perSecond("pairs");

    private ContendedCases() {}

    static List<Case> of(Plan plan) {
        Optional<Python> python = Python.find();
        return python.isEmpty()
                ? List.of()
                : Mode.all().stream()
                        .map(mode -> mutex(plan, mode, python.get()))
                        .toList();
    }

    private static Case mutex(Plan plan, Mode mode, Python python) {
        int millis = plan.choose(300, 100);
        return Case.named("Mutex lock and unlock, a thread in each of 2 processes, " + mode)
                .unit(PAIRS)
                .heap("64m")
                .options(mode.options())
                .atMost(plan.choose(Integer.MAX_VALUE, 4))
                .compare(
                        Session.side(() -> new Contended(millis)),
                        python.version() + " multiprocessing.Lock",
                        () -> python.run(ContendedCases.class, "contended.py", millis));
    }

    /** What a process did: how often it had the lock, and how often it got it from the other. */
    private record Had(int pairs, int came) implements Serializable {}

    static final class Contended extends Session {
        private static final int GLANCE = 64;

        private final Barrier start = fabric.barrier(2, "start");
        private final Mutex lock = fabric.mutex("bench");
        private final Counter total = fabric.counter();
        private final Counter latest = fabric.counter();
        private final int millis;
        private List<String> remarks = List.of();

        Contended(int millis) throws Exception {
            super(1);
            this.millis = millis;
        }

        @Override
        double sample() throws Exception {
            long _ = total.set(0);
            Barrier start = this.start;
            Mutex lock = this.lock;
            Counter total = this.total;
            Counter latest = this.latest;
            int millis = this.millis;
            TaskFuture<Had> other = in(0, () -> {
                int _ = start.await();
                return hammer(lock, total, latest, 2, millis);
            });
            int _ = start.await();
            Had ours = hammer(lock, total, latest, 1, millis);
            Had theirs = other.result();
            int pairs = ours.pairs + theirs.pairs;
            Stopwatch.check(pairs, total.get());
            remarks = List.of("of %s pairs one process had %s and the other %s; the lock changed hands %s times"
                    .formatted(
                            Unit.grouped(pairs),
                            Unit.grouped(ours.pairs),
                            Unit.grouped(theirs.pairs),
                            Unit.grouped(ours.came + theirs.came)));
            return pairs / (millis / 1e3);
        }

        /** Reads and writes apart, so that the total is wrong unless the lock excludes the other. */
        private static Had hammer(Mutex lock, Counter total, Counter latest, int me, int millis) {
            long start = System.nanoTime();
            int came = 0;
            int pairs = 0;
            do {
                for (int i = 0; i < GLANCE; i++) {
                    lock.lock();
                    try {
                        long _ = total.set(total.get() + 1);
                        if (latest.get() != me) {
                            long _ = latest.set(me);
                            came++;
                        }
                    } finally {
                        lock.unlock();
                    }
                }
                pairs += GLANCE;
            } while (System.nanoTime() - start < millis * 1_000_000L);
            return new Had(pairs, came);
        }

        @Override
        List<String> remarks() {
            return remarks;
        }
    }
}
