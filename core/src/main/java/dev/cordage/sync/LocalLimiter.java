package dev.cordage.sync;

import dev.cordage.internal.waiting.Durations;
import dev.cordage.internal.waiting.Names;
import dev.cordage.internal.waiting.OfThisJvm;
import dev.cordage.internal.waiting.WaitLine;
import dev.cordage.internal.waiting.Waiter;
import dev.cordage.observe.LimiterStatistics;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A limiter between the threads of this JVM. A token that is given back is lent to the next in line in the same step. */
final class LocalLimiter implements CapacityLimiter, OfThisJvm {
    private final @Nullable String givenName;
    private final WaitLine line = WaitLine.of(this);
    private final ReentrantLock guard = line.guard();

    // @GuardedBy("guard")
    private int total;

    // @GuardedBy("guard")
    private final Set<Object> borrowers = Collections.newSetFromMap(new IdentityHashMap<>());

    /** Whom the waiters want a token for, in the order of the line; those that have just left it may still be here. */
    // @GuardedBy("guard")
    private final Map<Waiter, Object> requests = new LinkedHashMap<>();

    /** The values of that. */
    // @GuardedBy("guard")
    private final Set<Object> candidates = Collections.newSetFromMap(new IdentityHashMap<>());

    LocalLimiter(int total, @Nullable String name) {
        this.givenName = name;
        this.total = checked(total);
    }

    private static int checked(int total) {
        if (total < 0) {
            throw new IllegalArgumentException("a limiter needs at least 0 tokens, not " + total);
        }
        return total;
    }

    // --- acquire

    @Override
    public void acquire() throws InterruptedException {
        acquireWithin("acquire", Thread.currentThread(), Long.MAX_VALUE);
    }

    @Override
    public void acquireOnBehalfOf(Object borrower) throws InterruptedException {
        acquireWithin("acquireOnBehalfOf", borrower, Long.MAX_VALUE);
    }

    @Override
    public boolean tryAcquire() {
        return tryAcquireOnBehalfOf(Thread.currentThread());
    }

    @Override
    public boolean tryAcquire(Duration timeout) throws InterruptedException {
        return acquireWithin("tryAcquire", Thread.currentThread(), Durations.nanos(timeout));
    }

    @Override
    public boolean tryAcquireOnBehalfOf(Object borrower) {
        guard.lock();
        try {
            check(borrower);
            return borrowers.size() < total && borrowers.add(borrower);
        } finally {
            guard.unlock();
        }
    }

    @Override
    public boolean tryAcquireOnBehalfOf(Object borrower, Duration timeout) throws InterruptedException {
        return acquireWithin("tryAcquireOnBehalfOf", borrower, Durations.nanos(timeout));
    }

    private boolean acquireWithin(String operation, Object borrower, long nanos) throws InterruptedException {
        Objects.requireNonNull(borrower, "borrower");
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Waiter waiter;
        guard.lock();
        try {
            check(borrower);
            if (requests.isEmpty() && borrowers.size() < total) {
                return borrowers.add(borrower);
            }
            if (nanos == 0) {
                return false;
            }
            waiter = line.enter(operation);
            requests.put(waiter, borrower);
            candidates.add(borrower);
            lend();
        } finally {
            guard.unlock();
        }
        boolean acquired = false;
        try {
            acquired = line.awaitRelease(waiter, nanos);
            return acquired;
        } finally {
            if (!acquired) {
                forget(waiter);
            }
        }
    }

    private void forget(Waiter waiter) {
        guard.lock();
        try {
            candidates.remove(requests.remove(waiter));
        } finally {
            guard.unlock();
        }
    }

    /** Lends what there is to those that wait. */
    // @GuardedBy("guard")
    private void lend() {
        while (borrowers.size() < total && !requests.isEmpty()) {
            Waiter waiter = requests.keySet().iterator().next();
            Object borrower = Objects.requireNonNull(requests.remove(waiter));
            candidates.remove(borrower);
            if (line.release(waiter)) {
                borrowers.add(borrower);
            }
        }
    }

    // @GuardedBy("guard")
    private void check(Object borrower) {
        Objects.requireNonNull(borrower, "borrower");
        if (borrowers.contains(borrower)) {
            throw new IllegalStateException("%s has a token of %s already".formatted(describe(borrower), name()));
        }
        if (candidates.contains(borrower)) {
            throw new IllegalStateException("%s waits for a token of %s already".formatted(describe(borrower), name()));
        }
    }

    /** Calls nothing of the borrower's: the guard is held. */
    private static String describe(Object borrower) {
        return borrower instanceof Thread thread
                ? Names.of(thread)
                : Names.madeUp(borrower.getClass().getName(), borrower);
    }

    // --- release

    @Override
    public void release() {
        releaseOnBehalfOf(Thread.currentThread());
    }

    @Override
    public void releaseOnBehalfOf(Object borrower) {
        Objects.requireNonNull(borrower, "borrower");
        guard.lock();
        try {
            if (!borrowers.remove(borrower)) {
                throw new IllegalStateException("%s has no token of %s".formatted(describe(borrower), name()));
            }
            lend();
        } finally {
            guard.unlock();
        }
    }

    @Override
    public void resize(int total) {
        checked(total);
        guard.lock();
        try {
            this.total = total;
            lend();
        } finally {
            guard.unlock();
        }
    }

    // --- holds

    @Override
    public Hold hold() throws InterruptedException {
        acquireWithin("hold", Thread.currentThread(), Long.MAX_VALUE);
        return new Token(Thread.currentThread());
    }

    @Override
    public Hold holdOnBehalfOf(Object borrower) throws InterruptedException {
        acquireWithin("holdOnBehalfOf", borrower, Long.MAX_VALUE);
        return new Token(borrower);
    }

    @Override
    public @Nullable Hold tryHold() {
        return tryAcquire() ? new Token(Thread.currentThread()) : null;
    }

    @Override
    public @Nullable Hold tryHold(Duration timeout) throws InterruptedException {
        return acquireWithin("tryHold", Thread.currentThread(), Durations.nanos(timeout))
                ? new Token(Thread.currentThread())
                : null;
    }

    private final class Token extends OnceHold {
        private final Object borrower;

        Token(Object borrower) {
            this.borrower = borrower;
        }

        @Override
        void giveBack() {
            releaseOnBehalfOf(borrower);
        }
    }

    // --- what it shows of itself

    @Override
    public int total() {
        guard.lock();
        try {
            return total;
        } finally {
            guard.unlock();
        }
    }

    @Override
    public int borrowed() {
        guard.lock();
        try {
            return borrowers.size();
        } finally {
            guard.unlock();
        }
    }

    @Override
    public int available() {
        guard.lock();
        try {
            return Math.max(0, total - borrowers.size());
        } finally {
            guard.unlock();
        }
    }

    @Override
    public String name() {
        return givenName == null ? Names.madeUp("CapacityLimiter", this) : givenName;
    }

    @Override
    public LimiterStatistics statistics() {
        guard.lock();
        try {
            return new LimiterStatistics(
                    name(), total, List.copyOf(borrowers), line.length(), line.entered(), line.waited());
        } finally {
            guard.unlock();
        }
    }

    @Override
    public String toString() {
        LimiterStatistics now = statistics();
        String state = now.borrowers().size() + " of " + now.total() + " lent";
        return Names.describe("CapacityLimiter", givenName, this, state, now.waiters());
    }
}
