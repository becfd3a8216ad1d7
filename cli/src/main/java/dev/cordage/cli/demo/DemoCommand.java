package dev.cordage.cli.demo;

import dev.cordage.task.Pool;
import dev.cordage.task.ThreadPool;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Does a real job in one thread and on thread pools, and compares; then on worker processes, where it may go wrong. */
@Command(
        name = "demo",
        description = "Parses every class file of this JDK and counts what is in it, in one thread and on pools;"
                + " then on worker processes, with inputs that hang, crash and exhaust them.")
public final class DemoCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "threads of the pool (default: one for each processor)")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--workers", paramLabel = "N", description = "worker processes (default: as many as threads)")
    private @Nullable Integer workers;

    @Option(names = "--limit", paramLabel = "N", description = "only the first N class files, for a quick look")
    private int limit = Integer.MAX_VALUE;

    @Option(names = "--verify", description = "verify each class, too: about five times the work")
    private boolean verify;

    @Option(names = "--help", usageHelp = true, description = "print this text")
    @SuppressWarnings("unused") // picocli prints the text before it would call us
    private boolean help;

    /** Made by picocli. */
    public DemoCommand() {}

    @Override
    public Integer call() throws Exception {
        requirePositive("--threads", threads);
        int processes = workers == null ? threads : workers;
        requirePositive("--workers", processes);
        requirePositive("--limit", limit);
        PrintWriter out = spec.commandLine().getOut();

        int processors = Runtime.getRuntime().availableProcessors();
        List<String> all = RuntimeImage.classFiles();
        List<String> files = all.subList(0, Math.min(limit, all.size()));
        out.printf(
                Locale.ROOT,
                "A census of %,d class files of the JDK %s, on %d %s.%n%n",
                files.size(),
                Runtime.version(),
                processors,
                processors == 1 ? "processor" : "processors");
        out.flush();

        Workload work = new Workload(Slice.of(files, Slice.SIZE), verify ? Slice::verifiedCensus : Slice::census);
        try (Pool pool = ThreadPool.of(threads);
                Pool virtual = ThreadPool.virtual()) {
            List<Reach> pools = List.of(
                    new Reach.InPool(threads + (threads == 1 ? " pool thread" : " pool threads"), pool),
                    new Reach.InPool("virtual threads", virtual));
            Optional<Demo.Found> found = new Demo(work, out).run(new Reach.OneThread(), pools);
            out.flush();
            if (found.isEmpty()) {
                return 1;
            }
            ProcessDemo demo = new ProcessDemo(
                    files,
                    verify ? Poison::verifiedCensus : Poison::census,
                    processes,
                    found.get().seconds() / work.slices().size(),
                    out);
            boolean equal = demo.run(found.get().census());
            out.flush();
            return equal ? 0 : 1;
        }
    }

    private void requirePositive(String option, int value) {
        if (value < 1) {
            throw new ParameterException(spec.commandLine(), option + " must be at least 1: " + value);
        }
    }
}
