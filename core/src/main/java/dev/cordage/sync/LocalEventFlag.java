package dev.cordage.sync;

import dev.cordage.internal.waiting.Durations;
import dev.cordage.internal.waiting.Names;
import dev.cordage.internal.waiting.OfThisJvm;
import dev.cordage.internal.waiting.WaitLine;
import dev.cordage.observe.EventStatistics;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An event flag between the threads of this JVM. */
final class LocalEventFlag implements EventFlag, OfThisJvm {
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
        line.awaitRelease("await", this::isSet, Long.MAX_VALUE);
    }

    @Override
    public boolean tryAwait(Duration timeout) throws InterruptedException {
        return line.awaitRelease("tryAwait", this::isSet, Durations.nanos(timeout));
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
