package dev.cordage.sync;

import dev.cordage.internal.waiting.Durations;
import dev.cordage.internal.waiting.Names;
import dev.cordage.internal.waiting.OfThisJvm;
import dev.cordage.internal.waiting.WaitLine;
import dev.cordage.internal.waiting.Waiter;
import dev.cordage.observe.BarrierStatistics;
import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A barrier between the threads of this JVM. */
final class LocalBarrier implements Barrier, OfThisJvm {
    private final @Nullable String givenName;
    private final int parties;
    private final @Nullable Runnable action;

    /** Those that have arrived, and wait for the others, or for the action. */
    private final WaitLine line = WaitLine.of(this);

    /** Those that have come while the action of a round runs, and will arrive at the next. */
    private final WaitLine newcomers = WaitLine.of(this);

    private final ReentrantLock guard = line.guard();

    /** The round to arrive at. */
    // @GuardedBy("guard")
    private Round round = new Round();

    /** The round whose action runs, if any. */
    // @GuardedBy("guard")
    private @Nullable Round acting;

    // @GuardedBy("guard")
    private long rounds;

    /** OPEN ends as PASSED, when all have arrived and the action has run, or as BROKEN. */
    private enum State {
        OPEN,
        PASSED,
        BROKEN
    }

    /** One use of the barrier. */
    private static final class Round {
        // @GuardedBy("guard"), or read by a waiter that was let go
        private State state = State.OPEN;

        // @GuardedBy("guard")
        private int arrived;

        /** The round to arrive at while the action of this one runs, unless there was a reset. */
        // @GuardedBy("guard")
        private @Nullable Round next;
    }

    LocalBarrier(int parties, @Nullable Runnable action, @Nullable String name) {
        if (parties < 1) {
            throw new IllegalArgumentException("a barrier needs at least 1 party, not " + parties);
        }
        this.parties = parties;
        this.action = action;
        this.givenName = name;
    }

    @Override
    public int await() throws InterruptedException, BrokenBarrierException {
        try {
            return await("await", Long.MAX_VALUE);
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public int await(Duration timeout) throws InterruptedException, BrokenBarrierException, TimeoutException {
        return await("await", Durations.nanos(timeout));
    }

    private int await(String operation, long nanos)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        long start = System.nanoTime();
        Arrival arrival = arrive(operation, start, nanos);
        while (arrival.round == null) {
            awaitAction(arrival.waiter, start, nanos);
            arrival = arrive(operation, start, nanos);
        }
        if (arrival.waiter != null) {
            awaitEnd(arrival.round, arrival.waiter, start, nanos);
        } else if (action != null) {
            act(arrival.round, action);
        }
        return arrival.index;
    }

    /**
     * What came of an attempt to arrive.
     *
     * @param round the round, or null if the thread must wait for the action of the one before
     * @param index the order of arrival
     * @param waiter the thread's place among those that wait for the others, or for the action; null for the last
     */
    private record Arrival(
            @Nullable Round round, int index, @Nullable Waiter waiter) {}

    private Arrival arrive(String operation, long start, long nanos)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        guard.lock();
        try {
            Round round = this.round;
            if (round.state == State.BROKEN) {
                throw broken();
            }
            if (Thread.interrupted()) {
                end(round, State.BROKEN);
                throw new InterruptedException();
            }
            if (acting != null) {
                if (Durations.left(start, nanos) == 0) {
                    end(round, State.BROKEN);
                    throw timeout(nanos);
                }
                return new Arrival(null, 0, newcomers.enter(operation));
            }
            int index = round.arrived;
            if (index < parties - 1) {
                Arrival arrival = new Arrival(round, index, line.enter(operation));
                round.arrived++;
                return arrival;
            }
            if (action == null) {
                end(round, State.PASSED);
            } else {
                round.next = new Round();
                acting = round;
                this.round = round.next;
            }
            return new Arrival(round, index, null);
        } finally {
            guard.unlock();
        }
    }

    /** Waits until the action has run, or there is a reason not to wait, which to find is left to the next attempt. */
    private void awaitAction(@Nullable Waiter waiter, long start, long nanos) {
        if (waiter != null) {
            while (!waiter.isReleased()
                    && !Thread.currentThread().isInterrupted()
                    && Durations.left(start, nanos) > 0) {
                waiter.await(this, Durations.left(start, nanos));
            }
            newcomers.leave(waiter);
        }
    }

    private void awaitEnd(Round round, Waiter waiter, long start, long nanos)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        boolean interrupted = false;
        boolean expired = false;
        while (!waiter.isReleased()) {
            long left = expired ? Long.MAX_VALUE : Durations.left(start, nanos);
            if (Thread.interrupted()) {
                if (breakIfOpen(round)) {
                    throw new InterruptedException();
                }
                interrupted = true;
            } else if (left == 0) {
                if (breakIfOpen(round)) {
                    throw timeout(nanos);
                }
                expired = true;
            } else {
                waiter.await(this, left);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (round.state == State.BROKEN) {
            throw broken();
        }
    }

    /** Breaks a round that waits for others; one whose action runs is no longer to be broken by a waiter. */
    private boolean breakIfOpen(Round round) {
        guard.lock();
        try {
            if (round != this.round || round.state != State.OPEN) {
                return false;
            }
            end(round, State.BROKEN);
            return true;
        } finally {
            guard.unlock();
        }
    }

    private void act(Round round, Runnable action) {
        boolean success = false;
        try {
            action.run();
            success = true;
        } finally {
            guard.lock();
            try {
                acting = null;
                if (!success && this.round == round.next) {
                    this.round.state = State.BROKEN;
                }
                end(round, success ? State.PASSED : State.BROKEN);
            } finally {
                guard.unlock();
            }
        }
    }

    /** Ends a round and lets its waiters go, unless those in the line wait for the action of the one before. */
    // @GuardedBy("guard")
    private void end(Round round, State state) {
        round.state = state;
        if (state == State.PASSED) {
            rounds++;
            if (round == this.round) {
                this.round = new Round();
            }
        }
        if (acting == null) {
            line.release(Integer.MAX_VALUE);
        }
        newcomers.release(Integer.MAX_VALUE);
    }

    private BrokenBarrierException broken() {
        return new BrokenBarrierException(name() + " is broken");
    }

    private TimeoutException timeout(long nanos) {
        return new TimeoutException(
                "not all %d parties have come to %s within %.3f s".formatted(parties, name(), nanos / 1e9));
    }

    @Override
    public void abort() {
        guard.lock();
        try {
            end(round, State.BROKEN);
        } finally {
            guard.unlock();
        }
    }

    @Override
    public void reset() {
        guard.lock();
        try {
            end(round, State.BROKEN);
            round = new Round();
        } finally {
            guard.unlock();
        }
    }

    @Override
    public boolean isBroken() {
        return statistics().broken();
    }

    @Override
    public int parties() {
        return parties;
    }

    @Override
    public int waiting() {
        return line.length();
    }

    @Override
    public String name() {
        return givenName == null ? Names.madeUp("Barrier", this) : givenName;
    }

    @Override
    public BarrierStatistics statistics() {
        guard.lock();
        try {
            return new BarrierStatistics(name(), parties, line.length(), round.state == State.BROKEN, rounds);
        } finally {
            guard.unlock();
        }
    }

    @Override
    public String toString() {
        BarrierStatistics now = statistics();
        return Names.describe(
                "Barrier", givenName, this, now.broken() ? "broken" : now.parties() + " parties", now.waiters());
    }
}
