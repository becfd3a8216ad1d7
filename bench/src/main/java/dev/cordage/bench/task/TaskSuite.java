package dev.cordage.bench.task;

import dev.cordage.bench.Case;
import dev.cordage.bench.Plan;
import dev.cordage.bench.Python;
import dev.cordage.bench.Suite;
import java.util.ArrayList;
import java.util.List;

/** Pools, futures and map. */
public final class TaskSuite implements Suite {
    @Override
    public String name() {
        return "task";
    }

    @Override
    public String summary() {
        return "pools, futures and map, beside the JDK's executors and CPython's";
    }

    @Override
    public List<Case> cases(Plan plan) {
        List<Case> cases = new ArrayList<>();
        cases.addAll(SubmitCases.of(plan));
        cases.addAll(VirtualCases.of(plan));
        cases.addAll(MapCases.of(plan));
        cases.addAll(CompletionCases.of());
        cases.addAll(AwaitAnyCases.of(plan));
        cases.addAll(CensusCases.of(plan));
        Python.find().ifPresent(python -> cases.addAll(PythonCases.of(python)));
        return List.copyOf(cases);
    }

    @Override
    public List<String> remarks() {
        return List.of(Python.remark());
    }
}
