package dev.cordage.bench.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class StartTest {
    @Test
    void theBareJavaSaysHelloAndEnds() throws Exception {
        try (BareJava bare = new BareJava()) {
            assertTrue(bare.sample() > 0);
            assertTrue(bare.sample() > 0);
        }
    }

    @Test
    void aPoolIsColdEachTimeAndItsJvmEndsWithTheSide() throws Exception {
        List<Long> before = children();
        try (ColdStart cold = new ColdStart(false)) {
            assertTrue(cold.sample() > 0);
            assertTrue(cold.sample() > 0);
            assertTrue(cold.remarks().getFirst().startsWith("from folders: "), () -> "" + cold.remarks());
            assertEquals(before.size() + 1, children().size());
        }
        assertEquals(before, children());
    }

    private static List<Long> children() {
        return ProcessHandle.current()
                .children()
                .map(ProcessHandle::pid)
                .sorted()
                .toList();
    }
}
