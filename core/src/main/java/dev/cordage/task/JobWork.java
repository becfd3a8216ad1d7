package dev.cordage.task;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A {@link Runnable} as a {@link Work}. It can be shipped if the runnable and the result can. */
record JobWork<T extends @Nullable Object>(Runnable job, T result) implements Work<T> {
    JobWork {
        Objects.requireNonNull(job, "task");
    }

    @SuppressWarnings("NullAway") // the value of a job is null
    static JobWork<@Nullable Object> of(Runnable job) {
        return new JobWork<>(job, null);
    }

    @Override
    public T call() {
        job.run();
        return result;
    }
}
