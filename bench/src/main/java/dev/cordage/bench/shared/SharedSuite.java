package dev.cordage.bench.shared;

import dev.cordage.bench.Case;
import dev.cordage.bench.Plan;
import dev.cordage.bench.Python;
import dev.cordage.bench.Suite;
import java.util.ArrayList;
import java.util.List;

/** Shared memory, and locks and queues between processes. */
public final class SharedSuite implements Suite {
    @Override
    public String name() {
        return "shared";
    }

    @Override
    public String summary() {
        return "memory, locks and queues between processes, beside the JDK's, CPython's, Agrona's and a C program";
    }

    @Override
    public List<Case> cases(Plan plan) {
        List<Case> cases = new ArrayList<>();
        cases.addAll(UncontendedCases.of(plan));
        cases.addAll(ContendedCases.of(plan));
        cases.addAll(PingPongCases.of(plan));
        cases.addAll(QueueCases.of(plan));
        cases.addAll(ArrayCases.of(plan));
        cases.addAll(IdleCases.of(plan));
        cases.addAll(DictCases.of(plan));
        return List.copyOf(cases);
    }

    @Override
    public List<String> remarks() {
        return List.of(Python.remark(), CProgram.remark(), AgronaRing.remark());
    }
}
