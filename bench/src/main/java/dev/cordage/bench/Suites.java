package dev.cordage.bench;

import dev.cordage.bench.process.ProcessSuite;
import dev.cordage.bench.queue.QueueSuite;
import dev.cordage.bench.shared.SharedSuite;
import dev.cordage.bench.sync.SyncSuite;
import dev.cordage.bench.task.TaskSuite;
import java.util.List;
import java.util.stream.Collectors;

/** All suites there are. */
final class Suites {
    static final List<Suite> ALL =
            List.of(new TaskSuite(), new SyncSuite(), new QueueSuite(), new ProcessSuite(), new SharedSuite());

    private Suites() {}

    static Suite named(String name) throws UsageException {
        return ALL.stream()
                .filter(suite -> suite.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new UsageException("no suite '" + name + "'; there is "
                        + ALL.stream().map(Suite::name).collect(Collectors.joining(", "))));
    }
}
