package dev.cordage.sync;

import dev.cordage.internal.waiting.Attempt;
import dev.cordage.internal.waiting.Durations;
import dev.cordage.internal.waiting.Names;
import dev.cordage.internal.waiting.OfThisJvm;
import dev.cordage.internal.waiting.WaitLine;
import dev.cordage.observe.SemaphoreStatistics;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A semaphore between the threads of this JVM: a number changed by compare-and-set, and a line of those that wait. */
final class LocalSemaphore implements CountingSemaphore, OfThisJvm {
    private static final VarHandle PERMITS;

    static {
        try {
            PERMITS = MethodHandles.lookup().findVarHandle(LocalSemaphore.class, "permits", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final @Nullable String givenName;
    private final boolean fifo;
    private final boolean isBounded;
    private final int bound;
    private final WaitLine line = WaitLine.inTurn(this);

    private volatile int permits;

    private LocalSemaphore(int permits, boolean isBounded, @Nullable String name, Fairness fairness) {
        if (permits < 0) {
            throw new IllegalArgumentException("a semaphore needs at least 0 permits, not " + permits);
        }
        this.givenName = name;
        this.fifo = Objects.requireNonNull(fairness, "fairness") == Fairness.FIFO;
        this.isBounded = isBounded;
        this.bound = isBounded ? permits : Integer.MAX_VALUE;
        this.permits = permits;
    }

    static LocalSemaphore unbounded(int permits, @Nullable String name, Fairness fairness) {
        return new LocalSemaphore(permits, false, name, fairness);
    }

    static LocalSemaphore bounded(int permits, @Nullable String name, Fairness fairness) {
        return new LocalSemaphore(permits, true, name, fairness);
    }

    // --- acquire

    @Override
    public void acquire() throws InterruptedException {
        acquireWithin("acquire", 1, Long.MAX_VALUE);
    }

    @Override
    public void acquire(int permits) throws InterruptedException {
        check(permits);
        acquireWithin("acquire", permits, Long.MAX_VALUE);
    }

    @Override
    public void acquireUninterruptibly() {
        check(1);
        if (!tryAtOnce(1)) {
            line.awaitUninterruptibly("acquireUninterruptibly", new Request(1));
        }
    }

    @Override
    public boolean tryAcquire() {
        return tryTake(1);
    }

    @Override
    public boolean tryAcquire(int permits) {
        check(permits);
        return tryTake(permits);
    }

    @Override
    public boolean tryAcquire(Duration timeout) throws InterruptedException {
        return acquireWithin("tryAcquire", 1, Durations.nanos(timeout));
    }

    @Override
    public boolean tryAcquire(int permits, Duration timeout) throws InterruptedException {
        check(permits);
        return acquireWithin("tryAcquire", permits, Durations.nanos(timeout));
    }

    private boolean acquireWithin(String operation, int wanted, long nanos) throws InterruptedException {
        check(wanted);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return tryAtOnce(wanted) || (nanos > 0 && line.await(operation, new Request(wanted), nanos));
    }

    private void check(int wanted) {
        if (wanted < 0) {
            throw new IllegalArgumentException("%d permits of %s: a negative number".formatted(wanted, name()));
        }
        if (wanted > bound) {
            throw new IllegalArgumentException(
                    "%d permits of %s, which never has more than %d".formatted(wanted, name(), bound));
        }
    }

    private boolean tryAtOnce(int wanted) {
        return (!fifo || line.isEmpty()) && tryTake(wanted);
    }

    private boolean tryTake(int wanted) {
        for (int now = permits; now >= wanted; ) {
            int seen = (int) PERMITS.compareAndExchange(this, now, now - wanted);
            if (seen == now) {
                return true;
            }
            now = seen;
        }
        return false;
    }

    private final class Request implements Attempt {
        private final int wanted;

        Request(int wanted) {
            this.wanted = wanted;
        }

        @Override
        public boolean now() {
            return tryTake(wanted);
        }

        @Override
        public boolean isMoreLeft() {
            return permits > 0;
        }
    }

    // --- release

    @Override
    public void release() {
        release(1);
    }

    @Override
    public void release(int permits) {
        if (permits < 0) {
            throw new IllegalArgumentException("release(%d) of %s: a negative number".formatted(permits, name()));
        }
        for (int now = this.permits; ; ) {
            if (permits > bound - now) {
                throw new IllegalStateException("release(%d) of %s, which has %d permits and never more than %d"
                        .formatted(permits, name(), now, bound));
            }
            int seen = (int) PERMITS.compareAndExchange(this, now, now + permits);
            if (seen == now) {
                break;
            }
            now = seen;
        }
        line.wake();
    }

    // --- holds

    @Override
    public Hold hold() throws InterruptedException {
        acquireWithin("hold", 1, Long.MAX_VALUE);
        return new Permit();
    }

    @Override
    public @Nullable Hold tryHold() {
        return tryAcquire() ? new Permit() : null;
    }

    @Override
    public @Nullable Hold tryHold(Duration timeout) throws InterruptedException {
        return acquireWithin("tryHold", 1, Durations.nanos(timeout)) ? new Permit() : null;
    }

    private final class Permit extends OnceHold {
        @Override
        void giveBack() {
            release();
        }
    }

    // --- what it shows of itself

    @Override
    public int availablePermits() {
        return permits;
    }

    @Override
    public String name() {
        return givenName == null ? Names.madeUp("CountingSemaphore", this) : givenName;
    }

    @Override
    public SemaphoreStatistics statistics() {
        return new SemaphoreStatistics(
                name(),
                permits,
                isBounded ? OptionalInt.of(bound) : OptionalInt.empty(),
                line.length(),
                line.entered(),
                line.waited());
    }

    @Override
    public String toString() {
        String state = permits + (isBounded ? " of " + bound : "") + " free";
        return Names.describe("CountingSemaphore", givenName, this, state, line.length());
    }
}
