package dev.cordage.cli.demo;

import dev.cordage.observe.Progress;
import dev.cordage.process.ProcessPool;
import dev.cordage.process.ProcessPoolStatistics;
import dev.cordage.process.WorkerDiedException;
import dev.cordage.task.TaskFunction;
import dev.cordage.task.TaskFuture;
import dev.cordage.task.TaskOptions;
import dev.cordage.task.Tasks;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;

/**
 * The census on worker processes, with poison among the inputs.
 *
 * <p>Slices are counted first. The files of a slice that failed are then counted one by one, so that the harm is traced
 * to the file that does it, and the census has all others. A file that was late has a second chance: the machine may have
 * been busy.
 */
final class ProcessDemo {
    static final Duration SHORTEST_DEADLINE = Duration.ofSeconds(1);
    private static final Duration GRACE = Duration.ofMillis(100);
    private static final String HEAP = "96m";

    /** So many times what a slice takes on a thread that is warm: a new process is slower for a while. */
    private static final double PATIENCE = 50;

    private final List<String> files;
    private final TaskFunction<Slice, Census> count;
    private final int workers;
    private final Duration deadline;
    private final PrintWriter out;

    /** Files that failed by themselves, and how. */
    private final Map<String, Throwable> givenUp = new HashMap<>();

    private final Tally tally = new Tally();
    private int again;

    /**
     * A run.
     *
     * @param files what to count; the poison comes to it
     * @param count how: one of {@code Poison}'s
     * @param workers how many processes
     * @param sliceSeconds how long a slice takes on a thread
     * @param out where the report goes; progress goes to standard error
     */
    ProcessDemo(
            List<String> files, TaskFunction<Slice, Census> count, int workers, double sliceSeconds, PrintWriter out) {
        this.files = files;
        this.count = count;
        this.workers = workers;
        Duration patient = Duration.ofMillis((long) (PATIENCE * sliceSeconds * 1_000));
        this.deadline = patient.compareTo(SHORTEST_DEADLINE) > 0 ? patient : SHORTEST_DEADLINE;
        this.out = out;
    }

    /**
     * Runs and prints.
     *
     * @param expected the census of the files without the poison
     * @return whether it came out, and nothing but the poison was given up
     */
    boolean run(Census expected) throws Exception {
        String name = workers + (workers == 1 ? " worker process" : " worker processes");
        out.printf(Locale.ROOT, "%nThe same census on %s, with poison among the inputs:%n", name);
        out.println("  " + Poison.SPINS.file() + "     keeps its task busy for ever");
        out.println("  " + Poison.EXHAUSTS_THE_HEAP.file() + "  takes all memory of its worker (heap: 96 MB)");
        out.println("  " + Poison.HALTS_ITS_WORKER.file() + "   ends its worker without a word");
        out.printf(
                Locale.ROOT,
                "A task has %.1f s; %.1f s later its process is killed. When a worker dies, its%n"
                        + "task is run again, once. Files of failed slices are counted one by one; one%n"
                        + "that is late even so has a second chance.%n%n",
                seconds(deadline),
                seconds(GRACE));
        out.flush();

        List<String> inputs = Poison.among(files);
        TaskFunction<Slice, Census> how = count; // what a lambda uses is sent: this, but not the whole object
        ProcessPool pool = ProcessPool.builder()
                .name("census")
                .workers(workers)
                .heap(HEAP)
                .taskTimeout(deadline)
                .grace(GRACE)
                .retries(1)
                .initializer(() -> warmUp(how))
                .build();
        ProcessPoolStatistics before;
        long start = System.nanoTime();
        try (pool) {
            try (Progress bar = Progress.start(name, inputs.size())) {
                List<String> suspects = countSlices(pool, Slice.of(inputs, Slice.SIZE), bar);
                again = suspects.size();
                List<String> late = countOneByOne(pool, suspects, true, bar);
                List<String> _ = countOneByOne(pool, late, false, bar);
            }
            before = pool.statistics();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        WorkerReport report = new WorkerReport(before, pool.statistics(), deadline.plus(GRACE));

        Census census = tally.toCensus();
        printGivenUp();
        report.print(out);
        out.printf(
                Locale.ROOT,
                "%n%s%n%,d tasks were run again; %,d files of failed slices were counted one by one.%n",
                report.summary(),
                report.retried(),
                again);
        if (!census.equals(expected) || givenUp.size() != Poison.values().length) {
            out.println("The processes found something else than the threads:");
            expected.differences(census).forEach(difference -> out.println("  " + difference));
            return false;
        }
        out.printf(
                Locale.ROOT,
                "The census of all others is the same as on threads, after %.1f s: a new process%n"
                        + "is slow for a while, since it has a just-in-time compiler of its own.%n",
                seconds);
        return true;
    }

    /** In each worker, before its first task, so that the deadline is not spent on loading classes. */
    private static void warmUp(TaskFunction<Slice, Census> count) {
        try {
            Census _ = count.apply(new Slice(List.of("java.base/java/lang/Object.class")));
        } catch (Exception e) {
            throw new IllegalStateException("nothing can be counted", e);
        }
    }

    /** Counts slices; says which files are in those that failed. */
    private List<String> countSlices(ProcessPool pool, List<Slice> slices, Progress bar) throws Exception {
        Map<TaskFuture<Census>, Slice> futures = new LinkedHashMap<>();
        for (Slice slice : slices) {
            futures.put(submit(pool, "slice " + (futures.size() + 1), slice), slice);
        }
        List<String> suspects = new ArrayList<>();
        for (TaskFuture<Census> future : Tasks.asCompleted(futures.keySet())) {
            Slice slice = futures.get(future);
            if (slice != null && future.failure() == null) {
                tally.add(future.resultNow());
                bar.step(slice.files().size());
            } else if (slice != null) {
                suspects.addAll(slice.files());
            }
        }
        return suspects;
    }

    /** Counts single files, and gives up those that fail; but those that were only late are given back the first time. */
    private List<String> countOneByOne(ProcessPool pool, List<String> suspects, boolean first, Progress bar)
            throws Exception {
        List<TaskFuture<Census>> futures = new ArrayList<>();
        for (String file : suspects) {
            futures.add(submit(pool, file, new Slice(List.of(file))));
        }
        List<String> late = new ArrayList<>();
        for (TaskFuture<Census> future : Tasks.asCompleted(futures)) {
            Throwable failure = future.failure();
            if (failure == null) {
                tally.add(future.resultNow());
                bar.step();
            } else if (first && failure instanceof TimeoutException) {
                late.add(future.name());
            } else {
                givenUp.put(future.name(), failure);
                bar.fail();
            }
        }
        return late;
    }

    private TaskFuture<Census> submit(ProcessPool pool, String name, Slice slice) {
        TaskFunction<Slice, Census> how = count; // as above
        return pool.submit(TaskOptions.named(name).idempotent(), () -> how.apply(slice));
    }

    private void printGivenUp() {
        Table table = new Table("<<", "Given up", "its task, alone");
        new TreeMap<>(givenUp).forEach((file, failure) -> table.row(file, words(failure)));
        table.print(out);
        out.println();
    }

    private String words(Throwable failure) {
        return switch (failure) {
            case TimeoutException _ ->
                String.format(Locale.ROOT, "had not ended after %.1f s, twice", seconds(deadline));
            case WorkerDiedException died ->
                "took its worker with it (exit code "
                        + (died.exitCode().isPresent() ? died.exitCode().getAsInt() : "unknown") + "), twice";
            default -> failure.toString();
        };
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
