package dev.cordage.bench.sync;

import dev.cordage.bench.Case;
import dev.cordage.bench.Load;
import dev.cordage.bench.Plan;
import dev.cordage.bench.Stopwatch;
import dev.cordage.bench.Unit;
import dev.cordage.bench.Workload;
import dev.cordage.sync.CountingSemaphore;
import dev.cordage.sync.Hold;
import dev.cordage.sync.Mutex;
import dev.cordage.sync.RLock;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;

/** One thread takes and gives back what nobody else wants. */
final class UncontendedCases {
    private static final Unit PAIRS = Unit.perSecond("pairs");
    private static final double TARGET = 0.95;
    private static final String RIVAL = "ReentrantLock";
    private static final String HEAP = "128m";

    private UncontendedCases() {}

    static List<Case> of(Plan plan) {
        Load noise = Load.of(plan);
        return List.of(
                named("A/A: lock and unlock, uncontended").noise(RIVAL, noise.side(UncontendedCases::reentrantLock)),
                locks(plan, "Mutex lock and unlock, uncontended", UncontendedCases::mutex),
                locks(plan, "RLock lock and unlock, uncontended", UncontendedCases::rLock),
                locks(
                        plan,
                        "Mutex hold and close, uncontended",
                        new Garbage("Mutex.hold", UncontendedCases::mutexHold)),
                locks(
                        plan,
                        "RLock hold and close, uncontended",
                        new Garbage("RLock.hold", UncontendedCases::rLockHold)),
                semaphores(plan));
    }

    private static Case.Builder named(String name) {
        return Case.named(name).unit(PAIRS).heap(HEAP);
    }

    private static Case locks(Plan plan, String name, Workload ours) {
        Load load = Load.of(plan);
        return named(name).target(TARGET).compare(load.side(ours), RIVAL, load.side(UncontendedCases::reentrantLock));
    }

    private static Case semaphores(Plan plan) {
        Load load = Load.of(plan);
        return named("CountingSemaphore acquire and release, uncontended")
                .compare(
                        load.side(UncontendedCases::countingSemaphore),
                        "Semaphore",
                        load.side(UncontendedCases::semaphore));
    }

    private static double mutex(int operations) throws Exception {
        Mutex lock = Mutex.create();
        Section section = new Section(Section.Length.SHORT);
        double seconds = Stopwatch.seconds(() -> {
            for (int i = 0; i < operations; i++) {
                lock.lock();
                try {
                    section.enter();
                } finally {
                    lock.unlock();
                }
            }
        });
        section.check(operations);
        return seconds;
    }

    private static double rLock(int operations) throws Exception {
        RLock lock = RLock.create();
        Section section = new Section(Section.Length.SHORT);
        double seconds = Stopwatch.seconds(() -> {
            for (int i = 0; i < operations; i++) {
                lock.lock();
                try {
                    section.enter();
                } finally {
                    lock.unlock();
                }
            }
        });
        section.check(operations);
        return seconds;
    }

    private static double mutexHold(int operations) throws Exception {
        Mutex lock = Mutex.create();
        Section section = new Section(Section.Length.SHORT);
        double seconds = Stopwatch.seconds(() -> {
            for (int i = 0; i < operations; i++) {
                try (Hold _ = lock.hold()) {
                    section.enter();
                }
            }
        });
        section.check(operations);
        return seconds;
    }

    private static double rLockHold(int operations) throws Exception {
        RLock lock = RLock.create();
        Section section = new Section(Section.Length.SHORT);
        double seconds = Stopwatch.seconds(() -> {
            for (int i = 0; i < operations; i++) {
                try (Hold _ = lock.hold()) {
                    section.enter();
                }
            }
        });
        section.check(operations);
        return seconds;
    }

    private static double reentrantLock(int operations) throws Exception {
        ReentrantLock lock = new ReentrantLock();
        Section section = new Section(Section.Length.SHORT);
        double seconds = Stopwatch.seconds(() -> {
            for (int i = 0; i < operations; i++) {
                lock.lock();
                try {
                    section.enter();
                } finally {
                    lock.unlock();
                }
            }
        });
        section.check(operations);
        return seconds;
    }

    private static double countingSemaphore(int operations) throws Exception {
        CountingSemaphore semaphore = CountingSemaphore.of(1);
        Section section = new Section(Section.Length.SHORT);
        double seconds = Stopwatch.seconds(() -> {
            for (int i = 0; i < operations; i++) {
                semaphore.acquire();
                try {
                    section.enter();
                } finally {
                    semaphore.release();
                }
            }
        });
        section.check(operations);
        return seconds;
    }

    private static double semaphore(int operations) throws Exception {
        Semaphore semaphore = new Semaphore(1);
        Section section = new Section(Section.Length.SHORT);
        double seconds = Stopwatch.seconds(() -> {
            for (int i = 0; i < operations; i++) {
                semaphore.acquire();
                try {
                    section.enter();
                } finally {
                    semaphore.release();
                }
            }
        });
        section.check(operations);
        return seconds;
    }
}
