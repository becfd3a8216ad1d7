package dev.cordage.bench.shared;

import dev.cordage.bench.Case;
import dev.cordage.bench.Plan;
import dev.cordage.bench.Stopwatch;
import dev.cordage.queue.CloseableQueue;
import dev.cordage.sync.Counter;
import dev.cordage.sync.CountingSemaphore;
import dev.cordage.sync.EventFlag;
import dev.cordage.sync.Mutex;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Threads of several processes wait, and nothing happens. */
final class IdleCases {
    private static final int OTHERS = 4;
    private static final int EACH = 16;
    private static final int KINDS = 4;
    private static final double LIMIT = 2e-3;

    /** What can't be told from nothing. */
    private static final double LEAST = 1e-5;

    private static final long PATIENCE_NANOS = 30_000_000_000L;

    private IdleCases() {}

    static List<Case> of(Plan plan) {
        Duration echo = Duration.ofSeconds(6);
        Duration watched = Duration.ofSeconds(plan.choose(10, 5));
        return Mode.all().stream()
                .map(mode -> Case.named(EACH * OTHERS + " threads wait in " + OTHERS
                                + " processes: CPU time that adds to these in a second, " + mode)
                        .heap("64m")
                        .options(mode.options())
                        .cold()
                        .atMost(plan.choose(2, 1))
                        .within(LIMIT, Session.side(() -> new Idle(echo, watched))))
                .toList();
    }

    /**
     * What they wait for.
     *
     * @param event is not set
     * @param mutex is held
     * @param semaphore has no permit
     * @param queue has no item
     * @param passed how many threads have it behind them
     */
    record Obstacles(
            EventFlag event, Mutex mutex, CountingSemaphore semaphore, CloseableQueue<Integer> queue, Counter passed)
            implements Serializable {
        /** Waits for one of them. */
        void pass(int which) throws InterruptedException {
            switch (which) {
                case 0 -> event.await();
                case 1 -> {
                    mutex.lock();
                    try {
                        // To have got it is all.
                    } finally {
                        mutex.unlock();
                    }
                }
                case 2 -> {
                    semaphore.acquire();
                    semaphore.release();
                }
                default -> {
                    Integer _ = queue.take();
                }
            }
            long _ = passed.add(1);
        }

        /** Starts the threads of a process and returns when all of them wait. */
        int await() throws InterruptedException {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < EACH; i++) {
                int which = i % KINDS;
                threads.add(Thread.ofPlatform().daemon().start(() -> {
                    try {
                        pass(which);
                    } catch (InterruptedException _) {
                        // Nobody does; one that passed would be missing.
                    }
                }));
            }
            for (Thread thread : threads) {
                while (thread.getState() != Thread.State.WAITING && thread.getState() != Thread.State.TIMED_WAITING) {
                    if (!thread.isAlive()) {
                        throw new IllegalStateException("a thread that was to wait has ended");
                    }
                    Thread.sleep(1);
                }
            }
            return threads.size();
        }
    }

    /** Seconds of CPU time in a second, by the names of the threads. */
    private record Used(Map<String, Double> byThread) {
        private static final int MOST = 4;

        double sum() {
            return byThread.values().stream().mapToDouble(Double::doubleValue).sum();
        }

        /** In milliseconds, and who used most. */
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%.2f ms, of which ", sum() * 1e3)
                    + byThread.entrySet().stream()
                            .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                            .limit(MOST)
                            .map(thread ->
                                    String.format(Locale.ROOT, "%s %.2f", thread.getKey(), thread.getValue() * 1e3))
                            .collect(Collectors.joining(", "));
        }
    }

    static final class Idle extends Session {
        private final Duration echo;
        private final Duration watched;
        private final List<Long> pids = new ArrayList<>();
        private List<String> remarks = List.of();

        /**
         * Has the other processes started.
         *
         * @param echo how long after something has happened to look: compilers and collectors still work on it
         * @param watched how long to look
         */
        Idle(Duration echo, Duration watched) throws Exception {
            super(OTHERS);
            this.echo = echo;
            this.watched = watched;
            for (int i = 0; i < OTHERS; i++) {
                pids.add(in(i, () -> ProcessHandle.current().pid()).result());
            }
        }

        @Override
        double sample() throws Exception {
            Used before = used();
            Obstacles obstacles = new Obstacles(
                    fabric.event("bench"),
                    fabric.mutex("bench"),
                    fabric.semaphore(1, "bench"),
                    fabric.queue(EACH * OTHERS, "bench"),
                    fabric.counter());
            obstacles.mutex.lock();
            obstacles.semaphore.acquire();
            for (int i = 0; i < OTHERS; i++) {
                Stopwatch.check(EACH, in(i, obstacles::await).result());
            }
            Used waiting = used();
            Stopwatch.check(0, obstacles.passed.get());
            release(obstacles);
            remarks = List.of("while they wait: " + waiting, "before any of them waited: " + before);
            return Math.max(LEAST, waiting.sum() - before.sum());
        }

        private Used used() throws IOException, InterruptedException {
            Thread.sleep(echo);
            CpuTime start = CpuTime.of(pids);
            long clock = System.nanoTime();
            Thread.sleep(watched);
            double elapsed = (System.nanoTime() - clock) / 1e9;
            Map<String, Double> byThread = CpuTime.of(pids).secondsSince(start);
            byThread.replaceAll((_, seconds) -> seconds / elapsed);
            return new Used(byThread);
        }

        /** They have really waited for it. */
        private static void release(Obstacles obstacles) throws InterruptedException {
            obstacles.event.set();
            obstacles.mutex.unlock();
            obstacles.semaphore.release();
            for (int i = 0; i < EACH / KINDS * OTHERS; i++) {
                obstacles.queue.put(i);
            }
            long start = System.nanoTime();
            while (obstacles.passed.get() < EACH * OTHERS) {
                if (System.nanoTime() - start > PATIENCE_NANOS) {
                    throw new IllegalStateException("released, and " + obstacles.passed.get() + " of " + EACH * OTHERS
                            + " threads have gone on after " + PATIENCE_NANOS / 1_000_000_000 + " s");
                }
                Thread.sleep(1);
            }
        }

        @Override
        List<String> remarks() {
            return remarks;
        }
    }
}
