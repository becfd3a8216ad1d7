package dev.cordage.internal.worker;

import dev.cordage.internal.threads.EndSignal;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/** How far the tasks of this worker are. The parent reads the page when the worker has died. */
final class Progression {
    private final MappedByteBuffer page;
    private final Thread runner = Thread.currentThread();
    private final EndSignal signal = new EndSignal();

    /** What is to be done with a task that arrives. */
    enum Verdict {
        BEGUN,
        /** It was dropped, and the parent expects to be told. */
        DROPPED,
        /** The parent has taken it back already. */
        REVOKED
    }

    // All guarded by "this".
    private long begun = -1;
    /** The last one that arrived, begun or not. */
    private long seen = -1;
    /** The last one that the parent gets an answer to: begun, or dropped. */
    private long answered = -1;

    private boolean runs;
    private long revoked = -1;
    private final Set<Long> dropped = new HashSet<>();

    Progression(Path page) throws IOException {
        try (FileChannel file = FileChannel.open(page, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            this.page = file.map(FileChannel.MapMode.READ_WRITE, 0, Wire.PAGE_BYTES);
        }
        this.page.putLong(0, begun);
    }

    /** A task has arrived: says that it is begun, if it may be. */
    synchronized Verdict begin(long seq) {
        seen = seq;
        if (seq <= revoked) {
            return Verdict.REVOKED;
        }
        if (!dropped.isEmpty() && dropped.remove(seq)) {
            answered = seq;
            return Verdict.DROPPED;
        }
        answered = seq;
        begun = seq;
        runs = true;
        page.putLong(0, seq);
        return Verdict.BEGUN;
    }

    /** Says that the task is over: no interrupt meant for it arrives any more, and none that did is left. */
    synchronized void end() {
        runs = false;
        signal.clear();
        boolean _ = Thread.interrupted();
    }

    /** Takes a task back that has not begun, or interrupts one that runs; too late for one that has ended. */
    synchronized void drop(long seq, boolean interrupt) {
        if (seq > seen && seq > revoked) {
            dropped.add(seq);
        } else if (seq == begun && runs && interrupt) {
            signal.give();
            runner.interrupt();
        }
    }

    /** Takes back all tasks up to this one that have not begun, and says to which one the parent gets the last answer. */
    synchronized long revoke(long upTo) {
        revoked = Math.max(revoked, upTo);
        dropped.removeIf(seq -> seq <= revoked);
        return answered;
    }
}
