package dev.cordage.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.cordage.sync.EventFlag;
import dev.cordage.sync.Mutex;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** What flags and locks promise to threads that meet at one. */
public final class SyncStress {
    private SyncStress() {}

    /** Whoever sees the flag set sees what was written before. */
    @JCStressTest
    @Outcome(id = "-1", expect = ACCEPTABLE, desc = "not set yet")
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "set, with what was written before")
    @Outcome(expect = FORBIDDEN, desc = "set, without what was written before")
    @State
    public static class SetIsPublished {
        private final EventFlag flag = EventFlag.create();
        private int written;

        @Actor
        public void set() {
            written = 1;
            flag.set();
        }

        @Actor
        public void look(I_Result seen) {
            seen.r1 = flag.isSet() ? written : -1;
        }
    }

    /** Whoever waits for the flag is let go, and sees what was written before. */
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "let go, with what was written before")
    @Outcome(expect = FORBIDDEN, desc = "without what was written before")
    @State
    public static class SetIsPublishedToOneWhoWaits {
        private final EventFlag flag = EventFlag.create();
        private int written;

        @Actor
        public void set() {
            written = 1;
            flag.set();
        }

        @Actor
        public void await(I_Result seen) {
            try {
                flag.await();
                seen.r1 = written;
            } catch (InterruptedException _) {
                seen.r1 = -2;
            }
        }
    }

    /** What is done with the lock held is done by one after the other. */
    @JCStressTest
    @Outcome(
            id = {"1, 2", "2, 1"},
            expect = ACCEPTABLE,
            desc = "one after the other")
    @Outcome(expect = FORBIDDEN, desc = "at the same time, or without seeing the other's")
    @State
    public static class UnlockIsPublished {
        private final Mutex mutex = Mutex.create();
        private int count;

        private int increment() {
            mutex.lock();
            try {
                return ++count;
            } finally {
                mutex.unlock();
            }
        }

        @Actor
        public void one(II_Result seen) {
            seen.r1 = increment();
        }

        @Actor
        public void other(II_Result seen) {
            seen.r2 = increment();
        }
    }

    /** The same for one who only tries. */
    @JCStressTest
    @Outcome(
            id = {"0, 1", "1, 2", "2, 2"},
            expect = ACCEPTABLE,
            desc = "not got, or got before or after the other")
    @Outcome(expect = FORBIDDEN, desc = "at the same time, or without seeing the other's")
    @State
    public static class UnlockIsPublishedToTryLock {
        private final Mutex mutex = Mutex.create();
        private int count;

        @Actor
        public void lock() {
            mutex.lock();
            try {
                count++;
            } finally {
                mutex.unlock();
            }
        }

        @Actor
        public void tryLock(II_Result seen) {
            if (mutex.tryLock()) {
                try {
                    seen.r1 = ++count;
                } finally {
                    mutex.unlock();
                }
            }
        }

        @Arbiter
        public void count(II_Result seen) {
            seen.r2 = count;
        }
    }
}
