package dev.cordage.internal.shared;

import dev.cordage.internal.threads.Uncaught;
import dev.cordage.observe.Wait;
import dev.cordage.observe.Waits;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The threads of this process that wait, and the one that wakes them: a daemon thread that lives while others wait. It
 * answers the bell; and now and then it looks by itself, for threads whose call was lost, and for processes that died.
 */
final class Waker implements Waits.Source {
    /** How long it waits for the bell at first, and in the end, when nothing has happened for long; nanoseconds. */
    private static final long SHORTEST = 20_000_000;

    private static final long LONGEST = 1_280_000_000;

    /** How long it stays when nobody waits any more. */
    private static final long LINGER = 1_000_000_000;

    private final Region region;

    /** By node. */
    private final Map<Long, Place> places = new ConcurrentHashMap<>();

    private final ReentrantLock lock = new ReentrantLock();

    /** Made with the first wait or the first call, and again when the mode has changed. Written under the lock. */
    private volatile @Nullable Bell bell;

    /** Whether the thread is there. Written under the lock. */
    private volatile boolean running;

    // @GuardedBy("lock")
    private @Nullable Thread thread;

    /** Whether the thread sleeps for longer than a new wait should go unnoticed. Written by the thread. */
    private volatile boolean dozing;

    private volatile boolean stopped;

    /** Whether to look for the dead at once. */
    private volatile boolean hurried;

    // @GuardedBy("lock")
    private boolean known;

    /** Whether the bell is closed. */
    // @GuardedBy("lock")
    private boolean silent;

    Waker(Region region) {
        this.region = region;
    }

    // --- for those that wait and those that call

    void add(Place place) {
        checkOpen();
        places.put(place.node, place);
        try {
            if (!running) {
                start();
            } else if (dozing) {
                bell().ringHere();
            }
        } catch (RuntimeException | Error e) {
            remove(place);
            throw e;
        }
    }

    void remove(Place place) {
        boolean _ = places.remove(place.node, place);
    }

    /** Wakes a thread of this process. */
    void unpark(long node) {
        Place place = places.get(node);
        if (place != null) {
            LockSupport.unpark(place.thread);
        }
    }

    /** Forgets a process that died. */
    void forget(long lease) {
        Bell bell = this.bell;
        if (bell != null) {
            bell.forget(lease);
        }
    }

    /** Wakes the waker of another process. */
    void ring(long lease) {
        bell().ring(lease);
    }

    /** Lets the waker look for the dead at once. */
    void hurry() {
        Bell bell = this.bell;
        if (bell != null && running) {
            hurried = true;
            bell.ringHere();
        }
    }

    /** The bell of this process, in the mode that the fabric has now. */
    private Bell bell() {
        Bell bell = this.bell;
        return bell != null && bell.mode() == region.mode() ? bell : newBell();
    }

    private Bell newBell() {
        lock.lock();
        try {
            checkOpen();
            Bell before = bell;
            if (before != null && before.mode() == region.mode()) {
                return before;
            }
            Bell bell = Bell.of(region);
            this.bell = bell;
            if (before != null) {
                before.ringHere(); // so that the thread goes on with the new one
                before.close();
            }
            return bell;
        } catch (IOException e) {
            throw new IllegalStateException("no bell for this process in " + region.folder() + ": " + e, e);
        } finally {
            lock.unlock();
        }
    }

    /** Fails if this process leaves the fabric, or has left it. */
    void checkOpen() {
        if (stopped) {
            region.checkAlive();
            if (!region.isDead()) { // the threads of the dead fail at nothing, they just stand still
                throw region.closed();
            }
        }
    }

    private void start() {
        var _ = bell(); // a failure is the caller's
        lock.lock();
        try {
            if (!running && !stopped) {
                if (!known) {
                    Waits.add(this);
                    known = true;
                }
                thread = Thread.ofPlatform().daemon().name("cordage-waker").start(this::run);
                running = true; // if it could be started
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends the thread, and waits for that. Those that wait are woken, and can't wait again. */
    void stop() {
        Thread thread = toStop();
        Bell bell = this.bell; // no other one comes any more
        boolean interrupted = false;
        while (thread != null && thread.isAlive() && thread != Thread.currentThread()) {
            if (bell != null) {
                bell.ringHere();
            }
            try {
                thread.join(10);
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (bell != null && silences()) {
            bell.close();
        }
        wakeAll();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the current thread is the one that wakes the others. */
    boolean isHere() {
        lock.lock();
        try {
            return thread == Thread.currentThread();
        } finally {
            lock.unlock();
        }
    }

    /** Whether the bell was not yet closed. */
    private boolean silences() {
        lock.lock();
        try {
            boolean first = !silent;
            silent = true;
            return first;
        } finally {
            lock.unlock();
        }
    }

    /** Wakes those that wait, who find out themselves why. */
    void wakeAll() {
        places.values().forEach(place -> LockSupport.unpark(place.thread));
    }

    private @Nullable Thread toStop() {
        lock.lock();
        try {
            stopped = true;
            return thread;
        } finally {
            lock.unlock();
        }
    }

    // --- the thread

    private void run() {
        boolean failed = false;
        while (!stopped) {
            try {
                serve();
                return;
            } catch (CrashPoint.Death _) {
                return; // the process has died in a test, and this thread with it
            } catch (Throwable e) {
                // Damaged memory, or none left for a moment: the threads that wait are still to be woken.
                if (!failed && !stopped && !region.isOver()) {
                    Uncaught.report(e);
                }
                failed = true;
                LockSupport.parkNanos(SHORTEST);
            }
        }
    }

    /** Returns when it is stopped, or nobody has waited for a while. */
    private void serve() {
        long tick = SHORTEST;
        long busy = System.nanoTime();
        long swept = busy - SHORTEST;
        int seen = 0;
        while (!stopped) {
            dozing = tick > SHORTEST;
            bell().await(tick);
            dozing = false;
            if (stopped) {
                return;
            }
            if (region.isOver()) {
                region.close();
                return;
            }
            int waiting = 0;
            boolean woken = false;
            for (Place place : places.values()) {
                waiting++;
                if (place.isCalled() || region.isDamaged()) {
                    LockSupport.unpark(place.thread);
                    woken = true;
                } else if (place.isHeldUp()) {
                    LockSupport.unpark(place.thread); // to try, perhaps in vain, so this is no event
                }
            }
            long now = System.nanoTime();
            if (hurried || now - swept >= SHORTEST) {
                // Not for ever by others alone, which may lack descriptors to look with.
                long recently = hurried || now - swept > 2 * LONGEST ? 0 : tick / 2;
                hurried = false;
                if (region.sweepDeadUnlessWithin(recently)) {
                    swept = now;
                }
            }
            if (waiting > 0) {
                busy = now;
            }
            tick = woken || waiting != seen ? SHORTEST : Math.min(2 * tick, LONGEST);
            seen = waiting;
            if (waiting == 0 && now - busy > LINGER && ends()) {
                return;
            }
        }
    }

    private boolean ends() {
        lock.lock();
        try {
            running = false;
            if (!places.isEmpty()) { // one came just now, and saw that somebody is there
                running = true;
                return false;
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void reportTo(Consumer<? super Wait> sink) {
        for (Place place : places.values()) {
            if (place.state() == Line.WAITING) {
                long now = System.nanoTime();
                Duration lasted = Duration.ofNanos(Math.max(0, now - place.since));
                List<Thread> owners = place.slot.owners();
                sink.accept(new Wait(place.thread, place.operation, place.slot.shown(), lasted, owners));
            }
        }
    }
}
