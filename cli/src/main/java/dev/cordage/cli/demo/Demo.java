package dev.cordage.cli.demo;

import dev.cordage.observe.Progress;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The same census on several reaches, compared.
 *
 * <p>Each reach does the census once, under its own bar. These runs warm up the JVM: the just-in-time compiler makes
 * whatever runs later faster, which must not be taken for the merit of a pool. Then all take turns, the one that the
 * others are compared with last in each, so that what is left of the compiler's work is to its advantage. Of each one's
 * turns the best counts: other programs and the garbage collector can only make it slower, and rarely all the time.
 */
final class Demo {
    private static final int TURNS = 5;
    /** No further turn begins when all has taken so long. */
    private static final double SECONDS = 20;
    /** What takes less in one thread is mostly JIT compiler and noise. */
    private static final double SHORT_SECONDS = 0.2;

    private final Workload work;
    private final PrintWriter out;

    /**
     * What was found.
     *
     * @param census the census
     * @param seconds how long it took where the others are compared with
     */
    record Found(Census census, double seconds) {}

    /**
     * A comparison.
     *
     * @param work what each reach does
     * @param out where the report goes; progress goes to standard error
     */
    Demo(Workload work, PrintWriter out) {
        this.work = work;
        this.out = out;
    }

    /**
     * Runs and prints.
     *
     * @param base what the others are compared with
     * @param others the others
     * @return what all have found; nothing if they have not found the same
     */
    Optional<Found> run(Reach base, List<Reach> others) throws Exception {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        List<Runner> runners = new ArrayList<>();
        runners.add(new Runner(base));
        others.stream().map(Runner::new).forEach(runners::add);
        Runner first = runners.getFirst();

        double warmUp = 0;
        for (Runner runner : runners) {
            try (Progress bar = Progress.start(runner.reach.name(), work.files())) {
                warmUp += runner.run(bar);
            }
        }
        Census census = first.census;
        int turns = 0;
        if (allEqual(runners, census)) {
            turns = takeTurns(runners, census, SECONDS - warmUp);
        }
        for (Runner runner : runners) {
            if (!runner.census.equals(census)) {
                out.printf("%s found something else than %s:%n", runner.reach.name(), base.name());
                census.differences(runner.census).forEach(difference -> out.println("  " + difference));
                return Optional.empty();
            }
        }

        new CensusReport(census, out).print();
        compare(runners);
        out.printf(
                Locale.ROOT,
                "%nAll results are equal. The best of %d, in turns, after %.1f s of warm-up.%n",
                turns,
                warmUp);
        if (first.best < SHORT_SECONDS) {
            out.println("So short a run says little about speed.");
        } else if (load > Runtime.getRuntime().availableProcessors()) {
            out.printf(Locale.ROOT, "The machine was busy with other work (load %.1f): this says little.%n", load);
        }
        return Optional.of(new Found(census, first.best));
    }

    /** Says how many turns there were; ends early where a result is not the expected one. */
    private int takeTurns(List<Runner> runners, Census expected, double limit) throws Exception {
        List<Runner> order = new ArrayList<>(runners.subList(1, runners.size()));
        order.add(runners.getFirst());
        order.forEach(Runner::forget);
        int turns = 0;
        try (Progress bar = Progress.start("again, in turns", work.files() * order.size() * TURNS)) {
            double seconds = 0;
            do {
                for (Runner runner : order) {
                    seconds += runner.run(bar);
                }
                turns++;
            } while (turns < TURNS && seconds < limit && allEqual(runners, expected));
            bar.total(bar.done());
        }
        return turns;
    }

    private static boolean allEqual(List<Runner> runners, Census expected) {
        return runners.stream().allMatch(runner -> runner.census.equals(expected));
    }

    private void compare(List<Runner> runners) {
        Table table = new Table("<>>>", "The census on", "seconds", "files/s", "speed-up");
        for (Runner runner : runners) {
            table.row(
                    runner.reach.name(),
                    String.format(Locale.ROOT, "%.2f", runner.best),
                    String.format(Locale.ROOT, "%,.0f", work.files() / runner.best),
                    String.format(Locale.ROOT, "%.2f", runners.getFirst().best / runner.best));
        }
        out.println();
        table.print(out);
    }

    /** A reach, its last result and its best time. */
    private final class Runner {
        final Reach reach;
        Census census = Census.EMPTY;
        double best = Double.POSITIVE_INFINITY;

        Runner(Reach reach) {
            this.reach = reach;
        }

        /** Does the census once; says how many seconds it took. */
        double run(Progress bar) throws Exception {
            census = Census.EMPTY;
            long start = System.nanoTime();
            Tally tally = new Tally();
            reach.count(work, part -> {
                tally.add(part);
                bar.step(part.total().files());
            });
            census = tally.toCensus();
            double seconds = (System.nanoTime() - start) / 1e9;
            best = Math.min(best, seconds);
            return seconds;
        }

        void forget() {
            best = Double.POSITIVE_INFINITY;
        }
    }
}
