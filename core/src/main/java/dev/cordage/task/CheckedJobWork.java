package dev.cordage.task;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A {@link CheckedJob} as a {@link Work}. */
record CheckedJobWork(CheckedJob job) implements Work<@Nullable Object> {
    CheckedJobWork {
        Objects.requireNonNull(job, "job");
    }

    @Override
    public @Nullable Object call() throws Exception {
        job.run();
        return null;
    }
}
