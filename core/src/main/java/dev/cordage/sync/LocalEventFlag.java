package dev.cordage.sync;

import dev.cordage.internal.waiting.Durations;
import dev.cordage.internal.waiting.Names;
import dev.cordage.internal.waiting.WaitLine;
import dev.cordage.internal.waiting.Waiter;
import dev.cordage.observe.EventStatistics;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An event flag between the threads of this JVM. */
final class LocalEventFlag implements EventFlag {
    private final @Nullable String givenName;
    private final WaitLine line = WaitLine.of(this);

    /** Written under the line's guard, together with letting the waiters go, so that a later clear doesn't hold them. */
    private volatile boolean set;

    LocalEventFlag(@Nullable String name) {
        this.givenName = name;
    }

    @Override
    public void set() {
        if (!set) {
            line.releaseAll(() -> set = true);
        }
    }

    @Override
    public void clear() {
        if (set) {
            line.guard().lock();
            try {
                set = false;
            } finally {
                line.guard().unlock();
            }
        }
    }

    @Override
    public boolean isSet() {
        return set;
    }

    @Override
    public void await() throws InterruptedException {
        awaitWithin("await", Long.MAX_VALUE);
    }

    @Override
    public boolean tryAwait(Duration timeout) throws InterruptedException {
        return awaitWithin("tryAwait", Durations.nanos(timeout));
    }

    private boolean awaitWithin(String operation, long nanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (set) {
            return true;
        }
        if (nanos == 0) {
            return false;
        }
        Waiter waiter = line.enter(operation);
        if (set) {
            line.leave(waiter);
            return true;
        }
        return line.awaitRelease(waiter, nanos);
    }

    @Override
    public String name() {
        return givenName == null ? Names.madeUp("EventFlag", this) : givenName;
    }

    @Override
    public EventStatistics statistics() {
        return new EventStatistics(name(), set, line.length());
    }

    @Override
    public String toString() {
        return Names.describe("EventFlag", givenName, this, set ? "set" : "clear", line.length());
    }
}
