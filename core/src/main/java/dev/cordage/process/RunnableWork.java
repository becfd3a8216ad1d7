package dev.cordage.process;

import dev.cordage.task.Work;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What {@code execute} was given, as work. */
record RunnableWork(Runnable command) implements Work<@Nullable Object> {
    RunnableWork {
        Objects.requireNonNull(command, "command");
    }

    @Override
    public @Nullable Object call() {
        command.run();
        return null;
    }
}
