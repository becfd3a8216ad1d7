package dev.cordage.bench;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows for tests. */
final class Rows {
    private static final Unit TASKS = Unit.perSecond("tasks");

    private Rows() {}

    static Row row(String name, double ratio, Range spread, @Nullable Double target) {
        return new Row("task", name, ratio * 1e6, 1e6, "the rival", TASKS, ratio, spread, target, false, List.of());
    }

    static Row noise(double low, double high) {
        return new Row("task", "A/A", 1e6, 1e6, "rival", TASKS, 1, new Range(low, high), null, true, List.of());
    }

    static Row failed(String name, @Nullable Double target) {
        Case failed =
                new Case(name, List.of("the rival"), TASKS, target, false, "1g", List.of(), _ -> Samples.single(1, 1));
        return Row.failed("task", failed, "it broke");
    }
}
