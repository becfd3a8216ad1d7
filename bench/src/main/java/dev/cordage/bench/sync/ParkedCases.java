package dev.cordage.bench.sync;

import dev.cordage.bench.Case;
import dev.cordage.bench.Plan;
import dev.cordage.bench.Stopwatch;
import dev.cordage.bench.Summary;
import dev.cordage.bench.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** A crowd of virtual threads waits for one and the same thing, then gets it. */
final class ParkedCases {
    private static final int THREADS = 100_000;
    private static final double LIMIT = 2;
    private static final long GLANCE = 100_000;
    private static final String CROWD = Unit.grouped(THREADS) + " virtual threads parked on one ";
    private static final String THROUGH = ", then released: until all are through";

    private ParkedCases() {}

    static List<Case> of(Plan plan) {
        List<Case> cases = new ArrayList<>();
        cases.addAll(of(plan, "Mutex", Obstacle::mutex, "ReentrantLock", Obstacle::reentrantLock));
        cases.addAll(of(plan, "EventFlag", Obstacle::event, "CountDownLatch", Obstacle::latch));
        cases.addAll(
                of(plan, "CloseableQueue", Obstacle::closeableQueue, "LinkedBlockingQueue", Obstacle::linkedQueue));
        return cases;
    }

    /** All of ours are to be quick enough. */
    static Summary limit() {
        return Summary.limit(
                CROWD + "thing: the slowest, limit " + LIMIT + " s",
                LIMIT,
                row -> row.name().endsWith(THROUGH));
    }

    private static List<Case> of(Plan plan, String name, Obstacle.Maker ours, String rivalName, Obstacle.Maker rival) {
        Case.Builder time = Case.named(CROWD + name + THROUGH);
        if (plan.isQuick()) {
            time.cold().atMost(4);
        }
        return List.of(
                time.compare(() -> release(ours), rivalName, () -> release(rival)),
                Case.named(CROWD + name + ": heap of a waiter")
                        .unit(Unit.BYTES)
                        .cold()
                        .atMost(plan.choose(6, 2))
                        .compare(() -> heap(ours), rivalName, () -> heap(rival)));
    }

    /** Seconds from the release until all threads have passed. */
    private static double release(Obstacle.Maker maker) throws Exception {
        Obstacle obstacle = maker.make();
        AtomicInteger passed = new AtomicInteger();
        Thread[] threads = threads(obstacle, passed);
        start(threads);
        double seconds = Stopwatch.seconds(() -> {
            obstacle.remove(THREADS);
            for (Thread thread : threads) {
                thread.join();
            }
        });
        Stopwatch.check(THREADS, passed.get());
        return seconds;
    }

    /** Bytes of live heap that are there for each waiting thread: its stack and what we and the JDK keep of it. */
    private static double heap(Obstacle.Maker maker) throws Exception {
        Obstacle obstacle = maker.make();
        AtomicInteger passed = new AtomicInteger();
        Thread[] threads = threads(obstacle, passed);
        long before = liveHeap();
        start(threads);
        double bytes = (liveHeap() - before) / (double) THREADS;
        obstacle.remove(THREADS);
        for (Thread thread : threads) {
            thread.join();
        }
        Stopwatch.check(THREADS, passed.get());
        return bytes;
    }

    private static Thread[] threads(Obstacle obstacle, AtomicInteger passed) {
        Thread[] threads = new Thread[THREADS];
        for (int i = 0; i < THREADS; i++) {
            threads[i] = Thread.ofVirtual().unstarted(() -> {
                try {
                    obstacle.pass();
                    passed.incrementAndGet();
                } catch (InterruptedException _) {
                    // Nobody does; the check would fail.
                }
            });
        }
        return threads;
    }

    /** Starts them and returns when all of them wait. */
    private static void start(Thread[] threads) {
        for (Thread thread : threads) {
            thread.start();
        }
        for (Thread thread : threads) {
            while (thread.getState() != Thread.State.WAITING && thread.getState() != Thread.State.TIMED_WAITING) {
                LockSupport.parkNanos(GLANCE);
            }
        }
    }

    private static long liveHeap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
