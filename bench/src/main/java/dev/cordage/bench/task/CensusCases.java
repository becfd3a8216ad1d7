package dev.cordage.bench.task;

import dev.cordage.bench.Case;
import dev.cordage.bench.Plan;
import dev.cordage.bench.Side;
import dev.cordage.bench.Stopwatch;
import dev.cordage.bench.Unit;
import dev.cordage.bench.task.CensusJvm.Share;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The demo's census on two threads of one JVM, beside two JVMs with one thread, each doing every other slice. The heaps
 * of the two together are as large as that of the one. The two begin at the same time; the slower one's time counts, and
 * nobody merges what they found.
 */
final class CensusCases {
    private static final Unit FILES = Unit.perSecond("files");
    private static final double TARGET = 0.95;
    private static final String RIVAL = "two JVMs, half each";
    private static final int ALL = Integer.MAX_VALUE;
    private static final String HEAP = "32m"; // it only tells the others when to begin

    private CensusCases() {}

    static List<Case> of(Plan plan) {
        return List.of(fresh(plan.choose(ALL, 2_000)), warm(plan.choose(ALL, 8_000)));
    }

    private static Case fresh(int files) {
        AtomicLong found = new AtomicLong();
        Side whole = whole(files, found);
        Side halves = halves(files, found);
        return named("fresh", files).cold().compare(() -> once(whole), RIVAL, () -> once(halves));
    }

    private static Case warm(int files) {
        AtomicLong found = new AtomicLong();
        return named("warm", files).compare(whole(files, found), RIVAL, halves(files, found));
    }

    private static Case.Builder named(String kind, int files) {
        String what = files == ALL ? "the JDK" : Unit.grouped(files) + " files";
        return Case.named("census of " + what + " on 2 threads, " + kind + " JVMs")
                .unit(FILES)
                .target(TARGET)
                .heap(HEAP);
    }

    private static Side whole(int files, AtomicLong found) {
        return new Jvms(List.of(Share.WHOLE), files, found);
    }

    private static Side halves(int files, AtomicLong found) {
        return new Jvms(List.of(Share.FIRST_HALF, Share.SECOND_HALF), files, found);
    }

    private static double once(Side side) throws Exception {
        try (side) {
            return side.sample();
        }
    }

    /** The same JVMs for all samples until it is closed. */
    private static final class Jvms implements Side {
        private final List<Share> shares;
        private final int files;

        /** How many instructions there are in all files; 0 before the first sample. */
        private final AtomicLong found;

        private final List<CensusJvm> jvms = new ArrayList<>();

        Jvms(List<Share> shares, int files, AtomicLong found) {
            this.shares = shares;
            this.files = files;
            this.found = found;
        }

        @Override
        public double sample() throws Exception {
            start();
            for (CensusJvm jvm : jvms) {
                jvm.begin();
            }
            double seconds = 0;
            long counted = 0;
            long instructions = 0;
            for (CensusJvm jvm : jvms) {
                CensusJvm.Result result = jvm.result();
                seconds = Math.max(seconds, result.seconds());
                counted += result.files();
                instructions += result.instructions();
            }
            found.compareAndSet(0, instructions);
            Stopwatch.check(found.get(), instructions);
            return counted / seconds;
        }

        private void start() throws IOException {
            if (!jvms.isEmpty()) {
                return;
            }
            for (Share share : shares) {
                jvms.add(CensusJvm.start(share, files));
            }
            for (CensusJvm jvm : jvms) {
                jvm.awaitReady();
            }
        }

        @Override
        public void close() {
            jvms.forEach(CensusJvm::close);
            jvms.clear();
        }
    }
}
