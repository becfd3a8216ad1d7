package dev.cordage.internal.threads;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The clock of the library: one daemon thread that exists while something is scheduled, and some seconds more. When the time has come it hands
 * the action to another thread, so that nothing that runs then, a user's callback for instance, can hold the clock. These
 * are platform threads, since virtual ones have to wait while tasks keep all their carriers busy.
 */
public final class Timers {
    /** Longer than what comes again and again lets them rest: to look at this, or to start anew, takes time as well. */
    private static final long LINGER_SECONDS = 10;

    private static final ScheduledThreadPoolExecutor CLOCK = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("cordage-clock").factory());

    private static final ThreadPoolExecutor HANDS = new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            LINGER_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            Thread.ofPlatform().daemon().name("cordage-clock-hand").factory());

    static {
        CLOCK.setRemoveOnCancelPolicy(true);
        CLOCK.setKeepAliveTime(LINGER_SECONDS, TimeUnit.SECONDS);
        CLOCK.allowCoreThreadTimeOut(true);
    }

    private Timers() {}

    /** Runs an action once, later; cancelling the answer takes it back. */
    public static Future<?> schedule(long nanos, Runnable action) {
        return CLOCK.schedule(() -> HANDS.execute(action), nanos, TimeUnit.NANOSECONDS);
    }
}
