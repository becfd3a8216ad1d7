package dev.cordage.task;

import dev.cordage.internal.threads.Uncaught;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Is told once when a future ends, whatever kind of future it is, and can be taken back without a trace.
 *
 * <p>For ours it is a hook, for a {@link CompletableFuture} a hook on the one bridge that is kept for it. Any other
 * future cannot call back, so a virtual thread waits for it.
 */
abstract class Watch<F extends Future<?>> extends Hooks.Hook {
    final F future;

    /** Set by {@link #begin}, used by {@link #stop}, both called by one thread. */
    private @Nullable AbstractTaskFuture<?> hooked;

    /** As {@link #hooked}. */
    private @Nullable Thread waiting;

    Watch(F future) {
        this.future = future;
    }

    private static final VarHandle TOLD;

    static {
        try {
            TOLD = MethodHandles.lookup().findVarHandle(Watch.class, "told", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Whether {@link #arrived} was called. Access: compare-and-set, through TOLD. */
    @SuppressWarnings("unused")
    private volatile boolean told;

    /** Called once when the future has ended. Must not throw, block, or run user's code. */
    abstract void arrived();

    @Override
    final void ended() {
        if (TOLD.compareAndSet(this, false, true)) {
            arrived();
        }
    }

    @Override
    final boolean isUrgent() {
        return true;
    }

    /**
     * Begins to watch. Returns false, and will never call {@link #arrived}, if the future has ended already. If it ends
     * just now, {@link #arrived} may be called before this returns true.
     */
    final boolean begin() {
        if (future.isDone()) {
            return false;
        }
        AbstractTaskFuture<?> ours = switch (future) {
            case AbstractTaskFuture<?> f -> f;
            case CompletableFuture<?> stage -> StageFuture.shared(stage);
            default -> null;
        };
        if (ours == null) {
            waiting = Thread.ofVirtual().name("cordage-future-watch").start(this::waitForIt);
            return true;
        }
        hooked = ours;
        ours.pushHook(this);
        if (ours.hasEnded()) {
            ended(); // just now; a callback that blocks the one who drains shall not hold up this
        }
        return true;
    }

    /** Takes the watch back. In a race with the end, {@link #arrived} may still be called. */
    final void stop() {
        if (hooked != null) {
            hooked.removeHook(this);
        } else if (waiting != null) {
            waiting.interrupt();
        }
    }

    private void waitForIt() {
        try {
            future.get();
        } catch (InterruptedException _) {
            return;
        } catch (ExecutionException | CancellationException _) {
            // Ended, which is all that is asked here.
        } catch (Throwable failure) {
            Uncaught.report(failure);
        }
        ended();
    }
}
