package dev.cordage.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Threads that do something together, all begun before the clock is. */
public enum Crowd {
    /** Of platform threads. */
    PLATFORM,
    /** Of virtual threads. */
    VIRTUAL;

    /** For names of cases. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Starts a thread of this kind. */
    public Thread start(Runnable body) {
        return this == PLATFORM ? Thread.ofPlatform().start(body) : Thread.startVirtualThread(body);
    }

    /**
     * Runs each body in a thread of its own. If one fails, the others are interrupted. All threads have ended when it
     * returns or throws.
     *
     * @return how many seconds it took from when they were let go until the last one was through
     * @throws Exception if a body threw, with that as the cause
     */
    public double seconds(List<Stopwatch.Body> bodies) throws Exception {
        Round round = new Round(bodies.size());
        List<Member> members =
                bodies.stream().map(body -> new Member(body, round)).toList();
        List<Thread> threads = new ArrayList<>();
        members.forEach(member -> threads.add(start(member)));
        round.ready.await();
        long start = System.nanoTime();
        round.go.countDown();
        for (Thread _ : threads) {
            round.ended.acquire();
            if (round.failure != null) {
                threads.forEach(Thread::interrupt);
            }
        }
        for (Thread thread : threads) {
            thread.join();
        }
        if (round.failure != null) {
            throw new IllegalStateException("a thread of the crowd failed", round.failure);
        }
        return members.stream().mapToLong(member -> member.end - start).max().orElse(0) / 1e9;
    }

    /** What its members share. */
    private static final class Round {
        final CountDownLatch ready;
        final CountDownLatch go = new CountDownLatch(1);
        final Semaphore ended = new Semaphore(0);

        /** The first one's or a later one's, it doesn't matter whose. */
        volatile @Nullable Throwable failure;

        Round(int members) {
            this.ready = new CountDownLatch(members);
        }
    }

    /** What a thread does. */
    private static final class Member implements Runnable {
        private final Stopwatch.Body body;
        private final Round round;

        /** Read by others after the thread was joined. */
        private long end;

        Member(Stopwatch.Body body, Round round) {
            this.body = body;
            this.round = round;
        }

        @Override
        public void run() {
            round.ready.countDown();
            try {
                round.go.await();
                body.run();
            } catch (Throwable failure) {
                if (round.failure == null) {
                    round.failure = failure;
                }
            }
            end = System.nanoTime();
            round.ended.release();
        }
    }
}
