package dev.cordage.bench.process;

import dev.cordage.bench.Case;
import dev.cordage.bench.Plan;
import dev.cordage.bench.Python;
import dev.cordage.bench.Suite;
import java.util.ArrayList;
import java.util.List;

/** Worker processes. */
public final class ProcessSuite implements Suite {
    @Override
    public String name() {
        return "process";
    }

    @Override
    public String summary() {
        return "pools of processes, beside CPython's and what the system itself takes";
    }

    @Override
    public List<Case> cases(Plan plan) {
        List<Case> cases = new ArrayList<>();
        cases.addAll(TripCases.of(plan));
        cases.addAll(MapCases.of(plan));
        cases.addAll(StartCases.of(plan));
        cases.addAll(RecoveryCases.of());
        cases.addAll(MemoryCases.of(plan));
        cases.add(CpuCase.of(plan));
        cases.addAll(PipeCases.of(plan));
        return List.copyOf(cases);
    }

    @Override
    public List<String> remarks() {
        return List.of(Python.remark());
    }
}
