package dev.cordage.bench.sync;

import dev.cordage.bench.Case;
import dev.cordage.bench.Crowd;
import dev.cordage.bench.Load;
import dev.cordage.bench.Plan;
import dev.cordage.bench.Unit;
import dev.cordage.sync.EventFlag;
import dev.cordage.sync.Mutex;
import dev.cordage.sync.WaitCondition;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/** Two threads wake each other up in turns. A round trip is two wake-ups. */
final class PingPongCases {
    private static final Unit TRIPS = Unit.perSecond("trips");
    private static final String HEAP = "256m";

    private PingPongCases() {}

    static List<Case> of(Plan plan) {
        List<Case> cases = new ArrayList<>();
        for (Crowd crowd : Crowd.values()) {
            Load load = Load.of(plan);
            cases.add(named("EventFlag", crowd)
                    .compare(
                            load.side(trips -> events(crowd, trips)),
                            "a CountDownLatch each time",
                            load.side(trips -> latches(crowd, trips))));
        }
        for (Crowd crowd : Crowd.values()) {
            Load load = Load.of(plan);
            cases.add(named("WaitCondition", crowd)
                    .compare(
                            load.side(trips -> ours(crowd, trips)),
                            "ReentrantLock's Condition",
                            load.side(trips -> jdk(crowd, trips))));
        }
        return cases;
    }

    private static Case.Builder named(String what, Crowd crowd) {
        return Case.named(what + " ping-pong, 2 " + crowd + " threads")
                .unit(TRIPS)
                .heap(HEAP);
    }

    private static double events(Crowd crowd, int trips) throws Exception {
        EventFlag ping = EventFlag.create();
        EventFlag pong = EventFlag.create();
        return crowd.seconds(List.of(
                () -> {
                    for (int i = 0; i < trips; i++) {
                        ping.set();
                        pong.await();
                        pong.clear();
                    }
                },
                () -> {
                    for (int i = 0; i < trips; i++) {
                        ping.await();
                        ping.clear();
                        pong.set();
                    }
                }));
    }

    /** A latch cannot be used again; they are made before the clock starts. */
    private static double latches(Crowd crowd, int trips) throws Exception {
        CountDownLatch[] pings = latches(trips);
        CountDownLatch[] pongs = latches(trips);
        return crowd.seconds(List.of(
                () -> {
                    for (int i = 0; i < trips; i++) {
                        pings[i].countDown();
                        pongs[i].await();
                    }
                },
                () -> {
                    for (int i = 0; i < trips; i++) {
                        pings[i].await();
                        pongs[i].countDown();
                    }
                }));
    }

    private static CountDownLatch[] latches(int count) {
        return Stream.generate(() -> new CountDownLatch(1)).limit(count).toArray(CountDownLatch[]::new);
    }

    private static double ours(Crowd crowd, int trips) throws Exception {
        Mutex mutex = Mutex.create();
        WaitCondition isPing = mutex.newCondition();
        WaitCondition isPong = mutex.newCondition();
        boolean[] ping = {true};
        return crowd.seconds(List.of(
                () -> {
                    for (int i = 0; i < trips; i++) {
                        mutex.lock();
                        try {
                            while (!ping[0]) {
                                isPing.await();
                            }
                            ping[0] = false;
                            isPong.signal();
                        } finally {
                            mutex.unlock();
                        }
                    }
                },
                () -> {
                    for (int i = 0; i < trips; i++) {
                        mutex.lock();
                        try {
                            while (ping[0]) {
                                isPong.await();
                            }
                            ping[0] = true;
                            isPing.signal();
                        } finally {
                            mutex.unlock();
                        }
                    }
                }));
    }

    private static double jdk(Crowd crowd, int trips) throws Exception {
        ReentrantLock lock = new ReentrantLock();
        Condition isPing = lock.newCondition();
        Condition isPong = lock.newCondition();
        boolean[] ping = {true};
        return crowd.seconds(List.of(
                () -> {
                    for (int i = 0; i < trips; i++) {
                        lock.lock();
                        try {
                            while (!ping[0]) {
                                isPing.await();
                            }
                            ping[0] = false;
                            isPong.signal();
                        } finally {
                            lock.unlock();
                        }
                    }
                },
                () -> {
                    for (int i = 0; i < trips; i++) {
                        lock.lock();
                        try {
                            while (ping[0]) {
                                isPong.await();
                            }
                            ping[0] = true;
                            isPing.signal();
                        } finally {
                            lock.unlock();
                        }
                    }
                }));
    }
}
