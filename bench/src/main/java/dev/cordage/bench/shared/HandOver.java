package dev.cordage.bench.shared;

import dev.cordage.bench.Case;
import dev.cordage.bench.Plan;
import dev.cordage.bench.Samples;
import dev.cordage.bench.Stopwatch;
import dev.cordage.bench.Unit;
import dev.cordage.process.SharedArray;
import dev.cordage.task.TaskFuture;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A large array is handed to four processes, each of which sums up a quarter of it. Nobody shall copy it. */
final class HandOver extends Session {
    private static final int OTHERS = 4;
    private static final long LIMIT = 64L << 20;
    private static final int PERIOD = 1 << 10; // divides a quarter

    private final List<String> remarks = new ArrayList<>();
    private final long bytes;

    HandOver(long bytes) {
        super(OTHERS);
        this.bytes = bytes;
    }

    static Case of(Plan plan) {
        int megabytes = plan.choose(1024, 256);
        return Case.named("a SharedArray of " + megabytes + " MB handed to " + OTHERS
                        + " processes: RssAnon that one gains")
                .unit(Unit.BYTES)
                .target(1)
                .heap("64m")
                .measure("a limit of " + (LIMIT >> 20) + " MB", _ -> {
                    try (HandOver handOver = new HandOver((long) megabytes << 20)) {
                        double most = handOver.sample();
                        return Samples.single(most, LIMIT, handOver.remarks().toArray(String[]::new));
                    }
                });
    }

    private record Summed(double sum, Resident after) implements Serializable {}

    /** The bytes of the process that took most; at least 1, which makes a ratio. */
    @Override
    double sample() throws Exception {
        remarks.clear();
        List<Resident> before = new ArrayList<>();
        for (int i = 0; i < OTHERS; i++) {
            before.add(in(i, Resident::ofThisProcess).result());
        }
        long length = bytes / Double.BYTES;
        SharedArray.OfDoubles array = fabric.doubles(length);
        for (long i = 0; i < length; i++) {
            array.set(i, (double) (i % PERIOD));
        }
        List<Summed> summed = new ArrayList<>();
        double seconds = Stopwatch.seconds(() -> summed.addAll(sums(array, length / OTHERS)));
        long most = 1;
        for (int i = 0; i < OTHERS; i++) {
            Stopwatch.check(length / OTHERS / PERIOD * (PERIOD * (PERIOD - 1L) / 2), (long) summed.get(i).sum);
            Resident after = summed.get(i).after;
            most = Math.max(most, after.anonymous() - before.get(i).anonymous());
            remarks.add("process " + (i + 1) + ": before " + before.get(i) + "; after " + after);
        }
        remarks.add(String.format(Locale.ROOT, "handed over and summed up in %.0f ms", seconds * 1e3));
        return most;
    }

    private List<Summed> sums(SharedArray.OfDoubles array, long quarter) throws Exception {
        List<TaskFuture<Summed>> sums = new ArrayList<>();
        for (int i = 0; i < OTHERS; i++) {
            long from = i * quarter;
            sums.add(in(i, () -> new Summed(sum(array.asSegment(), from, from + quarter), Resident.ofThisProcess())));
        }
        List<Summed> results = new ArrayList<>();
        for (TaskFuture<Summed> sum : sums) {
            results.add(sum.result());
        }
        return results;
    }

    private static double sum(MemorySegment doubles, long from, long to) {
        double sum = 0;
        for (long i = from; i < to; i++) {
            sum += doubles.getAtIndex(ValueLayout.JAVA_DOUBLE, i);
        }
        return sum;
    }

    @Override
    List<String> remarks() {
        return remarks;
    }
}
