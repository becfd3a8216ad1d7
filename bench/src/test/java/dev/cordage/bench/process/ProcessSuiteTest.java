package dev.cordage.bench.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.bench.Case;
import dev.cordage.bench.Plan;
import dev.cordage.bench.Samples;
import dev.cordage.bench.Side;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class ProcessSuiteTest {
    private static final Plan TWICE = new Plan(true, 1, 2, Duration.ZERO, Duration.ofMinutes(1));

    @Test
    void itHasACaseForAllThatIsPromisedWithoutPythonToo() {
        for (String promised : List.of(
                "submit and get of a trivial lambda, median",
                "map of 10,000,000 tiny tasks, most heap used by the parent",
                "first result of a cold ProcessPool.of(1), Cordage from its jar",
                "first result of a cold ProcessPool.of(1), Cordage from folders",
                "kill -9 of a busy worker to the next result, from a warm spare",
                "deadline of a task that never stops to its failed future",
                "memory of an idle worker (RSS) after its first task",
                "a double[] of 80 MB there and back",
                "CPU-bound work of about 4 s on 2 workers")) {
            Case found = named(promised);
            assertTrue(found.target() != null, found::name);
        }
    }

    @Test
    void whatIsAgainstALimitIsMeasuredBesideIt() throws Exception {
        Case memory = named("memory of an idle worker (RSS) after its first task");
        assertEquals(List.of("the limit"), memory.rivalNames());
        Samples samples = memory.experiment().run(TWICE);
        assertEquals(2, samples.rounds().size());
        for (Samples.Round round : samples.rounds()) {
            assertEquals(List.of((double) (60 << 20)), round.rivals());
            assertTrue(round.ours() > 1 << 20, samples::toString);
        }
    }

    @Test
    void aWorkerIsKilledAndReplacedInEachRound() throws Exception {
        List<ProcessHandle> before = ProcessHandle.current().children().toList();
        for (String name : List.of(
                "kill -9 of a busy worker to the next result, from a warm spare",
                "deadline of a task that never stops to its failed future",
                "cancel(true) of a running task to the next result")) {
            Samples samples = named(name).experiment().run(TWICE);
            assertEquals(2, samples.rounds().size());
        }
        awaitChildren(before.size());
    }

    @Test
    void aWarmPoolIsTheSameForAllSamplesAndItsWorkersEndWithIt() throws Exception {
        int before = (int) ProcessHandle.current().children().count();
        try (Side side = WarmPool.of(
                () -> dev.cordage.process.ProcessPool.of(1),
                pool -> pool.submit(() -> ProcessHandle.current().pid()).get())) {
            assertEquals(side.sample(), side.sample());
        }
        awaitChildren(before);
    }

    private static Case named(String name) {
        return new ProcessSuite()
                .cases(Plan.QUICK).stream()
                        .filter(one -> one.name().equals(name))
                        .reduce((_, last) -> last)
                        .orElseThrow(() -> new AssertionError("no case '" + name + "'"));
    }

    /** The timeout of the class bounds it. */
    private static void awaitChildren(int count) {
        while (ProcessHandle.current().children().count() > count) {
            Thread.onSpinWait();
        }
    }
}
