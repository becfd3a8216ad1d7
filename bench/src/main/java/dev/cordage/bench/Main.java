package dev.cordage.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.List;

/** What {@code cordage bench} runs. */
public final class Main {
    private static final int USAGE = 2;

    private Main() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        System.exit(run(System.out, System.err, args));
    }

    /** Returns the exit code: 0, 1 if a case could not be measured, 2 if the command line is wrong. */
    static int run(PrintStream out, PrintStream err, String... args) throws IOException, InterruptedException {
        try {
            Options options = Options.parse(args);
            if (options.help() || options.suite() == null) {
                out.print(usage());
                return 0;
            }
            return measure(Suites.named(options.suite()), options, out, err);
        } catch (UsageException e) {
            err.println("cordage bench: " + e.getMessage() + " (cordage bench --help lists what there is)");
            return USAGE;
        }
    }

    private static int measure(Suite suite, Options options, PrintStream out, PrintStream err)
            throws UsageException, IOException, InterruptedException {
        SuiteRun run = new SuiteRun(suite, options.plan(), err);
        List<Case> cases = run.cases(options.only());
        if (cases.isEmpty()) {
            throw new UsageException("--only " + options.only() + ": no such case in suite " + suite.name());
        }
        Machine machine = Machine.now();
        List<Row> rows = run.measure(cases);
        out.print(new Report(suite, options.plan(), machine, rows));
        if (options.json() != null) {
            Files.writeString(options.json(), JsonRows.of(rows));
        }
        return rows.stream().anyMatch(Row::hasFailed) ? 1 : 0;
    }

    private static String usage() {
        StringBuilder text = new StringBuilder("""
            Usage: cordage bench SUITE [--quick] [--only REGEX] [--json FILE]

            Measures each figure beside its rivals, in turns in the same run.

            Suites:
            """);
        for (Suite suite : Suites.ALL) {
            text.append("  %-9s %s\n".formatted(suite.name(), suite.summary()));
        }
        return text.append("""

            Options:
              --quick       a rough answer in two or three minutes, not a good one in ten
              --only REGEX  only cases whose name or rival it matches somewhere, in any case of letters
              --json FILE   writes the rows to a file too

            A ratio is how many times better ours is, whatever the unit: above 1 ours wins.
            """).toString();
    }
}
