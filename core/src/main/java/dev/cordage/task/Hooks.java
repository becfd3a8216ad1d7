package dev.cordage.task;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Those who want to know of the end of a future: parked threads, callbacks, and the watches of {@link Tasks}. */
abstract class Hooks {
    /*
     * How it works
     *
     * A Treiber stack. It is drained by the thread that ended the future, if it finds a hook there, and by whoever pushes
     * a hook and then finds the future ended; at least one of the two sees the other, since both first write and then
     * read. So a future that nobody watches ends without a look at more than a null.
     *
     * One thread drains at a time: it replaces the stack by DRAINING, calls the urgent ones at once and the
     * others oldest first, and takes what was pushed on top of DRAINING meanwhile, until it can put null there. Who finds
     * DRAINING at the bottom leaves his hook to the drainer. So none is lost, and the order holds.
     *
     * Removing a hook that is no longer wanted follows java.util.concurrent.FutureTask.removeWaiter: the hook is marked
     * dead and unlinked; a lost race can leave a dead hook linked for a while, never a live one unlinked.
     */

    /** Is told of the end. Linked by {@code next}; a hook is on at most one future. */
    abstract static class Hook {
        /** Access: plain before the hook is pushed, racy afterwards as explained above. */
        private @Nullable Hook next;

        /** Whether DRAINING is below this hook. Written before it is pushed. */
        private boolean onDraining;

        /** Set once the hook is no longer wanted. Racy on purpose: a late reader only calls a hook once too often. */
        private boolean dead;

        /** Called once by the thread that drains, unless this hook was removed before. Must not throw. */
        abstract void ended();

        /** Whether this hook is called before all that are not urgent: it wakes somebody, and runs no user's code. */
        boolean isUrgent() {
            return false;
        }

        private void call() {
            if (!dead) {
                ended();
            }
        }
    }

    /** A parked thread. */
    static final class Waiter extends Hook {
        private final Thread thread = Thread.currentThread();

        @Override
        void ended() {
            LockSupport.unpark(thread);
        }

        @Override
        boolean isUrgent() {
            return true;
        }
    }

    private static final class Draining extends Hook {
        @Override
        void ended() {}
    }

    /** The bottom of the stack while a thread drains. */
    private static final Hook DRAINING = new Draining();

    private static final VarHandle HOOKS;

    static {
        try {
            HOOKS = MethodHandles.lookup().findVarHandle(Hooks.class, "hooks", Hook.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The stack: null when empty, on DRAINING while it is drained. Access: volatile, and through HOOKS. */
    private volatile @Nullable Hook hooks;

    Hooks() {}

    /** Whether the future has ended. */
    abstract boolean hasEnded();

    /** Pushes a hook without seeing to it that it is called if the future has ended meanwhile. */
    final void pushHook(Hook hook) {
        Hook top;
        do {
            top = hooks;
            hook.next = top;
            hook.onDraining = top != null && (top == DRAINING || top.onDraining);
        } while (!HOOKS.compareAndSet(this, top, hook));
    }

    /** Adds a hook that will be called, or is called now if the future has ended. */
    final void addHook(Hook hook) {
        pushHook(hook);
        if (hasEnded()) {
            drain();
        }
    }

    /** Unlinks a hook that is no longer wanted. In a race with the end it may still be called. */
    final void removeHook(Hook hook) {
        hook.dead = true;
        retry:
        for (; ; ) {
            Hook previous = null;
            for (Hook h = hooks, next; h != null && h != DRAINING; h = next) {
                next = h.next;
                if (!h.dead) {
                    previous = h;
                } else if (previous != null) {
                    previous.next = next;
                    if (previous.dead) {
                        continue retry;
                    }
                } else if (!HOOKS.compareAndSet(this, h, next)) {
                    continue retry;
                }
            }
            return;
        }
    }

    /** Calls the hooks, or leaves that to the thread that is about it. Called after the future has ended. */
    final void callHooks() {
        if (hooks != null) {
            drain();
        }
    }

    private void drain() {
        Hook stack;
        do {
            stack = hooks;
            if (stack == null || stack == DRAINING || stack.onDraining) {
                return;
            }
        } while (!HOOKS.compareAndSet(this, stack, DRAINING));
        List<Hook> others = callUrgent(stack);
        if (others.isEmpty()) {
            drainOn(others);
        } else {
            callBack(() -> drainOn(others));
        }
    }

    /** Runs what calls user code. A subclass whose futures are ended by a thread that must not be held up gives it away. */
    protected void callBack(Runnable callbacks) {
        callbacks.run();
    }

    private void drainOn(List<Hook> others) {
        others.forEach(Hook::call);
        while (!HOOKS.compareAndSet(this, DRAINING, null)) {
            callUrgent((Hook) HOOKS.getAndSet(this, DRAINING)).forEach(Hook::call);
        }
    }

    /** Calls the urgent ones of a stack, and gives back the others, oldest first. */
    private static List<Hook> callUrgent(Hook latest) {
        if (latest.next == null || latest.next == DRAINING) {
            if (latest.isUrgent()) {
                latest.call();
                return List.of();
            }
            return List.of(latest);
        }
        // The links stay as they are: a removal may be on its way along them.
        List<Hook> hooks = new ArrayList<>();
        for (Hook hook = latest; hook != null && hook != DRAINING; hook = hook.next) {
            if (hook.isUrgent()) {
                hook.call();
            } else {
                hooks.add(hook);
            }
        }
        return hooks.reversed();
    }
}
