package dev.cordage.cli.demo;

import dev.cordage.process.ProcessPoolStatistics;
import dev.cordage.process.ProcessPoolStatistics.WorkerDeath;
import dev.cordage.process.WorkerStatistics;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the workers of a pool have done, and how they ended. */
final class WorkerReport {
    private final Map<String, WorkerDeath> deaths = new HashMap<>();
    private final Map<String, WorkerStatistics> atTheEnd = new HashMap<>();
    private final List<WorkerStatistics> all;
    private final long retried;
    private final Duration patience;
    private int killed;
    private int died;
    private int retired;

    /**
     * A report.
     *
     * @param before when the work was done
     * @param after when the pool was closed, and all were gone
     * @param patience after what time a task that goes on has its worker killed
     */
    WorkerReport(ProcessPoolStatistics before, ProcessPoolStatistics after, Duration patience) {
        this.patience = patience;
        after.deaths().forEach(death -> deaths.put(death.worker(), death));
        before.perWorker().forEach(worker -> atTheEnd.put(worker.name(), worker));
        all = new ArrayList<>(after.gone());
        all.sort(Comparator.comparing(WorkerStatistics::started));
        retried = after.retried();
        for (WorkerStatistics worker : all) {
            WorkerDeath death = deaths.get(worker.name());
            if (death != null && death.cause().startsWith("killed")) {
                killed++;
            } else if (death != null) {
                died++;
            } else if (!atTheEnd.containsKey(worker.name())) {
                retired++;
            }
        }
    }

    long retried() {
        return retried;
    }

    /** How many ended, and how. */
    String summary() {
        return String.format(
                Locale.ROOT,
                "%d %s killed, %d died, %d ran out of memory and %s replaced.",
                killed,
                killed == 1 ? "worker was" : "workers were",
                died,
                retired,
                retired == 1 ? "was" : "were");
    }

    void print(PrintWriter out) {
        Table table = new Table("<>>>><", "Worker", "pid", "tasks", "work s", "RSS MB", "its end");
        for (WorkerStatistics worker : all) {
            WorkerStatistics alive = atTheEnd.get(worker.name());
            table.row(
                    worker.name(),
                    Long.toString(worker.pid()),
                    String.format(Locale.ROOT, "%,d", worker.tasks()),
                    String.format(Locale.ROOT, "%.2f", worker.workTime().toNanos() / 1e9),
                    alive == null || alive.rss() < 0 ? "-" : Long.toString(alive.rss() >> 20),
                    end(worker.name()));
        }
        table.print(out);
    }

    private String end(String worker) {
        WorkerDeath death = deaths.get(worker);
        if (death == null) {
            return atTheEnd.containsKey(worker) ? "the pool was closed" : "replaced, out of memory";
        }
        String cause = death.cause().startsWith("killed")
                ? String.format(Locale.ROOT, "killed after %.1f s", patience.toNanos() / 1e9)
                : "died, " + death.cause();
        return death.during().isEmpty() ? cause : cause + ", " + shortened(death.during());
    }

    private static String shortened(String task) {
        return task.substring(task.lastIndexOf('/') + 1).replace(".class", "");
    }
}
