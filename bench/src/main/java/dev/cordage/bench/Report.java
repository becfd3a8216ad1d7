package dev.cordage.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The rows for the eye: {@link #toString}. */
final class Report {
    private final Suite suite;
    private final Plan plan;
    private final Machine machine;
    private final List<Row> rows;
    private final Range noise;

    Report(Suite suite, Plan plan, Machine machine, List<Row> rows) {
        this.suite = suite;
        this.plan = plan;
        this.machine = machine;
        this.rows = List.copyOf(rows);
        this.noise = NoiseBand.of(rows);
    }

    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        lines.add("cordage bench " + suite.name() + (plan.isQuick() ? " --quick" : "") + ": medians of "
                + plan.forks() * plan.pairs() + " rounds, taken in turns in "
                + (plan.forks() == 1 ? "one JVM" : plan.forks() + " JVMs one after the other"));
        lines.add(machine.toString());
        lines.addAll(suite.remarks());
        lines.add("");
        lines.addAll(table().toLines());
        lines.add("");
        for (Row row : rows) {
            row.remarks().forEach(remark -> lines.add(row.name() + ": " + remark));
        }
        lines.add("ratio: how many times better ours is; spread: the middle half of all rounds.");
        if (!Double.isNaN(noise.high())) {
            lines.add("~: may be chance: within the noise (" + text(noise) + ", from A/A), or the spread has 1 in it.");
        }
        long targets = rows.stream().filter(row -> row.met() != null).count();
        long met = rows.stream().filter(row -> Boolean.TRUE.equals(row.met())).count();
        lines.add(met + " of " + targets + " targets met.");
        return String.join("\n", lines) + "\n";
    }

    private TextTable table() {
        TextTable table = new TextTable("<>><>><><");
        table.row("case", "ours", "rival", "against", "ratio", "", "spread", "target", "met");
        for (Row row : rows) {
            table.row(
                    row.name(),
                    row.unit().format(row.ours()),
                    row.unit().format(row.rival()),
                    row.rivalName(),
                    row.hasFailed() ? "failed" : decimal(row.ratio()),
                    row.isWithin(noise) ? "~" : "",
                    text(row.spread()),
                    row.target() == null ? "" : decimal(row.target()),
                    row.met() == null ? "" : row.met() ? "yes" : "NO");
        }
        return table;
    }

    private static String text(Range range) {
        return Double.isNaN(range.low()) || range.low() == range.high()
                ? ""
                : decimal(range.low()) + " .. " + decimal(range.high());
    }

    private static String decimal(double number) {
        return String.format(Locale.ROOT, "%.2f", number);
    }
}
