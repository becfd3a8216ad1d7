package dev.cordage.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Measures cases of a suite one after the other, and says how it goes. */
final class SuiteRun {
    private final Suite suite;
    private final Plan plan;
    private final PrintStream log;

    SuiteRun(Suite suite, Plan plan, PrintStream log) {
        this.suite = suite;
        this.plan = plan;
        this.log = log;
    }

    /** Those cases whose title the pattern matches somewhere; all if it is null. */
    List<Case> cases(@Nullable Pattern only) {
        return suite.cases(plan).stream()
                .filter(one -> only == null || only.matcher(one.title()).find())
                .toList();
    }

    List<Row> measure(List<Case> cases) throws InterruptedException {
        List<Row> rows = new ArrayList<>();
        for (Case one : cases) {
            long start = System.nanoTime();
            Row row = measure(one);
            rows.add(row);
            log.println(rows.size() + " of " + cases.size() + ": " + one.title() + ": " + outcome(row, start));
        }
        for (Summary summary : suite.summaries()) {
            if (summary.appliesTo(rows)) {
                rows.add(summary.of(suite.name(), rows));
            }
        }
        return rows;
    }

    private static String outcome(Row row, long start) {
        String ratio = row.hasFailed() ? row.remarks().getFirst() : String.format(Locale.ROOT, "%.2f", row.ratio());
        return ratio + String.format(Locale.ROOT, " (%.0f s)", (System.nanoTime() - start) / 1e9);
    }

    private Row measure(Case one) throws InterruptedException {
        try {
            List<Samples> forks = new ArrayList<>();
            for (int i = 0; i < plan.forks(); i++) {
                forks.add(new Fork(suite, one, plan).run());
            }
            return Row.of(suite.name(), one, Samples.all(forks));
        } catch (IOException | ForkException e) {
            return Row.failed(suite.name(), one, String.valueOf(e.getMessage()));
        }
    }
}
