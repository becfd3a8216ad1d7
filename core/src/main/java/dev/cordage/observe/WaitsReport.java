package dev.cordage.observe;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The text of {@link Waits#report}. */
final class WaitsReport {
    private WaitsReport() {}

    static String of(List<Wait> waits) {
        if (waits.isEmpty()) {
            return "No thread waits for anything of Cordage.\n";
        }
        var text = new StringBuilder();
        for (Wait wait : waits) {
            text.append(line(wait)).append('\n');
        }
        for (Set<Thread> circle : circles(waits)) {
            text.append("Deadlock: these wait for each other: ")
                    .append(String.join(
                            " -> ", circle.stream().map(WaitsReport::name).toList()))
                    .append(" -> ")
                    .append(name(circle.iterator().next()))
                    .append('\n');
        }
        return text.toString();
    }

    static String line(Wait wait) {
        return "%s waits %s in %s for %s"
                .formatted(name(wait.thread()), time(wait.lasted()), wait.operation(), wait.resource());
    }

    private static String time(Duration duration) {
        return String.format(Locale.ROOT, "%.3f s", duration.toNanos() / 1e9);
    }

    static String name(Thread thread) {
        return (thread.getName().isEmpty() ? "virtual thread" : "\"" + thread.getName() + "\"") + " #"
                + thread.threadId();
    }

    /**
     * The circles of threads of which each waits for what the next one owns. A thread waits for at most one thing, and an
     * owned thing is followed only if it has one owner, so each thread has at most one successor, and is in at most one
     * circle.
     */
    private static List<Set<Thread>> circles(List<Wait> waits) {
        Map<Thread, Thread> successors = new LinkedHashMap<>();
        for (Wait wait : waits) {
            if (wait.owners().size() == 1) {
                successors.put(wait.thread(), wait.owners().getFirst());
            }
        }
        Set<Set<Thread>> circles = new LinkedHashSet<>();
        Set<Thread> seen = new HashSet<>();
        for (Thread start : successors.keySet()) {
            Set<Thread> path = new LinkedHashSet<>();
            Thread next = start;
            while (next != null && !seen.contains(next) && path.add(next)) {
                next = successors.get(next);
            }
            if (next != null && path.contains(next)) {
                Set<Thread> circle = new LinkedHashSet<>();
                for (Thread each = next; circle.add(each); ) {
                    each = successors.get(each);
                }
                circles.add(circle);
            }
            seen.addAll(path);
        }
        return List.copyOf(circles);
    }
}
