package dev.cordage.bench.shared;

import dev.cordage.bench.Case;
import dev.cordage.bench.Load;
import dev.cordage.bench.Plan;
import dev.cordage.bench.Python;
import dev.cordage.bench.Stopwatch;
import dev.cordage.bench.Unit;
import dev.cordage.bench.Workload;
import dev.cordage.process.HostFabric;
import dev.cordage.process.SharedValue;
import dev.cordage.sync.Counter;
import dev.cordage.sync.CountingSemaphore;
import dev.cordage.sync.EventFlag;
import dev.cordage.sync.Mutex;
import dev.cordage.sync.RLock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/** One process has for itself what it could share. */
final class UncontendedCases {
    private static final Unit PAIRS = Unit.perSecond("pairs");
    private static final Unit UPDATES = Unit.perSecond("updates");
    private static final double COUNTER_TARGET = 1 / 1.1;
    private static final double MUTEX_TARGET = 1 / 2.0;
    private static final int ALL = Integer.MAX_VALUE;
    private static final String HEAP = "128m";

    private static final String COUNTER = "Counter.add";
    private static final String MUTEX = "Mutex lock and unlock, uncontended";
    private static final String R_LOCK = "RLock lock and unlock, uncontended";
    private static final String SEMAPHORE = "CountingSemaphore acquire and release, uncontended";
    private static final String EVENT = "EventFlag set and clear, nobody waits";
    private static final String VALUE = "SharedValue.update, uncontended";

    private final Plan plan;
    private final List<Case> cases = new ArrayList<>();

    private UncontendedCases(Plan plan) {
        this.plan = plan;
    }

    static List<Case> of(Plan plan) {
        UncontendedCases all = new UncontendedCases(plan);
        all.besideTheJdk();
        Python.find().ifPresent(all::beside);
        return all.cases;
    }

    private static Case.Builder named(String name, Unit unit) {
        return Case.named(name).unit(unit).heap(HEAP);
    }

    private void besideTheJdk() {
        Load noise = Load.of(plan);
        cases.add(named("A/A: lock and unlock, uncontended", PAIRS)
                .noise("ReentrantLock", noise.side(UncontendedCases::reentrantLock)));
        beside(
                named(COUNTER, UPDATES).target(COUNTER_TARGET),
                UncontendedCases::counter,
                "AtomicLong.addAndGet",
                UncontendedCases::atomicLong);
        beside(
                named(MUTEX, PAIRS).target(MUTEX_TARGET),
                UncontendedCases::mutex,
                "ReentrantLock",
                UncontendedCases::reentrantLock);
        beside(named(R_LOCK, PAIRS), UncontendedCases::rLock, "ReentrantLock", UncontendedCases::reentrantLock);
        beside(named(SEMAPHORE, PAIRS), UncontendedCases::countingSemaphore, "Semaphore", UncontendedCases::semaphore);
    }

    private void beside(Case.Builder builder, Workload ours, String rivalName, Workload rival) {
        Load load = Load.of(plan);
        cases.add(builder.compare(load.side(ours), rivalName, load.side(rival)));
    }

    private void beside(Python python) {
        beside(python, named(COUNTER, UPDATES), UncontendedCases::counter, "Value, with get_lock(): += 1", "value");
        beside(python, named(MUTEX, PAIRS), UncontendedCases::mutex, "multiprocessing.Lock", "lock");
        beside(python, named(EVENT, PAIRS), UncontendedCases::event, "multiprocessing.Event", "event");
        beside(python, named(VALUE, UPDATES), UncontendedCases::value, "Value, with get_lock(): += 1", "value");
        if (!plan.isQuick()) { // a quick run has these beside the JDK's
            beside(python, named(R_LOCK, PAIRS), UncontendedCases::rLock, "multiprocessing.RLock", "rlock");
            beside(
                    python,
                    named(SEMAPHORE, PAIRS),
                    UncontendedCases::countingSemaphore,
                    "multiprocessing.Semaphore",
                    "semaphore");
        }
    }

    private void beside(Python python, Case.Builder builder, Workload ours, String rival, String script) {
        int theirs = plan.choose(200_000, 10_000);
        cases.add(builder.atMost(plan.choose(ALL, 4))
                .compare(
                        Load.of(plan).side(ours),
                        python.version() + " " + rival,
                        () -> python.run(UncontendedCases.class, "sync.py", script, theirs)));
    }

    private static double counter(int operations) throws Exception {
        try (HostFabric fabric = HostFabric.open()) {
            Counter counter = fabric.counter();
            double seconds = Stopwatch.seconds(() -> {
                for (int i = 1; i <= operations; i++) {
                    if (counter.add(1) != i) {
                        throw new IllegalStateException("it counts wrongly at " + i);
                    }
                }
            });
            Stopwatch.check(operations, counter.get());
            return seconds;
        }
    }

    private static double atomicLong(int operations) throws Exception {
        AtomicLong counter = new AtomicLong();
        double seconds = Stopwatch.seconds(() -> {
            for (int i = 1; i <= operations; i++) {
                if (counter.addAndGet(1) != i) {
                    throw new IllegalStateException("it counts wrongly at " + i);
                }
            }
        });
        Stopwatch.check(operations, counter.get());
        return seconds;
    }

    private static double mutex(int operations) throws Exception {
        try (HostFabric fabric = HostFabric.open()) {
            Mutex lock = fabric.mutex("bench");
            long[] guarded = {0};
            double seconds = Stopwatch.seconds(() -> {
                for (int i = 0; i < operations; i++) {
                    lock.lock();
                    try {
                        guarded[0]++;
                    } finally {
                        lock.unlock();
                    }
                }
            });
            Stopwatch.check(operations, guarded[0]);
            return seconds;
        }
    }

    private static double reentrantLock(int operations) throws Exception {
        ReentrantLock lock = new ReentrantLock();
        long[] guarded = {0};
        double seconds = Stopwatch.seconds(() -> {
            for (int i = 0; i < operations; i++) {
                lock.lock();
                try {
                    guarded[0]++;
                } finally {
                    lock.unlock();
                }
            }
        });
        Stopwatch.check(operations, guarded[0]);
        return seconds;
    }

    private static double rLock(int operations) throws Exception {
        try (HostFabric fabric = HostFabric.open()) {
            RLock lock = fabric.rlock("bench");
            long[] guarded = {0};
            double seconds = Stopwatch.seconds(() -> {
                for (int i = 0; i < operations; i++) {
                    lock.lock();
                    try {
                        guarded[0]++;
                    } finally {
                        lock.unlock();
                    }
                }
            });
            Stopwatch.check(operations, guarded[0]);
            return seconds;
        }
    }

    private static double countingSemaphore(int operations) throws Exception {
        try (HostFabric fabric = HostFabric.open()) {
            CountingSemaphore semaphore = fabric.semaphore(1, "bench");
            double seconds = Stopwatch.seconds(() -> {
                for (int i = 0; i < operations; i++) {
                    semaphore.acquire();
                    semaphore.release();
                }
            });
            Stopwatch.check(1, semaphore.availablePermits());
            return seconds;
        }
    }

    private static double semaphore(int operations) throws Exception {
        Semaphore semaphore = new Semaphore(1);
        double seconds = Stopwatch.seconds(() -> {
            for (int i = 0; i < operations; i++) {
                semaphore.acquire();
                semaphore.release();
            }
        });
        Stopwatch.check(1, semaphore.availablePermits());
        return seconds;
    }

    private static double event(int operations) throws Exception {
        try (HostFabric fabric = HostFabric.open()) {
            EventFlag event = fabric.event("bench");
            double seconds = Stopwatch.seconds(() -> {
                for (int i = 0; i < operations; i++) {
                    event.set();
                    event.clear();
                }
            });
            if (event.isSet()) {
                throw new IllegalStateException("it is set, though it was cleared");
            }
            return seconds;
        }
    }

    private static double value(int operations) throws Exception {
        try (HostFabric fabric = HostFabric.open()) {
            SharedValue<Long> value = fabric.value(0L, "bench");
            double seconds = Stopwatch.seconds(() -> {
                for (int i = 0; i < operations; i++) {
                    Long _ = value.update(before -> before + 1);
                }
            });
            Stopwatch.check(operations, value.get());
            return seconds;
        }
    }
}
