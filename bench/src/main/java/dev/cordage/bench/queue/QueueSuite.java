package dev.cordage.bench.queue;

import com.softwaremill.jox.Channel;
import dev.cordage.bench.Case;
import dev.cordage.bench.Plan;
import dev.cordage.bench.Python;
import dev.cordage.bench.Suite;
import dev.cordage.bench.Summary;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** Queues that close. */
public final class QueueSuite implements Suite {
    private static final String JOX = "/META-INF/maven/com.softwaremill.jox/channels/pom.properties";

    @Override
    public String name() {
        return "queue";
    }

    @Override
    public String summary() {
        return "queues that close, beside the JDK's, Jox's channels and CPython's";
    }

    @Override
    public List<Case> cases(Plan plan) {
        List<Case> cases = new ArrayList<>();
        cases.addAll(BoundedCases.of(plan));
        cases.addAll(UnboundedCases.of(plan));
        cases.addAll(OrderCases.of(plan));
        cases.addAll(BatchCases.of(plan));
        cases.add(SelectCases.of(plan));
        Python.find().ifPresent(python -> cases.add(PythonCases.of(plan, python)));
        return List.copyOf(cases);
    }

    @Override
    public List<Summary> summaries() {
        List<Summary> summaries = new ArrayList<>(BoundedCases.summaries());
        summaries.add(UnboundedCases.summary());
        return List.copyOf(summaries);
    }

    @Override
    public List<String> remarks() {
        return List.of("Jox channels " + joxVersion(), Python.remark());
    }

    private static String joxVersion() {
        Properties properties = new Properties();
        try (InputStream file = Channel.class.getResourceAsStream(JOX)) {
            if (file != null) {
                properties.load(file);
            }
        } catch (IOException _) {
            // As if there were none.
        }
        return properties.getProperty("version", "of unknown version");
    }
}
