package dev.cordage.observe;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * One thread that waits for something.
 *
 * @param thread who waits
 * @param operation what it called, for example {@code "lock"} or {@code "take"}
 * @param resource what it waits for: a mutex, a queue, ...; its {@code toString} names it
 * @param lasted how long it has waited
 * @param owners who can end the wait, where that is known: the holder of a lock. Empty for what any thread may signal
 */
public record Wait(Thread thread, String operation, Object resource, Duration lasted, List<Thread> owners) {
    /** Copies the list. */
    public Wait {
        Objects.requireNonNull(thread, "thread");
        Objects.requireNonNull(operation, "operation");
        Objects.requireNonNull(resource, "resource");
        Objects.requireNonNull(lasted, "lasted");
        owners = List.copyOf(owners);
    }
}
