package dev.cordage.bench.process;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cordage.bench.Python;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class PythonScriptsTest {
    @ParameterizedTest
    @CsvSource({
        "executor.py, trips 1 20",
        "executor.py, map 2 20",
        "pool.py, 2 20 1",
        "pool.py, 2 20 0",
        "spawn.py, pool 1",
        "spawn.py, process 1",
        "pipe.py, 20"
    })
    void eachScriptPrintsItsFigure(String script, String arguments) throws Exception {
        assumeTrue(Python.find().isPresent(), "no Python here");
        Object[] words = arguments.split(" ", -1);
        assertTrue(Python.find().orElseThrow().run(ProcessSuite.class, script, words) > 0);
    }
}
