package dev.cordage.internal.shared;

import static dev.cordage.internal.shared.Layout.WORD;

import dev.cordage.sync.Counter;
import java.io.ObjectStreamException;
import java.io.Serial;
import java.io.Serializable;

/** A counter between processes: one open word. */
public final class SharedCounter extends Slot implements Counter, Serializable {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient long value;

    SharedCounter(Region region, long base) {
        super(region, base);
        this.value = Layout.word(base, 0);
    }

    /** A counter that starts at 0. */
    public static SharedCounter create(Region region, String name) {
        long base = region.allocate(Kind.COUNTER, name, _ -> {});
        return region.slot(base, () -> new SharedCounter(region, base));
    }

    @Override
    public long add(long delta) {
        try { // without checkOpen(), which takes a tenth of the time
            long before = (long) WORD.getAndAdd(memory, value, delta);
            at("added");
            return before + delta;
        } catch (IllegalStateException e) {
            throw region.explain(e);
        }
    }

    @Override
    public long get() {
        region.checkOpen();
        try {
            return (long) WORD.getVolatile(memory, value);
        } catch (IllegalStateException e) {
            throw region.explain(e);
        }
    }

    @Override
    public long set(long value) {
        region.checkOpen();
        try {
            long before = (long) WORD.getAndSet(memory, this.value, value);
            at("set");
            return before;
        } catch (IllegalStateException e) {
            throw region.explain(e);
        }
    }

    @Override
    public boolean compareAndSet(long expected, long value) {
        return super.compareAndSet(this.value, expected, value);
    }

    @Override
    void sweep(long dead) {
        // What was added stays.
    }

    @Override
    String describe() {
        return "Counter " + name() + " [" + get() + "]";
    }

    @Serial
    private Object writeReplace() throws ObjectStreamException {
        return Handle.of(this, Kind.COUNTER);
    }
}
