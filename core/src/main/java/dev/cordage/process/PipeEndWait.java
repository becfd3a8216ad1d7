package dev.cordage.process;

import dev.cordage.internal.waiting.Attempt;
import dev.cordage.internal.waiting.WaitLine;
import dev.cordage.task.Tasks;
import dev.cordage.task.Until;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/** One thread that waits for several ends and futures. */
final class PipeEndWait implements Attempt {
    private final Set<PipeEnd> ends = new LinkedHashSet<>();
    private final List<Future<?>> futures = new ArrayList<>();
    private final Collection<?> all;

    PipeEndWait(Collection<?> all) {
        this.all = List.copyOf(all);
        for (Object each : this.all) {
            switch (each) {
                case PipeEnd end -> ends.add(end);
                case Future<?> future -> futures.add(future);
                default ->
                    throw new IllegalArgumentException("neither a PipeEnd nor a Future: a "
                            + each.getClass().getName());
            }
        }
    }

    /** Those that are ready, in the order given. */
    Set<Object> ready() {
        Set<Object> ready = new LinkedHashSet<>();
        for (Object each : all) {
            boolean isReady = switch (each) {
                case PipeEnd end -> end.isReady();
                case Future<?> future -> future.isDone();
                default -> false;
            };
            if (isReady) {
                ready.add(each);
            }
        }
        return ready;
    }

    /** Waits until one is ready, for so long at most. */
    void await(Duration timeout, long nanos) throws InterruptedException {
        if (futures.isEmpty()) {
            WaitLine line = WaitLine.of("any of " + ends.size() + " pipe ends");
            await(line::wakeAll, () -> {
                boolean _ = line.await("PipeEnd.awaitAny", this, nanos);
            });
            return;
        }
        CompletableFuture<Boolean> signal = new CompletableFuture<>();
        List<Future<?>> awaited = new ArrayList<>(futures);
        awaited.add(signal);
        await(() -> signal.complete(true), () -> {
            if (!now()) {
                var _ = Tasks.await(awaited, Until.ANY, timeout);
            }
        });
    }

    /** Something that waits. */
    private interface Waiting {
        void await() throws InterruptedException;
    }

    private void await(Runnable watcher, Waiting waiting) throws InterruptedException {
        Objects.requireNonNull(watcher);
        try {
            for (PipeEnd end : ends) {
                end.watch(watcher);
            }
            waiting.await();
        } finally {
            for (PipeEnd end : ends) {
                end.unwatch(watcher);
            }
        }
    }

    @Override
    public boolean now() {
        return !ready().isEmpty();
    }

    @Override
    public boolean isMoreLeft() {
        return false;
    }
}
