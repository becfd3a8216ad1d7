package dev.cordage.internal.waiting;

import dev.cordage.observe.Wait;
import dev.cordage.observe.Waits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The threads that wait for one thing, first come first. All waiting in locks and queues is done here, and so is the
 * record of it.
 */
public final class WaitLine implements Waits.Source {
    /*
     * A line can be used in two ways.
     *
     * To try again (await, wake). Who wants something that is not there enters, tries once more, and parks. Who makes it
     * available calls wake, which notifies the first in the line, unless one is notified already and has not yet tried:
     * that one will see it. The notified thread tries. If it fails, because another thread was quicker, it is no longer
     * notified, tries once more, and parks at its old place. If it succeeds, and there is more left, it wakes the next.
     * If it gives up, it wakes the next in any case: it may have been notified, or have been the only one in the way.
     *
     *     EMPTY --enter--> WAITING <--wake / try again--> NOTIFIED
     *       ^----leave-------'---------leave-----------------'
     *
     * In the line of a barging lock, a notified thread that was too late pauses before it parks, twice as long each time,
     * up to some microseconds. While it does, nobody else is woken, and those that hold the lock in turn are not disturbed.
     * But nobody starves: who has waited too long reserves the lock, and then newcomers enter the line (as with the mutex
     * of Go).
     *
     * That makes one unpark for many changes while the woken thread is on its way, where a wake-up for each costs more
     * than the items of a queue or the sections of a mutex do. No wake-up is lost: the waker changes the thing and then
     * reads the state, the waiter writes the state and then reads the thing, all volatile; so at least one of them sees
     * the other.
     *
     * To be let go (release). The first so many leave the line and return, whatever comes then: signals, events.
     *
     * The guard is a JDK lock, held for a few instructions, and never while user code runs. Where two lines are locked,
     * the line of the condition comes before that of its lock.
     */

    /** The binary logarithm of the most rounds of {@link Thread#onSpinWait}. */
    private static final int LONGEST_PAUSE = 10;

    /** After how many nanoseconds of waiting the first in the line of a barging lock has it reserved. */
    private static final long PATIENCE = 10_000_000;

    private static final int EMPTY = 0;
    private static final int WAITING = 1;
    private static final int NOTIFIED = 2;

    private final Object resource;
    private final boolean inTurn;
    private final boolean pausing;
    private final ReentrantLock guard = new ReentrantLock();

    /** See above. Written under the guard, read by anyone. NOTIFIED only while a waiter in the line is notified. */
    private volatile int state;

    // @GuardedBy("guard")
    private @Nullable Waiter first;

    // @GuardedBy("guard")
    private @Nullable Waiter last;

    // @GuardedBy("guard")
    private int length;

    // @GuardedBy("guard")
    private long entered;

    // @GuardedBy("guard")
    private long waitedNanos;

    // @GuardedBy("guard")
    private boolean known;

    private WaitLine(Object resource, boolean inTurn, boolean pausing) {
        this.resource = resource;
        this.inTurn = inTurn;
        this.pausing = pausing;
    }

    /**
     * A line whose waiters all may try, whenever they are awake.
     *
     * @param resource what they wait for, as {@link Wait#resource}; its owners are asked for if it is {@link Owned}
     */
    public static WaitLine of(Object resource) {
        return new WaitLine(resource, false, false);
    }

    /** A line of which only the first may try. */
    public static WaitLine inTurn(Object resource) {
        return new WaitLine(resource, true, false);
    }

    /** A line for what is held for short times and taken again at once: who was woken too late pauses. */
    public static WaitLine pausing(Object resource) {
        return new WaitLine(resource, false, true);
    }

    /** Whether nobody waits. */
    public boolean isEmpty() {
        return state == EMPTY;
    }

    /** How many wait. */
    public int length() {
        guard.lock();
        try {
            return length;
        } finally {
            guard.unlock();
        }
    }

    /** How often a thread has entered. */
    public long entered() {
        guard.lock();
        try {
            return entered;
        } finally {
            guard.unlock();
        }
    }

    /** For how long threads that have left waited, in all. */
    public Duration waited() {
        guard.lock();
        try {
            return Duration.ofNanos(waitedNanos);
        } finally {
            guard.unlock();
        }
    }

    private boolean isFirst(Waiter waiter) {
        guard.lock();
        try {
            return waiter == first;
        } finally {
            guard.unlock();
        }
    }

    /** The lock of this line, for those that change the thing and the line in one step. Nothing may block under it. */
    public ReentrantLock guard() {
        return guard;
    }

    /**
     * Waits until the attempt succeeds.
     *
     * @param operation what the thread called, as {@link Wait#operation}
     * @param attempt what to try
     * @param nanos how long to wait at most; {@link Long#MAX_VALUE} is for ever
     * @return whether it succeeded
     * @throws InterruptedException if the thread is interrupted before it succeeds
     */
    public boolean await(String operation, Attempt attempt, long nanos) throws InterruptedException {
        return await(enter(operation), attempt, nanos, true);
    }

    /** Waits until the attempt succeeds; an interrupt is kept. */
    public void awaitUninterruptibly(String operation, Attempt attempt) {
        awaitUninterruptibly(enter(operation), attempt);
    }

    /** The same for one that is in the line already. */
    public void awaitUninterruptibly(Waiter waiter, Attempt attempt) {
        try {
            await(waiter, attempt, Long.MAX_VALUE, false);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private boolean await(Waiter waiter, Attempt attempt, long nanos, boolean interruptible)
            throws InterruptedException {
        long start = System.nanoTime();
        boolean interrupted = false;
        boolean success = false;
        boolean reserved = false;
        int failures = 0;
        try {
            for (; ; ) {
                if (tries(waiter, attempt)) {
                    success = true;
                    return true;
                }
                if (waiter.notified) {
                    if (pausing && !reserved) {
                        pause(++failures);
                        reserved = System.nanoTime() - start > PATIENCE;
                        if (reserved) {
                            attempt.reserve(true);
                        }
                        if (tries(waiter, attempt)) {
                            success = true;
                            return true;
                        }
                    }
                    tryAgain(waiter);
                    continue;
                }
                if (Thread.interrupted()) {
                    if (interruptible) {
                        throw new InterruptedException();
                    }
                    interrupted = true;
                }
                long left = Durations.left(start, nanos);
                if (left <= 0) {
                    return false;
                }
                if (!waiter.notified) {
                    Waiter.park(resource, left);
                }
            }
        } finally {
            if (reserved) {
                attempt.reserve(false);
            }
            leave(waiter);
            if (!success || attempt.isMoreLeft()) {
                wake();
            }
            if (interrupted) {
                waiter.thread.interrupt();
            }
        }
    }

    private boolean tries(Waiter waiter, Attempt attempt) {
        return (!(inTurn || attempt.isReserved()) || isFirst(waiter)) && attempt.now();
    }

    /** Waits for a moment before a waiter tries again that was notified, and found that others had been quicker. */
    private static void pause(int failures) {
        if (Spin.IS_WORTH_WHILE) {
            for (int i = 1 << Math.min(failures, LONGEST_PAUSE); i > 0; i--) {
                Thread.onSpinWait();
            }
        }
    }

    /** Tells the first that it may try again, unless one has been told. Costs a read where nobody waits. */
    public void wake() {
        if (state == WAITING) {
            wakeFirst();
        }
    }

    private void wakeFirst() {
        Waiter woken;
        guard.lock();
        try {
            woken = first;
            if (state != WAITING || woken == null) {
                return;
            }
            state = NOTIFIED;
            woken.notified = true;
        } finally {
            guard.unlock();
        }
        LockSupport.unpark(woken.thread);
    }

    /** Tells all to try again. */
    public void wakeAll() {
        if (state == EMPTY) {
            return;
        }
        List<Waiter> woken = new ArrayList<>();
        guard.lock();
        try {
            for (Waiter each = first; each != null; each = each.next) {
                each.notified = true;
                woken.add(each);
            }
            state = woken.isEmpty() ? EMPTY : NOTIFIED;
        } finally {
            guard.unlock();
        }
        woken.forEach(each -> LockSupport.unpark(each.thread));
    }

    /** Enters at the end, for {@link Selectable#stand}. */
    public Selectable.Standing stand(String operation) {
        Waiter waiter = enter(operation);
        return new Selectable.Standing() {
            @Override
            public boolean isCalled() {
                return waiter.isCalled();
            }

            @Override
            public void waitAgain() {
                tryAgain(waiter);
            }

            @Override
            public void leave() {
                WaitLine.this.leave(waiter);
                wake();
            }
        };
    }

    /** Enters at the end. Who enters must leave. */
    public Waiter enter(String operation) {
        Waiter waiter = new Waiter(operation);
        guard.lock();
        try {
            append(waiter);
        } finally {
            guard.unlock();
        }
        return waiter;
    }

    // @GuardedBy("guard")
    private void makeKnown() {
        if (!known) {
            Waits.add(this);
            known = true;
        }
    }

    // @GuardedBy("guard")
    private void append(Waiter waiter) {
        makeKnown();
        waiter.previous = last;
        if (last == null) {
            first = waiter;
        } else {
            last.next = waiter;
        }
        last = waiter;
        waiter.line = this;
        waiter.since = System.nanoTime();
        length++;
        entered++;
        if (state == EMPTY) {
            state = WAITING;
        }
    }

    /** Says that the waiter was notified in vain. */
    public void tryAgain(Waiter waiter) {
        guard.lock();
        try {
            waiter.notified = false;
            state = WAITING;
        } finally {
            guard.unlock();
        }
    }

    /**
     * Leaves the line. Who does so notified, without having tried since, must {@link #wake} the next.
     *
     * @return whether it was still in the line
     */
    public boolean leave(Waiter waiter) {
        guard.lock();
        try {
            if (waiter.line != this) {
                return false;
            }
            unlink(waiter);
            return true;
        } finally {
            guard.unlock();
        }
    }

    // @GuardedBy("guard")
    private void unlink(Waiter waiter) {
        Waiter before = waiter.previous;
        Waiter after = waiter.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous = before;
        }
        waiter.previous = null;
        waiter.next = null;
        waiter.line = null;
        length--;
        waitedNanos += System.nanoTime() - waiter.since;
        if (first == null) {
            state = EMPTY;
        } else if (waiter.notified) {
            state = WAITING;
        }
    }

    /** Lets the first so many go. */
    public void release(int count) {
        if (state == EMPTY || count == 0) {
            return;
        }
        List<Waiter> gone = new ArrayList<>();
        guard.lock();
        try {
            for (int i = 0; i < count && first != null; i++) {
                gone.add(releaseFirst());
            }
        } finally {
            guard.unlock();
        }
        gone.forEach(each -> LockSupport.unpark(each.thread));
    }

    /**
     * Lets this one go, whatever its place.
     *
     * @return whether it was in the line
     */
    public boolean release(Waiter waiter) {
        guard.lock();
        try {
            if (waiter.line != this) {
                return false;
            }
            unlink(waiter);
            waiter.released = true;
        } finally {
            guard.unlock();
        }
        LockSupport.unpark(waiter.thread);
        return true;
    }

    /** Lets all go, if the condition holds when nobody can enter. */
    public void releaseAllIf(BooleanSupplier condition) {
        guard.lock();
        try {
            if (condition.getAsBoolean()) {
                release(Integer.MAX_VALUE);
            }
        } finally {
            guard.unlock();
        }
    }

    /**
     * Lets all go.
     *
     * @param change what to do in the same step, under the guard
     */
    public void releaseAll(Runnable change) {
        List<Waiter> gone = new ArrayList<>();
        guard.lock();
        try {
            change.run();
            while (first != null) {
                gone.add(releaseFirst());
            }
        } finally {
            guard.unlock();
        }
        gone.forEach(each -> LockSupport.unpark(each.thread));
    }

    /**
     * Waits to be let go, unless there is nothing to wait for.
     *
     * @param operation what the thread called, as {@link Wait#operation}
     * @param over whether there is nothing to wait for; once that is so, whoever waits is let go
     * @param nanos how long to wait at most; {@link Long#MAX_VALUE} is for ever
     * @return whether there was nothing to wait for, or it was let go; otherwise the time is over
     * @throws InterruptedException if the thread is interrupted before it is let go. If it is let go and interrupted, the
     *     flag is kept
     */
    public boolean awaitRelease(String operation, BooleanSupplier over, long nanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (over.getAsBoolean()) {
            return true;
        }
        if (nanos <= 0) {
            return false;
        }
        Waiter waiter = enter(operation);
        if (over.getAsBoolean()) {
            leave(waiter);
            return true;
        }
        return awaitRelease(waiter, nanos);
    }

    /**
     * Waits to be let go.
     *
     * @param waiter in this line
     * @param nanos how long to wait at most; {@link Long#MAX_VALUE} is for ever
     * @return whether it was let go; otherwise the time is over, and the waiter has left the line
     * @throws InterruptedException if the thread is interrupted before it is let go; it has left the line then. If it is
     *     let go and interrupted, the flag is kept
     */
    public boolean awaitRelease(Waiter waiter, long nanos) throws InterruptedException {
        long start = nanos == Long.MAX_VALUE ? 0 : System.nanoTime();
        while (!waiter.released) {
            if (waiter.thread.isInterrupted()) {
                if (leave(waiter)) {
                    Thread.interrupted();
                    throw new InterruptedException();
                }
                return true;
            }
            long left = Durations.left(start, nanos);
            if (left == 0) {
                return !leave(waiter);
            }
            waiter.await(resource, left);
        }
        return true;
    }

    // @GuardedBy("guard")
    private Waiter releaseFirst() {
        Waiter waiter = Objects.requireNonNull(first);
        unlink(waiter);
        waiter.released = true;
        return waiter;
    }

    /** Lets the first so many go, to the end of another line, where each waits on without having noticed. */
    public void moveTo(WaitLine other, int count) {
        guard.lock();
        try {
            other.guard.lock();
            try {
                other.makeKnown();
                for (int i = 0; i < count && first != null; i++) {
                    other.append(releaseFirst());
                }
            } finally {
                other.guard.unlock();
            }
        } finally {
            guard.unlock();
        }
    }

    @Override
    public void reportTo(Consumer<? super Wait> sink) {
        if (state == EMPTY) {
            return;
        }
        List<Wait> waits = new ArrayList<>();
        guard.lock();
        try {
            List<Thread> owners = resource instanceof Owned owned ? owned.owners() : List.of();
            long now = System.nanoTime();
            for (Waiter each = first; each != null; each = each.next) {
                Duration lasted = Duration.ofNanos(Math.max(0, now - each.since));
                // Who owns it already has only not yet left the line.
                if (!owners.contains(each.thread)) {
                    waits.add(new Wait(each.thread, each.operation, resource, lasted, owners));
                }
            }
        } finally {
            guard.unlock();
        }
        waits.forEach(sink);
    }
}
