package dev.cordage.bench.sync;

import dev.cordage.bench.Case;
import dev.cordage.bench.Plan;
import dev.cordage.bench.Suite;
import dev.cordage.bench.Summary;
import java.util.ArrayList;
import java.util.List;

/** Locks, semaphores, events and conditions. */
public final class SyncSuite implements Suite {
    @Override
    public String name() {
        return "sync";
    }

    @Override
    public String summary() {
        return "locks, semaphores, events and conditions, beside the JDK's";
    }

    @Override
    public List<Case> cases(Plan plan) {
        List<Case> cases = new ArrayList<>();
        cases.addAll(UncontendedCases.of(plan));
        cases.addAll(ContendedCases.of(plan));
        cases.addAll(SemaphoreCases.of(plan));
        cases.addAll(PingPongCases.of(plan));
        cases.addAll(ParkedCases.of(plan));
        return List.copyOf(cases);
    }

    @Override
    public List<Summary> summaries() {
        List<Summary> summaries = new ArrayList<>(ContendedCases.summaries());
        summaries.add(ParkedCases.limit());
        return List.copyOf(summaries);
    }
}
