package dev.cordage.internal.shared;

import dev.cordage.internal.threads.Timers;
import java.util.ArrayList;
import java.util.List;

/**
 * The fabrics of other processes that this one has joined. Every five seconds it is looked whether they are over, so that this
 * process keeps nothing of them, whether or not anybody uses it.
 */
final class Guests {
    private static final long INTERVAL = 5_000_000_000L;

    // @GuardedBy("itself")
    private static final List<Region> JOINED = new ArrayList<>();

    private Guests() {}

    static void add(Region region) {
        boolean _ = region.hasEnded(); // opens the lease of the owner, which may be deleted when it is needed
        synchronized (JOINED) {
            JOINED.add(region);
            if (JOINED.size() == 1) {
                lookLater();
            }
        }
    }

    private static void lookLater() {
        var _ = Timers.schedule(INTERVAL, Guests::look);
    }

    private static boolean hasEnded(Region region) {
        try {
            return region.hasEnded();
        } catch (IllegalStateException _) {
            return region.isClosed(); // just now, by its waker; or else damaged
        }
    }

    private static void look() {
        List<Region> joined;
        synchronized (JOINED) {
            joined = List.copyOf(JOINED);
        }
        List<Region> over = new ArrayList<>();
        for (Region region :
                joined) { // no lambdas: in most processes this is all that happens, and they take time at first
            if (hasEnded(region)) {
                region.close();
                over.add(region);
            }
        }
        synchronized (JOINED) {
            boolean _ = JOINED.removeAll(over);
            if (!JOINED.isEmpty()) {
                lookLater();
            }
        }
    }
}
