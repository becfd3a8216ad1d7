package dev.cordage.bench.sync;

import dev.cordage.bench.Case;
import dev.cordage.bench.Crowd;
import dev.cordage.bench.Load;
import dev.cordage.bench.Plan;
import dev.cordage.bench.Summary;
import dev.cordage.bench.Unit;
import dev.cordage.sync.Fairness;
import dev.cordage.sync.Mutex;
import dev.cordage.sync.RLock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** Several threads want the same lock all the time. */
final class ContendedCases {
    private static final Unit PAIRS = Unit.perSecond("pairs");
    private static final double TARGET = 1;
    private static final String RIVAL = "ReentrantLock";
    private static final String FAIR_RIVAL = "fair ReentrantLock";
    private static final String HEAP = "128m";
    private static final String MUTEX = "Mutex, ";
    private static final String FIFO = "Mutex FIFO, ";
    private static final String R_LOCK = "RLock, ";
    private static final List<Integer> THREADS = List.of(2, 4, 8);
    private static final List<Section.Length> LENGTHS = List.of(Section.Length.values());

    private ContendedCases() {}

    static List<Case> of(Plan plan) {
        List<Cell> all = Cell.all(THREADS, LENGTHS);
        List<Cell> fewer = plan.isQuick() ? Cell.all(List.of(2, 8), List.of(Section.Length.SHORT)) : all;
        List<Case> cases = new ArrayList<>();
        cases.add(noise(plan, new Cell(Crowd.PLATFORM, 4, Section.Length.LONG)));
        all.forEach(cell -> cases.add(mutex(plan, cell)));
        fewer.forEach(cell -> cases.add(rLock(plan, cell)));
        // With a shorter one a round would take from milliseconds to seconds, as chance will have it.
        Cell.all(plan.isQuick() ? List.of(2, 8) : THREADS, List.of(Section.Length.LONG))
                .forEach(cell -> cases.add(fifo(plan, cell)));
        return cases;
    }

    static List<Summary> summaries() {
        return List.of(
                Summary.geometricMean(
                        "Mutex contended: geometric mean of its cells",
                        RIVAL,
                        TARGET,
                        row -> row.name().startsWith(MUTEX)),
                Summary.geometricMean(
                        "RLock contended: geometric mean of its cells",
                        RIVAL,
                        TARGET,
                        row -> row.name().startsWith(R_LOCK)));
    }

    private static Case.Builder named(String name) {
        return Case.named(name).unit(PAIRS).heap(HEAP);
    }

    private static Case noise(Plan plan, Cell cell) {
        Load load = Load.of(plan);
        return named("A/A: lock and unlock, " + cell)
                .noise(RIVAL, load.side(operations -> reentrantLock(cell, operations)));
    }

    private static Case mutex(Plan plan, Cell cell) {
        Load load = Load.of(plan);
        return named(MUTEX + cell)
                .compare(
                        load.side(operations -> mutex(cell, Mutex.create(), operations)),
                        RIVAL,
                        load.side(operations -> reentrantLock(cell, operations)));
    }

    private static Case rLock(Plan plan, Cell cell) {
        Load load = Load.of(plan);
        return named(R_LOCK + cell)
                .compare(
                        load.side(operations -> rLock(cell, operations)),
                        RIVAL,
                        load.side(operations -> reentrantLock(cell, operations)));
    }

    /** Little work: where the threads really take turns, it takes many times longer than where one ran alone. */
    private static Case fifo(Plan plan, Cell cell) {
        Load load = new Load(plan.choose(10, 4));
        return named(FIFO + cell)
                .compare(
                        load.side(operations -> mutex(cell, Mutex.create("bench", Fairness.FIFO), operations)),
                        FAIR_RIVAL,
                        load.side(operations -> fairLock(cell, operations)));
    }

    private static double mutex(Cell cell, Mutex lock, int operations) throws Exception {
        Section section = cell.section();
        int share = cell.share(operations);
        double seconds = cell.seconds(() -> {
            for (int i = 0; i < share; i++) {
                lock.lock();
                try {
                    section.enter();
                } finally {
                    lock.unlock();
                }
            }
        });
        section.check((long) share * cell.threads());
        return seconds;
    }

    private static double rLock(Cell cell, int operations) throws Exception {
        RLock lock = RLock.create();
        Section section = cell.section();
        int share = cell.share(operations);
        double seconds = cell.seconds(() -> {
            for (int i = 0; i < share; i++) {
                lock.lock();
                try {
                    section.enter();
                } finally {
                    lock.unlock();
                }
            }
        });
        section.check((long) share * cell.threads());
        return seconds;
    }

    private static double reentrantLock(Cell cell, int operations) throws Exception {
        return reentrantLock(cell, new ReentrantLock(), operations);
    }

    private static double fairLock(Cell cell, int operations) throws Exception {
        return reentrantLock(cell, new ReentrantLock(true), operations);
    }

    private static double reentrantLock(Cell cell, ReentrantLock lock, int operations) throws Exception {
        Section section = cell.section();
        int share = cell.share(operations);
        double seconds = cell.seconds(() -> {
            for (int i = 0; i < share; i++) {
                lock.lock();
                try {
                    section.enter();
                } finally {
                    lock.unlock();
                }
            }
        });
        section.check((long) share * cell.threads());
        return seconds;
    }
}
