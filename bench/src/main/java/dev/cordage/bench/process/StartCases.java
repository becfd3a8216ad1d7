package dev.cordage.bench.process;

import dev.cordage.bench.Case;
import dev.cordage.bench.Plan;
import dev.cordage.bench.Python;
import dev.cordage.bench.Side;
import dev.cordage.bench.Stopwatch;
import dev.cordage.bench.Unit;
import dev.cordage.process.WorkerProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** From nothing to a first result. */
final class StartCases {
    private static final String NAME = "first result of a cold ProcessPool.of(1), Cordage from ";
    private static final double JARS_TARGET = 1 / 2.0;
    private static final double FOLDERS_TARGET = 1 / 2.5;
    private static final double SPAWN_TARGET = 1;
    private static final Unit PROCESSES = Unit.perSecond("processes");
    private static final String HEAP = "64m"; // what is measured is in other JVMs

    private StartCases() {}

    static List<Case> of(Plan plan) {
        Optional<Python> python = Python.find();
        List<Case> cases = new ArrayList<>();
        for (boolean jars : new boolean[] {true, false}) {
            String name = NAME + (jars ? "its jar" : "folders");
            cases.add(Case.named(name)
                    .target(jars ? JARS_TARGET : FOLDERS_TARGET)
                    .heap(HEAP)
                    .compare(new ColdStart(jars), BareJava.NAME, new BareJava()));
            python.ifPresent(found -> cases.add(Case.named(name)
                    .target(SPAWN_TARGET)
                    .heap(HEAP)
                    .compare(
                            new ColdStart(jars),
                            found.version() + " Pool(1), spawn",
                            () -> found.run(StartCases.class, "spawn.py", "pool", 1))));
        }
        int processes = plan.choose(20, 5);
        BareJava bare = new BareJava();
        List<Case.Rival> rivals = new ArrayList<>();
        rivals.add(new Case.Rival("bare java processes", new Rate(bare, processes)));
        python.ifPresent(found -> rivals.add(new Case.Rival(
                found.version() + " Process, spawn",
                () -> found.run(StartCases.class, "spawn.py", "process", processes))));
        cases.add(Case.named("WorkerProcess, start and join one after the other")
                .unit(PROCESSES)
                .cold()
                .atMost(plan.choose(Integer.MAX_VALUE, 4))
                .heap("256m")
                .compare(() -> processes(processes), rivals.toArray(Case.Rival[]::new)));
        return cases;
    }

    private static double processes(int count) throws Exception {
        return Stopwatch.perSecond(count, () -> {
            for (int i = 0; i < count; i++) {
                WorkerProcess<Integer> process = WorkerProcess.start(() -> 1);
                Stopwatch.check(1, process.get());
                process.join();
            }
        });
    }

    /** How many a second. */
    private record Rate(BareJava bare, int count) implements Side {
        @Override
        public double sample() throws Exception {
            double seconds = 0;
            for (int i = 0; i < count; i++) {
                seconds += bare.sample();
            }
            return count / seconds;
        }

        @Override
        public void close() throws IOException {
            bare.close();
        }
    }
}
