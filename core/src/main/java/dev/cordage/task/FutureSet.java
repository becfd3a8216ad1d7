package dev.cordage.task;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Distinct futures that one thread waits for. */
final class FutureSet<F extends Future<?>> {
    private final Set<F> futures;

    private FutureSet(Set<F> futures) {
        this.futures = futures;
    }

    static <F extends Future<?>> FutureSet<F> of(Collection<? extends F> futures) {
        return new FutureSet<>(Completions.distinct(futures));
    }

    Awaited<F> await(Until until, long nanos) throws InterruptedException {
        Objects.requireNonNull(until, "until");
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (nanos > 0 && !futures.isEmpty() && !satisfied(until)) {
            waitFor(until, nanos);
        }
        Set<F> done = new LinkedHashSet<>();
        Set<F> pending = new LinkedHashSet<>();
        for (F future : futures) {
            (future.isDone() ? done : pending).add(future);
        }
        return new Awaited<>(Collections.unmodifiableSet(done), Collections.unmodifiableSet(pending));
    }

    private boolean satisfied(Until until) {
        boolean all = true;
        for (F future : futures) {
            if (!future.isDone()) {
                all = false;
            } else if (until == Until.ANY || (until == Until.FIRST_FAILURE && failed(future))) {
                return true;
            }
        }
        return all;
    }

    private static boolean failed(Future<?> future) {
        return future.state() == Future.State.FAILED;
    }

    private void waitFor(Until until, long nanos) throws InterruptedException {
        Gate gate = new Gate(until, futures.size());
        List<Watch<F>> watches = new ArrayList<>(futures.size());
        try {
            for (F future : futures) {
                Watch<F> watch = new Arrival<>(future, gate);
                if (watch.begin()) {
                    watches.add(watch);
                } else {
                    gate.arrive(future);
                    if (gate.open.getCount() == 0) {
                        return;
                    }
                }
            }
            if (nanos == Long.MAX_VALUE) {
                gate.open.await();
            } else {
                boolean _ = gate.open.await(nanos, TimeUnit.NANOSECONDS);
            }
        } finally {
            watches.forEach(Watch::stop);
        }
    }

    /** Opens when enough futures have ended. */
    private static final class Gate {
        private final Until until;
        private final AtomicInteger pending;
        final CountDownLatch open = new CountDownLatch(1);

        Gate(Until until, int futures) {
            this.until = until;
            this.pending = new AtomicInteger(futures);
        }

        void arrive(Future<?> future) {
            boolean last = pending.decrementAndGet() == 0;
            if (last || until == Until.ANY || (until == Until.FIRST_FAILURE && failed(future))) {
                open.countDown();
            }
        }
    }

    private static final class Arrival<F extends Future<?>> extends Watch<F> {
        private final Gate gate;

        Arrival(F future, Gate gate) {
            super(future);
            this.gate = gate;
        }

        @Override
        void arrived() {
            gate.arrive(future);
        }
    }
}
