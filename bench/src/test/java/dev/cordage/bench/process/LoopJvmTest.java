package dev.cordage.bench.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LoopJvmTest {
    @Test
    void itDoesItsShareAndNoMore() throws Exception {
        try (LoopJvm jvm = new LoopJvm()) {
            jvm.begin(2, 4, 1000);
            assertEquals(Loop.run(2, 1000) + Loop.run(3, 1000), jvm.sum());
        }
    }
}
