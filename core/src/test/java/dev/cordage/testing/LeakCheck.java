package dev.cordage.testing;

import java.lang.reflect.Field;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Fails a test that leaves something behind: a platform or virtual thread, an entry in the library's clock, or the
 * interrupt flag of the test's thread. What is on its way out has twenty seconds. {@code @ExtendWith(LeakCheck.class)}
 */
public final class LeakCheck implements BeforeEachCallback, AfterEachCallback {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Namespace NAMESPACE = Namespace.create(LeakCheck.class);

    /** Threads that the JDK, JUnit or the library keep on purpose, by the beginning of their names. */
    private static final List<String> KEPT = List.of(
            "cordage-cleaner",
            "cordage-clock", // ends by itself; what counts is that nothing stays scheduled
            "junit-jupiter-timeout-watcher",
            "ForkJoinPool-",
            "ForkJoinPool.commonPool-",
            "CompletableFutureDelayScheduler",
            "cordage-waker",
            "VirtualThread-",
            "Common-Cleaner",
            "Cleaner-",
            "Read-Poller",
            "Write-Poller",
            "MasterPoller",
            "process reaper",
            "Attach Listener",
            "RMI ",
            "JMX ",
            "surefire-");

    /** Threads of the virtual machine, which may come late. They have no frames or only those of the JDK's start-up. */
    private static final Set<String> MACHINE = Set.of(
            "Reference Handler",
            "Finalizer",
            "Signal Dispatcher",
            "Service Thread",
            "Monitor Deflation Thread",
            "Notification Thread",
            "JFR Periodic Tasks");

    @Override
    public void beforeEach(ExtensionContext context) {
        boolean _ = Thread.interrupted();
        context.getStore(NAMESPACE).put("before", Set.copyOf(Threads.all().keySet()));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        check(context.getStore(NAMESPACE).get("before", Set.class), PATIENCE);
    }

    /** Fails if something is there that was not there before, when no patience is left. */
    static void check(Set<?> before, Duration patience) {
        boolean interrupted = Thread.interrupted();
        long deadline = System.nanoTime() + patience.toNanos();
        Map<Long, Threads.Sighting> left = left(before);
        int scheduled = scheduled();
        while ((!left.isEmpty() || scheduled > 0) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            left = left(before);
            scheduled = scheduled();
        }
        if (!left.isEmpty()) {
            StringBuilder message = new StringBuilder("the test left " + left.size() + " thread(s):");
            left.values().stream()
                    .limit(50)
                    .forEach(thread -> message.append("\n\n").append(thread));
            throw new AssertionError(message.toString());
        }
        if (scheduled > 0) {
            throw new AssertionError("the test left " + scheduled + " entries scheduled in the library's clock");
        }
        if (interrupted) {
            throw new AssertionError("the test left the interrupt flag of its thread set");
        }
    }

    private static Map<Long, Threads.Sighting> left(Set<?> before) {
        Map<Long, Threads.Sighting> now = Threads.all();
        now.keySet().removeAll(before);
        now.remove(Thread.currentThread().threadId());
        now.values().removeIf(thread -> isKept(thread.name()));
        return now;
    }

    private static boolean isKept(String name) {
        return MACHINE.contains(name)
                || name.contains("CompilerThread")
                || KEPT.stream().anyMatch(name::startsWith);
    }

    /** How many actions wait in {@code dev.cordage.internal.threads.Timers}. */
    private static int scheduled() {
        return Clock.QUEUE.getQueue().size();
    }

    private static final class Clock {
        static final ScheduledThreadPoolExecutor QUEUE;

        static {
            try {
                Field clock =
                        Class.forName("dev.cordage.internal.threads.Timers").getDeclaredField("CLOCK");
                clock.setAccessible(true);
                QUEUE = (ScheduledThreadPoolExecutor) clock.get(null);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }
    }
}
