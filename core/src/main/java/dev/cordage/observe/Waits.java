package dev.cordage.observe;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Who waits for what, and who owns it, in this JVM: every thread, platform or virtual, that is parked in a lock,
 * condition, semaphore, event, barrier, limiter or queue of Cordage.
 */
public final class Waits {
    private Waits() {}

    /** Something threads wait for, that can say which. */
    public interface Source {
        /**
         * Reports all that wait for it now. May be called by any thread at any time, and must not block.
         *
         * @param sink takes what is found
         */
        void reportTo(Consumer<? super Wait> sink);
    }

    /** Known sources, until they are garbage. */
    private static final Set<Known> SOURCES = ConcurrentHashMap.newKeySet();

    private static final ReferenceQueue<Source> GARBAGE = new ReferenceQueue<>();

    private static final class Known extends WeakReference<Source> {
        Known(Source source) {
            super(source, GARBAGE);
        }
    }

    /**
     * Makes the source known, until it is garbage. A source makes itself known once, at the latest when the first thread
     * is about to wait for it.
     *
     * @param source the source
     */
    public static void add(Source source) {
        for (Object known = GARBAGE.poll(); known != null; known = GARBAGE.poll()) {
            SOURCES.remove(known);
        }
        SOURCES.add(new Known(Objects.requireNonNull(source, "source")));
    }

    /** Who waits now, the longest wait first. Each wait is true at some moment during the call. */
    public static List<Wait> current() {
        List<Wait> waits = new ArrayList<>();
        for (Known known : SOURCES) {
            Source source = known.get();
            if (source != null) {
                source.reportTo(waits::add);
            }
        }
        waits.sort(Comparator.comparing(Wait::lasted).reversed());
        return List.copyOf(waits);
    }

    /**
     * The current waits as text for people: one a line, the longest first, then the circles of threads that wait for each
     * other. Of many in the same operation on the same thing only the longest are listed, and the others counted. A line
     * ends with the place in the program, where the thread's stack still shows it.
     */
    public static String report() {
        return WaitsReport.of(current(), Waits::current);
    }
}
