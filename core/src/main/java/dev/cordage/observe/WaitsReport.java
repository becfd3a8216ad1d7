package dev.cordage.observe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The text of {@link Waits#report}: a table with a line for each wait, then the circles.
 *
 * <pre>
 * 3 threads wait for something of Cordage:
 *   12.345 s  "clerk" #31           lock  Mutex stock [held by packer, 1 waiting]   at Shop.sell(Shop.java:17)
 *   12.300 s  "packer" #32          lock  Mutex orders [held by clerk, 1 waiting]   at Shop.pack(Shop.java:25)
 *    0.004 s  virtual thread #40    take  CloseableQueue jobs [...]                 at Shop.work(Shop.java:33)
 *
 * Deadlock: these 2 threads wait for each other:
 *   "clerk" #31 waits in lock for Mutex stock [held by packer, 1 waiting], which "packer" #32 owns
 *   "packer" #32 waits in lock for Mutex orders [held by clerk, 1 waiting], which "clerk" #31 owns
 * </pre>
 */
final class WaitsReport {
    /** So many waits in the same operation on the same thing are listed; the others are counted. */
    private static final int ALIKE = 10;

    private final List<Wait> waits;

    /** What is waited for, each described once, so that all lines say the same. */
    private final IdentityHashMap<Object, String> resources = new IdentityHashMap<>();

    private WaitsReport(List<Wait> waits) {
        this.waits = waits;
    }

    /**
     * The text.
     *
     * @param waits what to report
     * @param again looks once more, which tells a circle from locks that change hands while one looks
     */
    static String of(List<Wait> waits, Supplier<List<Wait>> again) {
        return waits.isEmpty() ? "No thread waits for anything of Cordage.\n" : new WaitsReport(waits).text(again);
    }

    private String text(Supplier<List<Wait>> again) {
        List<List<Wait>> circles = WaitCircles.of(waits, again);
        Set<Thread> inCircles =
                circles.stream().flatMap(List::stream).map(Wait::thread).collect(Collectors.toSet());
        List<Wait> listed = new ArrayList<>();
        Map<String, Integer> alike = new HashMap<>();
        Map<String, Integer> unlisted = new LinkedHashMap<>();
        for (Wait wait : waits) {
            String what = what(wait);
            if (alike.merge(what, 1, Integer::sum) <= ALIKE || inCircles.contains(wait.thread())) {
                listed.add(wait);
            } else {
                unlisted.merge(what, 1, Integer::sum);
            }
        }
        // Who waits for one of several things is in the list several times.
        long threads = waits.stream().map(Wait::thread).distinct().count();
        var text = new StringBuilder(threads == 1 ? "1 thread waits" : threads + " threads wait");
        text.append(" for something of Cordage:\n");
        table(listed, text);
        unlisted.forEach((what, count) -> text.append("  and %d more in %s\n".formatted(count, what)));
        circles.forEach(circle -> describe(circle, text));
        return text.toString();
    }

    private void table(List<Wait> listed, StringBuilder text) {
        List<List<String>> columns = List.of(
                column(listed, wait -> time(wait.lasted())),
                column(listed, wait -> name(wait.thread())),
                column(listed, Wait::operation),
                column(listed, this::resource),
                column(listed, wait -> place(wait.thread().getStackTrace())));
        String format = "  %" + width(columns.get(0)) + "s  %-" + width(columns.get(1)) + "s  %-"
                + width(columns.get(2)) + "s  %-" + width(columns.get(3)) + "s  %s";
        for (int i = 0; i < listed.size(); i++) {
            int row = i;
            text.append(format.formatted(
                                    columns.stream().map(each -> each.get(row)).toArray())
                            .stripTrailing())
                    .append('\n');
        }
    }

    private static List<String> column(List<Wait> waits, Function<Wait, String> value) {
        return waits.stream().map(value).toList();
    }

    private static int width(List<String> column) {
        return column.stream().mapToInt(String::length).max().orElse(0);
    }

    private void describe(List<Wait> circle, StringBuilder text) {
        text.append("\nDeadlock: ")
                .append(
                        circle.size() == 1
                                ? "this thread waits for itself"
                                : "these %d threads wait for each other".formatted(circle.size()))
                .append(":\n");
        for (Wait wait : circle) {
            text.append("  %s waits in %s, which %s owns\n"
                    .formatted(
                            name(wait.thread()), what(wait), name(wait.owners().getFirst())));
        }
    }

    private String what(Wait wait) {
        return wait.operation() + " for " + resource(wait);
    }

    private String resource(Wait wait) {
        return resources.computeIfAbsent(wait.resource(), String::valueOf);
    }

    private static String time(Duration duration) {
        return String.format(Locale.ROOT, "%.3f s", duration.toNanos() / 1e9);
    }

    private static String name(Thread thread) {
        String name = thread.getName();
        String kind = thread.isVirtual() ? "virtual thread" : "thread";
        return (name.isEmpty() ? kind : "\"" + name + "\"") + " #" + thread.threadId();
    }

    /**
     * Where in the program it waits: what called Cordage. Empty if the stack shows that it does not wait any more, or that
     * nothing but Cordage and the JDK is on it.
     */
    static String place(StackTraceElement[] stack) {
        boolean inCordage = false;
        for (StackTraceElement frame : stack) {
            if (frame.getClassName().startsWith("dev.cordage.")) {
                inCordage = true;
            } else if (!isOfTheJdk(frame)) {
                String text = frame.toString();
                return inCordage ? "at " + text.substring(text.lastIndexOf('/') + 1) : "";
            }
        }
        return "";
    }

    private static boolean isOfTheJdk(StackTraceElement frame) {
        String module = frame.getModuleName();
        return module != null && (module.startsWith("java.") || module.startsWith("jdk."));
    }
}
