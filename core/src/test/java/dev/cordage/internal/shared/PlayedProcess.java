package dev.cordage.internal.shared;

import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Another process of a fabric, which this JVM plays: it has its own lease and mapping, and can be killed. */
final class PlayedProcess implements AutoCloseable {
    private final Region region;
    private final List<Caller<?>> callers = new ArrayList<>();

    PlayedProcess(SharedFixture shared) {
        try {
            region = Region.another(shared.region().folder());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Region region() {
        return region;
    }

    /** Its handle of the same thing. */
    @SuppressWarnings("unchecked") // a slot has one kind
    <S extends Slot> S its(S slot) {
        return (S) region.slot(slot.base, () -> region.kind(slot.base).handle(region, slot.base));
    }

    /** A thread of it. */
    <T> Caller<T> call(Callable<T> body) {
        Caller<T> caller = Caller.platform(body);
        callers.add(caller);
        return caller;
    }

    /** Ends it as a kill would. Its threads wait for ever, or must do nothing to the memory until {@link #close}. */
    void die() {
        region.die();
    }

    /** Takes its memory away, by which its threads end. */
    @Override
    public void close() {
        region.close();
        for (Caller<?> caller : callers) {
            Bounded.until(
                    "the end of " + caller.thread(), () -> !caller.thread().isAlive());
        }
    }
}
