package dev.cordage.sync;

import dev.cordage.internal.waiting.Names;
import dev.cordage.internal.waiting.OfThisJvm;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A counter between the threads of this JVM. */
final class LocalCounter implements Counter, OfThisJvm {
    private final @Nullable String givenName;
    private final AtomicLong value = new AtomicLong();

    LocalCounter(@Nullable String name) {
        this.givenName = name;
    }

    @Override
    public long add(long delta) {
        return value.addAndGet(delta);
    }

    @Override
    public long get() {
        return value.get();
    }

    @Override
    public long set(long value) {
        return this.value.getAndSet(value);
    }

    @Override
    public boolean compareAndSet(long expected, long value) {
        return this.value.compareAndSet(expected, value);
    }

    @Override
    public String name() {
        return givenName == null ? Names.madeUp("Counter", this) : givenName;
    }

    @Override
    public String toString() {
        return Names.describe("Counter", givenName, this, Long.toString(get()), 0);
    }
}
