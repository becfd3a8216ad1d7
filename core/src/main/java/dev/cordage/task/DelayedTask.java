package dev.cordage.task;

import dev.cordage.internal.threads.Timers;
import dev.cordage.internal.waiting.Durations;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** The future of {@link Tasks#after}. */
final class DelayedTask<T extends @Nullable Object> extends AbstractTaskFuture<T> {
    private final Callable<T> work;

    /** Written once before the task is given away, read when it ends. */
    private volatile @Nullable Future<?> alarm;

    private DelayedTask(Callable<T> work) {
        this.work = work;
    }

    static <T extends @Nullable Object> DelayedTask<T> schedule(Duration delay, Callable<T> work) {
        DelayedTask<T> task = new DelayedTask<>(Context.carry(Context.carriers(List.of()), work));
        Future<?> alarm = Timers.schedule(Durations.nanos(delay), task::start);
        task.alarm = alarm;
        return task;
    }

    private void start() {
        Thread.ofVirtual().name(name()).start(() -> run(work, new ThreadRunner()));
    }

    @Override
    protected void ended(boolean started) {
        Future<?> pending = alarm;
        if (!started && pending != null) {
            pending.cancel(false);
        }
    }

    @Override
    public String name() {
        return "cordage-after";
    }
}
