package dev.cordage.observe;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the circles of threads of which each waits for what the next one owns. A thread waits for at most one owned thing,
 * which is followed only if it has one owner; so each thread has at most one successor, and is in at most one circle.
 */
final class WaitCircles {
    private final Map<Thread, Wait> owned = new LinkedHashMap<>();

    private WaitCircles(List<Wait> waits) {
        waits.stream().filter(wait -> wait.owners().size() == 1).forEach(wait -> owned.put(wait.thread(), wait));
    }

    /** The circles, each from one thread to the next, that are the same when one looks again. */
    static List<List<Wait>> of(List<Wait> waits, Supplier<List<Wait>> again) {
        List<List<Wait>> circles = new WaitCircles(waits).find();
        if (circles.isEmpty()) {
            return circles;
        }
        WaitCircles later = new WaitCircles(again.get());
        return circles.stream()
                .filter(circle -> circle.stream().allMatch(later::goesOn))
                .toList();
    }

    /** Whether the thread still waits, for the same thing of the same owner. */
    private boolean goesOn(Wait before) {
        Wait now = owned.get(before.thread());
        return now != null
                && now.resource() == before.resource()
                && now.owners().equals(before.owners())
                && now.lasted().compareTo(before.lasted()) >= 0;
    }

    private List<List<Wait>> find() {
        List<List<Wait>> circles = new ArrayList<>();
        Set<Thread> seen = new HashSet<>();
        for (Thread start : owned.keySet()) {
            Set<Thread> path = new LinkedHashSet<>();
            Thread next = start;
            while (next != null && !seen.contains(next) && path.add(next)) {
                next = successor(next);
            }
            if (next != null && path.contains(next)) {
                circles.add(from(next));
            }
            seen.addAll(path);
        }
        return circles;
    }

    private List<Wait> from(Thread first) {
        List<Wait> circle = new ArrayList<>();
        Thread next = first;
        do {
            Wait wait = Objects.requireNonNull(owned.get(next));
            circle.add(wait);
            next = wait.owners().getFirst();
        } while (next != first);
        return circle;
    }

    private @Nullable Thread successor(Thread thread) {
        Wait wait = owned.get(thread);
        return wait == null ? null : wait.owners().getFirst();
    }
}
