package dev.cordage.bench.shared;

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
        "sync.py, lock 20",
        "sync.py, rlock 20",
        "sync.py, semaphore 20",
        "sync.py, event 20",
        "sync.py, value 20",
        "contended.py, 10",
        "items.py, 1 16 40 0",
        "items.py, 2 16 40 0",
        "items.py, 1 16 40 64",
        "dict.py, get 20",
        "dict.py, put 20"
    })
    void eachScriptPrintsItsFigure(String script, String arguments) throws Exception {
        assumeTrue(Python.find().isPresent(), "no Python here");
        Object[] words = arguments.split(" ", -1);
        assertTrue(Python.find().orElseThrow().run(SharedSuite.class, script, words) > 0);
    }
}
